// Grid emission factors as published, loaded as data (EF-01). Only values whose notice was read are here; others flag.
#pragma once
#include <span>
#include <string_view>

#include "ledger/amount.hpp"

namespace tanbu {

enum class FactorCaliber { average, without_traded_non_fossil, fossil };

struct PublishedFactor {
  int year;
  std::string_view area;  // as printed in the notice
  FactorCaliber caliber;
  GridFactor value;
  std::string_view source;
};

[[nodiscard]] std::span<const PublishedFactor> published_factors();
// True when some area and year has this average factor. The commands of this rule set do not state the area, so this is
// all that can be asked; the answer decides a notice, never an amount.
[[nodiscard]] bool is_known_location_factor(GridFactor factor);

}  // namespace tanbu
