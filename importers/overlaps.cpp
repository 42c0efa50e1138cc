// The index of overlaps.hpp.
#include "importers/overlaps.hpp"

#include "ledger/holds.hpp"

namespace tanbu::importers {

// The ledger's batches are disjoint by its own invariant; an answer that says otherwise is kept as far as it agrees.
Overlaps::Overlaps(const std::vector<KnownBatch>& known) {
  for (const auto& batch : known) {
    if (find(batch.space, batch.units)) continue;
    spaces_[batch.space].emplace(batch.units.begin, Taken{batch.units, 0, batch.batch, batch.active});
  }
}

std::optional<Taken> Overlaps::find(const std::string& space, UnitRange units) const {
  const auto found = spaces_.find(space);
  if (found == spaces_.end()) return std::nullopt;
  const auto& intervals = found->second;
  auto at = intervals.upper_bound(units.begin);
  if (at != intervals.begin()) --at;
  for (; at != intervals.end() && at->first < units.end; ++at) {
    if (at->second.units.overlaps(units)) return at->second;
  }
  return std::nullopt;
}

void Overlaps::add(const std::string& space, UnitRange units, std::size_t line) {
  HOLDS(!find(space, units));
  spaces_[space].emplace(units.begin, Taken{units, line, std::nullopt, true});
}

void Overlaps::claim(const std::string& space, UnitRange units, std::size_t line) {
  auto& taken = spaces_.at(space).at(units.begin);
  HOLDS(taken.units == units && taken.line == 0);
  taken.line = line;
}

}  // namespace tanbu::importers
