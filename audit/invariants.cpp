#include "audit/invariants.hpp"

#include <algorithm>

namespace tanbu::audit {
namespace {

std::string named(const char* what, std::uint64_t entry) { return std::string(what) + " " + std::to_string(entry); }

// Whether a condition carries exactly what its status demands.
bool is_consistent(const Span& span) {
  const bool holder = span.holder.has_value();
  const bool retirement = span.retirement.has_value();
  switch (span.status) {
    case UnitStatus::free:
      return holder && !retirement;
    case UnitStatus::held:
      return holder && retirement;
    case UnitStatus::retired:
      return !holder && retirement;
    case UnitStatus::frozen:
      return !retirement;
    case UnitStatus::unassigned:
    case UnitStatus::registry_retired:
    case UnitStatus::cancelled:
      return !holder && !retirement;
  }
  return false;
}

bool binds_units(const Retirement& retirement) {
  return !retirement.claim || retirement.status != RetirementStatus::on_hold;
}

bool names(const Retirement& retirement, std::uint64_t batch, std::int64_t first, std::int64_t end) {
  return std::any_of(retirement.ranges.begin(), retirement.ranges.end(), [&](const BatchRange& range) {
    return range.batch.value == batch && range.units.begin <= first && end <= range.units.end;
  });
}

}  // namespace

Problem Invariants::after(const Decision& decision, EntryIndex entry) {
  for (const Event& event : decision.events) {
    Problem problem;
    if (const auto* recorded = std::get_if<BatchRecorded>(&event)) {
      problem = is_seamless({recorded->batch.id, recorded->batch.units}, entry);
    } else if (const auto* transferred = std::get_if<UnitsTransferred>(&event)) {
      for (const auto& range : transferred->ranges) {
        if (!problem) problem = is_seamless(range, entry);
      }
    } else if (const auto* frozen = std::get_if<ProjectUnitsFrozen>(&event)) {
      for (const auto batch : state_.batches_of_project(frozen->project)) {
        if (!problem) problem = is_seamless({batch, state_.tables().batches.at(batch.value).units}, entry);
      }
    } else if (const auto* locked = std::get_if<ProjectLocked>(&event)) {
      problem = lock_is_kept(*state_.project(locked->project));
    } else if (const auto* retired = std::get_if<UnitsRetired>(&event)) {
      for (const auto& range : retired->retirement.ranges) {
        if (!problem) problem = is_seamless(range, entry);
      }
      if (!problem) problem = is_bound(retired->retirement);
      if (!problem) problem = serves_its_lock(retired->retirement);
      if (!problem) problem = stays_below_ceiling(retired->retirement);
    }
    if (problem) return problem;
  }
  return std::nullopt;
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

// The spans in and beside the range touch each other without gap or overlap, and each is in a possible condition.
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
    if (!is_consistent(span) || entry < span.since) return named("an impossible unit in batch", range.batch.value);
    expected = span.end;
    if (first >= range.units.end) return std::nullopt;
  }
  if (expected != whole.end) return named("missing units at the end of batch", range.batch.value);
  return std::nullopt;
}

Problem Invariants::is_bound(const Retirement& retirement) const {
  std::int64_t stated = 0;
  for (const BatchRange& range : retirement.ranges) {
    stated += range.units.quantity();
    if (range.batch.value >= retirement.id.value) return "a retirement draws on a later batch";
    for (const Segment& segment : state_.segments(range.batch, range.units)) {
      const bool bound = segment.retirement == retirement.id;
      if (bound != binds_units(retirement)) return "a retirement does not bind exactly the units it names";
      if (bound && !range.units.contains(segment.units)) return "a retirement binds units that it does not name";
    }
  }
  if (stated != retirement.quantity) return "a retirement's ranges do not add up to its quantity";
  if (!state_.factory(retirement.factory)) return "a retirement serves a factory that is not registered";
  return std::nullopt;
}

Problem Invariants::serves_its_lock(const Retirement& retirement) const {
  if (!binds_units(retirement)) return std::nullopt;
  for (const BatchRange& range : retirement.ranges) {
    const auto& batch = state_.tables().batches.at(range.batch.value);
    const auto project = state_.project(batch.project);
    if (!project) return named("no project behind batch", range.batch.value);
    for (const std::string& token : tokens_of(*project)) {
      for (const Project& linked : state_.projects_with_token(token)) {
        if (!linked.lock) continue;
        if (linked.key != project->key || linked.lock->factory != retirement.factory)
          return named("units of a project serve another factory than the one it is locked for; project",
                       linked.entry.value);
      }
    }
  }
  return std::nullopt;
}

// A certificate is 1,000 kWh. Only inventories that stand now can be exceeded: a later one is compared when it counts.
Problem Invariants::stays_below_ceiling(const Retirement& retirement) {
  if (retirement.purpose != Purpose::electricity_consumption || retirement.status == RetirementStatus::on_hold)
    return std::nullopt;
  std::int64_t& sum = certificates_[{retirement.factory.value, retirement.period}];
  const auto increased = checked_add(sum, retirement.quantity);
  if (!increased) return "certificates beyond any count";
  sum = *increased;
  for (const Inventory& inventory : state_.inventories(retirement.factory)) {
    if (inventory.superseded_by || inventory.period != retirement.period) continue;
    const auto kwh = checked_multiply(sum, 1000);
    if (!kwh || *kwh > inventory.consumed.value)
      return named("more certificates than the electricity consumed by inventory", inventory.id.value);
  }
  return std::nullopt;
}

// Behind a lock nothing of the project or of its other names is loose, and nobody registered a name of it later.
Problem Invariants::lock_is_kept(const Project& locked) const {
  for (const std::string& token : tokens_of(locked)) {
    for (const Project& linked : state_.projects_with_token(token)) {
      if (linked.key == locked.key) continue;
      if (linked.entry > locked.lock->retirement.entry())
        return named("a name of a locked project was registered later: project", linked.entry.value);
      for (const BatchId batch : state_.batches_of_project(linked.key)) {
        const Tally& tally = state_.tables().tallies.at(batch.value);
        const auto units = [&](UnitStatus status) { return tally.at(static_cast<std::size_t>(status)); };
        if (units(UnitStatus::free) + units(UnitStatus::unassigned) + units(UnitStatus::retired) != 0)
          return named("units of another name of a locked project are loose or used: batch", batch.value);
      }
    }
  }
  return std::nullopt;
}

Problem Invariants::at_end() const {
  std::map<std::uint64_t, std::int64_t> bound;  // units by retirement
  for (const auto& [batch, spans] : state_.tables().spans) {
    if (auto problem = batch_is_conserved(batch)) return problem;
    const UnitRange whole = state_.tables().batches.at(batch).units;
    std::int64_t expected = whole.begin;
    for (const auto& [first, span] : spans) {
      if (first != expected || span.end <= first || !is_consistent(span))
        return named("a gap, an overlap or an impossible unit in batch", batch);
      expected = span.end;
      if (!span.retirement) continue;
      const auto retirement = state_.tables().retirements.find(span.retirement->value);
      if (retirement == state_.tables().retirements.end() || !names(retirement->second, batch, first, span.end))
        return named("units bound to a retirement that does not name them in batch", batch);
      bound[span.retirement->value] += span.end - first;
    }
    if (expected != whole.end) return named("missing units at the end of batch", batch);
  }
  for (const auto& [id, retirement] : state_.tables().retirements) {
    const auto units = bound.find(id);
    const std::int64_t quantity = units == bound.end() ? 0 : units->second;
    if (quantity != (binds_units(retirement) ? retirement.quantity : 0))
      return named("a quantity that is not the units bound: retirement", id);
    if (auto problem = serves_its_lock(retirement)) return problem;
  }
  for (const auto& [entry, project] : state_.tables().projects) {
    if (!project.lock) continue;
    if (auto problem = lock_is_kept(project)) return problem;
  }
  return std::nullopt;
}

}  // namespace tanbu::audit
