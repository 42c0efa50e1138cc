#include "ledger/store/sqlite/declarations.hpp"

#include <algorithm>
#include <compare>
#include <iterator>
#include <vector>

#include "ledger/store/sqlite/schema.hpp"

namespace tanbu::store {
namespace {

// A row of sqlite_schema. What a row does follows from its text, whatever its type is said to be: SQLite runs every
// text that begins like a CREATE. So all rows are compared and not the triggers alone.
struct Declaration {
  std::string name;
  std::string type;
  std::string table;
  std::optional<std::string> text;  // none for the index of a PRIMARY KEY or of UNIQUE
  auto operator<=>(const Declaration&) const = default;
};

std::vector<Declaration> declarations_in(Connection& connection) {
  std::vector<Declaration> declarations;
  Query query(connection, "SELECT name, type, tbl_name, sql FROM sqlite_schema");
  while (query.next()) {
    Declaration declaration{.name = query.take<std::string>(),
                            .type = query.take<std::string>(),
                            .table = query.take<std::string>(),
                            .text = std::nullopt};
    declaration.text = query.take<std::optional<std::string>>();
    declarations.push_back(std::move(declaration));
  }
  std::sort(declarations.begin(), declarations.end());
  return declarations;
}

// Made as a new ledger is, so that there is no second list of what the tables are.
const std::vector<Declaration>& declared_by_a_new_ledger() {
  static const std::vector<Declaration> declarations = [] {
    Connection connection{Connection::InMemory{}};
    create_schema(connection);
    return declarations_in(connection);
  }();
  return declarations;
}

// Whoever added it chose the name, and it is shown on a terminal.
std::string harmless(const std::string& text) {
  constexpr std::size_t shown_bytes_max = 80;
  std::string shown = text.substr(0, shown_bytes_max);
  std::replace_if(
      shown.begin(), shown.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return shown;
}

std::string words_for(const Declaration& declaration) {
  std::string words = harmless(declaration.type) + " " + harmless(declaration.name);
  if (declaration.name != declaration.table) words += " on " + harmless(declaration.table);
  return words;
}

bool has_name_of(const std::vector<Declaration>& declarations, const Declaration& wanted) {
  return std::any_of(declarations.begin(), declarations.end(), [&](const Declaration& declaration) {
    return declaration.name == wanted.name && declaration.type == wanted.type;
  });
}

}  // namespace

void check_declarations(Connection& connection) {
  const auto present = declarations_in(connection);
  const auto& wanted = declared_by_a_new_ledger();
  if (present == wanted) return;
  std::vector<Declaration> surplus;
  std::vector<Declaration> missing;
  std::set_difference(present.begin(), present.end(), wanted.begin(), wanted.end(), std::back_inserter(surplus));
  std::set_difference(wanted.begin(), wanted.end(), present.begin(), present.end(), std::back_inserter(missing));
  const Declaration& first = surplus.empty() ? missing.front() : surplus.front();
  const char* fault = "is missing";
  if (!surplus.empty()) fault = has_name_of(wanted, first) ? "says something else than a ledger's" : "is no ledger's";
  throw SchemaAltered("database: " + words_for(first) + " " + fault + "; run: tanbu audit");
}

}  // namespace tanbu::store
