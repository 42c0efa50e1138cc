// The two indexes of known_units.hpp: intervals by their first unit, pairwise disjoint.
#include "importers/known_units.hpp"

#include <algorithm>
#include <limits>

#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

// What a batch adds to the answer about some of its units, by number. In one sweep: a large batch may have ended in
// many small parts.
void add_units(const KnownBatch& batch, UnitRange units, Held& held) {
  held.parts.push_back({batch.batch, units});
  if (!batch.active) return held.ended.push_back({batch.batch, batch.how});
  std::vector<EndedUnits> ended;
  for (const EndedUnits& one : batch.ended) {
    if (one.units.overlaps(units)) ended.push_back({one.units.intersection(units), one.how});
  }
  std::sort(ended.begin(), ended.end(),
            [](const EndedUnits& one, const EndedUnits& other) { return one.units < other.units; });
  std::int64_t reached = units.begin;
  for (const EndedUnits& one : ended) {
    held.ended.push_back({batch.batch, one.how});
    if (reached < one.units.begin) held.open.push_back({batch.batch, {reached, one.units.begin}});
    reached = std::max(reached, one.units.end);
  }
  if (reached < units.end) held.open.push_back({batch.batch, {reached, units.end}});
}

bool begins_before(const KnownBatch* batch, std::string_view space, std::int64_t unit) {
  const int order = std::string_view(batch->space).compare(space);
  return order != 0 ? order < 0 : batch->units.begin < unit;
}

std::uint32_t small(std::size_t number) {
  HOLDS(number <= std::numeric_limits<std::uint32_t>::max());
  return static_cast<std::uint32_t>(number);
}

}  // namespace

// The ledger's batches are disjoint by its own invariant; an answer that says otherwise is kept as far as it agrees.
KnownUnits::KnownUnits(const std::vector<KnownBatch>& batches) {
  batches_.reserve(batches.size());
  for (const auto& batch : batches) batches_.push_back(&batch);
  std::stable_sort(batches_.begin(), batches_.end(), [](const KnownBatch* left, const KnownBatch* right) {
    return begins_before(left, right->space, right->units.begin);
  });
  const auto contradicts = [](const KnownBatch* kept, const KnownBatch* next) {
    return kept->space == next->space && kept->units.overlaps(next->units);
  };
  batches_.erase(std::unique(batches_.begin(), batches_.end(), contradicts), batches_.end());
}

std::optional<EarlierRow> KnownUnits::earlier(const std::string& space, UnitRange units) const {
  const auto found = spaces_.find(space);
  if (found == spaces_.end()) return std::nullopt;
  // The row that begins at or before these units may reach into them; otherwise the next one may begin within them.
  auto at = rows_.upper_bound(First{found->second, units.begin});
  if (at != rows_.begin()) {
    const auto before = std::prev(at);
    if (before->first.space == found->second && before->second.end > units.begin) at = before;
  }
  if (at == rows_.end() || at->first.space != found->second || at->first.unit >= units.end) return std::nullopt;
  return EarlierRow{{at->first.unit, at->second.end}, at->second.sheet, at->second.line};
}

void KnownUnits::claim(const std::string& space, const EarlierRow& row) {
  HOLDS(!earlier(space, row.units));
  const auto number = spaces_.try_emplace(space, small(spaces_.size())).first->second;
  rows_.emplace(First{number, row.units.begin}, Rest{row.units.end, small(row.sheet), small(row.line)});
}

std::optional<Held> KnownUnits::held(const std::string& space, UnitRange units) const {
  auto at =
      std::lower_bound(batches_.begin(), batches_.end(), units.begin,
                       [&](const KnownBatch* batch, std::int64_t unit) { return begins_before(batch, space, unit); });
  if (at != batches_.begin()) {
    const KnownBatch& before = **std::prev(at);
    if (before.space == space && before.units.end > units.begin) --at;
  }
  Held held;
  std::int64_t covered = 0;
  for (; at != batches_.end() && (*at)->space == space && (*at)->units.begin < units.end; ++at) {
    const KnownBatch& batch = **at;
    const UnitRange common = batch.units.intersection(units);
    add_units(batch, common, held);
    held.exact = batch.units == units;
    held.all_active = held.all_active && batch.active;
    covered += common.quantity();
  }
  if (held.parts.empty()) return std::nullopt;
  held.whole = covered == units.quantity();
  held.all_ended = held.open.empty();
  held.any_ended = !held.ended.empty();
  return held;
}

}  // namespace tanbu::importers
