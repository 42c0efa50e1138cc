// Grid emission factors as published, loaded as data (EF-01). Only values whose notice was read are here; others flag.
// The three calibers of one year never mix (EF-04).
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "ledger/amount.hpp"
#include "ledger/calendar.hpp"
#include "ledger/commands/factory.hpp"

namespace tanbu {

enum class FactorCaliber { average, without_traded_non_fossil, fossil };
// "average", "without_traded_non_fossil", "fossil": as commands spell them.
[[nodiscard]] std::string_view name_of(FactorCaliber caliber);

struct PublishedFactor {
  int year;
  std::string_view area;  // as printed in the notice
  FactorCaliber caliber;
  GridFactor value;
  std::string_view source;
  Date published_on;
};

[[nodiscard]] std::span<const PublishedFactor> published_factors();
// True when some area and year has this average factor. The commands of this rule set do not state the area, so this is
// all that can be asked; the answer decides a notice, never an amount.
[[nodiscard]] bool is_known_location_factor(GridFactor factor);
// The published factor of this year, area and caliber, where its value is exactly the stated one (EF-01, EF-02).
[[nodiscard]] const PublishedFactor* find_factor(const NetFactor& stated);
// The newest factor of the area that was published on or before the day (EF-03).
[[nodiscard]] const PublishedFactor* newest_factor(std::string_view area, FactorCaliber caliber, Date day);
// The areas whose average factor may stand for a division of GB/T 2260, the nearest first: its province, its grid
// region, the country. Inner Mongolia lies in two regions, so that only its prefecture tells which (EF-05).
[[nodiscard]] std::vector<std::string_view> factor_areas_of(std::string_view division);

}  // namespace tanbu
