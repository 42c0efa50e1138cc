// Digests of the state that the association stated (formats section 24). Not here: computing one, which the rules
// cannot.
#pragma once
#include <optional>

#include "ledger/view.hpp"

namespace tanbu::rules {

// The entry that took back the digest stated by `stated`; nothing while it stands.
[[nodiscard]] std::optional<EntryIndex> digest_voided_by(EntryIndex stated, const View& view);
// Whether the entry states a digest, or wishes to and waits for its second signature.
[[nodiscard]] bool states_a_digest(EntryIndex entry, const View& view);

}  // namespace tanbu::rules
