// Numbered rules with what each lets through and what it stops, where no test of a single command shows both. The forms
// of double use stand here together, one row each.
#include <catch2/catch.hpp>

#include "ledger/programme.hpp"
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

RetirementId own_use(World& w) {
  w.grant(w.plant, w.own_project("P1"));
  const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
  return {w.grant(w.plant, w.retire(range(batch, 1, 5)))};
}
RetireCommand for_rival(const World& w, RetireCommand command) {
  command.factory = w.other_factory;
  command.beneficiary = w.rival;
  return command;
}
// Credits of a programme, held by the trader.
BatchId credits(World& w, const char* programme) {
  if (w.ledger.appointments(w.registrar, programme).empty()) appoint(w, w.registrar, programme);
  auto project = World::vcs_project("1");
  project.project = {programme, "1"};
  w.grant(w.registrar, project);
  auto record = World::vcs_batch("1", 1, 10);
  record.project = {programme, "1"};
  record.space = record.serial;
  const BatchId batch{w.grant(w.registrar, record)};
  w.grant(w.registrar, World::transfer(range(batch, 1, 10), w.trader));
  return batch;
}
// 100 MWh of own supply, of which the certificates are recorded as well.
InventoryId verified_own_supply(World& w) {
  auto inventory = w.inventory("2022");
  inventory.consumed = {100'000};
  inventory.purchased = {0};
  inventory.direct = {{.asset_code = asset, .electricity = {100'000}}};
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(opinion(declared, w.verifier));
  return declared;
}

const std::vector<Row>& rows_of_double_use() {
  static const std::vector<Row> all{
      {Refusal::double_use, "one unit in two retirements",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 553, 562);
         w.grant(w.trader, w.retire(range(batch, 553, 557)));
         return w.wish(w.trader, w.retire(range(batch, 557, 562)));
       }},
      {Refusal::double_use, "one unit for two years",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, w.retire(range(batch, 1, 10)));
         auto next_year = w.retire(range(batch, 1, 10));
         next_year.period = period("2023");
         return w.wish(w.trader, next_year);
       }},
      {Refusal::underlying_conflict, "one reduction issued by two programmes",
       [](World& w) {
         w.held_by_trader("1", 1, 10);
         appoint(w, w.registrar, "CCER");
         auto project = ccer_project("C1");
         project.also_registered_as = {{"VCS", "1"}};
         w.grant(w.registrar, project);
         return w.wish(w.registrar, ccer_batch("C1", "CCER-S-1", 10));
       }},
      {Refusal::gec_ccer_overlap, "one megawatt-hour as certificate and as credit",
       [](World& w) {
         appoint(w, w.registrar, "CCER");
         register_gec(w);
         w.grant(w.registrar, ccer_project("C1"));
         w.grant(w.gec_registrar, generation(100));
         w.grant(w.gec_registrar, claiming(World::gec_batch(asset, 1, 100), 100));
         return w.wish(w.registrar, claiming(ccer_batch("C1", "CCER-S-1", 1), 1));
       }},
      {Refusal::double_use, "one certificate for landlord and tenant",
       [](World& w) {
         const BatchId batch = certificates(w, w.plant);
         w.grant(w.plant, consumption(w, range(batch, 1, 10)));
         return w.wish(w.plant, for_rival(w, consumption(w, range(batch, 1, 10))));
       }},
      {Refusal::gec_over_consumption, "own supply and its certificates beside each other",
       [](World& w) {
         const BatchId own = certificates(w, w.plant);
         const BatchId bought = certificates(w, w.plant, "2022-06");
         verified_own_supply(w);
         w.grant(w.plant, consumption(w, range(own, 1, 100)));
         return w.wish(w.plant, consumption(w, range(bought, 1, 1)));
       }},
      {Refusal::gec_not_offset, "one certificate as electricity and as offset",
       [](World& w) {
         const BatchId batch = certificates(w, w.plant);
         w.grant(w.plant, consumption(w, range(batch, 1, 10)));
         return w.wish(w.plant, w.retire(range(batch, 1, 10)));
       }},
      {Refusal::underlying_locked, "an own project used and then registered as a credit",
       [](World& w) {
         own_use(w);
         auto again = World::vcs_project("1");
         again.also_registered_as = {{"OWN", "P1"}};
         return w.wish(w.registrar, again);
       }},
      {Refusal::purpose_conflict, "a settled quota and a factory's year",
       [](World& w) {
         const BatchId batch = claimable(w, "Plant One Ltd (registry)", "碳排放配额清缴 2022");
         return w.wish(w.plant, w.retire(first_units(w, batch, 1)));
       }},
      {Refusal::inventory_overlap, "one month in a calendar year and in a fiscal year",
       [](World& w) {
         w.grant(w.plant, w.inventory("2022"));
         return w.wish(w.plant, w.inventory("2022-07-01--2023-06-30"));
       }},
      {Refusal::own_boundary, "a reduction inside the boundary and its credits",
       [](World& w) {
         auto inventory = w.inventory("2022");
         inventory.in_boundary_reductions = {
             {.measure = "boiler", .reduction = {1'000}, .project = ProjectKey{"VCS", "1"}, .asset_code = {}}};
         w.grant(w.plant, inventory);
         return w.wish(w.trader, w.retire(range(w.held_by_trader("1", 1, 10), 1, 1)));
       }},
  };
  return all;
}

}  // namespace

TEST_CASE("Each of the eleven forms of double use is stopped", "[XM-01]") {
  CHECK(rows_of_double_use().size() == 11);
  check_rows(rows_of_double_use());
}

TEST_CASE("Units after the last one that was used are free", "[RT-02]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 553, 562);
  w.grant(w.trader, w.retire(range(batch, 553, 557)));
  CHECK(refusal_of(w.wish(w.trader, w.retire(range(batch, 557, 562)))) == Refusal::double_use);
  CHECK(w.wish(w.trader, w.retire(range(batch, 558, 562))).accepted());
}

TEST_CASE("Certificates prove electricity and offset nothing", "[CE-08]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant);
  CHECK(refusal_of(w.wish(w.plant, w.retire(range(batch, 1, 10)))) == Refusal::gec_not_offset);
  CHECK(w.wish(w.plant, consumption(w, range(batch, 1, 10))).accepted());
}

TEST_CASE("Listed credits count without further recognition and proofs of electricity never offset", "[CE-09]") {
  for (const char* programme : {"CCER", "GS", "VCS", "CDM"}) {
    World w;
    w.populate();
    INFO(programme);
    const auto outcome = w.wish(w.trader, w.retire(range(credits(w, programme), 1, 1)));
    REQUIRE(outcome.accepted());
    CHECK_FALSE(has_flag(outcome, Flag::instrument_unrecognised));
    CHECK(w.ledger.retirement({w.ledger.size() - 1})->counted == 1);
  }
  for (const char* programme : {"GEC", "IREC"}) {
    INFO(programme);
    CHECK_FALSE(find_programme(programme)->offset);
  }
}

TEST_CASE("An own project serves its factory year after year and nobody else", "[CE-10]") {
  World w;
  w.populate();
  own_use(w);
  const BatchId later{w.grant(w.verifier, of_year(World::own_batch("P1", "S-2", 10), 2021))};
  CHECK(refusal_of(w.wish(w.plant, for_rival(w, w.retire(range(later, 1, 1))))) == Refusal::underlying_locked);
  CHECK(w.wish(w.plant, w.retire(range(later, 1, 1))).accepted());
}

TEST_CASE("What nobody's registry has confirmed waits for it, and the registry's word settles it", "[G-02]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId stated{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  CHECK(w.ledger.retirement(stated)->status == RetirementStatus::declared);
  w.grant(w.registrar, retired_for_plant(range(batch, 1, 5)));
  CHECK(w.ledger.retirement(stated)->status == RetirementStatus::matched);
  const RetirementId other{w.grant(w.trader, w.retire(range(batch, 6, 10)))};
  w.grant(w.registrar, retired_for_rival(range(batch, 6, 10)));
  CHECK(w.ledger.retirement(other)->counted == 0);
}

TEST_CASE("What was retired for one year is no use of the next", "[G-04]") {
  World w;
  w.populate();
  w.grant(w.trader, w.retire(range(w.held_by_trader("1", 1, 10), 1, 10)));
  CHECK(w.ledger.retirements(w.factory, period("2022")).size() == 1);
  CHECK(w.ledger.retirements(w.factory, period("2023")).empty());
}

TEST_CASE("Certificates of self-used electricity are never sold", "[GE-03]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.trader, "2022-05", false);
  CHECK(refusal_of(w.wish(w.trader, World::transfer(range(batch, 1, 1), w.plant))) == Refusal::gec_not_tradable);
  auto unproved = World::transfer(range(batch, 1, 1), w.plant);
  unproved.basis = TransferBasis::self_use;
  unproved.evidence = {};
  CHECK(refusal_of(w.wish(w.trader, unproved)) == Refusal::evidence_required);
  unproved.evidence = evidence();
  CHECK(w.wish(w.trader, unproved).accepted());
}

TEST_CASE("A second sale of a certificate is refused and names the first", "[GE-04]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.trader);
  const EntryIndex sold{w.grant(w.trader, World::transfer(range(batch, 1, 10), w.plant))};
  const auto again = w.wish(w.plant, World::transfer(range(batch, 10, 10), w.rival));
  CHECK(refusal_of(again) == Refusal::gec_retrade);
  CHECK(again.refused().conflict == sold);
}

TEST_CASE("A factory has one inventory series for each standard, and its periods do not overlap", "[ID-06]") {
  World w;
  w.populate();
  w.grant(w.plant, w.inventory("2022"));
  CHECK(refusal_of(w.wish(w.plant, w.inventory("2022-07-01--2023-06-30"))) == Refusal::inventory_overlap);
  CHECK(w.wish(w.plant, w.inventory("2022", "GB/T 32150")).accepted());
  w.now = at("2024-01-02");
  CHECK(w.wish(w.plant, w.inventory("2023")).accepted());
}

TEST_CASE("A second site of one company has inventories of its own", "[ID-06]") {
  World w;
  w.populate();
  w.grant(w.plant, w.inventory("2022"));
  const FactoryId second{w.grant(w.plant, World::site("Hall 3"))};
  auto inventory = w.inventory("2022");
  inventory.factory = second;
  CHECK(w.wish(w.plant, inventory).accepted());
}

TEST_CASE("A claim for somebody whom the registry does not name is refused without an assignment", "[RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, "Trading House Ltd");
  CHECK(refusal_of(w.wish(w.plant, w.retire(first_units(w, batch, 1)))) == Refusal::beneficiary_mismatch);
  auto explained = w.retire(first_units(w, batch, 1));
  explained.assignment = Assignment{w.trader, evidence()};
  CHECK(has_flag(w.wish(w.plant, explained), Flag::purpose_unclear));
  CHECK(w.ledger.retirement({w.ledger.size() - 1})->status == RetirementStatus::on_hold);
}

TEST_CASE("Units kept for one use serve no other and count for none until they are retired", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, reservation(w, range(batch, 1, 10)));
  CHECK(w.ledger.retirements(w.factory, period("2022")).empty());
  CHECK(refusal_of(w.wish(w.trader, for_rival(w, w.retire(range(batch, 1, 1))))) == Refusal::not_free);
  w.grant(w.trader, w.retire(range(batch, 1, 1)));
  CHECK(w.ledger.retirements(w.factory, period("2022")).front().counted == 1);
}
