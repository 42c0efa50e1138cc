// The engagement that a command names: shared by accept_engagement and end_engagement.
#pragma once
#include "ledger/rules.hpp"

namespace tanbu::rules {

// unknown_engagement.
[[nodiscard]] Outcome<Engagement> find_engagement(EntryIndex entry, const View& view);
// engagement_state, naming the entry that accepted or ended it.
[[nodiscard]] Refused wrong_state(const Engagement& engagement);

}  // namespace tanbu::rules
