// What a command of a kind can do at all, for entries whose command was erased by law: their effect is taken as the
// source states it, and only what the kind can yield is believed. Incident: an erased correction of a factory's name
// was given the effect of a transfer, and the units' new holder looked audited. Written from the rules by hand, apart
// from them. Not here: whether this command did it, which nobody can say any more. Threading: pure.
#pragma once
#include <string_view>

#include "audit/state.hpp"
#include "ledger/events.hpp"

namespace tanbu::audit {

// Whether an entry of this kind may have had this effect. `state` is that in front of the entry: an approval does what
// the command did that waited for it.
[[nodiscard]] bool may_yield(std::string_view kind, const Decision& stated, const State& state);

}  // namespace tanbu::audit
