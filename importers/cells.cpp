// The readers of cells.hpp.
#include "importers/cells.hpp"

#include <algorithm>

#include "importers/ascii.hpp"
#include "importers/table/open.hpp"
#include "ledger/amount.hpp"

namespace tanbu::importers {
namespace {

constexpr std::int64_t integer_max = 1'000'000'000'000'000;

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

// Digits in groups of three with one sign between, or digits alone; the digits, or nothing.
std::optional<std::string> ungrouped(std::string_view text) {
  const auto mark = text.find_first_not_of("0123456789");
  if (mark == std::string_view::npos) return std::string(text);
  const char sign = text[mark];
  if ((sign != ',' && sign != ' ' && sign != '\'') || mark == 0 || mark > 3) return std::nullopt;
  std::string digits(text.substr(0, mark));
  for (std::size_t at = mark; at < text.size(); at += 4) {
    const auto group = text.substr(at, 4);
    const auto three = group.substr(1);
    if (group.front() != sign || three.size() != 3) return std::nullopt;
    if (three.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    digits += three;
  }
  return digits;
}

CellFault lost_digits() {
  return {"number_precision_lost", "digits were dropped by a spreadsheet program and stand nowhere in the file"};
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

std::variant<std::int64_t, CellFault> read_integer(std::string_view text) {
  const auto plain = plain_text(text);
  std::string_view number = plain;
  if (number.empty()) return CellFault{"value_missing", "a number must stand here"};
  if (has_lost_digits(number)) return lost_digits();
  const auto point = number.find('.');
  if (point != std::string_view::npos) {
    const auto fraction = number.substr(point + 1);
    if (fraction.empty() || fraction.find_first_not_of("0123456789") != std::string_view::npos) {
      return CellFault{"number_form", "a number is digits, with one sign between groups of three or without"};
    }
    if (fraction.find_first_not_of('0') != std::string_view::npos) {
      return CellFault{"number_fraction", "a whole number must stand here"};
    }
    const bool one_group = point <= 3 && fraction.size() == 3 && number.front() != '0';
    number = number.substr(0, point);
    if (one_group && number.find_first_not_of("0123456789") == std::string_view::npos && !number.empty()) {
      return CellFault{"number_ambiguous", "write " + std::string(number) + " or " + std::string(number) + "000"};
    }
  }
  const auto digits = ungrouped(number);
  if (!digits || digits->empty()) {
    return CellFault{"number_form", "a number is digits, with one sign between groups of three or without"};
  }
  std::int64_t value = 0;
  for (const char digit : *digits) {
    value = value * 10 + (digit - '0');
    if (value > integer_max) return CellFault{"number_range", "a number is at most " + std::to_string(integer_max)};
  }
  return value;
}

std::variant<std::int64_t, CellFault> read_unit_count(std::string_view text) {
  auto number = read_integer(text);
  if (const auto* value = std::get_if<std::int64_t>(&number)) {
    if (*value < 1 || *value > limits::units_max) {
      return CellFault{"quantity_form", "a quantity is 1 to " + std::to_string(limits::units_max)};
    }
  }
  return number;
}

std::variant<std::string, CellFault> read_identifier(std::string_view text) {
  auto plain = plain_text(text);
  if (!plain.empty() && plain.front() == '\'') plain.erase(0, 1);
  if (plain.empty()) return CellFault{"value_missing", "an identifier must stand here"};
  if (has_lost_digits(plain)) return lost_digits();
  const auto point = plain.find('.');
  const bool whole = point != std::string::npos && point > 0 && point + 1 < plain.size() &&
                     plain.find_first_not_of("0123456789") == point &&
                     plain.find_first_not_of('0', point + 1) == std::string::npos;
  if (whole) plain.resize(point);
  return plain;
}

}  // namespace tanbu::importers
