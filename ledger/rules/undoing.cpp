#include "ledger/rules/undoing.hpp"

#include <algorithm>

namespace tanbu::rules {

std::optional<Refused> refuse_voiding_batch(const Batch& batch, const View& view) {
  std::string dependents;
  std::optional<EntryIndex> first;
  for (const Segment& segment : view.segments(batch.id, batch.units)) {
    if (segment.since == batch.id.entry()) continue;
    if (!first) first = segment.since;
    const std::string entry = std::to_string(segment.since.value);
    if (dependents.find(entry) == std::string::npos) dependents += (dependents.empty() ? "" : " ") + entry;
  }
  if (!first) return std::nullopt;
  return Refused{.reason = Refusal::has_dependents, .conflict = first, .facts = {{"entries", dependents}}};
}

std::vector<Event> voided_batch(const Batch& batch, const Context& context, const View& view) {
  std::vector<Event> events;
  for (Retirement& claim : view.retirements_naming(batch.id, batch.units)) {
    if (!is_open(claim.status)) continue;
    claim.status = RetirementStatus::voided;
    claim.closed_by = context.entry;
    events.emplace_back(RetirementChanged{std::move(claim)});
  }
  UnitsSet cancelled;
  for (const Segment& segment : view.segments(batch.id, batch.units))
    cancelled.pieces.push_back(put(segment, UnitStatus::cancelled, context));
  events.emplace_back(std::move(cancelled));
  Batch voided = batch;
  voided.voided_by = context.entry;
  events.emplace_back(BatchChanged{std::move(voided)});
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

std::vector<Event> matches_undone(const UnitAction& registry_event, const View& view) {
  std::vector<Event> events;
  std::vector<RetirementId> seen;
  for (const BatchRange& range : registry_event.ranges) {
    for (Retirement& retirement : view.retirements_naming(range.batch, range.units)) {
      const bool matched = retirement.status == RetirementStatus::matched && !retirement.claim;
      const bool known = std::find(seen.begin(), seen.end(), retirement.id) != seen.end();
      // A retirement that a registrar signed stands on the registrar's own word.
      const auto batch = view.batch(range.batch);
      HOLDS(batch.has_value());
      const bool own_word = is_registrar(retirement.issuer, batch->project.programme, retirement.recorded_on, view);
      if (!matched || known || own_word) continue;
      seen.push_back(retirement.id);
      retirement.status = RetirementStatus::declared;
      events.emplace_back(RetirementChanged{std::move(retirement)});
    }
  }
  return events;
}

}  // namespace tanbu::rules
