// The limits of use: locks of self-developed projects, the electricity behind certificates, the generation behind
// claims. Units one by one stand in invariants.cpp.
#include <algorithm>

#include "audit/invariants.hpp"
#include "ledger/programme.hpp"

namespace tanbu::audit {
namespace {

constexpr std::int64_t kwh_of_certificate = 1'000;

std::int64_t units_of(const Tally& tally, UnitStatus status) { return tally.at(static_cast<std::size_t>(status)); }

// Units of a programme as kilowatt-hours, the part of one left out. Nothing is known of a foreign programme's units, so
// they are none.
std::int64_t kwh_of(std::int64_t units, const std::string& programme_code) {
  const Programme* programme = find_programme(programme_code);
  if (programme == nullptr || programme->unit != Unit::megawatt_hour) return 0;
  const auto kwh = checked_multiply(units, kwh_of_certificate);
  return (kwh ? *kwh : INT64_MAX) / programme->units_per_whole;
}

// Beyond every bound a sum is as large as can be, which is above every ceiling.
std::int64_t added(std::int64_t a, std::int64_t b) { return checked_add(a, b).value_or(INT64_MAX); }

// What living units can claim of one month at most: certificates as far as they reach, a part of a kilowatt-hour as a
// whole one; other units stand for their month as long as one lives.
std::int64_t reach_kwh(std::int64_t living, const std::string& programme_code) {
  const Programme* programme = find_programme(programme_code);
  if (programme == nullptr || programme->unit != Unit::megawatt_hour) return INT64_MAX;
  const std::int64_t whole = kwh_of(living, programme_code);
  const bool part = living % programme->units_per_whole * kwh_of_certificate % programme->units_per_whole != 0;
  return added(whole, part ? 1 : 0);
}

}  // namespace

std::vector<const Project*> Invariants::linked_to(const Project& project) const {
  const State::Tables& tables = state_.tables();
  std::map<std::uint64_t, const Project*> linked;
  for (const std::string& token : tokens_of(project)) {
    const auto carriers = tables.tokens.find(token);
    if (carriers == tables.tokens.end()) continue;
    for (const auto entry : carriers->second) {
      const Project& other = tables.projects.at(entry);
      if (other.key != project.key) linked.emplace(entry, &other);
    }
  }
  std::vector<const Project*> all;
  for (const auto& [entry, other] : linked) all.push_back(other);
  return all;
}

bool Invariants::is_named_in_conflict(const ProjectKey& one, const ProjectKey& other) const {
  for (const ProjectKey& key : {one, other}) {
    for (const Note& note : state_.notes(index_names::conflicts_of(key))) {
      const auto* conflict = std::get_if<Conflict>(&note);
      if (conflict != nullptr && !conflict->closed_by) return true;
    }
  }
  return false;
}

// Of several locks of one real project, which only a late link can bring together, the first is the one that stands.
Problem Invariants::serves_its_lock(const Retirement& retirement) const {
  if (retirement.counted == 0) return std::nullopt;
  for (const BatchRange& range : retirement.ranges) {
    const auto& batch = state_.tables().batches.at(range.batch.value);
    const auto project = state_.project(batch.project);
    if (!project) return named("no project behind batch", range.batch.value);
    const Project* first = project->lock ? &*project : nullptr;
    for (const Project* linked : linked_to(*project)) {
      if (linked->lock && (first == nullptr || linked->lock->retirement < first->lock->retirement)) first = linked;
    }
    if (first == nullptr || (first->key == project->key && first->lock->factory == retirement.factory)) continue;
    const auto segments = state_.segments(range.batch, range.units);
    const bool counts = std::any_of(segments.begin(), segments.end(), [&](const Segment& segment) {
      return segment.status == UnitStatus::retired && segment.retirement == retirement.id;
    });
    if (!counts || is_named_in_conflict(project->key, first->key)) continue;
    return named("units of a project serve another factory than the one it is locked for; project", first->entry.value);
  }
  return std::nullopt;
}

// Every use of the project and of its other names, when a lock or a link may have changed what it has to serve.
Problem Invariants::lock_is_kept(const Project& locked) const {
  std::vector<const Project*> all = linked_to(locked);
  all.push_back(&locked);
  if (std::none_of(all.begin(), all.end(), [](const Project* project) { return project->lock.has_value(); }))
    return std::nullopt;
  std::set<std::uint64_t> uses;
  for (const Project* project : all) {
    for (const BatchId batch : state_.batches_of_project(project->key)) {
      if (units_of(state_.tables().tallies.at(batch.value), UnitStatus::retired) == 0) continue;
      for (const auto& [first, span] : state_.tables().spans.at(batch.value)) {
        if (span.status == UnitStatus::retired && span.retirement) uses.insert(span.retirement->value);
      }
    }
  }
  for (const auto id : uses) {
    const Retirement* retirement = retirement_of(id);
    if (retirement == nullptr) return named("units bound to what is no retirement:", id);
    if (auto problem = serves_its_lock(*retirement)) return problem;
  }
  return std::nullopt;
}

// In the moment of the lock nothing of the project's other names stays loose.
Problem Invariants::linked_units_stand_still(const Project& locked) const {
  for (const Project* linked : linked_to(locked)) {
    for (const BatchId batch : state_.batches_of_project(linked->key)) {
      const Tally& tally = state_.tables().tallies.at(batch.value);
      const std::int64_t loose = units_of(tally, UnitStatus::free) + units_of(tally, UnitStatus::unassigned) +
                                 units_of(tally, UnitStatus::reserved);
      if (loose != 0) return named("units of another name of a locked project are loose: batch", batch.value);
    }
  }
  return std::nullopt;
}

Problem Invariants::is_registered_in_time(const Project& project) const {
  for (const Project* linked : linked_to(project)) {
    if (linked->lock && !is_named_in_conflict(project.key, linked->key))
      return named("a name of a locked project was registered later: project", project.entry.value);
  }
  return std::nullopt;
}

// The certificates that count for the factory-year.
std::int64_t Invariants::certified_kwh(const Year& year) const {
  std::int64_t sum = 0;
  for (const Retirement& retirement : state_.retirements({year.first}, year.second)) {
    if (retirement.purpose != Purpose::electricity_consumption || retirement.counted == 0) continue;
    for (const BatchRange& range : retirement.ranges) {
      const auto& programme = state_.tables().batches.at(range.batch.value).project.programme;
      for (const Segment& segment : state_.segments(range.batch, range.units)) {
        if (segment.status != UnitStatus::retired || segment.retirement != retirement.id) continue;
        sum = added(sum, kwh_of(segment.units.intersection(range.units).quantity(), programme));
      }
    }
  }
  return sum;
}

// The newest that a verifier stands behind.
std::optional<Inventory> Invariants::counting_inventory(const Year& year) const {
  std::optional<Inventory> newest;
  for (Inventory& inventory : state_.inventories({year.first})) {
    if (inventory.period != year.second || inventory.voided_by) continue;
    if (!inventory.verification || inventory.verification->opinion == Opinion::adverse) continue;
    if (!newest || newest->id < inventory.id) newest = std::move(inventory);
  }
  return newest;
}

// What stood before the inventory that counts now may exceed it; nothing can be added to such an excess.
Problem Invariants::stays_below_ceiling(const Year& year, bool explained) {
  const auto inventory = counting_inventory(year);
  const std::int64_t certified = inventory ? certified_kwh(year) : 0;
  if (!inventory || certified <= inventory->consumed.value) {
    excused_.erase(year);
    return std::nullopt;
  }
  const auto excused = excused_.find(year);
  if (explained || (excused != excused_.end() && certified <= excused->second)) {
    excused_[year] = certified;
    return std::nullopt;
  }
  return named("more certificates than the electricity consumed by inventory", inventory->id.value);
}

// What living batches claim of an asset's month. What only a holder stated claims nothing until it is confirmed.
std::int64_t Invariants::claimed_kwh(const Month& month) const {
  std::int64_t sum = 0;
  for (const Note& note : state_.notes(index_names::claims(month.first, month.second))) {
    const auto* claim = std::get_if<GenerationClaim>(&note);
    const auto batch = claim == nullptr ? std::nullopt : state_.batch({claim->entry.value});
    if (!batch || batch->voided_by || batch->hold == "recorded_by_holder") continue;
    const Tally& tally = state_.tables().tallies.at(batch->id.value);
    const std::int64_t dead = units_of(tally, UnitStatus::cancelled) + units_of(tally, UnitStatus::invalidated);
    const std::int64_t living = batch->units.quantity() - dead;
    if (living == 0) continue;
    // Nobody can say of which month the dead ones were.
    sum = added(sum, std::min(claim->electricity.value, reach_kwh(living, batch->project.programme)));
  }
  return sum;
}

Problem Invariants::stays_below_generation(const Month& month) const {
  std::optional<Generation> metered;
  const auto notes = state_.notes(index_names::generation(month.first, month.second));
  for (const Note& note : notes) {
    const auto* generation = std::get_if<Generation>(&note);
    if (generation != nullptr && !generation->voided_by) metered = *generation;
  }
  if (!metered || claimed_kwh(month) <= metered->metered.value) return std::nullopt;
  const bool is_named = std::any_of(notes.begin(), notes.end(), [](const Note& note) {
    const auto* conflict = std::get_if<Conflict>(&note);
    return conflict != nullptr && !conflict->closed_by && conflict->excess;
  });
  if (is_named) return std::nullopt;
  return "more is claimed than asset " + month.first + " generated in " + month.second +
         ", and no open conflict names the excess";
}

}  // namespace tanbu::audit
