#include "audit/stored_state.hpp"

#include <algorithm>
#include <map>
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

// The ids of parties by their numbers, each asked for once; a number that names nobody shows as such.
class PartyIds {
 public:
  explicit PartyIds(Database& database)
      : question_(database,
                  "SELECT CASE WHEN ?1 IS NULL THEN NULL ELSE"
                  " coalesce((SELECT id FROM party_numbers WHERE number = ?1), 'no party ' || ?1) END") {}

  void replace(Cell& cell) {
    const auto* number = std::get_if<std::int64_t>(&cell);
    if (number == nullptr) {  // nobody, or what no ledger has there
      if (!std::holds_alternative<std::monostate>(cell)) cell = asked(cell);
      return;
    }
    const auto known = known_.find(*number);
    cell = known != known_.end() ? known->second : known_.emplace(*number, asked(cell)).first->second;
  }

 private:
  Cell asked(const Cell& number) {
    question_.start({number});
    const auto row = question_.next();
    return row ? row->front() : Cell{};
  }

  Statement question_;
  std::map<std::int64_t, Cell> known_;
};

std::optional<Finding> first_difference(Database& database, const StoredTable& table, PartyIds& party_ids) {
  Statement statement(database, table.sql);
  const auto key_end = static_cast<std::ptrdiff_t>(table.key_columns);
  const auto is_before = [key_end](const Row& one, const Row& other) {
    return std::lexicographical_compare(one.begin(), one.begin() + key_end, other.begin(), other.begin() + key_end);
  };
  Row stored;
  for (;;) {
    const bool is_stored = statement.next(stored);
    const auto expected = table.expected();
    if (!is_stored && !expected) return std::nullopt;
    if (is_stored) {
      for (const std::size_t column : table.numbered_parties) party_ids.replace(stored[column]);
    }
    const bool missing = !is_stored || (expected && is_before(*expected, stored));
    const bool unexpected = !expected || (is_stored && is_before(stored, *expected));
    if (missing) {
      return Finding{std::nullopt, place_of(table, *expected), "state_row_missing",
                     "the log makes this row and the database does not have it: " + words_of(table, *expected)};
    }
    if (unexpected) {
      return Finding{std::nullopt, place_of(table, stored), "state_row_unexpected",
                     "the database has a row that no entry made: " + words_of(table, stored)};
    }
    for (std::size_t at = table.key_columns; at < stored.size(); ++at) {
      if (stored[at] == (*expected)[at]) continue;
      return Finding{std::nullopt, place_of(table, stored) + " column " + table.columns[at], "state_value_differs",
                     "stored " + text_of(stored[at]) + ", the log says " + text_of((*expected)[at])};
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
  PartyIds party_ids(database);
  for (const StoredTable& table : stored_tables(state)) {
    if (auto finding = first_difference(database, table, party_ids)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace tanbu::audit
