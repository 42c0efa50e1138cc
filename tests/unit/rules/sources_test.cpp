// Projects and batches: what is granted, who may state units, what notices say, and how a batch is corrected.
#include <catch2/catch.hpp>

#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("A registration keeps what later rules ask for", "[register_project]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  auto project = ccer_project("C1");
  project.located_in_factory = w.factory;
  const auto outcome = w.wish(w.registrar, project);
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags.empty());
  const auto kept = w.ledger.project({"CCER", "C1"});
  CHECK(kept->located_in_factory == w.factory);
  CHECK(kept->project_class == ProjectClass::ccer_new);
  CHECK(kept->recorded_by == w.registrar);
  CHECK(kept->crediting_from == day("2021-01-01"));
  CHECK(kept->crediting_until == day("2030-12-31"));
}

TEST_CASE("A voided project may be registered again", "[register_project]") {
  World w;
  w.populate();
  const auto first = w.grant(w.registrar, World::vcs_project("1"));
  w.grant(w.registrar, voiding(first));
  const auto second = w.grant(w.registrar, World::vcs_project("1"));
  CHECK(w.ledger.project({"VCS", "1"})->entry == EntryIndex{second});
}

TEST_CASE("A methodology is compared without its version", "[CC-20]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  const auto flagged = [&w](const char* id, const char* methodology, ProjectClass project_class) {
    auto project = ccer_project(id);
    project.methodology = methodology;
    project.project_class = project_class;
    return has_flag(w.wish(w.registrar, project), Flag::methodology_unknown);
  };
  CHECK_FALSE(flagged("C1", "CCER-01-002", ProjectClass::ccer_new));
  CHECK_FALSE(flagged("C2", "CCER-01-002-V02", ProjectClass::ccer_new));
  CHECK(flagged("C3", "CCER-01-099-V01", ProjectClass::ccer_new));
  CHECK(flagged("C4", "CCER-01-002-V", ProjectClass::ccer_new));
  CHECK(flagged("C5", "CCER-01-002-Vx", ProjectClass::ccer_new));
  CHECK_FALSE(flagged("C6", "CM-001-V01", ProjectClass::ccer_old));
}

TEST_CASE("Of power the new system admits offshore wind and solar heat only", "[GE-09]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  const auto flagged = [&w](const char* id, const char* technology, const char* methodology) {
    auto project = ccer_project(id);
    project.technology = technology;
    project.methodology = methodology;
    return has_flag(w.wish(w.registrar, project), Flag::technology_not_admitted);
  };
  CHECK_FALSE(flagged("C1", "offshore_wind", "CCER-01-002-V01"));
  CHECK_FALSE(flagged("C2", "solar_thermal", "CCER-01-001-V01"));
  CHECK(flagged("C3", "pv", "CCER-01-002-V01"));
  CHECK(flagged("C4", "onshore_wind", "CCER-01-002-V01"));
  CHECK_FALSE(flagged("C5", "afforestation", "CCER-14-001-V01"));
}

TEST_CASE("Doubts about an issuance of the new system are notices", "[CC-04][CC-05][CC-06]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  auto project = ccer_project("C1");
  project.crediting_from = day("2020-01-01");
  project.crediting_until = day("2022-12-31");
  w.grant(w.registrar, project);
  int serial = 0;
  const auto flags = [&](const char* from, const char* until, const char* issued) {
    auto batch = ccer_batch("C1", "CCER-S-" + std::to_string(++serial), 10);
    batch.vintage_from = day(from);
    batch.vintage_until = day(until);
    batch.issued_on = day(issued);
    return w.wish(w.registrar, batch).value().flags;
  };
  using Flags = std::vector<Flag>;
  CHECK(flags("2020-09-23", "2021-12-31", "2023-02-01") == Flags{});
  CHECK(flags("2020-09-22", "2021-12-31", "2023-02-01") == Flags{Flag::reduction_before_2020_09_23});
  CHECK(flags("2022-01-01", "2023-01-01", "2023-02-01") == Flags{Flag::outside_crediting_period});
  CHECK(flags("2019-12-31", "2020-12-31", "2023-02-01") ==
        Flags{Flag::reduction_before_2020_09_23, Flag::outside_crediting_period});
  CHECK(flags("2020-09-23", "2021-12-31", "2023-11-15") == Flags{});
  w.now = at("2026-03-02");
  CHECK(flags("2021-03-01", "2021-12-31", "2026-03-01") == Flags{});
  CHECK(flags("2021-02-28", "2021-12-31", "2026-03-01") == Flags{Flag::issued_late});
  w.now = at("2028-03-02");
  CHECK(flags("2023-02-28", "2023-12-31", "2028-02-29") == Flags{Flag::outside_crediting_period});
}

TEST_CASE("A holder's own record is his, and counts when somebody confirmed it", "[record_batch]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const auto outcome = w.wish(w.trader, World::vcs_batch("1", 1, 10));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::recorded_by_holder});
  const BatchId batch{w.ledger.size() - 1};
  CHECK(w.ledger.batch(batch)->hold == "recorded_by_holder");
  CHECK(w.ledger.batch(batch)->recorded_by == w.trader);
  CHECK(segment_at(w, batch, 1).status == UnitStatus::free);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
}

TEST_CASE("What only a beneficiary states of a retirement does not mark the project", "[record_batch]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  w.grant(w.plant, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022"));
  CHECK_FALSE(w.ledger.project({"VCS", "1"})->used);
  w.grant(w.registrar, World::retired_batch("1", 11, 20, "Plant One Ltd (registry)", "2022"));
  CHECK(w.ledger.project({"VCS", "1"})->used);
  CHECK(w.ledger.project({"VCS", "1"})->shared);
}

TEST_CASE("A registrar's record prevails over what holders stated and nobody confirmed", "[record_batch]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId stated{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  const RetirementId use{w.grant(w.trader, w.retire(range(stated, 1, 5)))};
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  const BatchId recorded{w.grant(w.registrar, World::vcs_batch("1", 1, 20))};
  CHECK(w.ledger.batch(stated)->voided_by == recorded.entry());
  CHECK(status_at(w, stated, 1) == UnitStatus::cancelled);
  CHECK(status_at(w, stated, 10) == UnitStatus::cancelled);
  CHECK_FALSE(is_open(w.ledger.retirement(use)->status));
  CHECK(status_at(w, recorded, 1) == UnitStatus::unassigned);
}

TEST_CASE("A registrar's record of a certificate prevails over a holder's record of its code", "[record_batch]") {
  World w;
  w.populate();
  register_gec(w);
  auto stated = World::gec_batch(asset, 1, 10);
  stated.space = asset + "/2022-04";
  const BatchId first{w.grant(w.trader, stated)};
  const BatchId second{w.grant(w.gec_registrar, World::gec_batch(asset, 1, 10))};
  CHECK(w.ledger.batch(first)->voided_by == second.entry());
}

TEST_CASE("A prevailing record closes what contradicted the holder's", "[record_batch]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId stated{w.grant(w.trader, World::vcs_batch("1", 1, 10))};
  w.grant(w.trader, w.retire(range(stated, 1, 5)));
  w.grant(w.registrar, foreign_use(range(stated, 1, 5)));
  REQUIRE(open_conflicts(w).size() == 1);
  w.grant(w.registrar, World::vcs_batch("1", 1, 10));
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("Temporary credits wait for a confirmation", "[record_batch]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  auto batch = World::vcs_batch("1", 1, 10);
  batch.serial_hold = "temporary_credit";
  const auto outcome = w.wish(w.registrar, batch);
  CHECK(has_flag(outcome, Flag::temporary_credit));
  CHECK(w.ledger.batch({w.ledger.size() - 1})->hold == "temporary_credit");
}

TEST_CASE("A quantity corrected downwards strikes out the units above it", "[amend_batch]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 7, 8)))};
  const auto outcome = w.wish(w.registrar, amend(batch, 6));
  REQUIRE(outcome.accepted());
  CHECK(has_flag(outcome, Flag::conflict_opened));
  CHECK(status_at(w, batch, 6) == UnitStatus::free);
  CHECK(status_at(w, batch, 7) == UnitStatus::in_conflict);
  CHECK(status_at(w, batch, 9) == UnitStatus::cancelled);
  CHECK(w.ledger.retirement(use)->counted == 0);
  REQUIRE(open_conflicts(w).size() == 1);
  CHECK(open_conflicts(w)[0].kind == ConflictKind::over_issued);
  w.grant(w.registrar, voiding(w.ledger.size() - 1));
  CHECK(w.ledger.retirement(use)->counted == 2);
  CHECK(status_at(w, batch, 9) == UnitStatus::free);
  CHECK(open_conflicts(w).empty());
}

TEST_CASE("An opaque batch grows behind its last unit", "[amend_batch]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  w.grant(w.registrar, ccer_project("C1"));
  const BatchId batch{w.grant(w.registrar, ccer_batch("C1", "CCER-S-1", 10))};
  w.grant(w.registrar, amend(batch, 15));
  CHECK(w.ledger.batch(batch)->units == units(1, 15));
  CHECK(status_at(w, batch, 15) == UnitStatus::unassigned);
  w.grant(w.registrar, amend(batch, 20, w.trader));
  CHECK(segment_at(w, batch, 20).holder == w.trader);
  CHECK(segment_at(w, batch, 1).holder == w.trader);
  CHECK(w.ledger.project({"CCER", "C1"})->shared);
  w.grant(w.plant, w.own_project("P1"));
  const BatchId own{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  w.grant(w.verifier, amend(own, 12));
  CHECK(segment_at(w, own, 12).holder == w.plant);
}

TEST_CASE("A holder corrected is the holder of what stands free", "[amend_batch]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, w.retire(range(batch, 1, 2)));
  w.grant(w.registrar, freeze(range(batch, 3, 4)));
  w.grant(w.registrar, amend(batch, {}, w.rival));
  CHECK(status_at(w, batch, 1) == UnitStatus::retired);
  CHECK(segment_at(w, batch, 3).holder == w.trader);
  CHECK(segment_at(w, batch, 5).holder == w.rival);
}
