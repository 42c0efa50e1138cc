// The readers of profile_cells.hpp.
#include "importers/profile_cells.hpp"

#include <algorithm>

#include "importers/ascii.hpp"
#include "ledger/amount.hpp"

namespace tanbu::importers {
namespace {

bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

// Without a decimal point that only noughts follow.
std::string_view without_decimal_noughts(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos || point + 1 == text.size()) return text;
  const auto decimals = text.substr(point + 1);
  return decimals.find_first_not_of('0') == std::string_view::npos ? text.substr(0, point) : text;
}

// Digits before one sign and three behind it: thousands to one half of the world, decimals to the other.
bool has_two_meanings(std::string_view text) {
  const auto sign = text.find_first_of(".,");
  if (sign == std::string_view::npos || sign == 0 || sign > 3 || text.front() == '0') return false;
  return all_digits(text.substr(0, sign)) && text.size() == sign + 4 && all_digits(text.substr(sign + 1));
}

// A point separates decimals, a comma or a blank groups of three.
std::variant<std::int64_t, CellFault> units_in(std::string_view text, unsigned decimals) {
  const auto point = text.find('.');
  std::string whole(text.substr(0, point));
  // A blank between groups of three is the comma of other countries.
  std::replace(whole.begin(), whole.end(), ' ', ',');
  std::string fraction(point == std::string_view::npos ? std::string_view{} : text.substr(point + 1));
  const bool sound = point == std::string_view::npos || all_digits(fraction);
  if (!sound || fraction.size() > decimals) {
    return CellFault{"quantity_form", "a quantity has at most " + std::to_string(decimals) + " decimals"};
  }
  fraction.resize(decimals, '0');
  std::int64_t units = 0;
  if (whole.find_first_not_of('0') != std::string::npos || fraction.empty()) {
    auto result = read_quantity(whole);
    const auto* value = std::get_if<std::int64_t>(&result);
    if (value == nullptr) return result;
    units = *value;
  }
  for (const char digit : fraction) {
    const auto times = checked_multiply(units, 10);
    const auto sum = times ? checked_add(*times, digit - '0') : std::nullopt;
    if (!sum || *sum > limits::units_max) {
      return CellFault{"quantity_form", "the quantity is larger than a ledger holds"};
    }
    units = *sum;
  }
  if (units == 0) return CellFault{"quantity_form", "a quantity is larger than nought"};
  return units;
}

}  // namespace

std::variant<DecimalQuantity, CellFault> read_decimal_quantity(std::string_view text, unsigned decimals,
                                                               bool stored_as_number) {
  text = trimmed(text);
  if (text.empty()) return CellFault{"value_missing", "a quantity must stand here"};
  const auto units = units_in(text, decimals);
  if (const auto* fault = std::get_if<CellFault>(&units)) return *fault;
  DecimalQuantity quantity{std::get<std::int64_t>(units)};
  if (stored_as_number || !has_two_meanings(text)) return quantity;
  std::string other(text);
  char& sign = other[other.find_first_of(".,")];
  sign = sign == '.' ? ',' : '.';
  const auto otherwise = units_in(other, decimals);
  // What no ledger holds was not meant.
  if (const auto* meant = std::get_if<std::int64_t>(&otherwise)) quantity.otherwise = *meant;
  return quantity;
}

std::variant<std::int64_t, CellFault> settled(const DecimalQuantity& quantity,
                                              const std::function<bool(std::int64_t units)>& fits) {
  if (!quantity.otherwise || !fits(*quantity.otherwise)) return quantity.units;
  if (!fits(quantity.units)) return *quantity.otherwise;
  return CellFault{"number_ambiguous", "write the quantity without the sign before its last three digits"};
}

std::optional<Period> read_vintage_year(std::string_view text) {
  const auto year = without_decimal_noughts(trimmed(text));
  return year.size() == 4 && all_digits(year) ? parse_period(year) : std::nullopt;
}

}  // namespace tanbu::importers
