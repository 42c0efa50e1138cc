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
                      .since = event.batch.id.entry()};
  return {event.batch, SegmentSplice{.batch = event.batch.id, .erased = {}, .inserted = {whole}}};
}

Changes applied(const UnitsTransferred& event, const View& view) {
  return splices(event.ranges, view, [&event](Segment& segment) {
    segment.status = UnitStatus::free;
    segment.holder = event.to;
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
    segment.status = on_hold ? UnitStatus::held : UnitStatus::retired;
    if (!on_hold) segment.holder = std::nullopt;
    segment.retirement = retirement.id;
    segment.since = retirement.id.entry();
  });
  changes.emplace_back(retirement);
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

}  // namespace

Changes apply(const Event& event, const View& view) {
  return std::visit([&view](const auto& happened) { return applied(happened, view); }, event);
}

}  // namespace tanbu
