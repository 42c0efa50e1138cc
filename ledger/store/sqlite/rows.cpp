#include "ledger/store/sqlite/rows.hpp"

#include "ledger/store/effects.hpp"

namespace tanbu::store {
namespace {

template <class Part>
Part take_part(Query& row) {
  return part_from_bytes<Part>(row.take_blob());
}

}  // namespace

// Members are initialised from left to right, in the order of the columns.

Party Rows::party(Query& row) {
  const auto number = row.take<std::int64_t>();
  Party party{.id = parties_.party(number),
              .entry = row.take<EntryIndex>(),
              .legal_form = row.take_enum(LegalForm::legal_person, LegalForm::foreign),
              .name = row.take<std::string>(),
              .aliases = {},
              .succeeded_by = take_optional_party(row)};
  Query aliases(connection_, "SELECT alias FROM party_aliases WHERE party = ? ORDER BY position", number);
  while (aliases.next()) party.aliases.push_back(aliases.take<std::string>());
  return party;
}

Key Rows::key(Query& row) {
  return {.kid = {row.take<std::string>()},
          .party = take_party(row),
          .entry = row.take<EntryIndex>(),
          .jwk = row.take<std::string>(),
          .valid_from = row.take<Instant>(),
          .valid_until = row.take<std::optional<Instant>>(),
          .kinds = take_part<std::vector<std::string>>(row)};
}

Appointment Rows::appointment(Query& row) {
  return {.entry = row.take<EntryIndex>(),
          .party = take_party(row),
          .programme = row.take<std::string>(),
          .from = row.take<Date>(),
          .until = row.take<Date>()};
}

Factory Rows::factory(Query& row) {
  return {.id = row.take<FactoryId>(),
          .operator_party = take_party(row),
          .operator_from = row.take<Date>(),
          .former_operators = take_part<std::vector<FormerOperator>>(row),
          .name = row.take<std::string>(),
          .division = row.take<std::string>(),
          .address = row.take<std::string>()};
}

Project Rows::project(Query& row) {
  const auto entry = row.take<EntryIndex>();
  auto programme = row.take<std::string>();
  auto project_id = row.take<std::string>();
  Project project{.key = {std::move(programme), std::move(project_id)},
                  .entry = entry,
                  .title = row.take<std::string>(),
                  .developer = take_optional_party(row),
                  .verifier = take_optional_party(row),
                  .self_developed_for = row.take<std::optional<FactoryId>>(),
                  .located_in_factory = row.take<std::optional<FactoryId>>(),
                  .project_class = row.take_enum(ProjectClass::none, ProjectClass::ccer_new),
                  .recorded_by = take_party(row),
                  .crediting_from = row.take<std::optional<Date>>(),
                  .crediting_until = row.take<std::optional<Date>>(),
                  .asset_code = row.take<std::optional<std::string>>(),
                  .also_registered_as = {},
                  .used = row.take<bool>(),
                  .shared = row.take<bool>(),
                  .lock = std::nullopt,
                  .voided_by = std::nullopt};
  const auto lock_factory = row.take<std::optional<FactoryId>>();
  const auto lock_retirement = row.take<std::optional<RetirementId>>();
  const auto lock_provisional = row.take<std::optional<bool>>();
  if (lock_factory && lock_retirement && lock_provisional)
    project.lock = ProjectLock{*lock_factory, *lock_retirement, *lock_provisional};
  project.voided_by = row.take<std::optional<EntryIndex>>();
  Query aliases(connection_, "SELECT programme, project_id FROM project_aliases WHERE project = ? ORDER BY position",
                entry);
  while (aliases.next()) {
    auto alias_programme = aliases.take<std::string>();
    project.also_registered_as.push_back({std::move(alias_programme), aliases.take<std::string>()});
  }
  return project;
}

tanbu::Batch Rows::batch(Query& row) {
  const auto id = row.take<BatchId>();
  auto programme = row.take<std::string>();
  auto project_id = row.take<std::string>();
  tanbu::Batch batch{.id = id,
                     .project = {std::move(programme), std::move(project_id)},
                     .serial = row.take<std::string>(),
                     .space = row.take<std::string>(),
                     .units = take_units(row),
                     .printed_codes = {},
                     .vintage_from = row.take<Date>(),
                     .vintage_until = row.take<Date>(),
                     .issued_on = row.take<Date>(),
                     .registry_status = row.take_enum(RegistryStatus::active, RegistryStatus::cancelled),
                     .status_on = row.take<std::optional<Date>>(),
                     .beneficiary_text = row.take<std::string>(),
                     .reason_text = row.take<std::string>(),
                     .registry_reference = row.take<std::string>(),
                     .tradable = row.take<bool>(),
                     .recorded_by = take_party(row),
                     .hold = row.take<std::string>(),
                     .voided_by = row.take<std::optional<EntryIndex>>()};
  if (batch.voided_by) {
    batch.printed_codes = take_part<std::vector<std::string>>(row);
    return batch;
  }
  Query codes(connection_, "SELECT code FROM printed_codes WHERE batch = ? ORDER BY position", id);
  while (codes.next()) batch.printed_codes.push_back(codes.take<std::string>());
  return batch;
}

Segment Rows::segment(Query& row) {
  return {.batch = row.take<BatchId>(),
          .units = take_units(row),
          .status = row.take_enum(UnitStatus::unassigned, UnitStatus::in_conflict),
          .holder = take_optional_party(row),
          .retirement = row.take<std::optional<RetirementId>>(),
          .traded = row.take<bool>(),
          .since = row.take<EntryIndex>()};
}

Inventory Rows::inventory(Query& row) {
  Inventory inventory{.id = row.take<InventoryId>(),
                      .factory = row.take<FactoryId>(),
                      .period = take_period(row),
                      .standard = row.take<std::string>(),
                      .version = row.take<std::int64_t>(),
                      .superseded_by = row.take<std::optional<InventoryId>>(),
                      .scope1 = row.take<Kilograms>(),
                      .scope2_heat = row.take<Kilograms>(),
                      .scope3 = row.take<std::optional<Kilograms>>(),
                      .consumed = row.take<KilowattHours>(),
                      .purchased = row.take<KilowattHours>(),
                      .factor_location = row.take<GridFactor>(),
                      .ccus = row.take<Kilograms>(),
                      .in_boundary_removal = row.take<Kilograms>(),
                      .green_power = row.take<KilowattHours>(),
                      .direct = take_part<std::vector<DirectAsset>>(row),
                      .in_boundary_projects = take_part<std::vector<ProjectKey>>(row),
                      .in_boundary_assets = take_part<std::vector<std::string>>(row),
                      .verification = std::nullopt,
                      .voided_by = std::nullopt};
  if (row.is_null()) {
    row.skip();
  } else {
    inventory.verification = take_part<Verification>(row);
  }
  inventory.voided_by = row.take<std::optional<EntryIndex>>();
  return inventory;
}

Retirement Rows::retirement_without_ranges(Query& row) {
  return {.id = row.take<RetirementId>(),
          .issuer = take_party(row),
          .factory = row.take<FactoryId>(),
          .period = take_period(row),
          .purpose = row.take_enum(Purpose::factory_offset, Purpose::electricity_consumption),
          .ranges = {},
          .quantity = row.take<std::int64_t>(),
          .beneficiary = take_party(row),
          .retired_on = row.take<Date>(),
          .registry_reference = row.take<std::string>(),
          .status = row.take_enum(RetirementStatus::declared, RetirementStatus::voided),
          .claim = row.take<bool>(),
          .holder = take_optional_party(row),
          .recorded_on = row.take<Date>(),
          .counted = row.take<std::int64_t>(),
          .replaces = row.take<std::optional<EntryIndex>>(),
          .closed_by = row.take<std::optional<EntryIndex>>()};
}

Retirement Rows::retirement(Query& row) {
  Retirement retirement = retirement_without_ranges(row);
  Query ranges(connection_, "SELECT batch, first, last FROM retirement_ranges WHERE retirement = ? ORDER BY position",
               retirement.id);
  while (ranges.next()) {
    const auto batch = ranges.take<BatchId>();
    retirement.ranges.push_back({batch, take_units(ranges)});
  }
  return retirement;
}

std::vector<Retirement> Rows::retirements_by_range(Query& query) {
  std::vector<Retirement> all;
  while (query.next()) {
    const auto id = query.take<RetirementId>();
    const auto batch = query.take<std::optional<BatchId>>();
    std::optional<UnitRange> units;
    if (batch) {
      units = take_units(query);
    } else {
      query.skip();
      query.skip();
    }
    if (all.empty() || all.back().id != id) all.push_back(retirement_without_ranges(query));
    if (units) all.back().ranges.push_back({*batch, *units});
  }
  return all;
}

Note Rows::note(Query& row) { return take_part<Note>(row); }

}  // namespace tanbu::store
