// One reduction behind the units: power by asset and month, other projects by their links and vintages, and what
// happens when two names turn out to be one project.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const char* const october = "2024-10";

RecordBatchCommand gec_october(std::int64_t first, std::int64_t last) {
  auto batch = claiming(World::gec_batch(asset, first, last), last - first + 1, october);
  batch.space = asset + "/" + october;
  batch.vintage_from = day("2024-10-01");
  batch.vintage_until = day("2024-10-31");
  batch.issued_on = day("2024-11-20");
  return batch;
}

RecordBatchCommand ccer_october(const std::string& serial, std::int64_t megawatt_hours) {
  auto batch = claiming(ccer_batch("C1", serial, megawatt_hours / 2), megawatt_hours, october);
  batch.vintage_from = day("2024-10-01");
  batch.vintage_until = day("2024-10-31");
  batch.issued_on = day("2025-02-01");
  return batch;
}

// October 2024: 3,000 MWh metered, 3,000 certificates, of which 1,000 were traded and 2,000 cancelled for CCER.
World& after_the_switch(World& w) {
  w.populate();
  w.now = at("2025-03-01");
  appoint(w, w.registrar, "CCER");
  register_gec(w);
  auto project = ccer_project("C1");
  project.asset_code = asset;
  w.grant(w.registrar, project);
  w.grant(w.gec_registrar, generation(3'000, october));
  const BatchId certificates{w.grant(w.gec_registrar, gec_october(1, 3'000))};
  w.grant(w.gec_registrar, World::transfer(range(certificates, 1, 1'000), w.plant));
  w.grant(w.gec_registrar, cancel(range(certificates, 1'001, 3'000), CancelReason::ccer_switch));
  return w;
}

BatchId twin_batch(World& w, int year = 2022) {
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"CCER", "C1"}};
  w.grant(w.registrar, twin);
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  return {w.grant(w.registrar, of_year(World::vcs_batch("777", 1, 100), year))};
}

}  // namespace

TEST_CASE("Power goes into credits as far as its certificates were cancelled for them", "[GE-09][XM-02]") {
  World w;
  const auto outcome = after_the_switch(w).wish(w.registrar, ccer_october("CCER-S-1", 2'000));
  REQUIRE(outcome.accepted());
  CHECK_FALSE(has_flag(outcome, Flag::generation_unknown));
}

TEST_CASE("Power that was traded as certificates goes into no credits", "[GE-09][XM-02]") {
  World w;
  const auto outcome = after_the_switch(w).wish(w.registrar, ccer_october("CCER-S-1", 2'500));
  REQUIRE_FALSE(outcome.accepted());
  CHECK(name_of(outcome.refused().reason) == "gec_ccer_overlap");
  const auto facts = outcome.refused().facts;
  const auto has = [&facts](const char* name, const char* value) {
    return std::find(facts.begin(), facts.end(), std::pair<std::string, std::string>(name, value)) != facts.end();
  };
  CHECK(has("claimed_kwh", "3500000"));
  CHECK(has("metered_kwh", "3000000"));
  CHECK(has("programme", "GEC"));
}

TEST_CASE("Two issuances of credits share one month's power once", "[XM-02]") {
  World w;
  after_the_switch(w).grant(w.registrar, ccer_october("CCER-S-1", 1'500));
  const auto second = w.wish(w.registrar, ccer_october("CCER-S-2", 501));
  REQUIRE_FALSE(second.accepted());
  CHECK(w.wish(w.registrar, ccer_october("CCER-S-3", 500)).accepted());
}

TEST_CASE("More certificates than power is no overlap of two systems", "[XM-02]") {
  World w;
  w.populate();
  register_gec(w);
  w.grant(w.gec_registrar, generation(100));
  const auto outcome = w.wish(w.gec_registrar, claiming(World::gec_batch(asset, 1, 101), 101));
  REQUIRE_FALSE(outcome.accepted());
  CHECK(name_of(outcome.refused().reason) == "underlying_conflict");
}

TEST_CASE("Power that nobody metered is a notice", "[XM-02]") {
  World w;
  w.populate();
  register_gec(w);
  const auto outcome = w.wish(w.gec_registrar, claiming(World::gec_batch(asset, 1, 100), 100));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::generation_unknown});
}

TEST_CASE("Two sorts of certificates prove no power twice", "[GE-10]") {
  World w;
  w.populate();
  register_gec(w);
  appoint(w, w.gec_registrar, "IREC");
  auto device = World::vcs_project("D1");
  device.project.programme = "IREC";
  w.grant(w.gec_registrar, device);
  w.grant(w.gec_registrar, generation(10'000));
  w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 1, 500), 500));
  auto foreign = claiming(World::gec_batch(asset, 1, 500), 500);
  foreign.project = {"IREC", "D1"};
  foreign.space = "irec";
  const auto outcome = w.wish(w.gec_registrar, foreign);
  REQUIRE_FALSE(outcome.accepted());
  CHECK(name_of(outcome.refused().reason) == "underlying_conflict");
}

TEST_CASE("A linked project of another programme leaves no room while its units live", "[XM-02]") {
  World w;
  w.populate();
  const BatchId batch = twin_batch(w);
  const auto issue = [&w](const char* serial, std::int64_t quantity) {
    return w.wish(w.registrar, ccer_batch("C1", serial, quantity));
  };
  REQUIRE_FALSE(issue("CCER-S-1", 10).accepted());
  w.grant(w.registrar, cancel(range(batch, 1, 40)));
  REQUIRE_FALSE(issue("CCER-S-2", 10).accepted());
  w.grant(w.registrar, cancel(range(batch, 41, 80), CancelReason::conversion));
  REQUIRE_FALSE(issue("CCER-S-3", 41).accepted());
  const auto first = issue("CCER-S-4", 30);
  REQUIRE(first.accepted());
  CHECK(first.value().flags == std::vector<Flag>{Flag::linked_claim});
  // What was cancelled once makes room once.
  REQUIRE_FALSE(issue("CCER-S-5", 11).accepted());
  CHECK(issue("CCER-S-6", 10).accepted());
}

TEST_CASE("Dead units of a linked project are told and stand in nobody's way", "[XM-02]") {
  World w;
  w.populate();
  const BatchId batch = twin_batch(w);
  w.grant(w.registrar, cancel(range(batch, 1, 100)));
  const auto dead = w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 500));
  REQUIRE(dead.accepted());
  CHECK(dead.value().flags == std::vector<Flag>{Flag::shared_vintage});
}

TEST_CASE("Another vintage of a linked project is another reduction", "[XM-02]") {
  World w;
  w.populate();
  twin_batch(w, 2021);
  const auto outcome = w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 500));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags.empty());
}

TEST_CASE("What only a holder stated stands in no registrar's way", "[XM-02]") {
  World w;
  w.populate();
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"CCER", "C1"}};
  w.grant(w.registrar, twin);
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  w.grant(w.trader, World::vcs_batch("777", 1, 100));
  CHECK_FALSE(w.wish(w.rival, ccer_batch("C1", "CCER-S-1", 10)).accepted());
  CHECK(w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 10)).accepted());
}

TEST_CASE("A meter below what was issued is a conflict until a later reading fits", "[GE-09][record_generation]") {
  World w;
  w.populate();
  register_gec(w);
  w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 1, 100), 100));
  const auto outcome = w.wish(w.gec_registrar, generation(90));
  REQUIRE(outcome.accepted());
  CHECK(has_flag(outcome, Flag::conflict_opened));
  REQUIRE(open_conflicts(w).size() == 1);
  CHECK(open_conflicts(w)[0].kind == ConflictKind::generation_exceeded);
  CHECK(open_conflicts(w)[0].excess == KilowattHours{10'000});
  w.grant(w.gec_registrar, generation(95));
  REQUIRE(open_conflicts(w).size() == 1);
  CHECK(open_conflicts(w)[0].excess == KilowattHours{5'000});
  const auto fits = w.wish(w.gec_registrar, generation(100));
  CHECK(fits.value().flags.empty());
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("A registrar whose credits claim an asset may say what it generated", "[record_generation]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  w.grant(w.registrar, claiming(ccer_batch("C1", "CCER-S-1", 10), 20));
  CHECK(w.wish(w.registrar, generation(100)).accepted());
  CHECK_FALSE(w.wish(w.registrar, generation(100, "2022-06")).accepted());
  w.now = at("2024-12-31");
  CHECK(w.wish(w.gec_registrar, generation(100, "2024-12")).accepted());
}

namespace {
// Two projects that nobody knows to be one, each with a batch of the same year, held by the trader.
struct TwinBatches {
  BatchId a;
  BatchId b;
};
TwinBatches twins(World& w) {
  w.populate();
  return {w.held_by_trader("1", 1, 10), w.held_by_trader("2", 11, 20)};
}
}  // namespace

TEST_CASE("Linked projects know each other, and what both issued is a conflict", "[link_projects]") {
  World w;
  const TwinBatches twin = twins(w);
  w.grant(w.trader, w.retire(range(twin.a, 1, 5)));
  const auto outcome = w.wish(w.association, link({"VCS", "1"}, {"VCS", "2"}));
  REQUIRE(outcome.accepted());
  CHECK(has_flag(outcome, Flag::conflict_opened));
  CHECK(w.ledger.project({"VCS", "1"})->also_registered_as == std::vector<ProjectKey>{{"VCS", "2"}});
  CHECK(w.ledger.project({"VCS", "2"})->also_registered_as == std::vector<ProjectKey>{{"VCS", "1"}});
  REQUIRE(open_conflicts(w).size() == 1);
  CHECK(open_conflicts(w)[0].kind == ConflictKind::underlying);
  CHECK(status_at(w, twin.a, 1) == UnitStatus::retired);
}

TEST_CASE("Of two uses of one reduction the later one stops counting", "[link_projects]") {
  for (const bool a_first : {true, false}) {
    World w;
    const TwinBatches twin = twins(w);
    const RetirementId first{w.grant(w.trader, w.retire(a_first ? range(twin.a, 1, 5) : range(twin.b, 11, 15)))};
    const RetirementId second{w.grant(w.trader, w.retire(a_first ? range(twin.b, 11, 15) : range(twin.a, 1, 5)))};
    w.grant(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
    CHECK(w.ledger.retirement(first)->counted == 5);
    CHECK(w.ledger.retirement(second)->counted == 0);
    REQUIRE(open_conflicts(w).size() == 1);
    CHECK(open_conflicts(w)[0].retirements == std::vector<RetirementId>{second});
    w.grant(w.trader, WithdrawRetirementCommand{second, "used twice"});
    CHECK(open_conflicts(w).empty());
  }
}

TEST_CASE("Projects of different years are linked without a conflict", "[link_projects]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  w.grant(w.registrar, World::vcs_project("2"));
  w.grant(w.registrar, World::vcs_batch("1", 1, 10));
  w.grant(w.registrar, of_year(World::vcs_batch("2", 11, 20), 2021));
  const auto outcome = w.wish(w.registrar, link({"VCS", "1"}, {"VCS", "2"}));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags.empty());
}

TEST_CASE("A link to a locked project freezes and contradicts what stands on the other name", "[link_projects][own]") {
  for (const bool locked_first : {true, false}) {
    World w;
    w.populate();
    w.grant(w.plant, w.own_project("P1"));
    const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
    w.grant(w.plant, w.retire(range(own, 1, 1)));
    const BatchId batch = w.held_by_trader("1", 1, 10);
    const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 2)))};
    w.grant(w.trader, reservation(w, range(batch, 3, 4)));
    const ProjectKey a{"OWN", "P1"};
    const ProjectKey b{"VCS", "1"};
    w.grant(w.association, locked_first ? link(a, b) : link(b, a));
    CHECK(status_at(w, batch, 1) == UnitStatus::in_conflict);
    CHECK(status_at(w, batch, 3) == UnitStatus::frozen);
    CHECK(status_at(w, batch, 5) == UnitStatus::frozen);
    CHECK(w.ledger.retirement(use)->counted == 0);
    w.grant(w.association, UnlockProjectCommand{a, "decided", "Court", evidence()});
    CHECK(status_at(w, batch, 1) == UnitStatus::in_conflict);
    CHECK(status_at(w, batch, 3) == UnitStatus::reserved);
    CHECK(segment_at(w, batch, 5).status == UnitStatus::free);
    CHECK(segment_at(w, batch, 5).holder == w.trader);
  }
}

TEST_CASE("An unlocked project gives back what its lock froze", "[own]") {
  World w;
  w.populate();
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"OWN", "P1"}};
  w.grant(w.registrar, twin);
  const BatchId batch = w.held_by_trader("777", 1, 10);
  w.grant(w.trader, reservation(w, range(batch, 1, 2)));
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, of_year(World::own_batch("P1", "S-1", 10), 2021))};
  // The developer's twin left him, but it is the twin's history, so the own project is taken before it is known.
  const auto refused = w.wish(w.plant, w.retire(range(own, 1, 1)));
  REQUIRE_FALSE(refused.accepted());
  CHECK(name_of(refused.refused().reason) == "underlying_conflict");
}

TEST_CASE("The lock of an own project freezes reserved units of its other names too", "[own]") {
  World w;
  w.populate();
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"OWN", "P1"}};
  twin.developer = w.plant.text;
  w.grant(w.registrar, twin);
  const BatchId batch{w.grant(w.registrar, World::vcs_batch("777", 1, 10))};
  w.grant(w.registrar, World::transfer(range(batch, 1, 8), w.plant));
  w.grant(w.plant, reservation(w, range(batch, 1, 2)));
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, of_year(World::own_batch("P1", "S-1", 10), 2021))};
  const RetirementId use{w.grant(w.plant, w.retire(range(own, 1, 1)))};
  for (const std::int64_t unit : {1, 3, 9}) CHECK(status_at(w, batch, unit) == UnitStatus::frozen);
  w.grant(w.plant, WithdrawRetirementCommand{use, "error"});
  CHECK_FALSE(w.ledger.project({"OWN", "P1"})->lock.has_value());
  CHECK(status_at(w, batch, 1) == UnitStatus::reserved);
  CHECK(status_at(w, batch, 3) == UnitStatus::free);
  CHECK(status_at(w, batch, 9) == UnitStatus::unassigned);
}
