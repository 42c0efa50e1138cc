// Time as data: instants in Unix milliseconds, civil dates in China Standard Time (UTC+8, no daylight saving),
// reporting periods. There is no clock here; whoever needs the present is given it. Source: rulebook U-04, formats
// section 1.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu {

struct Instant {
  std::int64_t unix_ms = 0;
  auto operator<=>(const Instant&) const = default;
};

// Days since 1970-01-01. Parsing accepts 1900-01-01..2199-12-31 spelt YYYY-MM-DD.
struct Date {
  std::int32_t days = 0;
  auto operator<=>(const Date&) const = default;
};
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(Date date);
[[nodiscard]] Date make_date(int year, unsigned month, unsigned day);  // a bug when it does not exist
[[nodiscard]] int year_of(Date date);
[[nodiscard]] unsigned month_of(Date date);
// The same day so many months later, or the last day of that month where it is shorter: 29 February and a year is
// 28 February (U-04).
[[nodiscard]] Date months_later(Date date, int months);
// The civil date in China at an instant.
[[nodiscard]] Date china_date(Instant instant);

// The time written in the ledger never runs backwards, whatever the machine's clock does.
[[nodiscard]] constexpr Instant recorded_at(Instant now, Instant previous) { return now < previous ? previous : now; }

// A reporting period, both days included. One spelling only: a natural year is YYYY, and a range equal to it is not
// canonical.
struct Period {
  Date first;
  Date last;
  auto operator<=>(const Period&) const = default;
};
[[nodiscard]] std::optional<Period> parse_period(std::string_view text);
[[nodiscard]] std::string format_period(Period period);
[[nodiscard]] constexpr bool overlaps(Period a, Period b) { return a.first <= b.last && b.first <= a.last; }
[[nodiscard]] constexpr bool contains(Period period, Date day) { return period.first <= day && day <= period.last; }
// A period that is exactly one calendar month, spelt YYYY-MM; nothing otherwise.
[[nodiscard]] std::optional<std::string> month_of_period(Period period);

}  // namespace tanbu
