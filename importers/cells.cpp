// The readers of cells.hpp.
#include "importers/cells.hpp"

#include <algorithm>

#include "ledger/amount.hpp"

namespace tanbu::importers {
namespace {

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

// Digits between slashes or dots: a date whose order of day and month depends on where it was written.
bool is_local_date(std::string_view text) {
  const auto is_mark = [](char symbol) { return symbol == '/' || symbol == '.'; };
  return std::count_if(text.begin(), text.end(), is_mark) == 2 && is_digit(text.front()) && is_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), [&](char symbol) { return is_digit(symbol) || is_mark(symbol); });
}

// One to three digits and then groups of a comma and three digits; or digits alone.
bool is_grouped(std::string_view text) {
  const auto first_comma = text.find(',');
  if (first_comma == std::string_view::npos) return true;
  if (first_comma == 0 || first_comma > 3) return false;
  for (std::size_t at = first_comma; at < text.size(); at += 4) {
    const auto group = text.substr(at, 4);
    if (group.size() != 4 || group[0] != ',' || group.find(',', 1) != std::string_view::npos) return false;
  }
  return true;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::variant<Date, CellFault> read_date(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return CellFault{"value_missing", "a date must stand here"};
  if (const auto date = parse_date(text)) return *date;
  if (is_local_date(text)) {
    return CellFault{"date_form", "a date is spelt YYYY-MM-DD: 03/04/2020 is two different days to two readers"};
  }
  return CellFault{"date_form", "a date is spelt YYYY-MM-DD and must exist"};
}

std::variant<std::int64_t, CellFault> read_quantity(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return CellFault{"value_missing", "a quantity must stand here"};
  if (text.find_first_not_of("0123456789,") != std::string_view::npos) {
    return CellFault{"quantity_form", "a quantity is digits, with commas between groups of three or without"};
  }
  if (!is_grouped(text)) return CellFault{"quantity_form", "the commas do not stand between groups of three digits"};
  std::int64_t value = 0;
  for (const char symbol : text) {
    if (symbol == ',') continue;
    value = value * 10 + (symbol - '0');
    if (value > limits::units_max) {
      return CellFault{"quantity_form", "a quantity is at most " + std::to_string(limits::units_max)};
    }
  }
  if (value == 0) return CellFault{"quantity_form", "a quantity is at least 1"};
  return value;
}

}  // namespace tanbu::importers
