#include "ledger/calendar.hpp"

#include <algorithm>
#include <chrono>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

std::chrono::year_month_day civil(Date date) {
  return std::chrono::year_month_day{std::chrono::sys_days{std::chrono::days{date.days}}};
}

std::optional<int> parse_digits(std::string_view text) {
  int value = 0;
  for (const char symbol : text) {
    if (symbol < '0' || symbol > '9') return std::nullopt;
    value = value * 10 + (symbol - '0');
  }
  return value;
}

std::string padded(unsigned value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

constexpr int year_min = 1900;
constexpr int year_max = 2199;

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = parse_digits(text.substr(0, 4));
  const auto month = parse_digits(text.substr(5, 2));
  const auto day = parse_digits(text.substr(8, 2));
  if (!year || !month || !day || *year < year_min || *year > year_max) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return Date{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

std::string format_date(Date date) {
  const auto parts = civil(date);
  const int year = static_cast<int>(parts.year());
  HOLDS(year >= 0);
  return padded(static_cast<unsigned>(year), 4) + "-" + padded(static_cast<unsigned>(parts.month()), 2) + "-" +
         padded(static_cast<unsigned>(parts.day()), 2);
}

Date make_date(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
  HOLDS(date.ok());
  return Date{static_cast<std::int32_t>(std::chrono::sys_days{date}.time_since_epoch().count())};
}

int year_of(Date date) { return static_cast<int>(civil(date).year()); }
unsigned month_of(Date date) { return static_cast<unsigned>(civil(date).month()); }

Date months_later(Date date, int months) {
  const std::chrono::year_month_day from{std::chrono::sys_days{std::chrono::days{date.days}}};
  const std::chrono::year_month month =
      std::chrono::year_month{from.year(), from.month()} + std::chrono::months{months};
  const std::chrono::year_month_day_last end{month.year(), std::chrono::month_day_last{month.month()}};
  const auto day = std::min(from.day(), end.day());
  return make_date(static_cast<int>(month.year()), static_cast<unsigned>(month.month()), static_cast<unsigned>(day));
}

Date china_date(Instant instant) {
  constexpr std::int64_t offset_ms = 8LL * 60 * 60 * 1000;
  constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;
  const std::int64_t shifted = instant.unix_ms + offset_ms;
  const std::int64_t days = shifted / day_ms - (shifted % day_ms < 0 ? 1 : 0);
  return Date{static_cast<std::int32_t>(days)};
}

std::optional<Period> parse_period(std::string_view text) {
  if (text.size() == 4) {
    const auto year = parse_digits(text);
    if (!year || *year < year_min || *year > year_max) return std::nullopt;
    return Period{make_date(*year, 1, 1), make_date(*year, 12, 31)};
  }
  if (text.size() != 22 || text.substr(10, 2) != "--") return std::nullopt;
  const auto first = parse_date(text.substr(0, 10));
  const auto last = parse_date(text.substr(12));
  if (!first || !last || *last < *first) return std::nullopt;
  const Period period{*first, *last};
  // A natural year has one spelling; two would make two keys of one period.
  if (format_period(period).size() == 4) return std::nullopt;
  return period;
}

std::string format_period(Period period) {
  const int year = year_of(period.first);
  if (period.first == make_date(year, 1, 1) && period.last == make_date(year, 12, 31)) {
    return padded(static_cast<unsigned>(year), 4);
  }
  return format_date(period.first) + "--" + format_date(period.last);
}

std::optional<std::string> month_of_period(Period period) {
  const auto first = civil(period.first);
  const std::chrono::year_month_day_last end{first.year(), std::chrono::month_day_last{first.month()}};
  if (static_cast<unsigned>(first.day()) != 1 ||
      std::chrono::sys_days{end} != std::chrono::sys_days{civil(period.last)}) {
    return std::nullopt;
  }
  return format_date(period.first).substr(0, 7);
}

}  // namespace tanbu
