// What a factory's place and industry give notice of: shared by register_factory and update_factory. Names of regions
// are not compared with their numbers.
#pragma once
#include <string>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::rules {

// same_site when another factory stands at this division and address; industry_unusual outside mining, manufacturing
// and supply of energy and water (ID-05). `industry` is absent where it does not change.
[[nodiscard]] std::vector<Flag> site_flags(const Factory& factory, const std::optional<std::string>& industry,
                                           const View& view);

}  // namespace tanbu::rules
