#include "ledger/invariants.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace tanbu {
namespace {

using Violation = std::optional<std::string>;

// What a unit in a given condition must and must not carry.
bool is_well_formed(const Segment& segment) {
  if (segment.units.quantity() <= 0) return false;
  switch (segment.status) {
    case UnitStatus::unassigned:
    case UnitStatus::registry_retired:
    case UnitStatus::cancelled:
    case UnitStatus::foreign_use:
      return !segment.holder && !segment.retirement;
    case UnitStatus::free:
    case UnitStatus::reserved:
      return segment.holder && !segment.retirement;
    case UnitStatus::frozen:
      return !segment.retirement;
    case UnitStatus::held:
      return segment.holder && segment.retirement;
    case UnitStatus::retired:
    case UnitStatus::in_conflict:
      return !segment.holder && segment.retirement;
    case UnitStatus::invalidated:
      return !(segment.holder && segment.retirement);
  }
  return false;
}

// The moves a unit can make at all, whoever asks. A unit that counts leaves its retirement only by an authority's word,
// by a conflict, or because the retirement itself was closed.
bool may_become(const Segment& before, const Segment& after) {
  const bool same = before.status == after.status && before.retirement == after.retirement;
  // A trade is forgotten only by going back to a condition of before it (GE-04).
  if (before.traded && !after.traded && !(after.since < before.since)) return false;
  if (same) return true;
  if (after.status == UnitStatus::in_conflict) return before.retirement && after.retirement == before.retirement;
  switch (before.status) {
    case UnitStatus::retired:
      if (after.status == UnitStatus::invalidated || after.status == UnitStatus::held)
        return after.retirement == before.retirement;
      return after.status == UnitStatus::free || after.status == UnitStatus::registry_retired;
    case UnitStatus::unassigned:
      return after.status != UnitStatus::reserved && after.status != UnitStatus::held &&
             after.status != UnitStatus::retired;
    case UnitStatus::cancelled:
    case UnitStatus::foreign_use:
      return after.status != UnitStatus::retired && after.status != UnitStatus::held;
    case UnitStatus::invalidated:
    case UnitStatus::in_conflict:
      return after.status != UnitStatus::retired || after.retirement == before.retirement;
    case UnitStatus::free:
    case UnitStatus::held:
    case UnitStatus::frozen:
    case UnitStatus::registry_retired:
    case UnitStatus::reserved:
      return true;
  }
  return false;
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

bool covers_exactly(const std::vector<Segment>& segments, UnitRange units) {
  std::int64_t expected = units.begin;
  for (const Segment& segment : segments) {
    if (segment.units.begin != expected) return false;
    expected = segment.units.end;
  }
  return expected == units.end;
}

// What one entry did to the units, collected over all its splices.
struct Moves {
  EntryIndex entry;
  std::map<BatchId, UnitRange> new_units;       // of a new batch, or behind the end of an old one
  std::map<RetirementId, std::int64_t> gained;  // units that count for it, more or fewer
  std::set<RetirementId> bound;                 // that units began to count for
  std::set<RetirementId> left;                  // that units left for a condition in which they can be used again
  std::set<RetirementId> waiting;               // whose units stopped counting because they wait for a proof again
  std::vector<BatchRange> put_in_conflict;
};

void collect(const Segment& from, const Segment& piece, Moves& moves) {
  const std::int64_t units = piece.units.quantity();
  if (from.status == UnitStatus::retired) moves.gained[*from.retirement] -= units;
  if (piece.status == UnitStatus::retired) moves.gained[*piece.retirement] += units;
  const bool usable = piece.status == UnitStatus::free || piece.status == UnitStatus::registry_retired;
  if (from.status == UnitStatus::retired && usable) moves.left.insert(*from.retirement);
  if (from.status == UnitStatus::retired && piece.status == UnitStatus::held) moves.waiting.insert(*from.retirement);
  if (from.status != UnitStatus::retired && piece.status == UnitStatus::retired) moves.bound.insert(*piece.retirement);
  if (from.status != UnitStatus::in_conflict && piece.status == UnitStatus::in_conflict)
    moves.put_in_conflict.push_back({piece.batch, piece.units});
}

Violation new_units_violation(const SegmentSplice& splice, const Moves& moves) {
  const auto added = moves.new_units.find(splice.batch);
  if (added == moves.new_units.end()) return "units appear in a batch that exists already";
  if (!covers_exactly(splice.inserted, added->second)) return "a new batch does not hold the units it names";
  for (const Segment& piece : splice.inserted) {
    if (!is_well_formed(piece) || piece.retirement) return "a segment is not well formed";
  }
  return std::nullopt;
}

Violation splice_violation(const SegmentSplice& splice, const View& view, Moves& moves) {
  if (splice.inserted.empty()) return "units vanish";
  if (!disjoint_ascending(splice.inserted) || !disjoint_ascending(splice.erased)) return "segments overlap";
  for (const Segment& piece : splice.inserted) {
    if (moves.entry < piece.since) return "a unit's condition comes from a later entry";
  }
  if (splice.erased.empty()) return new_units_violation(splice, moves);
  if (quantity_of(splice.erased) != quantity_of(splice.inserted)) return "units are made or lost";
  for (const Segment& segment : splice.erased) {
    const auto stored = view.segments(splice.batch, segment.units);
    if (stored.size() != 1 || stored.front() != segment) return "a splice replaces segments that are not there";
  }
  std::size_t at = 0;
  for (const Segment& piece : splice.inserted) {
    if (!is_well_formed(piece) || piece.batch != splice.batch) return "a segment is not well formed";
    while (at < splice.erased.size() && splice.erased[at].units.end <= piece.units.begin) ++at;
    if (at == splice.erased.size() || !splice.erased[at].units.contains(piece.units)) return "units come from nowhere";
    if (!may_become(splice.erased[at], piece)) return "a unit makes a move that no unit can make";
    collect(splice.erased[at], piece, moves);
  }
  return std::nullopt;
}

Violation batch_violation(const Batch& batch, const View& view, Moves& moves) {
  const auto stored = view.batch(batch.id);
  if (!stored) {
    if (batch.id.entry() != moves.entry) return "a batch is named after another entry";
    moves.new_units[batch.id] = batch.units;
    return std::nullopt;
  }
  if (batch.id.entry() == moves.entry) return "a batch is recorded twice";
  if (stored->units.begin != batch.units.begin || batch.units.end < stored->units.end) return "a batch lost units";
  if (stored->units.end < batch.units.end) moves.new_units[batch.id] = {stored->units.end, batch.units.end};
  return std::nullopt;
}

// A retirement that binds has put exactly its quantity into its name, and every project it drew on serves no other
// factory by lock.
Violation retirement_violation(const Retirement& retirement, const View& before, const View& after,
                               const Moves& moves) {
  std::int64_t stated = 0;
  for (const BatchRange& range : retirement.ranges) {
    stated += range.units.quantity();
    const auto batch = after.batch(range.batch);
    if (!batch) return "a retirement draws on a batch that is not there";
    const auto project = after.project(batch->project);
    if (!project) return "a batch has no project";
    if (moves.bound.contains(retirement.id) && project->lock && project->lock->factory != retirement.factory)
      return "a locked project serves another factory";
  }
  if (stated != retirement.quantity) return "a retirement's ranges do not add up to its quantity";
  if (!after.factory(retirement.factory)) return "a retirement names a factory that is not there";
  const auto earlier = before.retirement(retirement.id);
  const auto gained = moves.gained.find(retirement.id);
  const std::int64_t change = gained == moves.gained.end() ? 0 : gained->second;
  if (retirement.counted != (earlier ? earlier->counted : 0) + change) return "a retirement miscounts its units";
  const bool may_count = is_open(retirement.status) && retirement.status != RetirementStatus::on_hold;
  if (!may_count && retirement.counted != 0) return "a retirement counts although it is closed or on HOLD";
  if (!earlier && may_count && retirement.counted != retirement.quantity)
    return "a retirement does not bind the units it names";
  if (moves.left.contains(retirement.id) && is_open(retirement.status))
    return "units left a retirement that still stands";
  if (moves.waiting.contains(retirement.id) && retirement.status != RetirementStatus::on_hold)
    return "units wait for a proof in a retirement that is not on HOLD";
  return std::nullopt;
}

bool names(const std::vector<BatchRange>& ranges, const BatchRange& wanted) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const BatchRange& range) {
    return range.batch == wanted.batch && range.units.contains(wanted.units);
  });
}

Violation conflict_violation(const Moves& moves, const View& after) {
  for (const BatchRange& units : moves.put_in_conflict) {
    const auto conflicts = find_notes<Conflict>(after, index_names::conflicts_on(units.batch));
    const bool named = std::any_of(conflicts.begin(), conflicts.end(), [&](const Conflict& conflict) {
      return !conflict.closed_by && names(conflict.ranges, units);
    });
    if (!named) return "units are in conflict and no open conflict names them";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> violated_invariant(const Changes& changes, const View& before, EntryIndex entry) {
  Moves moves{
      .entry = entry, .new_units = {}, .gained = {}, .bound = {}, .left = {}, .waiting = {}, .put_in_conflict = {}};
  Overlay after(before);
  std::set<RetirementId> retirements;
  for (const Change& change : changes) {
    if (const auto* batch = std::get_if<Batch>(&change)) {
      if (auto violation = batch_violation(*batch, after, moves)) return violation;
    } else if (const auto* splice = std::get_if<SegmentSplice>(&change)) {
      if (auto violation = splice_violation(*splice, after, moves)) return violation;
    } else if (const auto* retirement = std::get_if<Retirement>(&change)) {
      retirements.insert(retirement->id);
    }
    after.put({change});
  }
  for (const auto& [id, units] : moves.gained) {
    if (units != 0) retirements.insert(id);
  }
  for (const RetirementId id : moves.left) retirements.insert(id);
  for (const RetirementId id : retirements) {
    const auto retirement = after.retirement(id);
    if (!retirement) return "units are bound to a retirement that is not there";
    if (auto violation = retirement_violation(*retirement, before, after, moves)) return violation;
  }
  return conflict_violation(moves, after);
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
