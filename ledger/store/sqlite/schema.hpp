// The tables, in one place, and the check that a file has them. Two kinds: the append-only tables are what happened and
// are guarded by triggers, the state tables are what it adds up to, in plain columns that an auditor reads with SQL of
// his own. Numbers of entries name things; parties are numbered by party_numbers, so that rows stay narrow.
//
// Encodings: days since 1970-01-01 (from_day, retired_on, ...), Unix milliseconds (valid_from), kilograms,
// kilowatt-hours, first and last unit both inclusive, enumerations by the number of their enumerator in
// ledger/records.hpp and ledger/commands.hpp. A BLOB in a state table (kinds, former_operators, direct, note, ...) is a
// part in the coding of ledger/store/effects.hpp.
#pragma once
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"

namespace tanbu::store {

inline constexpr std::int64_t application_id = 0x74616e62;  // "tanb"
inline constexpr std::int64_t schema_version = 5;

// Makes all tables in an empty database, in one transaction. Throws StoreUnfit when the database is not empty.
void create_schema(Connection& connection);
// Brings a database of schema 2 to 4 to the present one, in one transaction; any other is left as it is. For a
// connection that may write. What it moves is gone from its old place with the next truncation of the log. Throws
// SchemaAltered, and nothing has changed, when what comes of it is not what a new ledger declares.
void upgrade_schema(Connection& connection);
// Throws StoreUnfit when the file is no database, of another program or of another schema version. Answers which of the
// allowed ones it is.
std::int64_t check_schema(Connection& connection, Schemas allowed = Schemas::present);

}  // namespace tanbu::store
