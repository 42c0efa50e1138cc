#include "ledger/invariants.hpp"

#include <map>

namespace tanbu {
namespace {

using Violation = std::optional<std::string>;

bool is_final(UnitStatus status) { return status == UnitStatus::retired || status == UnitStatus::cancelled; }

// What a unit in a given condition must and must not carry.
bool is_well_formed(const Segment& segment) {
  if (segment.units.quantity() <= 0) return false;
  switch (segment.status) {
    case UnitStatus::unassigned:
    case UnitStatus::registry_retired:
    case UnitStatus::cancelled:
      return !segment.holder && !segment.retirement;
    case UnitStatus::free:
      return segment.holder && !segment.retirement;
    case UnitStatus::frozen:
      return !segment.retirement;
    case UnitStatus::held:
      return segment.holder && segment.retirement;
    case UnitStatus::retired:
      return !segment.holder && segment.retirement;
  }
  return false;
}

// The moves a unit can make at all, whoever asks. A retired unit stays where it is for ever.
bool may_become(const Segment& before, const Segment& after) {
  if (before.status == after.status && before.holder == after.holder && before.retirement == after.retirement)
    return true;
  if (is_final(before.status) || before.status == UnitStatus::held || before.status == UnitStatus::frozen) return false;
  if (before.status == UnitStatus::registry_retired) return after.status == UnitStatus::retired;
  return after.status != UnitStatus::unassigned && after.status != UnitStatus::registry_retired;
}

Violation splice_violation(const SegmentSplice& splice, const std::vector<Segment>& stored, bool batch_is_new) {
  if (splice.erased.empty() && !batch_is_new) return "units appear in a batch that exists already";
  if (splice.erased != stored && !batch_is_new) return "a splice replaces segments that are not there";
  std::size_t old_at = 0;
  std::int64_t expected =
      splice.erased.empty() ? splice.inserted.front().units.begin : splice.erased.front().units.begin;
  for (const Segment& piece : splice.inserted) {
    if (!is_well_formed(piece) || piece.batch != splice.batch) return "a segment is not well formed";
    if (batch_is_new) {
      if (piece.units.begin != expected) return "a new batch has a gap";
      expected = piece.units.end;
      continue;
    }
    while (old_at < splice.erased.size() && splice.erased[old_at].units.end <= piece.units.begin) ++old_at;
    if (old_at == splice.erased.size() || !splice.erased[old_at].units.contains(piece.units))
      return "units come from nowhere";
    if (!may_become(splice.erased[old_at], piece)) return "a unit makes a move that no unit can make";
  }
  return std::nullopt;
}

std::int64_t quantity_of(const std::vector<Segment>& segments) {
  std::int64_t sum = 0;
  for (const Segment& segment : segments) sum += segment.units.quantity();
  return sum;
}

bool disjoint_ascending(const std::vector<Segment>& segments) {
  for (std::size_t at = 1; at < segments.size(); ++at) {
    if (segments[at].units.begin < segments[at - 1].units.end) return false;
  }
  return true;
}

// A retirement that binds has put exactly its quantity into its name, and every project it drew on serves no other
// factory by lock.
Violation retirement_violation(const Retirement& retirement, std::int64_t units_moved, const View& before) {
  std::int64_t stated = 0;
  for (const BatchRange& range : retirement.ranges) {
    stated += range.units.quantity();
    const auto batch = before.batch(range.batch);
    if (!batch) return "a retirement draws on a batch that is not there";
    const auto project = before.project(batch->project);
    if (!project) return "a batch has no project";
    if (project->lock && project->lock->factory != retirement.factory) return "a locked project serves another factory";
  }
  if (stated != retirement.quantity) return "a retirement's ranges do not add up to its quantity";
  const bool binds = !(retirement.claim && retirement.status == RetirementStatus::on_hold);
  if (units_moved != (binds ? retirement.quantity : 0)) return "a retirement does not bind the units it names";
  if (!before.factory(retirement.factory)) return "a retirement names a factory that is not there";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> violated_invariant(const Changes& changes, const View& before, EntryIndex entry) {
  std::map<BatchId, UnitRange> new_batches;
  std::map<RetirementId, std::int64_t> moved;
  for (const Change& change : changes) {
    if (const auto* batch = std::get_if<Batch>(&change)) {
      if (batch->id.entry() != entry || before.batch(batch->id)) return "a batch is recorded twice";
      new_batches.emplace(batch->id, batch->units);
    }
  }
  for (const Change& change : changes) {
    const auto* splice = std::get_if<SegmentSplice>(&change);
    if (splice == nullptr) continue;
    if (splice->inserted.empty()) return "units vanish";
    if (!disjoint_ascending(splice->inserted) || !disjoint_ascending(splice->erased)) return "segments overlap";
    const bool is_new = new_batches.contains(splice->batch);
    if (is_new && (splice->inserted.front().units.begin != new_batches.at(splice->batch).begin ||
                   splice->inserted.back().units.end != new_batches.at(splice->batch).end)) {
      return "a new batch does not hold the units it names";
    }
    if (!is_new && quantity_of(splice->erased) != quantity_of(splice->inserted)) return "units are made or lost";
    std::vector<Segment> stored;
    for (const Segment& segment : splice->erased) {
      for (Segment& found : before.segments(splice->batch, segment.units)) stored.push_back(std::move(found));
    }
    if (auto violation = splice_violation(*splice, stored, is_new)) return violation;
    for (const Segment& piece : splice->inserted) {
      if (piece.retirement && piece.retirement->entry() == entry) moved[*piece.retirement] += piece.units.quantity();
      if (entry < piece.since) return "a unit's condition comes from a later entry";
    }
  }
  for (const Change& change : changes) {
    if (const auto* retirement = std::get_if<Retirement>(&change)) {
      if (auto violation = retirement_violation(*retirement, moved[retirement->id], before)) return violation;
    }
  }
  return std::nullopt;
}

std::optional<std::string> violated_batch_invariant(const Batch& batch, const std::vector<Segment>& segments) {
  std::int64_t expected = batch.units.begin;
  for (const Segment& segment : segments) {
    if (!is_well_formed(segment)) return "a segment is not well formed";
    if (segment.units.begin != expected) return "a batch has a gap or an overlap";
    expected = segment.units.end;
  }
  if (expected != batch.units.end) return "a batch is not complete";
  return std::nullopt;
}

}  // namespace tanbu
