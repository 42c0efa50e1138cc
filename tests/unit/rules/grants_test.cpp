// What the rules grant, and what a granted wish does: statuses, notices, locks and who holds what afterwards.
#include <catch2/catch.hpp>

#include "tests/support/world.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Retirement& retirement_of(const Decision& decision) {
  return std::get<UnitsRetired>(decision.events.front()).retirement;
}

// A batch of ten units retired at its registry with these texts, and the plant's claim on them.
Outcome<Decision> claim(World& world, const std::string& beneficiary, const std::string& reason) {
  if (!world.ledger.project({"VCS", "1"})) world.grant(world.registrar, World::vcs_project("1"));
  const BatchId batch{world.grant(world.registrar, World::retired_batch("1", 1, 10, beneficiary, reason))};
  return world.wish(world.plant, world.retire({{batch, units(1, 10)}}));
}

}  // namespace

TEST_CASE("a holder's retirement binds the units to one factory and one period and waits for the registry",
          "[retire]") {
  World world;
  world.populate();
  const BatchId batch = world.held_by_trader("1", 1, 10);
  const auto outcome = world.wish(world.trader, world.retire({{batch, units(3, 5)}}));
  REQUIRE(outcome.accepted());
  CHECK(retirement_of(outcome.value()).status == RetirementStatus::declared);
  const auto segments = world.ledger.segments(batch, units(1, 10));
  REQUIRE(segments.size() == 3);
  CHECK(segments[0].units == units(1, 2));
  CHECK(segments[1].units == units(3, 5));
  CHECK(segments[1].status == UnitStatus::retired);
  CHECK_FALSE(segments[1].holder.has_value());
  CHECK(segments[2].units == units(6, 10));
  CHECK(segments[2].holder == world.trader);
}

TEST_CASE("a double use names the retirement it collides with, its factory and its period", "[retire]") {
  World world;
  world.populate();
  const BatchId batch = world.held_by_trader("1", 1, 10);
  const std::uint64_t first = world.grant(world.trader, world.retire({{batch, units(1, 5)}}));
  auto foreign = world.retire({{batch, units(4, 8)}});
  foreign.factory = world.other_factory;
  foreign.beneficiary = world.rival;
  const auto outcome = world.wish(world.trader, foreign);
  REQUIRE_FALSE(outcome.accepted());
  CHECK(outcome.refused().conflict == EntryIndex{first});
  const std::vector<std::pair<std::string, std::string>> facts{{"batch", std::to_string(batch.value)},
                                                               {"first", "4"},
                                                               {"last", "5"},
                                                               {"factory", std::to_string(world.factory.value)},
                                                               {"period", "2022"}};
  CHECK(outcome.refused().facts == facts);
}

TEST_CASE("an overlapping serial names the first entry that recorded one of its numbers", "[record_batch]") {
  World world;
  world.populate();
  world.grant(world.registrar, World::vcs_project("1"));
  const std::uint64_t first = world.grant(world.registrar, World::vcs_batch("1", 50, 60));
  world.grant(world.registrar, World::vcs_batch("1", 10, 20));
  const auto outcome = world.wish(world.registrar, World::vcs_batch("1", 15, 55));
  REQUIRE_FALSE(outcome.accepted());
  CHECK(outcome.refused().conflict == EntryIndex{first});
}

TEST_CASE("equal numbers of two series or two programmes do not collide", "[record_batch]") {
  World world;
  world.populate();
  world.grant(world.registrar, World::vcs_project("1"));
  world.grant(world.registrar, World::vcs_batch("1", 1, 10));
  auto old_series = World::vcs_batch("1", 1, 10);
  old_series.space = "old";
  CHECK(world.wish(world.registrar, old_series).accepted());
  world.grant(world.plant, world.own_project("P1"));
  auto own = World::own_batch("P1", "2020", 10);
  CHECK(world.wish(world.verifier, own).accepted());
}

TEST_CASE("a registrar that retires with its registry's reference makes a match", "[retire]") {
  World world;
  world.populate();
  const BatchId batch = world.held_by_trader("1", 1, 10);
  auto retire = world.retire({{batch, units(1, 1)}});
  retire.registry_reference = "VCS-R-77";
  const auto outcome = world.wish(world.registrar, retire);
  REQUIRE(outcome.accepted());
  CHECK(retirement_of(outcome.value()).status == RetirementStatus::matched);
}

TEST_CASE("a claim is bound when the registry names the party by a recorded alias and the year", "[retire][claim]") {
  World world;
  world.populate();
  const auto outcome = claim(world, "PLANT ONE LTD. (Registry)", "Retired for FY 2022");
  REQUIRE(outcome.accepted());
  CHECK(retirement_of(outcome.value()).status == RetirementStatus::matched);
  CHECK(outcome.value().flags.empty());
}

TEST_CASE("a claim is bound when the registry names the party by its credit code and the year", "[retire][claim]") {
  World world;
  world.populate();
  const auto outcome = claim(world, "Some name 91330100799655058B", "2022");
  REQUIRE(outcome.accepted());
  CHECK(retirement_of(outcome.value()).status == RetirementStatus::matched);
}

TEST_CASE("a claim that the registry's text does not prove is on HOLD and binds nothing", "[retire][claim]") {
  const std::pair<const char*, const char*> unclear[] = {
      {"Plant One Ltd", "2022"},                         // the name alone
      {"", ""},                                          // no beneficiary
      {"Plant One Ltd (registry)", ""},                  // no year
      {"Plant One Ltd (registry)", "2021"},              // another year
      {"Plant One Ltd (registry)", "2022 and 2023"},     // a second year
      {"Plant One Ltd (registry)", "Conference 2022"},   // an event
      {"Plant One Ltd (registry)", "2022年产品碳中和"},  // a product
      {"Plant One Ltd (registry)", "20222"},             // digits that are no year
  };
  for (const auto& [beneficiary, reason] : unclear) {
    World world;
    world.populate();
    INFO(beneficiary << " / " << reason);
    const auto outcome = claim(world, beneficiary, reason);
    REQUIRE(outcome.accepted());
    CHECK(retirement_of(outcome.value()).status == RetirementStatus::on_hold);
    CHECK(outcome.value().flags == std::vector<Flag>{Flag::purpose_unclear});
    const auto segments = world.ledger.segments(retirement_of(outcome.value()).ranges[0].batch, units(1, 10));
    REQUIRE(segments.size() == 1);
    CHECK(segments[0].status == UnitStatus::registry_retired);
  }
}

TEST_CASE("several claims on HOLD stand beside each other and do not exclude a better claimant", "[retire][claim]") {
  World world;
  world.populate();
  REQUIRE(claim(world, "Plant One Ltd and Rival Works Ltd", "2022").accepted());
  const BatchId batch{world.ledger.size() - 2};
  auto rival = world.retire({{batch, units(1, 10)}});
  rival.factory = world.other_factory;
  rival.beneficiary = world.rival;
  REQUIRE(world.wish(world.rival, rival).accepted());
  const auto by_registrar = world.wish(world.registrar, rival);
  REQUIRE(by_registrar.accepted());
  CHECK(retirement_of(by_registrar.value()).status == RetirementStatus::matched);
  const auto late = world.wish(world.plant, world.retire({{batch, units(1, 1)}}));
  REQUIRE_FALSE(late.accepted());
  CHECK(late.refused().reason == Refusal::double_use);
}

TEST_CASE("the first use locks a self-developed project, and its factory may go on using it", "[own]") {
  World world;
  world.populate();
  world.grant(world.plant, world.own_project("P1"));
  const BatchId batch{world.grant(world.verifier, World::own_batch("P1", "S-1", 100))};
  CHECK(world.ledger.segments(batch, units(1, 100)).front().holder == world.plant);
  const std::uint64_t first = world.grant(world.plant, world.retire({{batch, units(1, 10)}}));
  const auto project = world.ledger.project({"OWN", "P1"});
  REQUIRE(project->lock.has_value());
  CHECK(project->lock->factory == world.factory);
  CHECK(project->lock->retirement == RetirementId{first});
  CHECK(project->lock->provisional);
  auto next_year = world.retire({{batch, units(11, 20)}});
  next_year.period = period("2023");
  CHECK(world.wish(world.plant, next_year).accepted());
  CHECK(world.wish(world.verifier, World::own_batch("P1", "S-2", 5)).accepted());
}

TEST_CASE("the lock freezes the free units of every other name of the project", "[own]") {
  World world;
  world.populate();
  auto twin = World::vcs_project("777");
  twin.also_registered_as = {{"OWN", "P1"}};
  world.grant(world.registrar, twin);
  const BatchId other{world.grant(world.registrar, World::vcs_batch("777", 1, 10))};
  world.grant(world.plant, world.own_project("P1"));
  auto own = World::own_batch("P1", "S-1", 100);
  own.vintage_from = day("2021-01-01");
  own.vintage_until = day("2021-12-31");
  const BatchId batch{world.grant(world.verifier, own)};
  world.grant(world.plant, world.retire({{batch, units(1, 1)}}));
  CHECK(world.ledger.segments(other, units(1, 10)).front().status == UnitStatus::frozen);
}

TEST_CASE("certificates up to the last whole megawatt-hour of the year are accepted", "[gec]") {
  World world;
  world.populate();
  auto project = World::vcs_project("PPC1302632802001I");
  project.project.programme = "GEC";
  world.grant(world.gec_registrar, project);
  const BatchId batch{world.grant(world.gec_registrar, World::gec_batch("PPC1302632802001I", 1, 100'000))};
  world.grant(world.gec_registrar, World::transfer({{batch, units(1, 100'000)}}, world.plant));
  auto without_inventory = world.retire({{batch, units(50'000, 50'009)}});
  without_inventory.purpose = Purpose::electricity_consumption;
  without_inventory.period = period("2021");
  CHECK(world.wish(world.plant, without_inventory).accepted());
  world.grant(world.plant, world.inventory("2022"));
  auto all = world.retire({{batch, units(1, 23'535)}});
  all.purpose = Purpose::electricity_consumption;
  CHECK(world.wish(world.plant, all).accepted());
}

TEST_CASE("a new version of an inventory supersedes the one it names", "[inventory]") {
  World world;
  world.populate();
  const InventoryId first{world.grant(world.plant, world.inventory("2022"))};
  auto second = world.inventory("2022");
  second.supersedes = first;
  second.reason = "meter replaced";
  const InventoryId latest{world.grant(world.plant, second)};
  const auto inventories = world.ledger.inventories(world.factory);
  REQUIRE(inventories.size() == 2);
  CHECK(inventories[0].superseded_by == latest);
  CHECK(inventories[1].version == 2);
  CHECK(world.wish(world.plant, world.inventory("2022", "GB/T 32150")).accepted());
  CHECK(world.wish(world.plant, world.inventory("2023")).accepted());
}

TEST_CASE("a grid factor that no loaded notice has is a notice, and a second factory at one address too", "[flags]") {
  World world;
  world.populate();
  auto inventory = world.inventory("2022");
  inventory.factor_location = {5'633};
  const auto flagged = world.wish(world.plant, inventory);
  REQUIRE(flagged.accepted());
  CHECK(flagged.value().flags == std::vector<Flag>{Flag::factor_not_in_table});
  const auto twin = world.wish(world.rival, World::site("Hall 1"));
  REQUIRE(twin.accepted());
  CHECK(twin.value().flags == std::vector<Flag>{Flag::same_site});
}

TEST_CASE("a command is admitted only while its key is in force and its own time has come", "[admission]") {
  const Key key{.kid = {"k"},
                .party = {"x:trader"},
                .entry = {1},
                .jwk = "{}",
                .valid_from = {1'000'000'000},
                .valid_until = Instant{2'000'000'000},
                .kinds = {}};
  const Envelope envelope{.issuer = {"x:trader"},
                          .audience = "a",
                          .jti = "12345678",
                          .issued_at = {1'500'000'000},
                          .expires_at = {1'500'060'000},
                          .kind = "retire"};
  const auto reason = [&](Envelope changed, Instant time) {
    const auto refused = admit(changed, key, time);
    return refused ? std::string(name_of(refused->reason)) : std::string("admitted");
  };
  CHECK(reason(envelope, {1'500'000'000}) == "admitted");
  CHECK(reason(envelope, {999'999'999}) == "key_not_in_force");
  CHECK(reason(envelope, {2'000'000'000}) == "key_not_in_force");
  CHECK(reason(envelope, {1'500'060'000}) == "command_expired");
  CHECK(reason(envelope, {1'500'059'999}) == "admitted");
  CHECK(reason(envelope, {1'499'700'000}) == "admitted");
  CHECK(reason(envelope, {1'499'699'999}) == "issued_in_future");
  Envelope week = envelope;
  week.expires_at = {week.issued_at.unix_ms + limits::command_lifetime_ms_max};
  CHECK(reason(week, {1'500'000'000}) == "admitted");
  week.expires_at.unix_ms += 1;
  CHECK(reason(week, {1'500'000'000}) == "lifetime_too_long");
}
