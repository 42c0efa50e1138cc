// Cutting units where another range begins and ends. Not an index of units; that is the store's. Pure functions.
#pragma once
#include <vector>

#include "ledger/serial_range.hpp"

namespace tanbu {

// Hands over all of `units`, in order: to `common` the part that is in `other` too, to `beside` what lies before and
// behind it; all of them to `beside` where the ranges have no unit in common.
template <class Beside, class Common>
void cut_at(UnitRange units, UnitRange other, Beside beside, Common common) {
  if (!units.overlaps(other)) return beside(units);
  const UnitRange shared = units.intersection(other);
  if (units.begin < shared.begin) beside(UnitRange{units.begin, shared.begin});
  common(shared);
  if (shared.end < units.end) beside(UnitRange{shared.end, units.end});
}

// The ranges without the units of one; where they are disjoint they stay so.
[[nodiscard]] inline std::vector<UnitRange> without_units(const std::vector<UnitRange>& ranges, UnitRange units) {
  std::vector<UnitRange> rest;
  for (const UnitRange range : ranges) {
    cut_at(
        range, units, [&](UnitRange beside) { rest.push_back(beside); }, [](UnitRange) {});
  }
  return rest;
}

}  // namespace tanbu
