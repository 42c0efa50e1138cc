// Factories: where they stand, and how they change hands.
#include "ledger/rules/operators.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

UpdateFactoryCommand moving(FactoryId factory, const char* address) {
  return {.factory = factory, .name = {}, .address = address, .division = {}, .zone = {}, .industry = {}};
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_factories() {
  static const std::vector<Row> all{
      {Refusal::future_date, "a factory that is not established yet is not registered",
       [](World& w) {
         auto site = World::site("Hall 9");
         site.established_on = day("2023-11-16");
         return w.wish(w.plant, site);
       }},
      {Refusal::unknown_factory, "a factory that is not registered is not moved",
       [](World& w) { return w.wish(w.plant, moving({1}, "Hall 9")); }},
      {Refusal::not_operator, "only the operator changes its factory",
       [](World& w) { return w.wish(w.rival, moving(w.factory, "Hall 9")); }},
      {Refusal::unknown_factory, "a factory that is not registered is not sold",
       [](World& w) { return w.wish(w.plant, sale({1}, w.rival)); }},
      {Refusal::not_operator, "a stranger sells no factory",
       [](World& w) { return w.wish(w.trader, sale(w.factory, w.rival)); }},
      {Refusal::not_operator, "nobody sells what he did not have on that day",
       [](World& w) { return w.wish(w.association, sale(w.factory, w.rival, "2010-04-30")); }},
      {Refusal::unknown_party, "a buyer is enrolled",
       [](World& w) { return w.wish(w.plant, sale(w.factory, {"x:nobody"})); }},
      {Refusal::future_date, "a sale has happened",
       [](World& w) { return w.wish(w.plant, sale(w.factory, w.rival, "2023-11-16")); }},
      {Refusal::same_operator, "nobody buys his own factory",
       [](World& w) { return w.wish(w.plant, sale(w.factory, w.plant)); }},
      {Refusal::not_operator, "who sold a factory changes it no more",
       [](World& w) {
         w.grant(w.association, sale(w.factory, w.rival));
         return w.wish(w.plant, moving(w.factory, "Hall 9"));
       }},
  };
  return all;
}

TEST_CASE("Factories are refused reason by reason", "[factory]") { check_rows(rows_of_factories()); }

TEST_CASE("A second factory at one address and an unusual industry are marked", "[ID-05]") {
  World w;
  w.populate();
  const auto flags = [&w](const RegisterFactoryCommand& site) {
    const auto outcome = w.wish(w.plant, site);
    REQUIRE(outcome.accepted());
    return outcome.value().flags;
  };
  CHECK(flags(World::site("Hall 9")).empty());
  CHECK(flags(World::site("Hall 9")) == std::vector<Flag>{Flag::same_site});
  for (const auto& [industry, unusual] :
       {std::pair{"A0111", true}, {"B0610", false}, {"C3823", false}, {"D4420", false}, {"E4710", true}}) {
    auto site = World::site(std::string("Hall of ") + industry);
    site.industry = industry;
    INFO(industry);
    CHECK(flags(site) == (unusual ? std::vector<Flag>{Flag::industry_unusual} : std::vector<Flag>{}));
  }
}

TEST_CASE("A changed factory keeps what the command leaves out", "[factory]") {
  World w;
  w.populate();
  auto command = moving(w.factory, "Hall 2");
  const auto outcome = w.wish(w.plant, command);
  REQUIRE(outcome.accepted());
  CHECK(outcome.value().flags == std::vector<Flag>{Flag::same_site});
  CHECK(w.ledger.factory(w.factory)->address == "Hall 2");
  CHECK(w.ledger.factory(w.factory)->name == "Factory");
  command.address.reset();
  command.name = "Works";
  command.division = "511421";
  command.industry = "G5300";
  const auto again = w.wish(w.plant, command);
  REQUIRE(again.accepted());
  CHECK(again.value().flags == std::vector<Flag>{Flag::industry_unusual});
  CHECK(w.ledger.factory(w.factory)->address == "Hall 2");
  CHECK(w.ledger.factory(w.factory)->name == "Works");
  CHECK(w.ledger.factory(w.factory)->division == "511421");
  CHECK(w.ledger.factory(w.factory)->operator_party == w.plant);
}

TEST_CASE("A factory changes hands when both operators have signed, in either order", "[ID-06]") {
  for (const bool buyer_first : {false, true}) {
    World w;
    w.populate();
    const PartyId one = buyer_first ? w.rival : w.plant;
    const PartyId other = buyer_first ? w.plant : w.rival;
    const EntryIndex offer{w.ledger.size()};
    const auto offered = w.wish(one, sale(w.factory, w.rival));
    REQUIRE(offered.accepted());
    CHECK(offered.value().flags == std::vector<Flag>{Flag::factory_transfer_offered});
    CHECK(w.ledger.factory(w.factory)->operator_party == w.plant);
    // The same side twice, another day and another buyer complete nothing.
    CHECK(w.wish(one, sale(w.factory, w.rival)).value().flags == std::vector<Flag>{Flag::factory_transfer_offered});
    CHECK(w.wish(other, sale(w.factory, w.rival, "2023-07-02")).value().flags ==
          std::vector<Flag>{Flag::factory_transfer_offered});
    CHECK(w.wish(w.plant, sale(w.factory, w.trader)).value().flags ==
          std::vector<Flag>{Flag::factory_transfer_offered});
    CHECK(w.ledger.factory(w.factory)->operator_party == w.plant);
    const EntryIndex done{w.ledger.size()};
    const auto completed = w.wish(other, sale(w.factory, w.rival));
    REQUIRE(completed.accepted());
    CHECK(completed.value().flags.empty());
    const Factory factory = w.ledger.factory(w.factory).value();
    CHECK(factory.operator_party == w.rival);
    CHECK(factory.operator_from == day("2023-07-01"));
    REQUIRE(factory.former_operators.size() == 1);
    CHECK(factory.former_operators.front() ==
          FormerOperator{.party = w.plant, .from = day("2010-05-01"), .until = day("2023-06-30")});
    CHECK(find_note<FactoryOffer>(w.ledger, offer)->closed_by == done);
    for (const FactoryOffer& each : find_notes<FactoryOffer>(w.ledger, index_names::offers_of(w.factory)))
      CHECK(each.closed_by == done);
    // The old offer to the trader died with it.
    CHECK(w.wish(w.trader, sale(w.factory, w.trader)).value().flags ==
          std::vector<Flag>{Flag::factory_transfer_offered});
    CHECK(w.ledger.factory(w.factory)->operator_party == w.rival);
  }
}

TEST_CASE("The association's word alone moves a factory, also back", "[ID-06]") {
  World w;
  w.populate();
  w.grant(w.association, sale(w.factory, w.rival));
  w.grant(w.association, sale(w.factory, w.plant, "2023-08-01"));
  const Factory factory = w.ledger.factory(w.factory).value();
  CHECK(rules::operated_on(factory, w.plant, day("2023-06-30")));
  CHECK_FALSE(rules::operated_on(factory, w.plant, day("2023-07-01")));
  CHECK(rules::operated_on(factory, w.rival, day("2023-07-01")));
  CHECK(rules::operated_on(factory, w.rival, day("2023-07-31")));
  CHECK_FALSE(rules::operated_on(factory, w.rival, day("2023-08-01")));
  CHECK(rules::operated_on(factory, w.plant, day("2023-08-01")));
  CHECK_FALSE(rules::operated_on(factory, w.plant, day("2010-04-30")));
  CHECK(rules::operated_in(factory, w.rival, period("2023")));
  CHECK_FALSE(rules::operated_in(factory, w.rival, period("2022")));
  CHECK(rules::operated_in(factory, w.plant, period("2022")));
  CHECK_FALSE(rules::operated_in(factory, w.trader, period("2023")));
}

TEST_CASE("A factory sold on its first day never had its first operator", "[ID-06]") {
  World w;
  w.populate();
  w.grant(w.association, sale(w.factory, w.rival, "2010-05-01"));
  CHECK(w.ledger.factory(w.factory)->former_operators.empty());
  CHECK(w.ledger.factory(w.factory)->operator_from == day("2010-05-01"));
}

TEST_CASE("Bound units and inventories stay with a sold factory, and both operators answer for the year", "[ID-06]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, w.retire({{batch, units(1, 5)}}));
  const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
  w.grant(w.association, sale(w.factory, w.rival));
  CHECK(w.ledger.retirements(w.factory, period("2022")).size() == 1);
  CHECK(w.ledger.inventory(declared)->factory == w.factory);
  // The seller ran it in 2022 and is still a beneficiary of that year; the buyer runs it on the day of the use.
  CHECK(w.wish(w.trader, w.retire({{batch, units(6, 6)}})).accepted());
  auto for_buyer = w.retire({{batch, units(7, 7)}});
  for_buyer.beneficiary = w.rival;
  CHECK(refusal_of(w.wish(w.trader, for_buyer)) == Refusal::beneficiary_mismatch);
  for_buyer.retired_on = day("2023-07-01");
  CHECK(w.wish(w.trader, for_buyer).accepted());
}
