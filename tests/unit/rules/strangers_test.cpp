// What a refusal tells somebody whose units, reservations and inventories are not concerned: that it is refused, and
// nothing of how others hold, keep or consume.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string fact_told(const Refused& refused, const std::string& name) {
  const auto found =
      std::find_if(refused.facts.begin(), refused.facts.end(), [&](const auto& one) { return one.first == name; });
  return found == refused.facts.end() ? "" : found->second;
}

RetireCommand by_reservation(const World& w, EntryIndex reservation, std::int64_t quantity) {
  RetireCommand command = w.retire({});
  command.reservation = reservation;
  command.quantity = quantity;
  return command;
}

}  // namespace

TEST_CASE("Somebody else's reservation is to a stranger no reservation", "[rules][strangers]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex kept{w.grant(w.trader, reservation(w, range(batch, 2, 6)))};
  const auto nothing = w.wish(w.rival, by_reservation(w, EntryIndex{3}, 5));
  for (const std::int64_t quantity : {std::int64_t{5}, std::int64_t{4}}) {
    const auto refused = w.wish(w.rival, by_reservation(w, kept, quantity));
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().reason == Refusal::unknown_reservation);
    CHECK(refused.refused().conflict == nothing.refused().conflict);
    CHECK(refused.refused().facts.size() == nothing.refused().facts.size());
  }
  CHECK(w.wish(w.trader, by_reservation(w, kept, 5)).accepted());
}

TEST_CASE("A purpose that does not fit is refused with the range as it was asked", "[rules][strangers]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, World::transfer(range(batch, 1, 4), w.plant));
  w.grant(w.trader, reservation(w, range(batch, 7, 8)));
  const auto refused = w.wish(w.rival, consumption(w, range(batch, 1, 10)));
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::purpose_conflict);
  CHECK(fact_told(refused.refused(), "first") == "1");
  CHECK(fact_told(refused.refused(), "last") == "10");
  const BatchId green = certificates(w, w.plant);
  w.grant(w.plant, World::transfer({{green, units(1, 40)}}, w.trader));
  const auto offset = w.wish(w.rival, w.retire({{green, units(1, 100)}}));
  REQUIRE_FALSE(offset.accepted());
  CHECK(offset.refused().reason == Refusal::gec_not_offset);
  CHECK(fact_told(offset.refused(), "last") == "100");
}

TEST_CASE("A benefit that cannot be assigned tells a stranger nothing of reservations", "[rules][strangers]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, reservation(w, range(batch, 5, 5)));
  for (const std::int64_t unit : {std::int64_t{4}, std::int64_t{5}}) {
    const auto refused = w.wish(w.rival, AssignBenefitCommand{range(batch, unit, unit), w.plant, evidence()});
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().reason == Refusal::not_assignable);
    CHECK_FALSE(refused.refused().conflict.has_value());
    CHECK(fact_told(refused.refused(), "status") == "held_by_another");
  }
}

TEST_CASE("What a factory consumes is told to its operator and not to who retires for it",
          "[rules][strangers][GE-08]") {
  World w;
  w.populate();
  auto inventory = w.inventory("2022");
  inventory.consumed = {51'000};
  inventory.purchased = {51'000};
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(opinion(declared, w.verifier));
  const BatchId batch = certificates(w, w.trader);
  const auto told = [&](const PartyId& party) {
    const auto outcome = w.wish(party, consumption(w, {{batch, units(1, 52)}}));
    REQUIRE_FALSE(outcome.accepted());
    REQUIRE(outcome.refused().reason == Refusal::gec_over_consumption);
    return outcome.refused();
  };
  CHECK(told(w.trader).facts.empty());
  CHECK_FALSE(told(w.trader).conflict.has_value());
  w.grant(w.trader, World::transfer({{batch, units(1, 52)}}, w.plant));
  CHECK(fact_told(told(w.plant), "consumed_kwh") == "51000");
  CHECK(told(w.plant).conflict == declared.entry());
}
