// What every unit must fulfil, and which units an entry touched. Locks and ceilings stand in limits.cpp, references in
// references.cpp.
#include "audit/invariants.hpp"

#include <algorithm>

namespace tanbu::audit {
namespace {

// Whether a condition carries exactly what its status demands.
bool is_consistent(const Span& span) {
  const bool holder = span.holder.has_value();
  const bool retirement = span.retirement.has_value();
  switch (span.status) {
    case UnitStatus::free:
    case UnitStatus::reserved:
      return holder && !retirement;
    case UnitStatus::held:
      return holder && retirement;
    case UnitStatus::retired:
    case UnitStatus::in_conflict:
      return !holder && retirement;
    case UnitStatus::frozen:
      return !retirement;
    case UnitStatus::invalidated:
      return !(holder && retirement);
    case UnitStatus::unassigned:
    case UnitStatus::registry_retired:
    case UnitStatus::cancelled:
    case UnitStatus::foreign_use:
      return !holder && !retirement;
  }
  return false;
}

bool binds_units(const Retirement& retirement) {
  return !retirement.claim || retirement.status != RetirementStatus::on_hold;
}

bool may_count(const Retirement& retirement) {
  return is_open(retirement.status) && retirement.status != RetirementStatus::on_hold;
}

bool names(const Retirement& retirement, std::uint64_t batch, std::int64_t first, std::int64_t end) {
  return std::any_of(retirement.ranges.begin(), retirement.ranges.end(), [&](const BatchRange& range) {
    return range.batch.value == batch && range.units.begin <= first && end <= range.units.end;
  });
}

// What says nothing, or says one thing twice.
Problem judgement_is_sound(const Note& note) {
  if (const auto* certificate = std::get_if<Certificate>(&note)) {
    if (certificate->issues.empty()) return named("never printed: certificate", certificate->entry.value);
  } else if (const auto* attestation = std::get_if<Attestation>(&note)) {
    const std::set<RetirementId> listed(attestation->retirements.begin(), attestation->retirements.end());
    if (listed.size() != attestation->retirements.size())
      return named("a retirement is listed twice by attestation", attestation->entry.value);
  }
  return std::nullopt;
}

}  // namespace

std::string named(const char* what, std::uint64_t entry) { return std::string(what) + " " + std::to_string(entry); }

Problem Invariants::after(const Decision& decision, EntryIndex entry) {
  for (const Event& event : decision.events) {
    if (auto problem = points_backwards(event, entry)) return problem;
    const auto* taken = std::get_if<NoteTaken>(&event);
    if (taken == nullptr) continue;
    if (auto problem = judgement_is_sound(taken->note)) return problem;
  }
  const Touched touched = touched_by(decision);
  for (const auto id : touched.made) {
    if (id != entry.value) continue;
    retirements_.resize(static_cast<std::size_t>(id) + 1, nullptr);
    const auto made = state_.tables().retirements.find(id);
    if (made != state_.tables().retirements.end()) retirements_.back() = &made->second;
  }
  for (const BatchRange& range : touched.units) {
    if (auto problem = is_seamless(range, entry)) return problem;
  }
  if (auto problem = left_for_a_reason(entry)) return problem;
  for (const auto id : touched.retirements) {
    const Retirement* retirement = retirement_of(id);
    if (retirement == nullptr) return named("units bound to what is no retirement:", id);
    if (auto problem = counts_rightly(*retirement)) return problem;
    if (touched.made.count(id)) {
      if (auto problem = binds_its_units(*retirement)) return problem;
    }
    if (auto problem = serves_its_lock(*retirement)) return problem;
  }
  for (const ProjectKey& key : touched.registered) {
    if (auto problem = is_registered_in_time(*state_.project(key))) return problem;
  }
  for (const ProjectKey& key : touched.locked) {
    if (auto problem = linked_units_stand_still(*state_.project(key))) return problem;
  }
  for (const ProjectKey& key : touched.projects) {
    const auto project = state_.project(key);
    if (!project || project->voided_by) continue;
    if (auto problem = lock_is_kept(*project)) return problem;
  }
  const bool flagged =
      std::find(decision.flags.begin(), decision.flags.end(), Flag::over_consumption) != decision.flags.end();
  for (const Year& year : touched.years) {
    if (auto problem = stays_below_ceiling(year, flagged || touched.restated.count(year) > 0)) return problem;
  }
  for (const Month& month : touched.months) {
    if (auto problem = stays_below_generation(month)) return problem;
  }
  return std::nullopt;
}

const Retirement* Invariants::retirement_of(std::uint64_t id) const {
  if (id < retirements_.size() && retirements_[id] != nullptr) return retirements_[id];
  const auto found = state_.tables().retirements.find(id);
  return found == state_.tables().retirements.end() ? nullptr : &found->second;
}

Invariants::Touched Invariants::touched_by(const Decision& decision) const {
  Touched touched;
  for (const Event& event : decision.events) {
    add_units(event, touched);
    add_record(event, touched);
  }
  for (const Departure& departure : state_.departures()) touched.retirements.insert(departure.retirement.value);
  for (const BatchRange& range : touched.units) touched.batches.insert(range.batch.value);
  for (const auto id : touched.retirements) {
    const Retirement* retirement = retirement_of(id);
    if (retirement != nullptr && retirement->purpose == Purpose::electricity_consumption)
      touched.years.insert({retirement->factory.value, retirement->period});
  }
  for (const auto batch : touched.batches) {
    for (const Note& note : state_.notes(index_names::claims_of({batch}))) add_note(note, touched);
  }
  return touched;
}

void Invariants::add_whole_batch(BatchId batch, Touched& touched) const {
  const auto found = state_.tables().batches.find(batch.value);
  if (found != state_.tables().batches.end()) touched.units.push_back({batch, found->second.units});
}

void Invariants::add_units(const Event& event, Touched& touched) const {
  if (const auto* recorded = std::get_if<BatchRecorded>(&event)) {
    touched.units.push_back({recorded->batch.id, recorded->batch.units});
  } else if (const auto* extended = std::get_if<BatchExtended>(&event)) {
    touched.units.push_back({extended->batch, extended->added});
  } else if (const auto* changed = std::get_if<BatchChanged>(&event)) {
    add_whole_batch(changed->batch.id, touched);
  } else if (const auto* transferred = std::get_if<UnitsTransferred>(&event)) {
    touched.units.insert(touched.units.end(), transferred->ranges.begin(), transferred->ranges.end());
  } else if (const auto* frozen = std::get_if<ProjectUnitsFrozen>(&event)) {
    for (const BatchId batch : state_.batches_of_project(frozen->project)) add_whole_batch(batch, touched);
  } else if (const auto* set = std::get_if<UnitsSet>(&event)) {
    for (const Segment& piece : set->pieces) {
      touched.units.push_back({piece.batch, piece.units});
      if (piece.retirement) touched.retirements.insert(piece.retirement->value);
    }
  } else if (const auto* retired = std::get_if<UnitsRetired>(&event)) {
    const auto& ranges = retired->retirement.ranges;
    touched.units.insert(touched.units.end(), ranges.begin(), ranges.end());
    touched.retirements.insert(retired->retirement.id.value);
    touched.made.insert(retired->retirement.id.value);
  }
}

void Invariants::add_record(const Event& event, Touched& touched) const {
  const auto add_year = [&touched](const Inventory& inventory) {
    touched.years.insert({inventory.factory.value, inventory.period});
    touched.restated.insert({inventory.factory.value, inventory.period});
  };
  if (const auto* registered = std::get_if<ProjectRegistered>(&event)) {
    touched.registered.insert(registered->project.key);
  } else if (const auto* locked = std::get_if<ProjectLocked>(&event)) {
    touched.locked.insert(locked->project);
    touched.projects.insert(locked->project);
  } else if (const auto* project = std::get_if<ProjectChanged>(&event)) {
    touched.projects.insert(project->project.key);
  } else if (const auto* declared = std::get_if<InventoryDeclared>(&event)) {
    add_year(declared->inventory);
  } else if (const auto* inventory = std::get_if<InventoryChanged>(&event)) {
    add_year(inventory->inventory);
  } else if (const auto* retirement = std::get_if<RetirementChanged>(&event)) {
    touched.retirements.insert(retirement->retirement.id.value);
  } else if (const auto* taken = std::get_if<NoteTaken>(&event)) {
    add_note(taken->note, touched);
  }
}

void Invariants::add_note(const Note& note, Touched& touched) const {
  if (const auto* conflict = std::get_if<Conflict>(&note)) {
    touched.units.insert(touched.units.end(), conflict->ranges.begin(), conflict->ranges.end());
    if (conflict->asset_code && conflict->month) touched.months.insert({*conflict->asset_code, *conflict->month});
    touched.projects.insert(conflict->projects.begin(), conflict->projects.end());
  } else if (const auto* generation = std::get_if<Generation>(&note)) {
    touched.months.insert({generation->asset_code, generation->month});
  } else if (const auto* claim = std::get_if<GenerationClaim>(&note)) {
    touched.months.insert({claim->asset_code, claim->month});
  }
}

Problem Invariants::batch_is_conserved(std::uint64_t batch) const {
  const auto found = state_.tables().batches.find(batch);
  if (found == state_.tables().batches.end()) return named("units of no batch", batch);
  std::int64_t sum = 0;
  for (const std::int64_t units : state_.tables().tallies.at(batch)) {
    if (units < 0) return named("fewer than no units of one status in batch", batch);
    sum += units;
  }
  if (sum != found->second.units.quantity()) return named("units are made or lost in batch", batch);
  return std::nullopt;
}

// The spans in and beside the range touch each other without gap or overlap, and each may stand as it does.
Problem Invariants::is_seamless(const BatchRange& range, EntryIndex entry) const {
  if (auto problem = batch_is_conserved(range.batch.value)) return problem;
  const Spans& spans = state_.tables().spans.at(range.batch.value);
  const UnitRange whole = state_.tables().batches.at(range.batch.value).units;
  auto at = spans.upper_bound(range.units.begin);
  if (at != spans.begin()) --at;
  if (at != spans.begin()) --at;
  std::int64_t expected = at == spans.begin() ? whole.begin : at->first;
  for (; at != spans.end(); ++at) {
    const auto& [first, span] = *at;
    if (first != expected || span.end <= first || span.end > whole.end)
      return named("a gap or an overlap in batch", range.batch.value);
    if (entry < span.since) return named("an impossible unit in batch", range.batch.value);
    if (auto problem = may_stand(range.batch.value, first, span)) return problem;
    expected = span.end;
    if (first >= range.units.end) return std::nullopt;
  }
  if (expected != whole.end) return named("missing units at the end of batch", range.batch.value);
  return std::nullopt;
}

Problem Invariants::may_stand(std::uint64_t batch, std::int64_t first, const Span& span) const {
  if (!is_consistent(span)) return named("an impossible unit in batch", batch);
  if (span.retirement) {
    const Retirement* retirement = retirement_of(span.retirement->value);
    if (retirement == nullptr || !names(*retirement, batch, first, span.end))
      return named("units bound to a retirement that does not name them in batch", batch);
    if (span.status == UnitStatus::retired && !may_count(*retirement))
      return named("units count for a retirement that is closed or on HOLD:", span.retirement->value);
  }
  if (span.status == UnitStatus::in_conflict && !is_named_in_conflict(batch, {first, span.end}))
    return named("units in conflict that no open conflict names in batch", batch);
  return std::nullopt;
}

bool Invariants::is_named_in_conflict(std::uint64_t batch, UnitRange units) const {
  std::vector<UnitRange> ranges;
  for (const Note& note : state_.notes(index_names::conflicts_on({batch}))) {
    const auto* conflict = std::get_if<Conflict>(&note);
    if (conflict == nullptr || conflict->closed_by) continue;
    for (const BatchRange& range : conflict->ranges) {
      if (range.batch.value == batch && range.units.overlaps(units)) ranges.push_back(range.units);
    }
  }
  std::sort(ranges.begin(), ranges.end());
  std::int64_t reached = units.begin;
  for (const UnitRange range : ranges) {
    if (range.begin > reached) return false;
    reached = std::max(reached, range.end);
  }
  return reached >= units.end;
}

// A unit that counted is struck by an authority, contradicted, or set free with the end of its retirement.
Problem Invariants::left_for_a_reason(EntryIndex entry) const {
  for (const Departure& departure : state_.departures()) {
    const bool struck = departure.to == UnitStatus::invalidated || departure.to == UnitStatus::in_conflict;
    if (struck && departure.to_retirement == departure.retirement) continue;
    const bool released = departure.to == UnitStatus::free || departure.to == UnitStatus::registry_retired;
    const auto retirement = state_.retirement(departure.retirement);
    const bool ended = retirement && !is_open(retirement->status) && retirement->closed_by == entry;
    if (released && ended) continue;
    // A voided match puts its retirement on HOLD again.
    const bool waits_again = departure.to == UnitStatus::held && departure.to_retirement == departure.retirement &&
                             retirement && retirement->status == RetirementStatus::on_hold;
    if (waits_again) continue;
    return named("units stop counting without a reason that the ledger knows, of retirement",
                 departure.retirement.value);
  }
  return std::nullopt;
}

Problem Invariants::binds_its_units(const Retirement& retirement) const {
  for (const BatchRange& range : retirement.ranges) {
    if (range.batch.value >= retirement.id.value) return "a retirement draws on a later batch";
    for (const Segment& segment : state_.segments(range.batch, range.units)) {
      const bool bound = segment.retirement == retirement.id;
      if (bound != binds_units(retirement)) return "a retirement does not bind exactly the units it names";
      if (bound && !range.units.contains(segment.units)) return "a retirement binds units that it does not name";
    }
  }
  if (retirement.counted != (may_count(retirement) ? retirement.quantity : 0))
    return named("a quantity that is not the units bound: retirement", retirement.id.value);
  return std::nullopt;
}

Problem Invariants::counts_rightly(const Retirement& retirement) const {
  std::int64_t stated = 0;
  for (const BatchRange& range : retirement.ranges) {
    const auto sum = checked_add(stated, range.units.quantity());
    if (!sum) return "a retirement of more units than can be";
    stated = *sum;
  }
  if (stated != retirement.quantity) return "a retirement's ranges do not add up to its quantity";
  if (retirement.counted < 0 || retirement.counted > retirement.quantity)
    return named("more units count than were retired: retirement", retirement.id.value);
  if (!may_count(retirement) && retirement.counted != 0)
    return named("units count for a retirement that is closed or on HOLD:", retirement.id.value);
  if (is_open(retirement.status) == retirement.closed_by.has_value())
    return named("a retirement is closed by nothing, or closed and open:", retirement.id.value);
  if (!state_.tables().factories.count(retirement.factory.value))
    return "a retirement serves a factory that is not registered";
  return std::nullopt;
}

Problem Invariants::at_end() const {
  std::map<std::uint64_t, std::int64_t> bound;  // units that count, by retirement
  for (const auto& [batch, spans] : state_.tables().spans) {
    if (auto problem = batch_is_conserved(batch)) return problem;
    const UnitRange whole = state_.tables().batches.at(batch).units;
    std::int64_t expected = whole.begin;
    for (const auto& [first, span] : spans) {
      if (first != expected || span.end <= first) return named("a gap or an overlap in batch", batch);
      if (auto problem = may_stand(batch, first, span)) return problem;
      expected = span.end;
      if (span.status == UnitStatus::retired) bound[span.retirement->value] += span.end - first;
    }
    if (expected != whole.end) return named("missing units at the end of batch", batch);
  }
  std::set<Year> years;
  for (const auto& [id, retirement] : state_.tables().retirements) {
    const auto units = bound.find(id);
    if (retirement.counted != (units == bound.end() ? 0 : units->second))
      return named("a quantity that is not the units bound: retirement", id);
    if (auto problem = counts_rightly(retirement)) return problem;
    if (auto problem = serves_its_lock(retirement)) return problem;
    if (retirement.purpose == Purpose::electricity_consumption)
      years.insert({retirement.factory.value, retirement.period});
  }
  for (const Year& year : years) {
    const auto inventory = counting_inventory(year);
    if (inventory && certified_kwh(year) > inventory->consumed.value && !excused_.count(year))
      return named("more certificates than the electricity consumed by inventory", inventory->id.value);
  }
  std::set<Month> months;
  for (const auto& [id, note] : state_.tables().notes) {
    if (const auto* claim = std::get_if<GenerationClaim>(&note)) months.insert({claim->asset_code, claim->month});
  }
  for (const Month& month : months) {
    if (auto problem = stays_below_generation(month)) return problem;
  }
  return std::nullopt;
}

}  // namespace tanbu::audit
