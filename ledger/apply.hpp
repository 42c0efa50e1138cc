// apply(): an event becomes changes of records. It decides nothing: a wrong event is a bug of the rule that made it,
// and the HOLDS in here say so. invariants.hpp looks at the result a second time.
// Retirement.counted is kept here alone: the units that stand as retired in its name.
#pragma once
#include "ledger/events.hpp"
#include "ledger/view.hpp"

namespace tanbu {
[[nodiscard]] Changes apply(const Event& event, const View& view);
}  // namespace tanbu
