// The tables behind problem.hpp, one for each origin of a code. Only problem.cpp and description.cpp, which must know
// which codes belong together, read them; others use problem.hpp.
#pragma once
#include <span>

#include "api/http/problem.hpp"

namespace tanbu::http {

[[nodiscard]] std::span<const ProblemText> refusal_texts();  // with the next two: one row for every Refusal
[[nodiscard]] std::span<const ProblemText> use_refusal_texts();
[[nodiscard]] std::span<const ProblemText> certificate_refusal_texts();
[[nodiscard]] std::span<const ProblemText> access_texts();  // tokens and rights
[[nodiscard]] std::span<const ProblemText>
command_texts();  // bytes that are no command, and a ledger that cannot answer
[[nodiscard]] std::span<const ProblemText> import_texts();   // imports of files
[[nodiscard]] std::span<const ProblemText> limit_texts();    // who came too often
[[nodiscard]] std::span<const ProblemText> request_texts();  // paths, parameters, methods, content types
[[nodiscard]] std::span<const ProblemText> wire_texts();     // what the server answers before anybody is asked

}  // namespace tanbu::http
