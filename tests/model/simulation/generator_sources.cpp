// Draws commands about projects, batches, and what registries and authorities report about them.
#include <algorithm>

#include "ledger/programme.hpp"
#include "tests/model/simulation/generator.hpp"

namespace tanbu::simulation {
namespace {

std::string plant_code(std::int64_t number) { return "PLANT" + std::to_string(number); }

}  // namespace

Wish Generator::register_project() {
  static const std::vector<std::string> programmes{"VCS",   "VCS",      "VCS",      "GEC", "GEC", "GEC",
                                                   "GEC",   "CCER",     "CCER",     "OWN", "OWN", "OWN",
                                                   "OTHER", "PHCER-GD", "PHCER-GD", "IREC"};
  RegisterProjectCommand command = World::vcs_project("P" + std::to_string(next_number_++));
  command.project.programme = random_.any(programmes);
  if (!projects_.empty() && random_.chance(8)) command.project = random_.any(projects_);
  if (random_.chance(60)) command.developer = party().text;
  if (random_.chance(40)) command.asset_code = plant_code(random_.number(1, 5));
  if (!projects_.empty() && random_.chance(15)) {
    const ProjectKey alias = random_.any(projects_);
    if (alias != command.project) command.also_registered_as = {alias};
  }
  if (random_.chance(5)) command.located_in_factory = factory();
  if (random_.chance(10)) command.verifier = party();
  if (random_.chance(2)) command.registered_on = Date{china_date(world_.now).days + 9};
  if (command.project.programme == "CCER") command.project_class = ProjectClass::ccer_new;
  if (command.project.programme != "OWN") {
    if (random_.chance(6)) command.self_developed_for = factory();
    return {registrar_of(command.project.programme), command};
  }
  const FactoryId id = factory();
  const auto factory = world_.ledger.factory(id);
  const PartyId own = factory ? factory->operator_party : party();
  command.developer = own.text;
  command.verifier = random_.chance(85) ? registrar_of("OWN") : party();
  command.self_developed_for = id;
  return {own, command};
}

Wish Generator::link_projects() {
  const LinkProjectsCommand command{project(), project(), evidence()};
  if (command.a == command.b) return link_again(command);
  return {random_.chance(50) ? world_.association : registrar_of(command.a.programme), command};
}

// The form forbids a link of a project with itself; with another one that is not there instead.
Wish Generator::link_again(LinkProjectsCommand command) {
  command.b = {"VCS", "nowhere"};
  return {world_.association, command};
}

RecordBatchCommand Generator::batch_of(const Project& project) {
  const std::int64_t quantity = random_.number(2, 12);
  const std::string number = std::to_string(next_number_++);
  RecordBatchCommand command = World::vcs_batch(project.key.project_id, 1, quantity);
  command.project = project.key;
  command.serial = "serial " + number;
  command.space = command.serial;
  const auto year = static_cast<int>(random_.chance(60) ? 2022 : random_.number(2020, 2023));
  command.vintage_from = make_date(year, 1, 1);
  command.vintage_until = make_date(year, 12, 31);
  command.issued_on = {command.vintage_until.days + static_cast<std::int32_t>(random_.number(1, 200))};
  if (find_programme(project.key.programme)->unit == Unit::megawatt_hour) {
    const auto month = static_cast<unsigned>(random_.number(1, 12));
    command.vintage_from = make_date(year, month, 1);
    command.vintage_until = make_date(year, month, 28);
    command.issued_on = {command.vintage_until.days + 20};
    command.tradable = random_.chance(70);
    command.printed_codes = {"code " + number};
    const std::string text = (month < 10 ? "-0" : "-") + std::to_string(month);
    command.claimed_generation = {{project.asset_code.value_or(plant_code(9)),
                                   std::to_string(year) + (random_.chance(75) ? "-05" : text),
                                   {quantity * 1'000}}};
  } else if (project.asset_code && random_.chance(60)) {
    command.claimed_generation = {{*project.asset_code, std::to_string(year) + "-05", {random_.number(1, 9) * 1'000}}};
  }
  return command;
}

Wish Generator::record_batch() {
  const ProjectKey key = project();
  const auto project = world_.ledger.project(key);
  if (!project) return {registrar_of(key.programme), World::vcs_batch(key.project_id, 1, 5)};
  RecordBatchCommand command = batch_of(*project);
  PartyId issuer = registrar_of(key.programme);
  if (project->verifier && key.programme == "OWN") issuer = *project->verifier;
  const bool by_holder = key.programme != "OWN" && random_.chance(15);
  if (by_holder) issuer = party();
  if (random_.chance(25)) {
    const PartyId named = party();
    command.registry_status = random_.chance(90) ? RegistryStatus::retired : RegistryStatus::cancelled;
    command.status_on = Date{command.issued_on.days + 30};
    command.beneficiary_text = text_naming(named);
    command.reason_text = reason_text();
    command.registry_reference = "R-" + std::to_string(next_number_);
  }
  if (random_.chance(3)) command.serial_hold = "temporary_credit";
  if (random_.chance(2)) command.issued_on = {command.vintage_until.days - 30};
  if (random_.chance(2)) command.issued_on = {china_date(world_.now).days + 30};
  // The numbers or a code of another batch of the same programme.
  const auto other = batches_.empty() ? std::nullopt : world_.ledger.batch({one_of(batches_)});
  if (other && other->project.programme == key.programme && random_.chance(30)) {
    if (!other->printed_codes.empty() && random_.chance(50)) {
      command.printed_codes = other->printed_codes;
    } else {
      command.space = other->space;
      command.units = {other->units.begin + random_.number(0, 1), other->units.end + random_.number(1, 3)};
    }
  }
  return {issuer, command};
}

Wish Generator::amend_batch() {
  const BatchId id{one_of(batches_)};
  const auto batch = world_.ledger.batch(id);
  AmendBatchCommand command{.batch = id, .quantity = {}, .holder = {}, .reason = "corrected", .evidence = evidence()};
  const std::int64_t quantity = batch ? batch->units.quantity() : 5;
  if (random_.chance(60)) command.quantity = std::max<std::int64_t>(1, quantity + random_.number(-3, 3));
  if (quantity > 16) command.quantity = quantity - 2;
  if (!command.quantity || random_.chance(20)) command.holder = receiver();
  return {registrar_of(batch ? batch->project.programme : "VCS"), command};
}

Wish Generator::record_generation() {
  const std::string month = std::to_string(random_.number(2020, 2023)) + "-05";
  RecordGenerationCommand command{.asset_code = plant_code(random_.number(1, 5)),
                                  .month = random_.chance(3) ? "2031-05" : month,
                                  .metered = {random_.number(8, 24) * 1'000},
                                  .evidence = {}};
  return {registrar_of(random_.chance(80) ? "GEC" : "VCS"), command};
}

Wish Generator::record_registry_event() {
  const auto ranges = ranges_with({UnitStatus::retired, UnitStatus::in_conflict, UnitStatus::held, UnitStatus::free,
                                   UnitStatus::registry_retired, UnitStatus::unassigned});
  const auto segment = world_.ledger.segments(ranges.front().batch, ranges.front().units);
  PartyId named = party();
  if (!segment.empty() && segment.front().retirement)
    named = world_.ledger.retirement(*segment.front().retirement)->beneficiary;
  static const std::vector<RegistryEventStatus> statuses{
      RegistryEventStatus::retired, RegistryEventStatus::retired,   RegistryEventStatus::retired,
      RegistryEventStatus::active,  RegistryEventStatus::cancelled, RegistryEventStatus::withdrawn};
  return {registrar_of(programme_of(ranges)),
          RecordRegistryEventCommand{.ranges = ranges,
                                     .status = random_.any(statuses),
                                     .on = past_day(200),
                                     .beneficiary_text = text_naming(named),
                                     .reason_text = reason_text(),
                                     .reference = "R-" + std::to_string(next_number_++),
                                     .evidence = {}}};
}

Wish Generator::freeze() {
  const auto ranges = ranges_with({UnitStatus::free, UnitStatus::reserved, UnitStatus::frozen, UnitStatus::unassigned,
                                   UnitStatus::registry_retired});
  FreezeCommand command{
      .ranges = ranges, .purpose = {}, .until = {}, .reason = "dispute", .authority = "Court", .evidence = {}};
  if (random_.chance(50))
    command.until = Date{china_date(world_.now).days + static_cast<std::int32_t>(random_.number(0, 60))};
  if (random_.chance(30))
    command.purpose = FreezePurpose{factory_of(holder_of(ranges)), period(), Purpose::factory_offset};
  return {random_.chance(15) ? world_.verifier : registrar_or_association(ranges), command};
}

Wish Generator::unfreeze() {
  const auto ranges = ranges_with({UnitStatus::frozen});
  return {registrar_or_association(ranges), UnfreezeCommand{.ranges = ranges, .reason = "settled", .evidence = {}}};
}

Wish Generator::cancel() {
  const auto ranges = ranges_where([](const Segment&) { return true; });
  CancelCommand command{.ranges = ranges, .reason = CancelReason::expired, .linked_to = {}, .evidence = evidence()};
  if (random_.chance(50)) {
    command.reason = CancelReason::conversion;
    command.linked_to = BatchId{one_of(batches_)};
  }
  return {registrar_or_association(ranges), command};
}

Wish Generator::invalidate() {
  const auto ranges =
      random_.chance(60) ? ranges_with({UnitStatus::retired}) : ranges_where([](const Segment&) { return true; });
  return {registrar_or_association(ranges),
          InvalidateCommand{.ranges = ranges, .authority = "Ministry", .reason = "false", .evidence = evidence()}};
}

Wish Generator::record_foreign_use() {
  const auto ranges = ranges_where([](const Segment&) { return true; });
  return {registrar_or_association(ranges),
          RecordForeignUseCommand{
              .ranges = ranges, .purpose = ForeignPurpose::event, .user = "Games", .evidence = evidence()}};
}

}  // namespace tanbu::simulation
