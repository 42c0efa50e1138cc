#include "ledger/rules/sites.hpp"

#include <algorithm>

namespace tanbu::rules {

std::vector<Flag> site_flags(const Factory& factory, const std::optional<std::string>& industry, const View& view) {
  std::vector<Flag> flags;
  const auto there = view.factories_at(factory.division, factory.address);
  const bool shared =
      std::any_of(there.begin(), there.end(), [&](const Factory& other) { return other.id != factory.id; });
  if (shared) flags.push_back(Flag::same_site);
  constexpr std::string_view usual_sections = "BCD";
  const bool unusual = industry && industry->find_first_of(usual_sections) != 0;
  if (unusual) flags.push_back(Flag::industry_unusual);
  return flags;
}

}  // namespace tanbu::rules
