// The second line of a checkpoint, by the log's SM2 key (formats section 8), for whoever demands it. Not the log's own
// line: that one is always verified elsewhere.
#pragma once
#include <optional>
#include <string>

#include "api/cli/settings.hpp"

namespace tanbu::cli {

// Throws Stop (usage) where an SM2 key was given that is none.
void check_sm2_vkey(const Settings& settings);

// Nothing where no SM2 key was given, or where the note carries that key's valid line. Otherwise why not:
// checkpoint_without_sm2_line, or a code of log::open_checkpoint. Throws Stop (usage) where what was given is no such
// key.
[[nodiscard]] std::optional<std::string> sm2_trouble(const std::string& note, const Settings& settings);

// Throws Stop (found false) where there is such trouble.
void demand_second_line(const std::string& note, const Settings& settings);

}  // namespace tanbu::cli
