// What a database remembers of refused commands, which no entry speaks for: `refusals`, `seen` and `refused_uses` held
// against each other, along the chain of digests, and against the issuers' own signatures where the commands are kept.
// Private to this room. Threading: one thread at a time.
#pragma once
#include <vector>

#include "audit/database.hpp"
#include "audit/report.hpp"
#include "audit/state.hpp"

namespace tanbu::audit {

// `state` after all entries; nullptr where it is not known: signatures are then not examined. Codes: refusal_missing,
// refusal_unexpected, refusal_altered, refused_use_missing, refused_use_unexpected, refused_use_differs,
// refused_use_command, refused_use_signature.
[[nodiscard]] std::vector<Finding> check_refusals(Database& database, const State* state);

}  // namespace tanbu::audit
