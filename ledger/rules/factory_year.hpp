// A factory and a period as the ledger knows them today, gathered for coverage and for the evaluation of a scheme. Not
// here: the arithmetic (coverage.hpp) and the verdict (evaluation.hpp).
#pragma once
#include <optional>
#include <vector>

#include "ledger/evaluation.hpp"
#include "ledger/rules.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::rules {

// How the units of each retirement stand today, programme by programme and asset by asset. Closed retirements are left
// out.
[[nodiscard]] std::vector<RetiredUnits> retired_units(const std::vector<Retirement>& retirements, const View& view);

// The newest living version that counts of the inventory's own series (factory, period, standard).
[[nodiscard]] std::optional<Inventory> counting_of_series(const Inventory& inventory, const View& view);

// The newest assessment of the factory and period under the scheme; another's self-assessment never stands before a
// body's.
[[nodiscard]] std::optional<Assessment> newest_assessment(FactoryId factory, Period period, std::string_view scheme,
                                                          const View& view);

// Everything that a scheme may ask about the inventory and these retirements, on that day.
[[nodiscard]] SchemeFacts facts_about(const Inventory& inventory, const std::vector<Retirement>& retirements,
                                      std::optional<Assessment> assessment, const Claim& claim, Date day,
                                      const View& view);

}  // namespace tanbu::rules
