// The index of known_units.hpp: intervals by their first unit, pairwise disjoint.
#include "importers/known_units.hpp"

#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

UnitRange units_of(const EarlierRow& row) { return row.units; }
UnitRange units_of(const KnownBatch* batch) { return batch->units; }

// The first interval that may have a unit in common with these.
template <class Value>
auto begin_of(const std::map<std::int64_t, Value>& intervals, UnitRange units) {
  auto at = intervals.upper_bound(units.begin);
  if (at == intervals.begin()) return at;
  const auto before = std::prev(at);
  return units_of(before->second).end > units.begin ? before : at;
}

std::int64_t units_in_common(const std::vector<UnitRange>& ranges, UnitRange units) {
  std::int64_t common = 0;
  for (const UnitRange range : ranges) {
    if (range.overlaps(units)) common += range.intersection(units).quantity();
  }
  return common;
}

}  // namespace

// The ledger's batches are disjoint by its own invariant; an answer that says otherwise is kept as far as it agrees.
KnownUnits::KnownUnits(const std::vector<KnownBatch>& batches) {
  for (const auto& batch : batches) {
    auto& intervals = batches_[batch.space];
    const auto at = begin_of(intervals, batch.units);
    if (at == intervals.end() || !units_of(at->second).overlaps(batch.units)) {
      intervals.emplace(batch.units.begin, &batch);
    }
  }
}

std::optional<EarlierRow> KnownUnits::earlier(const std::string& space, UnitRange units) const {
  const auto found = rows_.find(space);
  if (found == rows_.end()) return std::nullopt;
  const auto at = begin_of(found->second, units);
  if (at == found->second.end() || !at->second.units.overlaps(units)) return std::nullopt;
  return at->second;
}

void KnownUnits::claim(const std::string& space, const EarlierRow& row) {
  HOLDS(!earlier(space, row.units));
  rows_[space].emplace(row.units.begin, row);
}

std::optional<Held> KnownUnits::held(const std::string& space, UnitRange units) const {
  const auto found = batches_.find(space);
  if (found == batches_.end()) return std::nullopt;
  Held held;
  std::int64_t covered = 0;
  std::int64_t ended = 0;
  for (auto at = begin_of(found->second, units); at != found->second.end() && at->first < units.end; ++at) {
    const KnownBatch& batch = *at->second;
    if (!batch.units.overlaps(units)) continue;
    const UnitRange common = batch.units.intersection(units);
    held.parts.push_back({batch.batch, common});
    held.exact = batch.units == units;
    held.all_active = held.all_active && batch.active;
    covered += common.quantity();
    ended += batch.active ? units_in_common(batch.ended, common) : common.quantity();
  }
  if (held.parts.empty()) return std::nullopt;
  held.whole = covered == units.quantity();
  held.all_ended = ended == covered;
  held.any_ended = ended > 0;
  return held;
}

}  // namespace tanbu::importers
