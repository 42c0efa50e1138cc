#include "ledger/apply.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

using Mutate = std::function<void(Segment&)>;

// Cuts every segment that the ranges touch at the ranges' edges and changes the pieces inside. The ranges are of one
// batch, ascending and disjoint, so that one segment cut twice is cut once, here, and not by two splices that do not
// know of each other.
SegmentSplice splice(BatchId batch, const std::vector<UnitRange>& ranges, const View& view, const Mutate& mutate) {
  SegmentSplice result{.batch = batch, .erased = {}, .inserted = {}};
  const auto add = [&result](const Segment& whole, std::int64_t begin, std::int64_t end, const Mutate* change) {
    if (begin == end) return;
    Segment piece = whole;
    piece.units = {begin, end};
    if (change != nullptr) (*change)(piece);
    result.inserted.push_back(std::move(piece));
  };
  const UnitRange hull{ranges.front().begin, ranges.back().end};
  for (const Segment& segment : view.segments(batch, hull)) {
    std::int64_t done = segment.units.begin;
    const std::size_t before = result.inserted.size();
    bool touched = false;
    for (const UnitRange range : ranges) {
      if (!segment.units.overlaps(range)) continue;
      const UnitRange inside = segment.units.intersection(range);
      add(segment, done, inside.begin, nullptr);
      add(segment, inside.begin, inside.end, &mutate);
      done = inside.end;
      touched = true;
    }
    if (!touched) {
      HOLDS(result.inserted.size() == before);
      continue;
    }
    add(segment, done, segment.units.end, nullptr);
    result.erased.push_back(segment);
  }
  return result;
}

// One splice for each batch that the ranges name.
Changes splices(const std::vector<BatchRange>& ranges, const View& view, const Mutate& mutate) {
  std::map<BatchId, std::vector<UnitRange>> by_batch;
  for (const BatchRange& range : ranges) by_batch[range.batch].push_back(range.units);
  Changes changes;
  for (auto& [batch, units] : by_batch) {
    std::sort(units.begin(), units.end());
    changes.emplace_back(splice(batch, units, view, mutate));
  }
  return changes;
}

Changes applied(const PartyEnrolled& event, const View&) { return {event.party}; }
Changes applied(const KeyRegistered& event, const View&) { return {event.key}; }
Changes applied(const RegistrarAppointed& event, const View&) { return {event.appointment}; }
Changes applied(const FactoryRegistered& event, const View&) { return {event.factory}; }
Changes applied(const ProjectRegistered& event, const View&) { return {event.project}; }

Changes applied(const BatchRecorded& event, const View&) {
  const Segment whole{.batch = event.batch.id,
                      .units = event.batch.units,
                      .status = event.status,
                      .holder = event.holder,
                      .retirement = std::nullopt,
                      .traded = false,
                      .since = event.batch.id.entry()};
  return {event.batch, SegmentSplice{.batch = event.batch.id, .erased = {}, .inserted = {whole}}};
}

Changes applied(const UnitsTransferred& event, const View& view) {
  return splices(event.ranges, view, [&event](Segment& segment) {
    segment.status = UnitStatus::free;
    segment.holder = event.to;
    segment.retirement = std::nullopt;  // of a HOLD that lapsed
    segment.traded = segment.traded || event.traded;
    segment.since = event.entry;
  });
}

Changes applied(const InventoryDeclared& event, const View& view) {
  Changes changes{event.inventory};
  if (event.supersedes) {
    for (Inventory older : view.inventories(event.inventory.factory)) {
      if (older.id != *event.supersedes) continue;
      older.superseded_by = event.inventory.id;
      changes.emplace_back(std::move(older));
    }
    HOLDS(changes.size() == 2);
  }
  return changes;
}

Changes applied(const UnitsRetired& event, const View& view) {
  const Retirement& retirement = event.retirement;
  const bool on_hold = retirement.status == RetirementStatus::on_hold;
  // A claim on HOLD binds nothing: several may stand until one of them is confirmed.
  if (on_hold && retirement.claim) return {retirement};
  Changes changes = splices(retirement.ranges, view, [&](Segment& segment) {
    HOLDS(segment.status != UnitStatus::retired);
    segment.status = on_hold ? UnitStatus::held : UnitStatus::retired;
    if (!on_hold) segment.holder = std::nullopt;
    segment.retirement = retirement.id;
    segment.since = retirement.id.entry();
  });
  Retirement bound = retirement;
  bound.counted = on_hold ? 0 : retirement.quantity;
  changes.emplace_back(std::move(bound));
  return changes;
}

Changes applied(const ProjectMarked& event, const View& view) {
  auto project = view.project(event.project);
  HOLDS(project.has_value());
  project->used = project->used || event.used;
  project->shared = project->shared || event.shared;
  return {*project};
}

Changes applied(const ProjectLocked& event, const View& view) {
  auto project = view.project(event.project);
  HOLDS(project.has_value() && !project->lock);
  project->used = true;
  project->lock = event.lock;
  return {*project};
}

Changes applied(const ProjectUnitsFrozen& event, const View& view) {
  Changes changes;
  for (const BatchId id : view.batches_of_project(event.project)) {
    const auto batch = view.batch(id);
    HOLDS(batch.has_value());
    std::vector<UnitRange> loose;
    for (const Segment& segment : view.segments(id, batch->units)) {
      if (segment.status == UnitStatus::free || segment.status == UnitStatus::unassigned)
        loose.push_back(segment.units);
    }
    if (loose.empty()) continue;
    changes.emplace_back(splice(id, loose, view, [&event](Segment& segment) {
      segment.status = UnitStatus::frozen;
      segment.since = event.entry;
    }));
  }
  return changes;
}

// Which retirement the units of this segment count for today.
std::optional<RetirementId> counts_for(const Segment& segment) {
  return segment.status == UnitStatus::retired ? segment.retirement : std::nullopt;
}

// Sets the pieces of one batch, ascending and disjoint, into the stored segments.
SegmentSplice set_pieces(BatchId batch, const std::vector<Segment>& pieces, const View& view) {
  std::vector<UnitRange> ranges;
  for (const Segment& piece : pieces) ranges.push_back(piece.units);
  SegmentSplice result = splice(batch, ranges, view, [&pieces](Segment& segment) {
    const auto inside = [&segment](const Segment& piece) { return piece.units.contains(segment.units); };
    const auto piece = std::find_if(pieces.begin(), pieces.end(), inside);
    HOLDS(piece != pieces.end());
    const UnitRange units = segment.units;
    segment = *piece;
    segment.units = units;
  });
  std::int64_t wanted = 0;
  std::int64_t found = 0;
  for (const UnitRange range : ranges) wanted += range.quantity();
  for (const Segment& segment : result.erased) {
    for (const UnitRange range : ranges) {
      if (segment.units.overlaps(range)) found += segment.units.intersection(range).quantity();
    }
  }
  HOLDS(wanted == found);
  return result;
}

Changes applied(const UnitsSet& event, const View& view) {
  std::map<BatchId, std::vector<Segment>> by_batch;
  for (const Segment& piece : event.pieces) by_batch[piece.batch].push_back(piece);
  std::map<RetirementId, std::int64_t> gained;
  Changes changes;
  for (auto& [batch, pieces] : by_batch) {
    std::sort(pieces.begin(), pieces.end(), [](const Segment& a, const Segment& b) { return a.units < b.units; });
    SegmentSplice splice = set_pieces(batch, pieces, view);
    for (const Segment& segment : splice.erased) {
      if (const auto retirement = counts_for(segment)) gained[*retirement] -= segment.units.quantity();
    }
    for (const Segment& segment : splice.inserted) {
      if (const auto retirement = counts_for(segment)) gained[*retirement] += segment.units.quantity();
    }
    changes.emplace_back(std::move(splice));
  }
  for (const auto& [id, units] : gained) {
    if (units == 0) continue;
    auto retirement = view.retirement(id);
    HOLDS(retirement.has_value());
    retirement->counted += units;
    HOLDS(retirement->counted >= 0 && retirement->counted <= retirement->quantity);
    changes.emplace_back(std::move(*retirement));
  }
  return changes;
}

Changes applied(const BatchExtended& event, const View& view) {
  auto batch = view.batch(event.batch);
  HOLDS(batch.has_value() && batch->units.end == event.added.begin);
  batch->units.end = event.added.end;
  const Segment added{.batch = event.batch,
                      .units = event.added,
                      .status = event.status,
                      .holder = event.holder,
                      .retirement = std::nullopt,
                      .traded = false,
                      .since = event.entry};
  return {*batch, SegmentSplice{.batch = event.batch, .erased = {}, .inserted = {added}}};
}

Changes applied(const PartyChanged& event, const View&) { return {event.party}; }
Changes applied(const KeyChanged& event, const View&) { return {event.key}; }
Changes applied(const AppointmentChanged& event, const View&) { return {event.appointment}; }
Changes applied(const FactoryChanged& event, const View&) { return {event.factory}; }
Changes applied(const ProjectChanged& event, const View&) { return {event.project}; }
Changes applied(const BatchChanged& event, const View&) { return {event.batch}; }
Changes applied(const InventoryChanged& event, const View&) { return {event.inventory}; }
Changes applied(const NoteTaken& event, const View&) { return {event.note}; }

Changes applied(const RetirementChanged& event, const View& view) {
  const auto present = view.retirement(event.retirement.id);
  HOLDS(present.has_value());
  Retirement changed = event.retirement;
  changed.counted = present->counted;
  return {std::move(changed)};
}

}  // namespace

Changes apply(const Event& event, const View& view) {
  return std::visit([&view](const auto& happened) { return applied(happened, view); }, event);
}

}  // namespace tanbu
