// Whether a database declares what a new ledger does and nothing beside it: every table, index and trigger, letter by
// letter. A trigger runs inside the writer's transactions, on behalf of whoever put it there; of rows it says nothing.
#pragma once
#include "ledger/store/sqlite/connection.hpp"

namespace tanbu::store {

// For a database of the present schema. Throws SchemaAltered with the name of the first declaration that is not a
// ledger's, is altered or is missing. One statement over sqlite_schema; changes nothing.
void check_declarations(Connection& connection);

}  // namespace tanbu::store
