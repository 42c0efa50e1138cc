// Whether every entry of a database is the one that was signed: one walk from the first to the last, in which lines are
// hashed anew, chained and built into the tree, commands hashed and full tiles compared. Neither signatures of commands
// nor rules nor the state: those are the audit's. Source: formats sections 5 and 6.
// Threading: the reader's thread. Memory: a page of entries and the numbers of commands that are waiting for the order
// that erased them, however long the log is. Faults of the machine come out as StoreFault.
#pragma once
#include <optional>

#include "ledger/engine/engine.hpp"
#include "ledger/log/checkpoint.hpp"

namespace tanbu::engine {

// `newest` is the newest checkpoint, whose signatures have been verified. Code: chain, naming the first entry that is
// not what was signed.
[[nodiscard]] std::optional<OpenFault> check_whole_log(store::Reader& reader, const log::Checkpoint& newest);

}  // namespace tanbu::engine
