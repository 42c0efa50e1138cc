// Whether what a database signed last is what its entries add up to, and whether it goes on from a checkpoint that
// somebody saw. Asked before anything new is signed: a signature over another history cannot be taken back.
#pragma once
#include <optional>
#include <string>

#include "ledger/engine/engine.hpp"
#include "ledger/log/key_history.hpp"

namespace tanbu::engine {

// missing (no entry), chain (the newest checkpoint does not bear exactly the lines of the keys in force, or the stored
// hashes do not add up to it).
[[nodiscard]] std::optional<OpenFault> check_chain_end(store::Reader& reader, const log::KeyHistory& keys);
// chain when the note is no checkpoint of this log; would_fork when the log does not contain its tree. `whose` names
// the note in the words, for instance "the file checkpoint".
[[nodiscard]] std::optional<OpenFault> check_continues(store::Reader& reader, const std::string& note,
                                                       const log::KeyHistory& keys, const std::string& whose);

}  // namespace tanbu::engine
