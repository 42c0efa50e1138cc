#include "audit/stored_state.hpp"

#include <set>
#include <utility>

#include "audit/stored_tables.hpp"

namespace tanbu::audit {
namespace {

std::string place_of(const StoredTable& table, const Row& row) {
  std::string place = table.name;
  for (std::size_t at = 0; at < table.key_columns; ++at) {
    place += std::string(" ") + table.columns[at] + "=" + text_of(row[at]);
  }
  return place;
}

std::string words_of(const StoredTable& table, const Row& row) {
  std::string words;
  for (std::size_t at = table.key_columns; at < row.size(); ++at) {
    words += (words.empty() ? "" : ", ") + std::string(table.columns[at]) + " " + text_of(row[at]);
  }
  return words;
}

std::optional<Finding> first_difference(Database& database, const StoredTable& table) {
  Statement statement(database, table.sql);
  for (;;) {
    const auto stored = statement.next();
    const auto expected = table.expected();
    if (!stored && !expected) return std::nullopt;
    const auto key_end = static_cast<std::ptrdiff_t>(table.key_columns);
    const auto key = [&](const Row& row) { return Row(row.begin(), row.begin() + key_end); };
    const bool missing = !stored || (expected && key(*expected) < key(*stored));
    const bool unexpected = !expected || (stored && key(*stored) < key(*expected));
    if (missing) {
      return Finding{std::nullopt, place_of(table, *expected), "state_row_missing",
                     "the log makes this row and the database does not have it: " + words_of(table, *expected)};
    }
    if (unexpected) {
      return Finding{std::nullopt, place_of(table, *stored), "state_row_unexpected",
                     "the database has a row that no entry made: " + words_of(table, *stored)};
    }
    for (std::size_t at = table.key_columns; at < stored->size(); ++at) {
      if ((*stored)[at] == (*expected)[at]) continue;
      return Finding{std::nullopt, place_of(table, *stored) + " column " + table.columns[at], "state_value_differs",
                     "stored " + text_of((*stored)[at]) + ", the log says " + text_of((*expected)[at])};
    }
  }
}

// Numbers of parties are 1, 2, 3, ... without a gap, and nobody has one whom no entry names.
std::optional<Finding> party_numbers_difference(Database& database, const State& state) {
  std::set<std::string> known = state.tables().named;
  Statement statement(database, "SELECT number, id FROM party_numbers ORDER BY 1");
  std::int64_t expected = 1;
  while (const auto row = statement.next()) {
    const std::string place = "party_numbers number=" + text_of(row->at(0));
    if (row->at(0) != Cell{expected})
      return Finding{std::nullopt, place, "state_row_unexpected", "numbers of parties have a gap before this one"};
    const auto* id = std::get_if<std::string>(&row->at(1));
    // An id stands for one number only: each is taken out of the set when it is met.
    if (id == nullptr || known.erase(*id) == 0)
      return Finding{std::nullopt, place, "state_row_unexpected",
                     "names " + text_of(row->at(1)) + ", whom no entry names, or a second time"};
    ++expected;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Finding> compare_state(Database& database, const State& state) {
  std::vector<Finding> findings;
  if (auto finding = party_numbers_difference(database, state)) findings.push_back(std::move(*finding));
  for (const StoredTable& table : stored_tables(state)) {
    if (auto finding = first_difference(database, table)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace tanbu::audit
