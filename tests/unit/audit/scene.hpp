// A few records for tests that give events to the auditor's state and invariants which no honest rule would yield.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "audit/invariants.hpp"
#include "audit/state.hpp"

namespace tanbu::test {

inline UnitRange units(std::int64_t first, std::int64_t last) { return UnitRange::from_inclusive(first, last).value(); }

// A plant with two factories, a project and a batch of units 1..100 that the plant holds; entries 0 to 4.
struct Scene {
  Scene() {
    Party plant;
    plant.id = {"x:plant"};
    plant.legal_form = LegalForm::legal_person;
    give(PartyEnrolled{plant});
    for (const std::uint64_t entry : {1U, 2U}) {
      Factory factory;
      factory.id = {entry};
      factory.operator_party = plant.id;
      give(FactoryRegistered{factory});
    }
    give(registered("929", 3));
    give(recorded(4, "929", UnitStatus::free));
  }
  static ProjectRegistered registered(const std::string& id, std::uint64_t entry,
                                      const std::string& programme = "VCS") {
    Project project;
    project.key = {programme, id};
    project.entry = {entry};
    project.asset_code = "ASSET";
    return {project};
  }
  static BatchRecorded recorded(std::uint64_t entry, const std::string& project, UnitStatus status,
                                const std::string& programme = "VCS") {
    Batch batch;
    batch.id = {entry};
    batch.project = {programme, project};
    batch.units = units(1, 100);
    batch.printed_codes = {"code-" + std::to_string(entry)};
    const auto holder = status == UnitStatus::free ? std::optional(PartyId{"x:plant"}) : std::nullopt;
    return {batch, status, holder};
  }
  static Retirement retirement(std::uint64_t entry, std::uint64_t factory, std::vector<BatchRange> ranges) {
    Retirement made;
    made.id = {entry};
    made.issuer = {"x:plant"};
    made.factory = {factory};
    made.ranges = std::move(ranges);
    for (const auto& range : made.ranges) made.quantity += range.units.quantity();
    made.beneficiary = {"x:plant"};
    made.status = RetirementStatus::declared;
    return made;
  }
  static Segment piece(UnitRange range, UnitStatus status, std::uint64_t since,
                       std::optional<RetirementId> bound = std::nullopt) {
    Segment one;
    one.batch = {4};
    one.units = range;
    one.status = status;
    if (status == UnitStatus::free || status == UnitStatus::reserved || status == UnitStatus::held)
      one.holder = PartyId{"x:plant"};
    one.retirement = bound;
    one.since = {since};
    return one;
  }
  static Conflict conflict(std::uint64_t entry, UnitRange range) {
    Conflict opened;
    opened.entry = {entry};
    opened.kind = ConflictKind::registry_disagrees;
    opened.ranges = {{{4}, range}};
    return opened;
  }
  Retirement closed(std::uint64_t id, std::uint64_t by) const {
    Retirement made = state.retirement({id}).value();
    made.status = RetirementStatus::withdrawn;
    made.closed_by = EntryIndex{by};
    return made;
  }
  // One entry with this one event: what the state or else the invariants say.
  audit::Problem give(const Event& event) { return give(Decision{{event}, {}}); }
  audit::Problem give(const Decision& decision) {
    for (const Event& event : decision.events) {
      if (auto problem = state.apply(event)) return problem;
    }
    const auto problem = invariants.after(decision, {state.size()});
    state.append_entry();
    return problem;
  }
  audit::State state;
  audit::Invariants invariants{state};
};

// Certificates for the year 2024: a batch of 100 at entry 6 that the plant holds.
struct PowerScene : Scene {
  static constexpr std::uint64_t batch = 6;
  PowerScene() {
    give(registered("PLANT", 5, "GEC"));
    give(recorded(batch, "PLANT", UnitStatus::free, "GEC"));
  }
  static Period year() { return parse_period("2024").value(); }
  static Inventory inventory(std::uint64_t entry, std::int64_t consumed_kwh) {
    Inventory made;
    made.id = {entry};
    made.factory = {1};
    made.period = year();
    made.consumed = {consumed_kwh};
    made.verification = Verification{.entry = {entry},
                                     .verifier = {"x:verifier"},
                                     .reported_by = {"x:verifier"},
                                     .assurance = Assurance::limited,
                                     .opinion = Opinion::unqualified,
                                     .verified_on = {}};
    return made;
  }
  Event use(std::uint64_t entry, std::int64_t first, std::int64_t last) const {
    auto made = retirement(entry, 1, {{{batch}, units(first, last)}});
    made.purpose = Purpose::electricity_consumption;
    made.period = year();
    return UnitsRetired{made};
  }
  static Event claim(std::uint64_t entry, std::int64_t kwh) {
    return NoteTaken{GenerationClaim{
        .entry = {entry}, .ordinal = 0, .asset_code = "ASSET", .month = "2024-01", .electricity = {kwh}}};
  }
  static Generation metered(std::uint64_t entry, std::int64_t kwh) {
    Generation made;
    made.entry = {entry};
    made.asset_code = "ASSET";
    made.month = "2024-01";
    made.metered = {kwh};
    return made;
  }
};

}  // namespace tanbu::test
