// What a verdict about an offline file says to a person, in the language of the process.
#pragma once
#include <string>
#include <string_view>

#include "audit/offline/verify.hpp"

namespace tanbu::cli {

// One sentence with what holds, then one line for each limit of what the file can show.
[[nodiscard]] std::string verdict_words(const offline::Verdict& verdict);
// Why a file does not hold, with its code.
[[nodiscard]] std::string fault_words(const offline::Fault& fault);
[[nodiscard]] std::string_view check_words(std::string_view check);

}  // namespace tanbu::cli
