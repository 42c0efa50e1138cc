// The triggers that keep the tables of a ledger append-only, letter by letter as this schema has them: one that is
// rewritten to never fire guards nothing, and somebody wanted it so. Threading: as the database.
#pragma once
#include <vector>

#include "audit/database.hpp"
#include "audit/report.hpp"

namespace tanbu::audit {

// Code: guard_missing, one for a table.
[[nodiscard]] std::vector<Finding> find_guards_missing(Database& database);
// A trigger beside those, on any table: it runs inside the writer's transactions, and what it has changed shows only
// once it has. Code: trigger_unexpected, one for a trigger.
[[nodiscard]] std::vector<Finding> find_triggers_unexpected(Database& database);
// The tables and their indexes, letter by letter too. Code: definition_altered, one for a table.
[[nodiscard]] std::vector<Finding> find_definitions_altered(Database& database);

}  // namespace tanbu::audit
