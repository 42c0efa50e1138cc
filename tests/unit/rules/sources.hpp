// Short ways to projects, batches and facts in tests of their rules.
#pragma once
#include <algorithm>
#include <vector>

#include "tests/unit/rules/rows.hpp"

namespace tanbu::test {

[[nodiscard]] const std::vector<Row>& rows_of_sources();
[[nodiscard]] const std::vector<Row>& rows_of_facts();

inline const std::string asset = "PPC1302632802001I";

inline void appoint(World& world, const PartyId& party, const char* programme) {
  world.grant(world.association, AppointRegistrarCommand{party, programme, day("2020-01-01"), day("2030-12-31")});
}
inline Segment segment_at(const World& world, BatchId batch, std::int64_t unit) {
  return world.ledger.segments(batch, units(unit, unit)).front();
}
inline UnitStatus status_at(const World& world, BatchId batch, std::int64_t unit) {
  return segment_at(world, batch, unit).status;
}
inline std::vector<BatchRange> range(BatchId batch, std::int64_t first, std::int64_t last) {
  return {{batch, units(first, last)}};
}
inline std::vector<Conflict> open_conflicts(const World& world) {
  return find_notes<Conflict>(world.ledger, index_names::conflicts_open());
}
inline bool has_flag(const Outcome<Decision>& outcome, Flag flag) {
  const auto& flags = outcome.value().flags;
  return std::find(flags.begin(), flags.end(), flag) != flags.end();
}
inline RecordRegistryEventCommand registry_event(std::vector<BatchRange> ranges, RegistryEventStatus status,
                                                 const char* beneficiary = "", const char* reason = "") {
  return {.ranges = std::move(ranges),
          .status = status,
          .on = day("2023-06-01"),
          .beneficiary_text = beneficiary,
          .reason_text = reason,
          .reference = "VCS-R-9",
          .evidence = {}};
}
inline RecordRegistryEventCommand retired_for_plant(std::vector<BatchRange> ranges) {
  return registry_event(std::move(ranges), RegistryEventStatus::retired, "Plant One Ltd (registry)", "FY 2022");
}
inline RecordRegistryEventCommand retired_for_rival(std::vector<BatchRange> ranges) {
  return registry_event(std::move(ranges), RegistryEventStatus::retired, "Rival Works Ltd (registry)", "FY 2022");
}
inline CancelCommand cancel(std::vector<BatchRange> ranges, CancelReason reason = CancelReason::expired) {
  return {.ranges = std::move(ranges), .reason = reason, .linked_to = {}, .evidence = evidence()};
}
inline InvalidateCommand invalidate(std::vector<BatchRange> ranges) {
  return {.ranges = std::move(ranges), .authority = "Ministry", .reason = "false data", .evidence = evidence()};
}
inline RecordForeignUseCommand foreign_use(std::vector<BatchRange> ranges) {
  return {.ranges = std::move(ranges), .purpose = ForeignPurpose::event, .user = "Games", .evidence = evidence()};
}
inline FreezeCommand freeze(std::vector<BatchRange> ranges) {
  return {.ranges = std::move(ranges),
          .purpose = {},
          .until = {},
          .reason = "dispute",
          .authority = "Court",
          .evidence = {}};
}
inline UnfreezeCommand unfreeze(std::vector<BatchRange> ranges) {
  return {.ranges = std::move(ranges), .reason = "settled", .evidence = {}};
}
inline LinkProjectsCommand link(const ProjectKey& a, const ProjectKey& b) { return {a, b, evidence()}; }
inline RecordGenerationCommand generation(std::int64_t megawatt_hours, const char* month = "2022-05") {
  return {.asset_code = asset, .month = month, .metered = {megawatt_hours * 1'000}, .evidence = {}};
}
inline AmendBatchCommand amend(BatchId batch, std::optional<std::int64_t> quantity,
                               std::optional<PartyId> holder = {}) {
  return {
      .batch = batch, .quantity = quantity, .holder = std::move(holder), .reason = "corrected", .evidence = evidence()};
}
inline VoidCommand voiding(std::uint64_t target) { return {{target}, "a clerk's error", evidence()}; }

inline RegisterProjectCommand ccer_project(const std::string& id) {
  RegisterProjectCommand project = World::vcs_project(id);
  project.project = {"CCER", id};
  project.project_class = ProjectClass::ccer_new;
  project.technology = "offshore_wind";
  project.methodology = "CCER-01-002-V01";
  project.crediting_from = day("2021-01-01");
  project.crediting_until = day("2030-12-31");
  return project;
}
// CCER registered by the world's registrar, who must be appointed for it.
inline RecordBatchCommand ccer_batch(const std::string& project, const std::string& serial, std::int64_t quantity) {
  RecordBatchCommand batch = World::vcs_batch(project, 1, quantity);
  batch.project = {"CCER", project};
  batch.serial = serial;
  batch.space = serial;
  return batch;
}
inline RecordBatchCommand of_year(RecordBatchCommand batch, int year) {
  batch.vintage_from = make_date(year, 1, 1);
  batch.vintage_until = make_date(year, 12, 31);
  return batch;
}
inline RecordBatchCommand claiming(RecordBatchCommand batch, std::int64_t megawatt_hours,
                                   const char* month = "2022-05") {
  batch.claimed_generation = {{asset, month, {megawatt_hours * 1'000}}};
  return batch;
}
inline void register_gec(World& world) {
  auto project = World::vcs_project(asset);
  project.project.programme = "GEC";
  project.asset_code = asset;
  world.grant(world.gec_registrar, project);
}

}  // namespace tanbu::test
