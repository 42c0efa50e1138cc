#include "ledger/amount.hpp"

namespace tanbu {
namespace {

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

// Digits with at most `decimals` after a point, as an integer of the smallest unit. "0.5" and "12" are fine; "00",
// ".5", "5." are not.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals, std::int64_t largest) {
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  const std::string_view fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (point != std::string_view::npos && fraction.empty()) return std::nullopt;
  if (fraction.size() > static_cast<std::size_t>(decimals)) return std::nullopt;
  std::optional<std::int64_t> value = 0;
  const auto take = [&value](char symbol) {
    value = value ? checked_multiply(*value, 10) : value;
    value = value ? checked_add(*value, symbol - '0') : value;
  };
  for (const char symbol : whole) {
    if (!is_digit(symbol)) return std::nullopt;
    take(symbol);
  }
  for (const char symbol : fraction) {
    if (!is_digit(symbol)) return std::nullopt;
    take(symbol);
  }
  for (auto missing = fraction.size(); missing < static_cast<std::size_t>(decimals); ++missing) take('0');
  if (!value || *value > largest) return std::nullopt;
  return value;
}

// At least decimals_min digits, one or more, stand after the point.
std::string format_decimal(std::int64_t value, int decimals, int decimals_min) {
  const bool negative = value < 0;
  std::string digits = std::to_string(negative ? -value : value);
  const auto places = static_cast<std::size_t>(decimals);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  std::string fraction = digits.substr(digits.size() - places);
  digits.resize(digits.size() - places);
  while (fraction.size() > static_cast<std::size_t>(decimals_min) && fraction.back() == '0') fraction.pop_back();
  return (negative ? "-" : "") + digits + "." + fraction;
}

}  // namespace

std::optional<Kilograms> parse_tonnes(std::string_view text) {
  const auto value = parse_decimal(text, 3, limits::emissions_kg_max);
  if (!value) return std::nullopt;
  return Kilograms{*value};
}

std::string format_tonnes(Kilograms amount) { return format_decimal(amount.value, 3, 2); }

std::optional<GridFactor> parse_factor(std::string_view text) {
  const auto value = parse_decimal(text, 4, limits::factor_e4_max);
  if (!value) return std::nullopt;
  return GridFactor{*value};
}

std::string format_factor(GridFactor factor) { return format_decimal(factor.kg_per_kwh_e4, 4, 4); }

std::optional<Kilograms> electricity_emissions(KilowattHours electricity, GridFactor factor) {
  if (electricity.value < 0 || electricity.value > limits::electricity_kwh_max) return std::nullopt;
  if (factor.kg_per_kwh_e4 < 0 || factor.kg_per_kwh_e4 > limits::factor_e4_max) return std::nullopt;
  const auto product = checked_multiply(electricity.value, factor.kg_per_kwh_e4);
  if (!product) return std::nullopt;
  const std::int64_t kilograms = *product / 10'000 + (*product % 10'000 == 0 ? 0 : 1);
  if (kilograms > limits::emissions_kg_max) return std::nullopt;
  return Kilograms{kilograms};
}

std::optional<std::int64_t> percent_e2_truncated(std::int64_t part, std::int64_t whole) {
  if (part < 0 || whole <= 0) return std::nullopt;
  const auto scaled = checked_multiply(part, 10'000);
  if (!scaled) return std::nullopt;
  return *scaled / whole;
}

std::string format_percent_e2(std::int64_t percent_e2) { return format_decimal(percent_e2, 2, 2); }

}  // namespace tanbu
