// The check of options whose silence would take something away unnoticed: a key, a policy, the certificates of an
// authority. `--vkey "$(cat FILE)"` of a file that is not there would otherwise be the same as no --vkey at all. Not
// for the environment and the config file, where an empty value is the way to say nothing.
#pragma once
#include <CLI/App.hpp>

namespace tanbu::cli {

// Refuses an empty value; the parser then ends the call with the status for usage.
[[nodiscard]] CLI::Validator not_empty();

}  // namespace tanbu::cli
