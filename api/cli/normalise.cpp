// The functions of normalise.hpp.
#include "api/cli/normalise.hpp"

#include <algorithm>
#include <charconv>

#include "ledger/amount.hpp"

namespace tanbu::cli {
namespace {

constexpr std::string_view ideographic_space = "\xE3\x80\x80";

// U+FF01..U+FF5E are the full-width twins of '!'..'~': EF BC 81..BF and EF BD 80..9E.
std::string half_width(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto octet = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    if (text.substr(0, 3) == ideographic_space) {
      result += ' ';
      text.remove_prefix(3);
    } else if (text.size() >= 3 && octet(0) == 0xEF && octet(1) == 0xBC && octet(2) >= 0x81 && octet(2) <= 0xBF) {
      result += static_cast<char>(octet(2) - 0x81 + '!');
      text.remove_prefix(3);
    } else if (text.size() >= 3 && octet(0) == 0xEF && octet(1) == 0xBD && octet(2) >= 0x80 && octet(2) <= 0x9E) {
      result += static_cast<char>(octet(2) - 0x80 + '`');
      text.remove_prefix(3);
    } else {
      result += text.front();
      text.remove_prefix(1);
    }
  }
  return result;
}

char upper(char letter) { return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter; }
char lower(char letter) { return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter; }

std::string in_capitals(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), upper);
  return text;
}

std::string in_small_letters(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return text;
}

}  // namespace

std::string trimmed(std::string_view text) {
  const std::string half = half_width(text);
  const auto first = half.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return half.substr(first, half.find_last_not_of(" \t\r\n") - first + 1);
}

std::variant<PartyId, PartyFault> read_party(std::string_view text) {
  std::string compact = trimmed(text);
  compact.erase(std::remove(compact.begin(), compact.end(), ' '), compact.end());
  const auto colon = compact.find(':');
  std::string scheme = in_small_letters(compact.substr(0, colon == std::string::npos ? 0 : colon));
  std::string name = colon == std::string::npos ? compact : compact.substr(colon + 1);
  if (scheme.empty() && colon == std::string::npos) scheme = name.size() == 20 ? "lei" : "uscc";
  name = scheme == "x" ? in_small_letters(name) : in_capitals(name);
  const std::string canonical = scheme + ":" + name;
  const PartyFault fault = check_party(canonical);
  if (fault != PartyFault::none) return fault;
  return PartyId{canonical};
}

std::string read_programme(std::string_view text) { return in_capitals(trimmed(text)); }

std::optional<Period> read_period(std::string_view text) {
  const std::string plain = trimmed(text);
  if (auto period = parse_period(plain)) return period;
  for (const std::string_view separator : {"--", ".."}) {
    const auto at = plain.find(separator);
    if (at == std::string::npos) continue;
    const auto first = parse_date(trimmed(plain.substr(0, at)));
    const auto last = parse_date(trimmed(plain.substr(at + separator.size())));
    if (first && last && *first <= *last) return Period{*first, *last};
  }
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || value > limits::unit_number_max) return std::nullopt;
  return value;
}

std::optional<BatchRange> read_range(std::string_view text) {
  const std::string plain = trimmed(text);
  const auto colon = plain.find(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string units = plain.substr(colon + 1);
  const auto dash = units.find('-');
  const auto batch = read_integer(plain.substr(0, colon));
  const auto first = read_integer(units.substr(0, dash));
  const auto last = dash == std::string::npos ? first : read_integer(units.substr(dash + 1));
  if (!batch || !first || !last) return std::nullopt;
  const auto range = UnitRange::from_inclusive(*first, *last);
  if (!range) return std::nullopt;
  return BatchRange{BatchId{static_cast<std::uint64_t>(*batch)}, *range};
}

std::optional<std::int64_t> quantity_of(const std::vector<BatchRange>& ranges) {
  std::optional<std::int64_t> sum = 0;
  for (const auto& range : ranges) sum = sum ? checked_add(*sum, range.units.quantity()) : sum;
  return sum;
}

std::string range_text(const BatchRange& range) {
  return std::to_string(range.batch.value) + ":" + std::to_string(range.units.first()) + "-" +
         std::to_string(range.units.last());
}

std::optional<std::int64_t> read_percent_e2(std::string_view text) {
  std::string plain = trimmed(text);
  if (!plain.empty() && plain.back() == '%') plain.pop_back();
  const auto point = plain.find('.');
  std::string decimals = point == std::string::npos ? "" : plain.substr(point + 1);
  if (decimals.size() > 2 || (point != std::string::npos && decimals.empty())) return std::nullopt;
  decimals.resize(2, '0');
  const auto whole = read_integer(plain.substr(0, point));
  const auto part = read_integer(decimals);
  if (!whole || !part || *whole > 1000) return std::nullopt;
  return *whole * 100 + *part;
}

std::optional<bool> reaches(std::string_view exact, std::int64_t percent_e2) {
  const auto slash = exact.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto part = read_integer(exact.substr(0, slash));
  const auto whole = read_integer(exact.substr(slash + 1));
  if (!part || !whole || *whole == 0) return std::nullopt;
  const auto left = checked_multiply(*part, 10'000);
  const auto right = checked_multiply(*whole, percent_e2);
  if (!left || !right) return std::nullopt;
  return *left >= *right;
}

}  // namespace tanbu::cli
