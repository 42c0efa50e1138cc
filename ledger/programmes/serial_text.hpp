// Small readers that the grammars of serials share: digits, letters, tokens. ASCII only and independent of any locale.
// Not a grammar: what a serial is made of stands in each programme's own file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/programme.hpp"

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

// The units that a serial states, checked against the quantity stated beside it before anything else may use the
// numbers: an index that was handed a range nobody counted would accept a trillion units for one typing error.
[[nodiscard]] inline std::optional<SerialFault> quantity_fault(std::int64_t first, std::int64_t last,
                                                               std::int64_t quantity) {
  if (last < first) return SerialFault{"serial_number_range", "the last number lies before the first"};
  if (quantity < 1 || quantity > limits::units_max) {
    return SerialFault{"range_quantity", "the quantity is outside 1.." + std::to_string(limits::units_max)};
  }
  const std::int64_t counted = last - first + 1;
  if (counted != quantity) {
    return SerialFault{"range_quantity", "the serial holds " + std::to_string(counted) + " units, the quantity says " +
                                             std::to_string(quantity)};
  }
  return std::nullopt;
}

}  // namespace tanbu::programmes
