// Years in the life of factories, in words: each test is one story that people really live, told from the first entry
// to the figure that somebody relies on at its end.
#include <catch2/catch.hpp>

#include "tests/unit/rules/rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::int64_t counted(const World& w, FactoryId factory, const char* year) {
  std::int64_t units = 0;
  for (const Retirement& one : w.ledger.retirements(factory, period(year))) units += one.counted;
  return units;
}

Refusal refusal_of(const Outcome<Decision>& outcome) {
  REQUIRE_FALSE(outcome.accepted());
  return outcome.refused().reason;
}

RecordRegistryEventCommand says_retired(std::vector<BatchRange> ranges, const char* beneficiary, const char* reason) {
  return {std::move(ranges), RegistryEventStatus::retired, day("2023-06-01"), beneficiary, reason, "VCS-77",
          evidence()};
}

VerifyInventoryCommand verified(InventoryId inventory, const PartyId& verifier) {
  return {inventory, verifier,          "GB/T 32150", Assurance::limited, Opinion::unqualified,
          "V-1",     day("2023-10-01"), evidence()};
}

}  // namespace

TEST_CASE("The seller retired for us at the registry before we told the ledger", "[RT-03][G-02]") {
  World w;
  w.populate();
  // The trader holds the units here; at the registry it has retired them in our name already.
  const BatchId batch = w.held_by_trader("1", 1, 100);
  w.grant(w.registrar, says_retired({{batch, units(1, 60)}}, "Plant One Ltd (registry)", "carbon neutrality 2022"));
  // Nobody can sell or retire them again.
  CHECK(refusal_of(w.wish(w.trader, World::transfer({{batch, units(60, 61)}}, w.rival))) == Refusal::not_free);
  auto theirs = w.retire({{batch, units(1, 60)}});
  theirs.factory = w.other_factory;
  theirs.beneficiary = w.rival;
  CHECK(refusal_of(w.wish(w.rival, theirs)) == Refusal::beneficiary_mismatch);
  // We claim what is ours, and it counts at once, because the registry names us and the year.
  w.grant(w.plant, w.retire({{batch, units(1, 60)}}));
  CHECK(counted(w, w.factory, "2022") == 60);
}

TEST_CASE("One purchase retired by headquarters serves three factories of a group", "[RT-02][G-03]") {
  World w;
  w.populate();
  const PartyId group = w.trader;
  const FactoryId second{w.grant(w.plant, World::site("Hall 3"))};
  const FactoryId third{w.grant(w.plant, World::site("Hall 4"))};
  w.grant(w.registrar, World::vcs_project("1"));
  const BatchId batch{
      w.grant(w.registrar, World::retired_batch("1", 1, 300, "Trader (registry)", "group plants 2022"))};
  w.grant(group, AssignBenefitCommand{{{batch, units(1, 300)}}, w.plant, evidence()});
  std::int64_t first = 1;
  for (const FactoryId factory : {w.factory, second, third}) {
    auto claim = w.retire({{batch, units(first, first + 99)}});
    claim.factory = factory;
    claim.registry_reference = "VCS-R-1";
    w.grant(w.plant, claim);
    CHECK(counted(w, factory, "2022") == 100);
    first += 100;
  }
  // The purchase has three hundred tonnes and not three hundred and one uses.
  auto once_more = w.retire({{batch, units(300, 300)}});
  CHECK(refusal_of(w.wish(w.plant, once_more)) == Refusal::double_use);
}

TEST_CASE("Certificates bought late, and own rooftop power with certificates of its own", "[GE-08][GE-03][XM-01]") {
  World w;
  w.populate();
  const std::string roof = "PPC1302632802001I";
  auto inventory = w.inventory("2022");
  inventory.consumed = {10'000'000};
  inventory.purchased = {9'000'000};
  inventory.direct = {{.asset_code = roof, .electricity = {1'000'000}}};
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(verified(declared, w.verifier));
  // The roof's certificates belong to the user of the power and cannot be sold.
  const BatchId own = certificates(w, w.plant, "2022-05", false, 1'000);
  CHECK(refusal_of(w.wish(w.plant, World::transfer({{own, units(1, 1)}}, w.rival))) == Refusal::gec_not_tradable);
  w.grant(w.plant, consumption(w, {{own, units(1, 1'000)}}));
  // Bought in the following year for the year before: accepted while the certificate is valid.
  auto other_project = World::vcs_project("PPC9902632802001X");
  other_project.project.programme = "GEC";
  w.grant(w.gec_registrar, other_project);
  auto bought = World::gec_batch("PPC9902632802001X", 1, 9'001);
  const BatchId market{w.grant(w.gec_registrar, bought)};
  w.grant(w.gec_registrar, World::transfer({{market, units(1, 9'001)}}, w.plant));
  // Nine thousand fill the grid's share; the roof is not counted a second time, and one more is refused.
  CHECK(refusal_of(w.wish(w.plant, consumption(w, {{market, units(1, 9'001)}}))) == Refusal::gec_over_consumption);
  w.grant(w.plant, consumption(w, {{market, units(1, 9'000)}}));
  CHECK(counted(w, w.factory, "2022") == 10'000);
  // The same certificates are no offset.
  CHECK(refusal_of(w.wish(w.plant, w.retire({{market, units(9'001, 9'001)}}))) == Refusal::gec_not_offset);
}

TEST_CASE("An inventory is restated below the certificates that are retired already", "[GE-08][G-02]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant, "2022-05", true, 1'000);
  auto inventory = w.inventory("2022");
  inventory.consumed = {1'000'000};
  inventory.purchased = {1'000'000};
  const InventoryId first{w.grant(w.plant, inventory)};
  w.verify(verified(first, w.verifier));
  w.grant(w.plant, consumption(w, {{batch, units(1, 900)}}));
  // The truth comes late and is not refused; everybody sees that too many certificates stand.
  inventory.consumed = {800'000};
  inventory.purchased = {800'000};
  inventory.supersedes = first;
  inventory.reason = "a meter was read twice";
  const auto restated = w.wish(w.plant, inventory);
  REQUIRE(restated.accepted());
  const auto& flags = restated.value().flags;
  CHECK(std::find(flags.begin(), flags.end(), Flag::over_consumption) != flags.end());
  // Nothing more can be retired on top once it is verified.
  const InventoryId second{w.ledger.size() - 1};
  w.verify(verified(second, w.verifier));
  CHECK(refusal_of(w.wish(w.plant, consumption(w, {{batch, units(901, 901)}}))) == Refusal::gec_over_consumption);
  CHECK(counted(w, w.factory, "2022") == 900);
}

TEST_CASE("Credits are found to be false after their use, and the year is repaired", "[RT-09][C-1]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 20'500);
  const RetirementId first{w.grant(w.trader, w.retire({{batch, units(1, 19'707)}}))};
  w.grant(w.registrar, ConfirmEvidenceCommand{first.entry(), "VCS-1", evidence()});
  CHECK(counted(w, w.factory, "2022") == 19'707);
  const EntryIndex struck{
      w.grant(w.registrar, InvalidateCommand{{{batch, units(1, 500)}}, "MEE 43", "never reduced", evidence()})};
  CHECK(counted(w, w.factory, "2022") == 19'207);
  // The history stays: the retirement still names all its units.
  CHECK(w.ledger.retirement(first)->quantity == 19'707);
  auto repair = w.retire({{batch, units(20'001, 20'500)}});
  repair.replaces = struck;
  w.grant(w.trader, repair);
  CHECK(counted(w, w.factory, "2022") == 19'707);
}

TEST_CASE("A clerk types the wrong factory", "[G-03]") {
  World w;
  w.populate();
  const FactoryId second{w.grant(w.plant, World::site("Hall 3"))};
  const BatchId batch = w.held_by_trader("1", 1, 100);
  const RetirementId wrong{w.grant(w.trader, w.retire({{batch, units(1, 100)}}))};
  const Correction correction{wrong, second, period("2022"), "the wrong hall was typed"};
  w.grant(w.plant, RequestCorrectionCommand{correction});
  w.grant(w.association, CorrectRetirementCommand{correction});
  CHECK(counted(w, w.factory, "2022") == 0);
  CHECK(counted(w, second, "2022") == 100);
  // The units were bound all the while.
  CHECK(refusal_of(w.wish(w.trader, w.retire({{batch, units(1, 1)}}))) == Refusal::double_use);
}

TEST_CASE("A factory is sold in mid-year", "[ID-06]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 100);
  w.grant(w.trader, w.retire({{batch, units(1, 40)}}));
  w.grant(w.association, TransferFactoryCommand{w.factory, w.rival, day("2023-07-01"), evidence()});
  CHECK(w.ledger.factory(w.factory)->operator_party == w.rival);
  // What was bound stays with the factory.
  CHECK(counted(w, w.factory, "2022") == 40);
  // The year before the sale is still the seller's to offset, the year of the sale either's.
  w.grant(w.trader, w.retire({{batch, units(41, 50)}}));
  auto year_of_sale = w.retire({{batch, units(51, 60)}});
  year_of_sale.period = period("2023");
  year_of_sale.retired_on = day("2023-11-01");
  year_of_sale.beneficiary = w.rival;
  w.grant(w.trader, year_of_sale);
  auto later = w.retire({{batch, units(61, 61)}});
  later.period = period("2024");
  later.retired_on = day("2023-11-01");
  CHECK(refusal_of(w.wish(w.trader, later)) == Refusal::beneficiary_mismatch);
}

TEST_CASE("The same retirement is shown twice", "[XM-01][RT-02]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w);
  const auto ranges = first_units(w, batch, 10);
  w.grant(w.plant, w.retire(ranges));
  // For another year, for another factory, for the same again: the answer names the first use.
  auto another_year = w.retire(ranges);
  another_year.period = period("2021");
  const auto refused = w.wish(w.plant, another_year);
  CHECK(refusal_of(refused) == Refusal::double_use);
  CHECK(refused.refused().conflict == EntryIndex{w.ledger.size() - 1});
  CHECK(refusal_of(w.wish(w.plant, w.retire(ranges))) == Refusal::double_use);
  auto another_factory = w.retire(ranges);
  another_factory.factory = w.other_factory;
  another_factory.beneficiary = w.rival;
  CHECK(refusal_of(w.wish(w.rival, another_factory)) == Refusal::double_use);
}

TEST_CASE("Units are found to have been used at an event", "[G-02][XM-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 100);
  const RetirementId ours{w.grant(w.trader, w.retire({{batch, units(1, 50)}}))};
  const auto outcome = w.wish(
      w.registrar, RecordForeignUseCommand{{{batch, units(41, 60)}}, ForeignPurpose::event, "a marathon", evidence()});
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::conflict_opened});
  // Ours stop counting, the free ones are gone, and the conflict names both sides.
  CHECK(counted(w, w.factory, "2022") == 40);
  CHECK(w.ledger.segments(batch, units(51, 60)).front().status == UnitStatus::foreign_use);
  const auto conflicts = find_notes<Conflict>(w.ledger, index_names::conflicts_open());
  REQUIRE(conflicts.size() == 1);
  CHECK(conflicts.front().retirements == std::vector<RetirementId>{ours});
  CHECK(conflicts.front().other == ours.entry());
}
