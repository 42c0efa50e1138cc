// What confirm_evidence and reject_evidence speak about: a retirement, a batch that its holder recorded, or a transfer
// that waits for its registry's word. Not here: what then happens to it.
#pragma once
#include <variant>

#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {

using JudgedTarget = std::variant<Retirement, Batch, UnitAction>;
// not_engaged, not_registrar, unknown_target or not_open, in this order once the target is known.
[[nodiscard]] Outcome<JudgedTarget> find_judged(EntryIndex target, const Context& context, const View& view);

}  // namespace tanbu::rules
