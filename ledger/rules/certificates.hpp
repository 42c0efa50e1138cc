// Electricity certificates: until when one may be used, and how many a factory-year can take. Not here: what they do to
// an inventory's emissions (coverage).
#pragma once
#include <optional>
#include <vector>

#include "ledger/rules.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu::rules {

// The last day on which a certificate of this production month may be used (GE-05).
[[nodiscard]] Date last_valid_day(Date production_day, const RuleSet& rules);

// The plant whose generation the units certify, where their programme says so.
[[nodiscard]] std::optional<std::string> asset_of(const Batch& batch, const View& view);

// gec_over_consumption when these further certificates would lift the factory-year above the electricity of the
// inventory that counts; without such an inventory nothing is refused (GE-08). Certificates of an own direct asset
// count inside its direct supply, never in addition.
[[nodiscard]] std::optional<Refused> refuse_over_consumption(FactoryId factory, Period period,
                                                             const std::vector<FoundRange>& further,
                                                             const Context& context, const View& view);
// Certificates that count for the factory-year, in kWh, own direct supply included: what GE-08 compares.
[[nodiscard]] std::int64_t green_kwh(const Inventory& inventory, const std::vector<FoundRange>& further,
                                     const View& view);

}  // namespace tanbu::rules
