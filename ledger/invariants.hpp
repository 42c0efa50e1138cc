// The second opinion on every entry, written apart from the rules: what must be true of any change, whoever made it. A
// violation is a bug; the writer stops before anything of the batch is durable. Source: commands document,
// "Invariants".
#pragma once
#include <optional>
#include <string>

#include "ledger/records.hpp"
#include "ledger/view.hpp"

namespace tanbu {
// `before` is the view that the changes were made for. Nothing when all is well, else the violated invariant in words.
[[nodiscard]] std::optional<std::string> violated_invariant(const Changes& changes, const View& before,
                                                            EntryIndex entry);
// The whole of one batch: segments disjoint, complete, ascending.
[[nodiscard]] std::optional<std::string> violated_batch_invariant(const Batch& batch,
                                                                  const std::vector<Segment>& segments);
}  // namespace tanbu
