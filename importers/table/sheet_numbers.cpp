// The numbers and dates of sheet_rows.hpp.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

#include "importers/table/sheet_rows.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::importers {
namespace {

constexpr int digits_max = 15;
constexpr std::int64_t day_seconds = 86400;

std::optional<double> parsed(std::string_view stored) {
  // from_chars would read "inf" and "nan", too.
  if (stored.empty() || stored.find_first_not_of("0123456789+-.eE") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto result = std::from_chars(stored.data(), stored.data() + stored.size(), value);
  if (result.ec != std::errc{} || result.ptr != stored.data() + stored.size()) return std::nullopt;
  return value;
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Digits d.ddd times ten to a power, without exponent and without zeros that say nothing.
std::string expanded(std::string_view scientific) {
  const bool negative = scientific.front() == '-';
  if (negative) scientific.remove_prefix(1);
  const auto mark = scientific.find('e');
  int exponent = 0;
  auto power = scientific.substr(mark + 1);
  if (power.front() == '+') power.remove_prefix(1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  std::string digits(1, scientific.front());
  if (mark > 2) digits += scientific.substr(2, mark - 2);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::string text;
  if (exponent < 0) {
    text = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  } else if (digits.size() <= static_cast<std::size_t>(exponent) + 1) {
    text = digits + std::string(static_cast<std::size_t>(exponent) + 1 - digits.size(), '0');
  } else {
    text = digits;
    text.insert(static_cast<std::size_t>(exponent) + 1, ".");
  }
  return (negative ? "-" : "") + text;
}

// Millionths are counted (of I-REC's certificates), and 15 digits hold them up to 10^9. Above it a number is believed
// only where its 15 digits say all of it and end in a nought, which no digit was rounded into.
bool has_lost_decimals(double value, std::string_view scientific) {
  if (std::abs(value) < 1e9 || value == std::floor(value)) return false;
  const auto mantissa = scientific.substr(0, scientific.find('e'));
  return mantissa.back() != '0' || parsed(scientific) != value;
}

std::string clock_text(std::int64_t seconds) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d:%02d", static_cast<int>(seconds / 3600),
                static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  return text.data();
}

}  // namespace

SheetNumber plain_number(std::string_view stored) {
  const auto value = parsed(stored);
  if (!value || !std::isfinite(*value)) return {std::string(stored), "cell_value_broken"};
  std::string fault = std::abs(*value) >= 1e15 ? "number_precision_lost" : "";
  // Programs other than Excel write all digits of a long number; whether one of them was rounded before is unknown.
  if (is_digits(stored) && (stored.size() == 1 || stored.front() != '0')) return {std::string(stored), fault};
  if (*value == 0) return {"0", ""};
  std::array<char, 64> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), *value, std::chars_format::scientific, digits_max - 1);
  const std::string_view spelt(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  if (has_lost_decimals(*value, spelt)) fault = "number_precision_lost";
  return {expanded(spelt), std::move(fault)};
}

SheetNumber serial_date(std::string_view stored, bool from_1904) {
  const auto value = parsed(stored);
  if (!value) return {std::string(stored), "cell_value_broken"};
  constexpr double last_day = 200'000;  // far behind the year 2199
  if (*value < 0 || !(*value < last_day)) return {std::string(stored), "date_impossible"};
  auto seconds = static_cast<std::int64_t>(std::llround(*value * static_cast<double>(day_seconds)));
  const auto day = seconds / day_seconds;
  seconds %= day_seconds;
  if (day == 0 && !from_1904) return {clock_text(seconds), ""};
  if (day == 60 && !from_1904) return {std::string(stored), "date_impossible"};
  const auto first = from_1904 ? make_date(1904, 1, 1) : make_date(1900, 1, 1);
  const auto passed = from_1904 ? day : day > 60 ? day - 2 : day - 1;
  const Date date{first.days + static_cast<std::int32_t>(passed)};
  if (year_of(date) > 2199) return {std::string(stored), "date_impossible"};
  return {format_date(date) + (seconds == 0 ? "" : " " + clock_text(seconds)), ""};
}

}  // namespace tanbu::importers
