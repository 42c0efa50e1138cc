// Draws commands that move, keep and use units, and those that judge and undo what was done.
#include <algorithm>

#include "ledger/programme.hpp"
#include "ledger/rules/standing.hpp"
#include "tests/model/simulation/generator.hpp"

namespace tanbu::simulation {

Wish Generator::transfer() {
  const auto ranges = ranges_where([this](const Segment& segment) {
    const auto batch = world_.ledger.batch(segment.batch);
    const bool own = batch->project.programme == "OWN" && !random_.chance(5);
    return !own && (segment.status == UnitStatus::unassigned || segment.status == UnitStatus::free);
  });
  const auto segments = world_.ledger.segments(ranges.front().batch, ranges.front().units);
  const bool unassigned = !segments.empty() && segments.front().status == UnitStatus::unassigned;
  TransferCommand command = World::transfer(ranges, receiver());
  const PartyId operator_party = random_.chance(50) ? world_.plant : world_.rival;
  if (random_.chance(40) && !world_.ledger.party(operator_party)->succeeded_by) command.to = operator_party;
  if (random_.chance(30)) command.basis = TransferBasis::self_use;
  if (random_.chance(5)) command.evidence = std::nullopt;
  if (random_.chance(3)) command.to = holder_of(ranges);
  const bool registrar = unassigned || random_.chance(15);
  return {registrar ? registrar_of(programme_of(ranges)) : holder_of(ranges), command};
}

Wish Generator::reserve() {
  const auto ranges = ranges_with({UnitStatus::free});
  const PartyId holder = holder_of(ranges);
  const auto programme = find_programme(programme_of(ranges));
  const bool power = programme != nullptr && programme->unit == Unit::megawatt_hour;
  const Date today = china_date(world_.now);
  return {holder, ReserveCommand{.ranges = ranges,
                                 .factory = factory_of(holder),
                                 .period = period(),
                                 .purpose = power != random_.chance(5) ? Purpose::electricity_consumption
                                                                       : Purpose::factory_offset,
                                 .until = {today.days + static_cast<std::int32_t>(random_.number(0, 60))}}};
}

Wish Generator::release() {
  if (reservations_.empty()) return reserve();
  const EntryIndex entry{one_of(reservations_)};
  const auto reservation = find_note<UnitAction>(world_.ledger, entry);
  return {reservation ? reservation->issuer : party(), ReleaseCommand{entry, "not needed"}};
}

Wish Generator::assign_benefit() {
  const auto ranges = ranges_with({UnitStatus::registry_retired, UnitStatus::free});
  PartyId issuer = holder_of(ranges);
  if (const auto batch = world_.ledger.batch(ranges.front().batch)) {
    for (const PartyId& one : parties_) {
      const auto known = world_.ledger.party(one);
      if (!known->aliases.empty() && known->aliases.front() == batch->beneficiary_text) issuer = one;
    }
  }
  return {issuer, AssignBenefitCommand{.ranges = ranges, .to = party(), .evidence = evidence()}};
}

// For a factory of the holder, of the operator's own accord.
RetireCommand Generator::retirement(std::vector<BatchRange> ranges) {
  const PartyId holder = holder_of(ranges);
  FactoryId id = factory_of(holder);
  const auto batch = world_.ledger.batch(ranges.front().batch);
  const auto project = batch ? world_.ledger.project(batch->project) : std::nullopt;
  if (project && project->self_developed_for && random_.chance(90)) id = *project->self_developed_for;
  RetireCommand command = world_.retire(std::move(ranges));
  command.factory = id;
  command.period = period();
  const auto factory = world_.ledger.factory(id);
  command.beneficiary = factory && random_.chance(95) ? factory->operator_party : party();
  const Programme* programme = find_programme(programme_of(command.ranges));
  const bool power = programme != nullptr && programme->unit == Unit::megawatt_hour;
  if (power != random_.chance(4)) command.purpose = Purpose::electricity_consumption;
  const std::int32_t today = china_date(world_.now).days;
  const std::int32_t issued = batch ? std::min(batch->issued_on.days, today) : today;
  command.retired_on = {issued + static_cast<std::int32_t>(random_.number(0, std::min(today - issued, 300)))};
  if (random_.chance(45)) command.retired_on = {today};
  if (programme_of(command.ranges) == "PHCER-GD" && random_.chance(50)) command.retired_on = day("2022-04-01");
  if (random_.chance(2)) command.retired_on = {today + 3};
  if (random_.chance(3)) command.retired_on = {issued - 40};
  if (random_.chance(20)) command.evidence = evidence();
  return command;
}

Wish Generator::retire() {
  if (random_.chance(12)) {
    const EntryIndex entry{one_of(reservations_)};
    const auto reservation = find_note<UnitAction>(world_.ledger, entry);
    RetireCommand command = retirement(
        reservation && !reservation->ranges.empty() ? reservation->ranges : ranges_with({UnitStatus::reserved}));
    if (reservation && reservation->purpose) {
      command.factory = reservation->purpose->factory;
      if (random_.chance(90)) command.period = reservation->purpose->period;
      command.purpose = reservation->purpose->purpose;
      const auto factory = world_.ledger.factory(command.factory);
      command.beneficiary = factory ? factory->operator_party : party();
    }
    command.ranges.clear();
    command.reservation = entry;
    return {reservation ? reservation->issuer : party(), command};
  }
  std::vector<UnitStatus> statuses{UnitStatus::free};
  if (random_.chance(10)) statuses = {UnitStatus::held, UnitStatus::retired, UnitStatus::frozen};
  const auto ranges = ranges_with(statuses);
  RetireCommand command = retirement(ranges);
  // A freeze that names a use lets this use through.
  const auto segments = world_.ledger.segments(ranges.front().batch, ranges.front().units);
  const auto action = segments.empty() ? std::nullopt : find_note<UnitAction>(world_.ledger, segments.front().since);
  if (action && action->purpose) {
    command.factory = action->purpose->factory;
    command.period = action->purpose->period;
  }
  if (!invalidations_.empty() && random_.chance(14)) {
    command.replaces = EntryIndex{one_of(invalidations_)};
    const auto invalid = find_note<UnitAction>(world_.ledger, *command.replaces);
    if (invalid && !invalid->before.empty() && invalid->before.front().retirement && random_.chance(90)) {
      const auto lost = world_.ledger.retirement(*invalid->before.front().retirement);
      command.factory = lost->factory;
      command.period = lost->period;
      command.beneficiary = world_.ledger.factory(lost->factory)->operator_party;
    }
  }
  const bool registrar = random_.chance(15);
  if (registrar && random_.chance(80)) command.registry_reference = "R-" + std::to_string(next_number_++);
  return {registrar ? registrar_of(programme_of(ranges)) : holder_of(ranges), command};
}

// Units that are retired at their registry, for whom the registry names.
Wish Generator::retire_claim() {
  const auto ranges = ranges_with({UnitStatus::registry_retired});
  RetireCommand command = retirement(ranges);
  const auto batch = world_.ledger.batch(ranges.front().batch);
  if (batch && batch->units.contains(ranges.front().units)) {
    const auto text = rules::registry_text(*batch, ranges.front().units, world_.ledger);
    if (text.on && random_.chance(95)) command.retired_on = *text.on;
    for (const PartyId& one : parties_) {
      const auto named = world_.ledger.party(one);
      const bool printed = (!named->aliases.empty() && named->aliases.front() == text.beneficiary) ||
                           text.beneficiary.find(named->name) != std::string::npos;
      if (!printed || named->succeeded_by) continue;
      command.beneficiary = one;
      const auto own = world_.ledger.factories_of(one);
      if (!own.empty()) command.factory = random_.any(own).id;
    }
  }
  if (random_.chance(10)) command.assignment = Assignment{party(), evidence()};
  const bool registrar = random_.chance(20);
  return {registrar ? registrar_of(programme_of(ranges)) : command.beneficiary, command};
}

// A registrar of the programme, or the body that most factories engage.
PartyId Generator::judge_of(std::uint64_t target) {
  if (random_.chance(20)) return world_.verifier;
  if (const auto retirement = world_.ledger.retirement({target})) return registrar_of(programme_of(retirement->ranges));
  if (const auto batch = world_.ledger.batch({target})) return registrar_of(batch->project.programme);
  const auto action = find_note<UnitAction>(world_.ledger, {target});
  return registrar_of(action && !action->ranges.empty() ? programme_of(action->ranges) : "VCS");
}

Wish Generator::confirm_evidence() {
  std::uint64_t target = one_of(retirements_);
  if (random_.chance(15)) target = one_of(waiting_transfers_);
  if (random_.chance(15)) target = one_of(batches_);
  for (int attempt = 0; attempt < 6; ++attempt) {
    const auto retirement = world_.ledger.retirement({target});
    if (!retirement || retirement->status == RetirementStatus::on_hold) break;
    target = one_of(retirements_);
  }
  return {judge_of(target), ConfirmEvidenceCommand{{target}, "R-" + std::to_string(next_number_++), evidence()}};
}

Wish Generator::reject_evidence() {
  std::uint64_t target = one_of(retirements_);
  if (random_.chance(25)) target = one_of(waiting_transfers_);
  if (random_.chance(25)) target = one_of(batches_);
  return {judge_of(target), RejectEvidenceCommand{{target}, "nothing found"}};
}

Wish Generator::withdraw_retirement() {
  const RetirementId id{one_of(retirements_)};
  const auto retirement = world_.ledger.retirement(id);
  return {retirement ? retirement->issuer : party(), WithdrawRetirementCommand{id, "mistaken"}};
}

Correction Generator::correction() {
  return {.retirement = {one_of(retirements_)}, .factory = factory(), .period = period(), .reason = "wrong year"};
}

Wish Generator::request_correction() {
  Correction wanted = correction();
  if (!requests_.empty() && random_.chance(50)) {
    const CorrectionRequest& other = requests_.back();
    wanted.retirement = other.retirement;
    wanted.factory = other.factory;
    wanted.period = other.period;
  }
  const auto retirement = world_.ledger.retirement(wanted.retirement);
  const bool old_side = random_.chance(50) && retirement;
  const auto factory = world_.ledger.factory(old_side ? retirement->factory : wanted.factory);
  return {factory ? factory->operator_party : party(), RequestCorrectionCommand{wanted}};
}

Wish Generator::correct_retirement() {
  Correction wanted = correction();
  if (!requests_.empty() && random_.chance(90)) {
    const CorrectionRequest& asked = random_.chance(60) ? requests_.back() : random_.any(requests_);
    wanted.retirement = asked.retirement;
    wanted.factory = asked.factory;
    wanted.period = asked.period;
  }
  return {world_.association, CorrectRetirementCommand{wanted}};
}

Wish Generator::unlock_project() {
  std::vector<ProjectKey> locked;
  for (const ProjectKey& key : projects_) {
    if (world_.ledger.project(key)->lock) locked.push_back(key);
  }
  const ProjectKey key = locked.empty() || random_.chance(20) ? project() : random_.any(locked);
  return {world_.association, UnlockProjectCommand{key, "decided", "Board", evidence()}};
}

Wish Generator::void_entry() {
  std::uint64_t target = one_of(voidable_);
  if (random_.chance(15)) target = one_of(batches_);
  if (random_.chance(15)) target = one_of(retirements_);
  if (random_.chance(10)) target = one_of(inventories_);
  PartyId issuer = world_.association;
  if (const auto retirement = world_.ledger.retirement({target}); retirement && random_.chance(70))
    issuer = retirement->issuer;
  if (const auto batch = world_.ledger.batch({target}); batch && random_.chance(70)) issuer = batch->recorded_by;
  return {issuer, VoidCommand{{target}, "a clerk's error", evidence()}};
}

}  // namespace tanbu::simulation
