// Entries as bytes. The reader takes the pieces apart at fixed words and then demands that writing them gives the same
// bytes, so it cannot be more generous than the writer.
#include "ledger/log/entry.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::size_t word_bytes_max = 40;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

bool is_word(std::string_view text, std::string_view alphabet) {
  return !text.empty() && text.size() <= word_bytes_max && text.find_first_not_of(alphabet) == std::string_view::npos;
}

// Puts the number's last `width` digits from `at` on.
void put_digits(std::string& text, std::size_t at, std::size_t width, std::int64_t number) {
  for (std::size_t place = width; place > 0; --place, number /= 10)
    text[at + place - 1] = static_cast<char>('0' + number % 10);
}

bool take_word(std::string_view& rest, std::string_view word) {
  if (rest.substr(0, word.size()) != word) return false;
  rest.remove_prefix(word.size());
  return true;
}

// Everything before the next `end`, which stays. The values themselves never hold a quote or a comma.
std::string_view take_until(std::string_view& rest, char end) {
  const auto at = std::min(rest.find(end), rest.size());
  const auto value = rest.substr(0, at);
  rest.remove_prefix(at);
  return value;
}

// Digits [at, at + count) of `text` as a number; -1 when one of them is not a digit.
std::int64_t digits(std::string_view text, std::size_t at, std::size_t count) {
  std::int64_t number = 0;
  for (const char character : text.substr(at, count)) {
    if (character < '0' || character > '9') return -1;
    number = number * 10 + (character - '0');
  }
  return number;
}

}  // namespace

std::string time_text(std::int64_t time_unix_ms) {
  HOLDS(time_unix_ms >= 0 && time_unix_ms <= entry_time_unix_ms_max);
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{time_unix_ms / day_ms}}};
  const std::int64_t rest = time_unix_ms % day_ms;
  std::string text = "0000-00-00T00:00:00.000Z";
  put_digits(text, 0, 4, int{date.year()});
  put_digits(text, 5, 2, unsigned{date.month()});
  put_digits(text, 8, 2, unsigned{date.day()});
  put_digits(text, 11, 2, rest / 3'600'000);
  put_digits(text, 14, 2, rest / 60'000 % 60);
  put_digits(text, 17, 2, rest / 1000 % 60);
  put_digits(text, 20, 3, rest % 1000);
  return text;
}

std::optional<std::int64_t> parse_time_text(std::string_view text) {
  constexpr std::string_view shape = "0000-00-00T00:00:00.000Z";
  if (text.size() != shape.size()) return std::nullopt;
  for (std::size_t at = 0; at < shape.size(); ++at) {
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (shape[at] == '0' ? !digit : text[at] != shape[at]) return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(digits(text, 0, 4))},
                                         std::chrono::month{static_cast<unsigned>(digits(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(digits(text, 8, 2))}};
  const std::int64_t hour = digits(text, 11, 2);
  const std::int64_t minute = digits(text, 14, 2);
  const std::int64_t second = digits(text, 17, 2);
  // A leap second has no place in a count of milliseconds, so :60 is refused.
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  if (days < 0) return std::nullopt;
  return days * day_ms + ((hour * 60 + minute) * 60 + second) * 1000 + digits(text, 20, 3);
}

bool entry_is_valid(const Entry& entry) {
  return entry.index <= entry_index_max && entry.time_unix_ms >= 0 && entry.time_unix_ms <= entry_time_unix_ms_max &&
         (entry.index != 0 || entry.previous == crypto::Digest{}) &&
         is_word(entry.kind, "abcdefghijklmnopqrstuvwxyz_") &&
         is_word(entry.rules, "0123456789abcdefghijklmnopqrstuvwxyz.-");
}

std::string entry_bytes(const Entry& entry) {
  HOLDS(entry_is_valid(entry));
  // Every line that is read is written again to be compared, so it is put together in one piece of memory.
  constexpr std::size_t fixed_bytes = 256;
  std::string bytes;
  bytes.reserve(fixed_bytes + entry.kind.size() + entry.rules.size());
  bytes += R"({"v":1,"index":)";
  bytes += std::to_string(entry.index);
  bytes += R"(,"prev":")";
  bytes += digest_to_base64(entry.previous);
  bytes += R"(","time":")";
  bytes += time_text(entry.time_unix_ms);
  bytes += R"(","kind":")";
  bytes += entry.kind;
  bytes += R"(","command":")";
  bytes += digest_to_base64(entry.command);
  bytes += R"(","rules":")";
  bytes += entry.rules;
  bytes += R"("})";
  return bytes;
}

std::optional<Entry> parse_entry(std::string_view bytes) {
  if (bytes.size() > entry_bytes_max) return std::nullopt;
  std::string_view rest = bytes;
  if (!take_word(rest, R"({"v":1,"index":)")) return std::nullopt;
  const auto index = parse_decimal(take_until(rest, ','));
  if (!take_word(rest, R"(,"prev":")")) return std::nullopt;
  const auto previous = digest_from_base64(take_until(rest, '"'));
  if (!take_word(rest, R"(","time":")")) return std::nullopt;
  const auto time = parse_time_text(take_until(rest, '"'));
  if (!take_word(rest, R"(","kind":")")) return std::nullopt;
  const auto kind = take_until(rest, '"');
  if (!take_word(rest, R"(","command":")")) return std::nullopt;
  const auto command = digest_from_base64(take_until(rest, '"'));
  if (!take_word(rest, R"(","rules":")")) return std::nullopt;
  const auto rules = take_until(rest, '"');
  if (rest != "\"}" || !index || !previous || !time || !command) return std::nullopt;
  Entry entry{*index, *previous, *time, std::string(kind), *command, std::string(rules)};
  if (!entry_is_valid(entry) || entry_bytes(entry) != bytes) return std::nullopt;
  return entry;
}

}  // namespace tanbu::log
