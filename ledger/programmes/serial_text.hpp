// Small readers that the grammars of serials share: digits, letters, tokens. ASCII only and independent of any locale.
// Not a grammar: what a serial is made of stands in each programme's own file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/programme.hpp"
#include "ledger/programmes/tidied_serial.hpp"

namespace tanbu::programmes {

[[nodiscard]] inline bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }
[[nodiscard]] inline bool is_upper(char symbol) { return symbol >= 'A' && symbol <= 'Z'; }

[[nodiscard]] inline bool all_digits(std::string_view text) {
  for (const char symbol : text) {
    if (!is_digit(symbol)) return false;
  }
  return !text.empty();
}

[[nodiscard]] inline bool all_upper_alphanumeric(std::string_view text) {
  for (const char symbol : text) {
    if (!is_digit(symbol) && !is_upper(symbol)) return false;
  }
  return !text.empty();
}

// A number without leading zeros up to 2^53-1.
[[nodiscard]] inline std::optional<std::int64_t> read_number(std::string_view text) {
  if (!all_digits(text) || text.size() > 16 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::int64_t value = 0;
  for (const char symbol : text) value = value * 10 + (symbol - '0');
  if (value > limits::unit_number_max) return std::nullopt;
  return value;
}

// The text between separators; a text without one is one token, and an empty token is kept.
[[nodiscard]] inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> tokens;
  for (;;) {
    const auto at = text.find(separator);
    tokens.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return tokens;
    text.remove_prefix(at + 1);
  }
}

// An identifier that a body prints in its own way: [A-Z0-9][A-Z0-9./-]{2,63}.
[[nodiscard]] inline bool is_printed_identifier(std::string_view text) {
  if (text.size() < 3 || text.size() > 64) return false;
  if (!is_digit(text.front()) && !is_upper(text.front())) return false;
  for (const char symbol : text) {
    const bool mark = symbol == '.' || symbol == '/' || symbol == '-';
    if (!is_digit(symbol) && !is_upper(symbol) && !mark) return false;
  }
  return true;
}

[[nodiscard]] inline SerialFault wrong_form(std::string detail) { return {"serial_form", std::move(detail)}; }

[[nodiscard]] inline std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& symbol : upper) {
    if (symbol >= 'a' && symbol <= 'z') symbol = static_cast<char>(symbol - 'a' + 'A');
  }
  return upper;
}

[[nodiscard]] inline bool is_country(std::string_view token) {
  return token.size() == 2 && is_upper(token[0]) && is_upper(token[1]);
}

// "ACR1129": a registry's letters and a number without leading zeros.
[[nodiscard]] inline bool is_prefixed_number(std::string_view text, std::string_view prefix, std::size_t digits_max) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  const auto number = text.substr(prefix.size());
  return number.size() <= digits_max && all_digits(number) && number.front() != '0';
}

struct FirstLast {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

// "30932 TO 35143", in an upper-cased serial; numbers from 1.
[[nodiscard]] inline std::optional<FirstLast> read_first_to_last(std::string_view token) {
  constexpr std::string_view between = " TO ";
  const auto at = token.find(between);
  if (at == std::string_view::npos) return std::nullopt;
  const auto first = read_number(token.substr(0, at));
  const auto last = read_number(token.substr(at + between.size()));
  if (!first || !last || *first < 1) return std::nullopt;
  return FirstLast{*first, *last};
}

// Such a serial as its registry prints it.
[[nodiscard]] inline std::string with_small_to(std::string upper) {
  upper.replace(upper.find(" TO "), 4, " to ");
  return upper;
}

// The units that a serial states, checked against the quantity stated beside it before anything else may use the
// numbers: an index that was handed a range nobody counted would accept a trillion units for one typing error.
[[nodiscard]] inline std::optional<SerialFault> quantity_fault(std::int64_t first, std::int64_t last,
                                                               std::int64_t quantity) {
  if (last < first) return SerialFault{"serial_number_range", "the last number lies before the first"};
  const auto units = UnitRange::from_inclusive(first, last);
  if (quantity < 1 || quantity > limits::units_max) {
    return SerialFault{"range_quantity", "the quantity is outside 1.." + std::to_string(limits::units_max), units};
  }
  const std::int64_t counted = last - first + 1;
  if (counted != quantity) {
    return SerialFault{
        "range_quantity",
        "the serial holds " + std::to_string(counted) + " units, the quantity says " + std::to_string(quantity), units};
  }
  return std::nullopt;
}

// A year from 1900 to 2199, as the calendar reads it.
[[nodiscard]] inline std::optional<Period> read_year(std::string_view token) {
  return token.size() == 4 ? parse_period(token) : std::nullopt;
}

// Serials that name only a year: the vintage stated beside it is the monitoring period, which may begin a year earlier
// or end a year later, so it must have at least a day in common with the year.
[[nodiscard]] inline std::optional<SerialFault> vintage_fault(const Period& year, UnitRange units,
                                                              const SerialContext& context) {
  if (overlaps(year, context.vintage)) return std::nullopt;
  return SerialFault{"vintage_mismatch", "the serial states the vintage " + format_period(year), units};
}

// Programmes without a public grammar: the text is a printed identifier, a namespace of its own, and its units are
// 1..quantity. Only the bounds of the quantity can be checked, because the text says nothing about it.
[[nodiscard]] inline std::variant<Serial, SerialFault> parse_opaque_serial(std::string_view text,
                                                                           const SerialContext& context) {
  if (!is_printed_identifier(text)) return wrong_form("an identifier is 3 to 64 of A-Z, 0-9, '.', '/' and '-'");
  if (const auto fault = quantity_fault(1, context.quantity < 1 ? 1 : context.quantity, context.quantity)) {
    return *fault;
  }
  Serial serial;
  serial.canonical = std::string(text);
  serial.space = serial.canonical;
  serial.units = *UnitRange::from_inclusive(1, context.quantity);
  return serial;
}

}  // namespace tanbu::programmes
