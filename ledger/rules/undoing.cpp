#include "ledger/rules/undoing.hpp"

#include <algorithm>
#include <set>

#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {

std::optional<Refused> refuse_voiding_batch(const Batch& batch, const View& view) {
  std::set<EntryIndex> dependents;
  for (const Segment& segment : view.segments(batch.id, batch.units)) {
    if (segment.since != batch.id.entry()) dependents.insert(segment.since);
  }
  if (dependents.empty()) return std::nullopt;
  std::string entries;
  for (const EntryIndex entry : dependents) entries += (entries.empty() ? "" : " ") + std::to_string(entry.value);
  return Refused{.reason = Refusal::has_dependents, .conflict = *dependents.begin(), .facts = {{"entries", entries}}};
}

namespace {

// Uses of several batches are named once.
std::vector<Retirement> open_uses_of(const std::vector<Batch>& batches, const View& view) {
  std::vector<Retirement> uses;
  for (const Batch& batch : batches) {
    for (Retirement& use : view.retirements_naming(batch.id, batch.units)) {
      const bool known =
          std::any_of(uses.begin(), uses.end(), [&use](const Retirement& seen) { return seen.id == use.id; });
      if (!known && is_open(use.status)) uses.push_back(std::move(use));
    }
  }
  return uses;
}

}  // namespace

std::vector<Event> voided_batches(const std::vector<Batch>& batches, const Context& context, const View& view) {
  // A use of several batches ends as a whole; its units elsewhere go back. All uses end before any unit is cancelled.
  std::vector<Event> events = closing_events(open_uses_of(batches, view), RetirementStatus::voided, context, view);
  for (const Batch& batch : batches) {
    UnitsSet cancelled;
    for (const Segment& segment : view.segments(batch.id, batch.units))
      cancelled.pieces.push_back(put(segment, UnitStatus::cancelled, context));
    events.emplace_back(std::move(cancelled));
    Batch voided = batch;
    voided.voided_by = context.entry;
    events.emplace_back(BatchChanged{std::move(voided)});
  }
  return events;
}

std::vector<Event> conflicts_closed_of(EntryIndex entry, const Context& context, const View& view) {
  std::vector<Event> events;
  for (std::uint32_t ordinal = 0;; ++ordinal) {
    auto conflict = find_note<Conflict>(view, entry, ordinal);
    if (!conflict) return events;
    if (conflict->closed_by) continue;
    conflict->closed_by = context.entry;
    events.emplace_back(NoteTaken{std::move(*conflict)});
  }
}

namespace {

// A lock stands no more firmly than the retirement that put it on.
void add_provisional_locks(const Retirement& retirement, const View& view, std::vector<Event>& events) {
  const auto found = find_ranges(retirement.ranges, view);
  HOLDS(found.accepted());
  for (Project& project : projects_of(found.value())) {
    if (!project.lock || project.lock->retirement != retirement.id) continue;
    project.lock->provisional = true;
    events.emplace_back(ProjectChanged{std::move(project)});
  }
}

}  // namespace

std::vector<Event> matches_undone(const UnitAction& registry_event, const View& view) {
  std::vector<Event> events;
  std::vector<RetirementId> seen;
  for (const BatchRange& range : registry_event.ranges) {
    for (Retirement& retirement : view.retirements_naming(range.batch, range.units)) {
      const bool matched = retirement.status == RetirementStatus::matched && !retirement.claim;
      const bool known = std::find(seen.begin(), seen.end(), retirement.id) != seen.end();
      const bool waited =
          std::any_of(registry_event.before.begin(), registry_event.before.end(),
                      [&](const Segment& s) { return s.status == UnitStatus::held && s.retirement == retirement.id; });
      // A retirement that a registrar signed stands on the registrar's own word, unless it waited for this one.
      const auto batch = view.batch(range.batch);
      HOLDS(batch.has_value());
      const bool own_word =
          !waited && is_registrar(retirement.issuer, batch->project.programme, retirement.recorded_on, view);
      if (!matched || known || own_word) continue;
      seen.push_back(retirement.id);
      retirement.status = waited ? RetirementStatus::on_hold : RetirementStatus::declared;
      add_provisional_locks(retirement, view, events);
      events.emplace_back(RetirementChanged{std::move(retirement)});
    }
  }
  return events;
}

std::vector<Segment> pieces_back(const UnitAction& action, const Context& context, const View& view) {
  std::vector<Segment> back = way_back(action, view);
  for (Segment& piece : back) {
    if (!piece.retirement) continue;
    const auto retirement = view.retirement(*piece.retirement);
    HOLDS(retirement.has_value());
    if (!is_open(retirement->status)) {
      piece = unbound(piece, *retirement, context, view);
      continue;
    }
    // A match that the action itself made is undone with it, so what was held is held again.
    const auto now = view.segments(piece.batch, piece.units);
    const bool matched_by_it = now.front().status == UnitStatus::retired;
    if (piece.status == UnitStatus::held && !matched_by_it && retirement->status != RetirementStatus::on_hold) {
      piece.status = UnitStatus::retired;
      piece.holder = std::nullopt;
    }
  }
  return back;
}

std::vector<Event> conflicts_reopened(const UnitAction& action, const std::vector<Segment>& back, const View& view) {
  std::vector<BatchRange> ranges;
  for (const Segment& piece : back) {
    if (piece.status == UnitStatus::in_conflict) ranges.push_back({piece.batch, piece.units});
  }
  std::vector<Event> events;
  std::vector<std::pair<EntryIndex, std::uint32_t>> seen;
  for (const BatchRange& range : ranges) {
    for (Conflict& conflict : find_notes<Conflict>(view, index_names::conflicts_on(range.batch))) {
      const std::pair name{conflict.entry, conflict.ordinal};
      const bool known = std::find(seen.begin(), seen.end(), name) != seen.end();
      if (known || conflict.closed_by != action.entry || !share_units(conflict.ranges, {range})) continue;
      seen.push_back(name);
      conflict.closed_by = std::nullopt;
      events.emplace_back(NoteTaken{std::move(conflict)});
    }
  }
  return events;
}

}  // namespace tanbu::rules
