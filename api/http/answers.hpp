// An engine's answer as HTTP: 201 with the receipt, or a problem. Written by appending; this runs on the writer's
// thread for every command.
#pragma once
#include <string>
#include <string_view>

#include "api/http/call.hpp"
#include "ledger/engine/answer.hpp"

namespace tanbu::http {

// Whether somebody sent his access token where a command belongs. Reads the header only and trusts nothing in it.
[[nodiscard]] bool is_access_token(std::string_view jws);

// Of every answer but an acceptance.
[[nodiscard]] Problem problem_of_answer(const engine::Answer& answer);

[[nodiscard]] Response answer_response(const engine::Answer& answer, const ProblemContext& context);
[[nodiscard]] Response dry_run_response(const engine::Answer& answer, const ProblemContext& context);
// One line of NDJSON with its newline; `number` counts the lines of the batch from 1.
void append_answer_line(std::string& out, std::size_t number, const engine::Answer& answer,
                        const ProblemContext& context);

}  // namespace tanbu::http
