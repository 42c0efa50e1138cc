// The last question before something is signed that cannot be taken back.
#pragma once
#include <string>

#include "api/cli/settings.hpp"

namespace tanbu::cli {

// Asks on stderr for the word yes, unless --yes was given. Stop (usage) for every other answer, and without a terminal.
void demand_yes(const Settings& settings, const std::string& question);

}  // namespace tanbu::cli
