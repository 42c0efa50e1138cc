// The keys that sign the log's checkpoints, as the entries say (formats section 30). Rule of lines: a checkpoint of
// size n bears exactly one line of every key that an entry below n brought and no entry below n retired. Genesis brings
// the first. Not here: signing and the private keys (the engine).
#pragma once
#include <string>
#include <vector>

#include "ledger/view.hpp"

namespace tanbu::rules {

// At the same time; the second one is there only while clients move from the old key to the new one.
inline constexpr std::size_t log_keys_in_force_max = 2;

// Every key that ever was one of this log, in the order in which they came; `genesis_vkey` is what entry 0 names.
[[nodiscard]] std::vector<LogKey> all_log_keys(const View& view, const std::string& genesis_vkey);
// Those whose line the next checkpoint over this view bears, oldest first. Never empty.
[[nodiscard]] std::vector<LogKey> log_keys_in_force(const View& view, const std::string& genesis_vkey);
// Kinds that change the log's keys. Everybody who verifies a checkpoint has to read them, so they are never erased and
// never wait for a second signature, which only some may read.
[[nodiscard]] bool changes_log_keys(std::string_view kind);

}  // namespace tanbu::rules
