// Every reason for which units are not moved, kept apart or assigned.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

BatchId traded_certificates(World& world) {
  const BatchId batch = certificates(world, world.trader);
  world.grant(world.trader, World::transfer({{batch, units(1, 100)}}, world.plant));
  return batch;
}

TransferCommand on_basis(TransferCommand command, TransferBasis basis) {
  command.basis = basis;
  return command;
}

const std::vector<Row>& transfer_rows() {
  static const std::vector<Row> all{
      {Refusal::unknown_batch, "units of no batch are not moved",
       [](World& w) {
         return w.wish(w.trader, World::transfer({{BatchId{3}, units(1, 1)}}, w.plant));
       }},
      {Refusal::range_outside_batch, "units beyond the batch are not moved",
       [](World& w) {
         return w.wish(w.trader, World::transfer({{w.held_by_trader("1", 1, 10), units(10, 11)}}, w.plant));
       }},
      {Refusal::evidence_required, "a self-used certificate follows its electricity with contract and settlement",
       [](World& w) {
         auto command = World::transfer({{certificates(w, w.trader), units(1, 1)}}, w.plant);
         command.basis = TransferBasis::self_use;
         command.evidence = {};
         return w.wish(w.trader, command);
       }},
      {Refusal::gec_not_tradable, "a certificate of self-used electricity is not sold",
       [](World& w) {
         const BatchId batch = certificates(w, w.trader, "2022-05", false);
         return w.wish(w.trader, World::transfer({{batch, units(1, 1)}}, w.plant));
       }},
      {Refusal::gec_not_tradable, "nor does it go with green power",
       [](World& w) {
         const BatchId batch = certificates(w, w.trader, "2022-05", false);
         return w.wish(w.trader,
                       on_basis(World::transfer({{batch, units(1, 1)}}, w.plant), TransferBasis::green_power));
       }},
      {Refusal::gec_retrade, "a certificate is traded once",
       [](World& w) {
         const BatchId batch = traded_certificates(w);
         return w.wish(w.plant, World::transfer({{batch, units(1, 1)}}, w.rival));
       }},
      {Refusal::not_free, "a reserved unit does not move",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}));
         return w.wish(w.trader, World::transfer({{batch, units(5, 6)}}, w.plant));
       }},
  };
  return all;
}

const std::vector<Row>& reserve_rows() {
  static const std::vector<Row> all{
      {Refusal::unknown_factory, "units are reserved for a factory of the ledger",
       [](World& w) {
         auto command = reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 1)}});
         command.factory = {1};
         return w.wish(w.trader, command);
       }},
      {Refusal::unknown_batch, "units of no batch are not reserved",
       [](World& w) {
         return w.wish(w.trader, reservation(w, {{BatchId{3}, units(1, 1)}}));
       }},
      {Refusal::gec_not_offset, "a certificate is not reserved as an offset",
       [](World& w) {
         return w.wish(w.plant, reservation(w, {{certificates(w, w.plant), units(1, 1)}}));
       }},
      {Refusal::purpose_conflict, "a credit is not reserved as electricity",
       [](World& w) {
         auto command = reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 1)}});
         command.purpose = Purpose::electricity_consumption;
         return w.wish(w.trader, command);
       }},
      {Refusal::own_boundary, "a reduction inside the factory is not reserved as an offset for it",
       [](World& w) {
         auto project = World::vcs_project("9");
         project.located_in_factory = w.factory;
         w.grant(w.registrar, project);
         return w.wish(w.trader, reservation(w, {{w.held_by_trader("9", 1, 10), units(1, 1)}}));
       }},
      {Refusal::underlying_locked, "a self-developed project is not reserved for another factory",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         auto command = reservation(w, {{batch, units(1, 1)}});
         command.factory = w.other_factory;
         return w.wish(w.plant, command);
       }},
      {Refusal::not_free, "units are reserved once",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}));
         return w.wish(w.trader, reservation(w, {{batch, units(5, 6)}}));
       }},
      {Refusal::not_free, "another's units are not reserved",
       [](World& w) {
         return w.wish(w.plant, reservation(w, {{w.held_by_trader("1", 1, 10), units(5, 6)}}));
       }},
  };
  return all;
}

const std::vector<Row>& other_rows() {
  static const std::vector<Row> all{
      {Refusal::not_holder, "a reservation is released by whom it belongs to",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         return w.wish(w.plant, ReleaseCommand{entry, "mistake"});
       }},
      {Refusal::unknown_reservation, "what is no reservation is not released",
       [](World& w) {
         return w.wish(w.trader, ReleaseCommand{EntryIndex{2}, "mistake"});
       }},
      {Refusal::not_open, "a reservation is released once",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         w.grant(w.trader, ReleaseCommand{entry, "mistake"});
         return w.wish(w.trader, ReleaseCommand{entry, "mistake"});
       }},
      {Refusal::unknown_party, "a benefit goes to an enrolled party",
       [](World& w) {
         return w.wish(w.plant, AssignBenefitCommand{first_units(w, claimable(w), 1), {"x:nobody"}, evidence()});
       }},
      {Refusal::unknown_batch, "a benefit is of units of the ledger",
       [](World& w) {
         return w.wish(w.plant, AssignBenefitCommand{{{BatchId{3}, units(1, 1)}}, w.rival, evidence()});
       }},
      {Refusal::not_assignable, "nobody assigns a benefit that the registry gives to somebody else",
       [](World& w) {
         return w.wish(w.rival, AssignBenefitCommand{first_units(w, claimable(w), 1), w.trader, evidence()});
       }},
      {Refusal::not_assignable, "nobody assigns the benefit of units that are used already",
       [](World& w) {
         const BatchId batch = claimable(w);
         w.grant(w.plant, w.retire(first_units(w, batch, 1)));
         return w.wish(w.plant, AssignBenefitCommand{first_units(w, batch, 1), w.rival, evidence()});
       }},
  };
  return all;
}

// A hundred units of a CCER project, recorded by the registrar or by who holds them.
BatchId ccer_units(World& w, const std::optional<PartyId>& stated_by = std::nullopt) {
  w.grant(w.association, AppointRegistrarCommand{w.registrar, "CCER", day("2020-01-01"), day("2030-12-31")});
  auto project = World::vcs_project("A-1-1");
  project.project = {"CCER", "A-1-1"};
  w.grant(w.registrar, project);
  auto record = World::vcs_batch("A-1-1", 1, 100);
  record.project = {"CCER", "A-1-1"};
  record.space = "B-1";
  return {w.grant(stated_by.value_or(w.registrar), record)};
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_holding() {
  static const std::vector<Row> all = [] {
    std::vector<Row> rows = transfer_rows();
    rows.insert(rows.end(), reserve_rows().begin(), reserve_rows().end());
    rows.insert(rows.end(), other_rows().begin(), other_rows().end());
    return rows;
  }();
  return all;
}

TEST_CASE("A reservation keeps units for one use until its last day", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex entry{w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}))};
  w.now = at("2023-12-31");
  CHECK_FALSE(w.wish(w.trader, World::transfer({{batch, units(1, 1)}}, w.plant)).accepted());
  w.now = at("2024-01-01");
  w.grant(w.trader, World::transfer({{batch, units(1, 1)}}, w.plant));
  // What is left of it is free as well, and its release is history without an effect on the moved unit.
  w.grant(w.trader, ReleaseCommand{entry, "tidy"});
  CHECK(w.ledger.segments(batch, units(1, 1)).front().holder == w.plant);
  CHECK(w.ledger.segments(batch, units(2, 2)).front().status == UnitStatus::free);
  CHECK(w.ledger.segments(batch, units(2, 2)).front().holder == w.trader);
}

TEST_CASE("A reservation is retired as a whole and is over then", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex entry{w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}))};
  auto retire = w.retire({});
  retire.reservation = entry;
  retire.quantity = 5;
  const RetirementId retirement{w.grant(w.trader, retire)};
  CHECK(w.ledger.retirement(retirement)->counted == 5);
  CHECK(find_note<UnitAction>(w.ledger, entry)->closed_by == retirement.entry());
  const auto again = w.wish(w.trader, retire);
  REQUIRE_FALSE(again.accepted());
  CHECK(again.refused().reason == Refusal::double_use);
}

TEST_CASE("Units that are reserved for exactly this use may be named by their numbers", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex entry{w.grant(w.trader, reservation(w, {{batch, units(1, 5)}}))};
  w.grant(w.trader, w.retire({{batch, units(1, 2)}}));
  CHECK_FALSE(find_note<UnitAction>(w.ledger, entry)->closed_by);
  auto other_year = w.retire({{batch, units(3, 3)}});
  other_year.period = period("2023");
  other_year.retired_on = day("2023-11-01");
  CHECK_FALSE(w.wish(w.trader, other_year).accepted());
  const EntryIndex last{w.grant(w.trader, w.retire({{batch, units(3, 5)}}))};
  CHECK(find_note<UnitAction>(w.ledger, entry)->closed_by == last);
}

TEST_CASE("A certificate is traded once, and then follows its electricity or is used", "[GE-04]") {
  World w;
  w.populate();
  const BatchId batch = traded_certificates(w);
  auto to_user = World::transfer({{batch, units(1, 1)}}, w.rival);
  to_user.basis = TransferBasis::self_use;
  w.grant(w.plant, to_user);
  CHECK(w.ledger.segments(batch, units(1, 1)).front().traded);
  CHECK_FALSE(w.wish(w.rival, World::transfer({{batch, units(1, 1)}}, w.plant)).accepted());
}

TEST_CASE("A certificate that is not tradable goes to the user of the electricity with contract and settlement",
          "[GE-03]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.trader, "2022-05", false);
  auto to_user = World::transfer({{batch, units(1, 100)}}, w.plant);
  to_user.basis = TransferBasis::self_use;
  w.grant(w.trader, to_user);
  CHECK(w.ledger.segments(batch, units(1, 100)).front().holder == w.plant);
}

TEST_CASE("A credit is sold on as often as its holders like", "[GE-04]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, World::transfer({{batch, units(1, 10)}}, w.plant));
  w.grant(w.plant, World::transfer({{batch, units(1, 10)}}, w.rival));
  CHECK(w.ledger.segments(batch, units(1, 10)).front().holder == w.rival);
}

TEST_CASE("A private sale of CCER waits until the registry has moved it", "[CC-11]") {
  World w;
  w.populate();
  const BatchId batch = ccer_units(w);
  w.grant(w.registrar, World::transfer({{batch, units(1, 100)}}, w.trader));
  const auto outcome = w.wish(w.trader, World::transfer({{batch, units(1, 40)}}, w.plant));
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::registry_word_missing});
  const EntryIndex entry{w.ledger.size() - 1};
  CHECK(w.ledger.segments(batch, units(1, 40)).front().status == UnitStatus::frozen);

  SECTION("confirmed, the units are the buyer's") {
    w.grant(w.registrar, ConfirmEvidenceCommand{entry, "R-77", evidence()});
    CHECK(w.ledger.segments(batch, units(1, 40)).front().holder == w.plant);
    CHECK(w.ledger.segments(batch, units(1, 40)).front().status == UnitStatus::free);
  }
  SECTION("rejected, they are the seller's again") {
    w.grant(w.registrar, RejectEvidenceCommand{entry, "never moved"});
    CHECK(w.ledger.segments(batch, units(1, 40)).front().holder == w.trader);
    CHECK(w.ledger.segments(batch, units(1, 40)).front().status == UnitStatus::free);
  }
  SECTION("after ninety days without a word the seller may move them again") {
    w.now = {w.now.unix_ms + 91LL * 86'400'000};
    w.grant(w.registrar, World::transfer({{batch, units(1, 40)}}, w.rival));
    CHECK(w.ledger.segments(batch, units(1, 40)).front().holder == w.rival);
  }
  SECTION("nobody but the registrar speaks for the registry") {
    const auto refused = w.wish(w.plant, ConfirmEvidenceCommand{entry, "R-77", evidence()});
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().reason == Refusal::not_registrar);
  }
}

TEST_CASE("A sale that waits for its registry closes a HOLD that lapsed on its units", "[CC-11][RT-03]") {
  World w;
  w.populate();
  const BatchId batch = ccer_units(w, w.trader);
  const RetirementId use{w.grant(w.trader, w.retire({{batch, units(1, 5)}}))};
  REQUIRE(w.ledger.retirement(use)->status == RetirementStatus::on_hold);
  w.now = at("2024-06-01");
  const EntryIndex sale{w.grant(w.trader, World::transfer({{batch, units(4, 8)}}, w.rival))};
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::rejected);
  CHECK(w.ledger.retirement(use)->closed_by == sale);
  w.grant(w.registrar, RejectEvidenceCommand{sale, "never moved"});
  CHECK(w.ledger.segments(batch, units(4, 4)).front().status == UnitStatus::free);
  CHECK(w.ledger.segments(batch, units(4, 4)).front().holder == w.trader);
}

TEST_CASE("Units are not moved, kept apart or assigned, reason by reason", "[rules]") { check_rows(rows_of_holding()); }
