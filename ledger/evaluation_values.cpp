#include "ledger/evaluation_values.hpp"

#include <algorithm>

#include "ledger/coverage.hpp"
#include "ledger/holds.hpp"

namespace tanbu {
namespace {

constexpr std::string_view coal_equivalent = "tce";

std::optional<std::int64_t> parse_whole_number(std::string_view text) {
  if (text.empty() || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::optional<std::int64_t> value = 0;
  for (const char symbol : text) {
    if (symbol < '0' || symbol > '9') return std::nullopt;
    value = value ? checked_multiply(*value, 10) : value;
    value = value ? checked_add(*value, symbol - '0') : value;
  }
  return value;
}

struct Side {
  std::int64_t amount = 0;
  std::optional<std::int64_t> coefficient_e4;
};

std::optional<Side> parse_side(std::string_view text) {
  const auto at = text.find(coal_equivalent);
  const auto amount = parse_whole_number(text.substr(0, at));
  if (!amount) return std::nullopt;
  if (at == std::string_view::npos) return Side{*amount, std::nullopt};
  const auto coefficient = parse_factor(text.substr(at + coal_equivalent.size()));
  if (!coefficient || coefficient->kg_per_kwh_e4 == 0) return std::nullopt;
  return Side{*amount, coefficient->kg_per_kwh_e4};
}

bool is_name(std::string_view text) {
  const auto fits = [](char symbol) {
    return (symbol >= 'a' && symbol <= 'z') || (symbol >= '0' && symbol <= '9') || symbol == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::optional<Share> share_of(CoalEquivalent part, CoalEquivalent whole) {
  if (part.coefficient_e4 != whole.coefficient_e4) return std::nullopt;
  if (part.amount < 0 || whole.amount <= 0) return std::nullopt;
  return Share{part.amount, whole.amount};
}

std::string_view name_of(ShareFault fault) {
  switch (fault) {
    case ShareFault::form:
      return "form";
    case ShareFault::coefficients_differ:
      return "tce_coefficients_differ";
  }
  HOLDS(false);
  return {};
}

std::variant<Share, ShareFault> parse_share(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return ShareFault::form;
  const auto part = parse_side(text.substr(0, slash));
  const auto whole = parse_side(text.substr(slash + 1));
  if (!part || !whole || whole->amount == 0) return ShareFault::form;
  if (!part->coefficient_e4 && !whole->coefficient_e4) return Share{part->amount, whole->amount};
  // One side in coal equivalent and the other in its own unit is the same trap as two coefficients.
  const auto share =
      share_of({part->amount, part->coefficient_e4.value_or(0)}, {whole->amount, whole->coefficient_e4.value_or(0)});
  if (!share) return ShareFault::coefficients_differ;
  return *share;
}

std::optional<bool> reaches(Share share, std::int64_t least_e2) {
  return covers_share({share.part}, {share.whole}, least_e2);  // the same arithmetic, whatever the unit
}

std::string format_share(Share share) {
  const auto percent = percent_e2_truncated(share.part, share.whole);
  return percent ? format_percent_e2(*percent) : std::string();
}

std::optional<Names> parse_names(std::string_view text) {
  Names names;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    if (!is_name(name) || !names.insert(name).second) return std::nullopt;
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
    if (text.empty()) return std::nullopt;  // a comma at the end announces a name that is not there
  }
  return names;
}

bool satisfies(const Names& names, std::string_view demanded) {
  while (true) {
    const auto bar = demanded.find('|');
    const auto alternative = parse_names(demanded.substr(0, bar));
    HOLDS(alternative.has_value());  // the schemes' own data; a test reads all of them
    if (std::includes(names.begin(), names.end(), alternative->begin(), alternative->end())) return true;
    if (bar == std::string_view::npos) return false;
    demanded.remove_prefix(bar + 1);
  }
}

}  // namespace tanbu
