// Exact amounts: kilograms of CO2e, kilowatt-hours, grid factors and counts of units. Not doubles, not tonnes: 1 t is
// 1'000 kg and a certificate is 1'000 kWh. Every sum and product is checked; nothing wraps (Bitcoin's CVE-2010-5139
// made 184 billion coins from one unchecked sum). Source: rulebook U-01, U-02, U-03.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu {

namespace limits {
// Sanity bounds, each far above the world: China emits about 1.2e13 kg and uses about 1e13 kWh a year.
inline constexpr std::int64_t emissions_kg_max = 100'000'000'000'000;
inline constexpr std::int64_t electricity_kwh_max = 100'000'000'000'000;
inline constexpr std::int64_t units_max = 1'000'000'000'000;  // units in one batch
inline constexpr std::int64_t unit_number_max =
    9'007'199'254'740'991;                              // 2^53 - 1, the largest integer the formats carry
inline constexpr std::int64_t factor_e4_max = 100'000;  // 10.0000 kg/kWh
}  // namespace limits

struct Kilograms {
  std::int64_t value = 0;
  auto operator<=>(const Kilograms&) const = default;
};
struct KilowattHours {
  std::int64_t value = 0;
  auto operator<=>(const KilowattHours&) const = default;
};
// Grid factor in ten-thousandths of a kg CO2 per kWh: 0.4974 is 4'974.
struct GridFactor {
  std::int64_t kg_per_kwh_e4 = 0;
  auto operator<=>(const GridFactor&) const = default;
};

[[nodiscard]] constexpr std::optional<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}
[[nodiscard]] constexpr std::optional<std::int64_t> checked_multiply(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return std::nullopt;
  return product;
}

// "19706.57": ASCII digits, at most three decimals, no sign, no leading zero, no exponent, no separators (U-01).
[[nodiscard]] std::optional<Kilograms> parse_tonnes(std::string_view text);
// Tonnes with as many decimals as needed, at least two: 19'706'570 kg is "19706.57".
[[nodiscard]] std::string format_tonnes(Kilograms amount);
// "0.4974": at most four decimals.
[[nodiscard]] std::optional<GridFactor> parse_factor(std::string_view text);
[[nodiscard]] std::string format_factor(GridFactor factor);

// kWh x factor, rounded UP to the kilogram: emissions are never understated (U-01). Nothing when out of bounds.
[[nodiscard]] std::optional<Kilograms> electricity_emissions(KilowattHours electricity, GridFactor factor);

// part / whole in hundredths of a per cent, truncated, never rounded (U-03): 19'706'000 of 19'706'570 is 9'999, shown
// "99.99". whole must be positive. Nothing when out of bounds.
[[nodiscard]] std::optional<std::int64_t> percent_e2_truncated(std::int64_t part, std::int64_t whole);
[[nodiscard]] std::string format_percent_e2(std::int64_t percent_e2);

}  // namespace tanbu
