// A registry's correction of what it had stated, from the other side: what it leaves alone, and where new units begin.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// A batch of ten CCER that the registry holds in this condition, and its project without developer.
BatchId ccer(World& w, RegistryStatus status) {
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  auto batch = ccer_batch("C1", "CCER-S-1", 10);
  batch.registry_status = status;
  if (status != RegistryStatus::active) batch.status_on = day("2023-06-01");
  return {w.grant(w.registrar, batch)};
}

}  // namespace

TEST_CASE("The developer of an own project may be named as the holder that it is", "[amend_batch][own]") {
  World w;
  w.populate();
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  w.grant(w.verifier, amend(own, {}, w.plant));
  CHECK(segment_at(w, own, 1).holder == w.plant);
  CHECK(segment_at(w, own, 1).since == own.entry());
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->shared);
}

TEST_CASE("Units that were never issued are struck out once, and their conflict is told beside the first", "[amend]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 7, 8)))};
  const EntryIndex contradiction{w.grant(w.registrar, retired_for_rival(range(batch, 8, 8)))};
  const EntryIndex cancelled{w.grant(w.registrar, cancel(range(batch, 9, 9)))};
  const EntryIndex elsewhere{w.grant(w.registrar, foreign_use(range(batch, 10, 10)))};
  const EntryIndex correction{w.grant(w.registrar, amend(batch, 6))};
  CHECK(w.ledger.retirement(use)->counted == 0);
  CHECK(segment_at(w, batch, 9).since == cancelled);
  CHECK(segment_at(w, batch, 10).since == elsewhere);
  CHECK(status_at(w, batch, 10) == UnitStatus::foreign_use);
  const auto open = open_conflicts(w);
  REQUIRE(open.size() == 2);
  CHECK(open[0].entry == contradiction);
  CHECK(open[1].entry == correction);
  CHECK(open[1].kind == ConflictKind::over_issued);
  CHECK(open[1].ranges == std::vector<BatchRange>{{batch, units(7, 7)}, {batch, units(8, 8)}});
  CHECK(status_at(w, batch, 8) == UnitStatus::in_conflict);
  // The correction taken back leaves the first contradiction standing.
  w.grant(w.registrar, voiding(correction.value));
  CHECK(w.ledger.retirement(use)->counted == 1);
  CHECK(open_conflicts(w).size() == 1);
}

TEST_CASE("Units that their developer is found to hold have not left it", "[amend_batch]") {
  World w;
  w.populate();
  auto project = World::vcs_project("1");
  project.developer = w.plant.text;
  w.grant(w.registrar, project);
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
  w.grant(w.registrar, amend(batch, {}, w.plant));
  CHECK(segment_at(w, batch, 1).holder == w.plant);
  CHECK(status_at(w, batch, 1) == UnitStatus::free);
  CHECK_FALSE(w.ledger.project({"VCS", "1"})->shared);
  w.grant(w.registrar, amend(batch, {}, w.rival));
  CHECK(segment_at(w, batch, 1).holder == w.rival);
  CHECK(w.ledger.project({"VCS", "1"})->shared);
}

TEST_CASE("Units added to a batch begin as their registry holds the batch", "[amend_batch]") {
  const auto added_to = [](RegistryStatus status) {
    World w;
    w.populate();
    const BatchId batch = ccer(w, status);
    w.grant(w.registrar, amend(batch, 12, w.trader));
    CHECK(w.ledger.batch(batch)->units == units(1, 12));
    return std::pair{status_at(w, batch, 12), segment_at(w, batch, 12).holder};
  };
  const std::optional<PartyId> nobody;
  CHECK(added_to(RegistryStatus::active) == std::pair{UnitStatus::free, std::optional(World().trader)});
  CHECK(added_to(RegistryStatus::retired) == std::pair{UnitStatus::registry_retired, nobody});
  CHECK(added_to(RegistryStatus::cancelled) == std::pair{UnitStatus::cancelled, nobody});
}

TEST_CASE("Units added to an own batch are its developer's, named or not", "[amend_batch][own]") {
  for (const bool named : {false, true}) {
    World w;
    w.populate();
    w.grant(w.plant, w.own_project("P1"));
    const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
    w.grant(w.verifier, amend(own, 12, named ? std::optional(w.plant) : std::nullopt));
    CHECK(status_at(w, own, 12) == UnitStatus::free);
    CHECK(segment_at(w, own, 12).holder == w.plant);
  }
}
