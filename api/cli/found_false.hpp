// Ends a command whose question was answered falsely: what somebody signed, sent or keeps does not agree with what was
// signed before (exit 3). Not for what is merely unreadable, and not for a machine that failed.
#pragma once
#include <string>
#include <string_view>

namespace tanbu::cli {

// "FALSE" (coloured on a terminal) before the words.
[[nodiscard]] std::string false_words(std::string_view words);
[[noreturn]] void stop_false(std::string_view words);
// With the stable code before the words.
[[noreturn]] void stop_false(std::string_view code, std::string_view words);
// An answer that cannot be read is no lie: exit 1. `what` names the part of it.
[[noreturn]] void stop_unreadable(std::string_view what);

}  // namespace tanbu::cli
