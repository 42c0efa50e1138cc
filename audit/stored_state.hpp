// The state tables of a ledger's database against the state that was rebuilt from its commands, row by row and column
// by column, by SQL of the auditor's own. Threading: one thread at a time.
#pragma once
#include <vector>

#include "audit/database.hpp"
#include "audit/report.hpp"
#include "audit/state.hpp"

namespace tanbu::audit {

// The first difference of every table: state_row_missing, state_row_unexpected, state_value_differs. The place names
// table, key and column.
[[nodiscard]] std::vector<Finding> compare_state(Database& database, const State& state);

}  // namespace tanbu::audit
