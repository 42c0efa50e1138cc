// The changes that a decision makes to the state, all of its events together. Not the decision itself.
#pragma once
#include "ledger/apply.hpp"
#include "ledger/view.hpp"

namespace tanbu::engine {

// The events of one command see each other's effects; the overlay itself is not touched.
[[nodiscard]] Changes changes_of(const Decision& decision, const Overlay& overlay);

}  // namespace tanbu::engine
