// The tables of the state as they must be after the log: columns, the question to the database, and row by row what
// follows from the entries. Not the comparison (stored_state.cpp). Private to this room. Threading: one thread at a
// time; the state must outlive the tables and stay as it is.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/database.hpp"
#include "audit/state.hpp"

namespace tanbu::audit {

struct StoredTable {
  const char* name;
  std::vector<const char*> columns;  // the key's first
  std::size_t key_columns;
  std::string sql;                               // the same columns, ordered by the key
  std::function<std::optional<Row>()> expected;  // the next row; nothing at the end
  // Columns in which the database has the numbers of parties where `expected` has their ids.
  std::vector<std::size_t> numbered_parties{};
};

[[nodiscard]] std::vector<StoredTable> stored_tables(const State& state);

}  // namespace tanbu::audit
