// What passes beside what `retire` stops, and what it finds where it looks twice: boundaries, reservations, repairs,
// claims on what a registry printed, and the electricity of a year.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::string fact(const Outcome<Decision>& outcome, const std::string& name) {
  REQUIRE_FALSE(outcome.accepted());
  for (const auto& [key, value] : outcome.refused().facts) {
    if (key == name) return value;
  }
  return "";
}

RetireCommand for_rival(const World& w, std::vector<BatchRange> ranges) {
  RetireCommand command = w.retire(std::move(ranges));
  command.factory = w.other_factory;
  command.beneficiary = w.rival;
  return command;
}
RetireCommand repairing(const World& w, std::vector<BatchRange> ranges, EntryIndex invalidation) {
  RetireCommand command = w.retire(std::move(ranges));
  command.replaces = invalidation;
  return command;
}
DeclareInventoryCommand reducing(const World& w, std::optional<ProjectKey> project, std::optional<std::string> code) {
  DeclareInventoryCommand command = w.inventory("2022");
  command.in_boundary_reductions = {
      {.measure = "boiler", .reduction = {1'000}, .project = std::move(project), .asset_code = std::move(code)}};
  return command;
}

}  // namespace

TEST_CASE("Units in conflict are used, and the use that they contradict is named", "[RT-02]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 5)))};
  w.grant(w.registrar, foreign_use(range(batch, 5, 5)));
  const auto refused = w.wish(w.trader, w.retire(range(batch, 5, 6)));
  REQUIRE(refusal_of(refused) == Refusal::double_use);
  CHECK(refused.refused().conflict == use.entry());
  CHECK(fact(refused, "factory") == std::to_string(w.factory.value));
  CHECK(fact(refused, "period") == "2022");
}

TEST_CASE("A registrar proves nothing to itself about units that it holds", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  w.grant(w.trader, World::transfer(range(batch, 1, 5), w.registrar));
  CHECK(refusal_of(w.wish(w.registrar, w.retire(range(batch, 6, 6)))) == Refusal::evidence_required);
  const RetirementId use{w.grant(w.registrar, w.retire(range(batch, 1, 5)))};
  CHECK(w.ledger.retirement(use)->status == RetirementStatus::declared);
  CHECK(w.ledger.retirement(use)->counted == 5);
}

TEST_CASE("A reduction that an inventory names by its asset or by another name is inside the boundary", "[RT-01]") {
  for (const bool by_asset : {true, false}) {
    World w;
    w.populate();
    auto project = World::vcs_project("9");
    if (by_asset)
      project.asset_code = asset;
    else
      project.also_registered_as = {{"GS", "GS9"}};
    w.grant(w.registrar, project);
    const BatchId batch = w.held_by_trader("9", 1, 10);
    const auto inventory = by_asset ? reducing(w, {}, asset) : reducing(w, ProjectKey{"GS", "GS9"}, {});
    const EntryIndex declared{w.grant(w.plant, inventory)};
    const auto refused = w.wish(w.trader, w.retire(range(batch, 1, 1)));
    REQUIRE(refusal_of(refused) == Refusal::own_boundary);
    CHECK(refused.refused().conflict == declared);
  }
}

TEST_CASE("A reduction inside the boundary keeps no other project from serving the factory", "[RT-01]") {
  World w;
  w.populate();
  auto project = World::vcs_project("9");
  project.asset_code = asset;
  project.also_registered_as = {{"GS", "GS9"}};
  w.grant(w.registrar, project);
  const BatchId batch = w.held_by_trader("9", 1, 10);
  w.grant(w.plant, reducing(w, ProjectKey{"GS", "GS8"}, "PPC1302632802002I"));
  CHECK(w.wish(w.trader, w.retire(range(batch, 1, 1))).accepted());
  CHECK(status_at(w, batch, 1) == UnitStatus::retired);
}

TEST_CASE("A boundary that was restated or voided binds no more", "[RT-01]") {
  for (const bool restated : {true, false}) {
    World w;
    w.populate();
    const BatchId batch = w.held_by_trader("9", 1, 10);
    const InventoryId declared{w.grant(w.plant, reducing(w, ProjectKey{"VCS", "9"}, {}))};
    REQUIRE(refusal_of(w.wish(w.trader, w.retire(range(batch, 1, 1)))) == Refusal::own_boundary);
    auto again = w.inventory("2022");
    again.supersedes = declared;
    if (restated)
      w.grant(w.plant, again);
    else
      w.grant(w.plant, voiding(declared.value));
    CHECK(w.wish(w.trader, w.retire(range(batch, 1, 1))).accepted());
  }
}

TEST_CASE("A reservation over two batches is used as a whole and closed once", "[CE-10][reserve]") {
  World w;
  w.populate();
  const BatchId a = w.held_by_trader("1", 1, 10);
  const BatchId b = w.held_by_trader("2", 11, 20);
  const EntryIndex entry{w.grant(w.trader, reservation(w, {{a, units(1, 5)}, {b, units(11, 13)}}))};
  auto command = w.retire({});
  command.reservation = entry;
  command.quantity = 8;
  const auto outcome = w.wish(w.trader, command);
  REQUIRE(outcome.accepted());
  const auto& events = outcome.value().events;
  CHECK(std::count_if(events.begin(), events.end(),
                      [](const Event& event) { return std::holds_alternative<NoteTaken>(event); }) == 1);
  const EntryIndex use{w.ledger.size() - 1};
  CHECK(find_note<UnitAction>(w.ledger, entry)->closed_by == use);
  CHECK(w.ledger.retirement({use.value})->counted == 8);
  CHECK(status_at(w, a, 5) == UnitStatus::retired);
  CHECK(status_at(w, b, 13) == UnitStatus::retired);
  CHECK(status_at(w, b, 14) == UnitStatus::free);
}

TEST_CASE("A freeze is no reservation and no invalidation", "[retire]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex entry{w.grant(w.registrar, freeze(range(batch, 1, 5)))};
  auto reserved = w.retire({});
  reserved.reservation = entry;
  reserved.quantity = 5;
  const auto refused = w.wish(w.trader, reserved);
  CHECK(refusal_of(refused) == Refusal::unknown_reservation);
  CHECK(fact(refused, "reservation") == std::to_string(entry.value));
  const auto repair = w.wish(w.trader, repairing(w, range(batch, 6, 6), entry));
  CHECK(refusal_of(repair) == Refusal::unknown_invalidation);
  CHECK(fact(repair, "replaces") == std::to_string(entry.value));
}

TEST_CASE("A repair makes good what the invalidation took of this factory-year and nothing else", "[RT-09]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 200);
  w.grant(w.trader, w.retire(range(batch, 1, 50)));
  w.grant(w.trader, for_rival(w, range(batch, 51, 80)));
  auto earlier = w.retire(range(batch, 81, 90));
  earlier.period = period("2021");
  w.grant(w.trader, earlier);
  // Ten of the factory's year, all of the rival's and of the year before, and ten that nobody had used.
  const EntryIndex entry{w.grant(w.registrar, invalidate(range(batch, 41, 100)))};
  const auto too_much = w.wish(w.trader, repairing(w, range(batch, 101, 111), entry));
  REQUIRE(refusal_of(too_much) == Refusal::replacement_exceeds);
  CHECK(fact(too_much, "missing") == "10");
  const RetirementId repair{w.grant(w.trader, repairing(w, range(batch, 101, 110), entry))};
  CHECK(fact(w.wish(w.trader, repairing(w, range(batch, 111, 111), entry)), "missing") == "0");
  // A repair that was withdrawn leaves the gap open.
  w.grant(w.trader, WithdrawRetirementCommand{repair, "error"});
  CHECK(w.wish(w.trader, repairing(w, range(batch, 101, 110), entry)).accepted());
}

TEST_CASE("An invalidation that was voided leaves nothing to repair, also where another one followed", "[RT-09]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 20);
  w.grant(w.trader, w.retire(range(batch, 1, 10)));
  const EntryIndex first{w.grant(w.registrar, invalidate(range(batch, 1, 4)))};
  w.grant(w.registrar, voiding(first.value));
  const auto repair_of = [&](EntryIndex entry) { return w.wish(w.trader, repairing(w, range(batch, 11, 11), entry)); };
  CHECK(refusal_of(repair_of(first)) == Refusal::replacement_mismatch);
  const EntryIndex second{w.grant(w.registrar, invalidate(range(batch, 1, 4)))};
  CHECK(refusal_of(repair_of(first)) == Refusal::replacement_mismatch);
  CHECK(repair_of(second).accepted());
}

TEST_CASE("A registry's day and reference bind a claim only where it printed them", "[RT-03]") {
  World w;
  w.populate();
  w.grant(w.registrar, World::vcs_project("1"));
  auto without_reference = World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022");
  without_reference.registry_reference = "";
  const BatchId printed{w.grant(w.registrar, without_reference)};
  auto claim = w.retire(range(printed, 1, 5));
  claim.registry_reference = "VCS-R-8";
  claim.retired_on = day("2023-06-02");
  const auto refused = w.wish(w.plant, claim);
  REQUIRE(refusal_of(refused) == Refusal::registry_mismatch);
  CHECK(fact(refused, "retired_on") == "2023-06-01");
  claim.retired_on = day("2023-06-01");
  CHECK(w.wish(w.plant, claim).accepted());

  // What came back from an earlier binding is retired at its registry, and nobody knows since when.
  const BatchId bound = w.held_by_trader("2", 11, 20);
  auto behalf = w.retire(range(bound, 11, 20));
  behalf.registry_reference = "VCS-R-9";
  w.grant(w.registrar, voiding(w.grant(w.registrar, behalf)));
  REQUIRE(status_at(w, bound, 11) == UnitStatus::registry_retired);
  auto unknown_day = w.retire(range(bound, 11, 12));
  unknown_day.retired_on = day("2023-07-01");
  unknown_day.registry_reference = "VCS-R-10";
  REQUIRE(w.wish(w.plant, unknown_day).accepted());
  CHECK(w.ledger.retirement({w.ledger.size() - 1})->status == RetirementStatus::on_hold);
}

TEST_CASE("A word of the trading systems decides wherever it stands alone in a text", "[CC-19]") {
  World w;
  w.populate();
  const auto claimed = [&w](const char* beneficiary, const char* reason) {
    return w.wish(w.plant, w.retire(first_units(w, claimable(w, beneficiary, reason), 1)));
  };
  CHECK(refusal_of(claimed("ETS account of Plant One Ltd", "2022")) == Refusal::purpose_conflict);
  CHECK(refusal_of(claimed("Plant One Ltd (registry)", "2022 ETS")) == Refusal::purpose_conflict);
  CHECK(claimed("Plant One Ltd", "pallets, markets, etsy 2022").accepted());
}

TEST_CASE("Only certificates that count fill a year's electricity, and credits never do", "[GE-08]") {
  World w;
  w.populate();
  auto inventory = w.inventory("2022");
  inventory.consumed = {100'000};
  inventory.purchased = {100'000};
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(opinion(declared, w.verifier));
  const BatchId power = certificates(w, w.plant, "2022-05", true, 200);
  w.grant(w.plant, consumption(w, range(power, 1, 60)));
  w.grant(w.gec_registrar, invalidate(range(power, 41, 60)));
  w.grant(w.trader, w.retire(range(w.held_by_trader("1", 1, 50), 1, 50)));
  // 40 MWh count, so 60 more fit and one more does not.
  const auto refused = w.wish(w.plant, consumption(w, range(power, 61, 121)));
  REQUIRE(refusal_of(refused) == Refusal::gec_over_consumption);
  CHECK(fact(refused, "green_kwh") == "101000");
  CHECK(fact(refused, "consumed_kwh") == "100000");
  CHECK(w.wish(w.plant, consumption(w, range(power, 61, 120))).accepted());
}
