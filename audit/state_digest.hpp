// The digest of the whole state as the auditor rebuilt it: what record_state_digest must have stated for this size.
// Free texts are left out. Source: formats section 24. Threading: pure.
#pragma once
#include <string>

#include "audit/state.hpp"

namespace tanbu::audit {

[[nodiscard]] std::string state_digest_of(const State& state);  // hex

}  // namespace tanbu::audit
