// What a registration or a declaration may leave out, name once more or say in other words, and what the ledger makes
// of it: projects, their developers, inventories.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("An own project serves a factory that is registered", "[register_project]") {
  World w;
  w.populate();
  auto project = w.own_project("P1");
  project.self_developed_for = FactoryId{9'999};
  const auto refused = w.wish(w.plant, project);
  REQUIRE(refusal_of(refused) == Refusal::unknown_factory);
  CHECK(refused.refused().facts == std::vector<std::pair<std::string, std::string>>{{"factory", "9999"}});
}

TEST_CASE("A project's building and registration may have begun today and not tomorrow", "[register_project]") {
  World w;
  w.populate();
  w.now = at("2023-11-15");
  const auto registered = [&w](const char* building, const char* registration) {
    auto project = World::vcs_project(std::to_string(w.ledger.size()));
    project.construction_start = day(building);
    project.registered_on = day(registration);
    return w.wish(w.registrar, project);
  };
  CHECK(registered("2023-11-14", "2023-11-15").accepted());
  CHECK(registered("2023-11-15", "2023-11-15").accepted());
  CHECK(refusal_of(registered("2023-11-16", "2023-11-15")) == Refusal::future_date);
  CHECK(refusal_of(registered("2023-11-15", "2023-11-16")) == Refusal::future_date);
}

TEST_CASE("A crediting period has two ends", "[register_project][CC-06]") {
  World w;
  w.populate();
  const auto flagged = [&w](std::optional<Date> from, std::optional<Date> until) {
    auto project = World::vcs_project(std::to_string(w.ledger.size()));
    project.crediting_from = from;
    project.crediting_until = until;
    return has_flag(w.wish(w.registrar, project), Flag::crediting_period_missing);
  };
  CHECK_FALSE(flagged(day("2021-01-01"), day("2030-12-31")));
  CHECK(flagged(day("2021-01-01"), std::nullopt));
  CHECK(flagged(std::nullopt, day("2030-12-31")));
}

TEST_CASE("A version of a methodology is digits, and anything else is another methodology", "[CC-16]") {
  World w;
  w.populate();
  appoint(w, w.registrar, "CCER");
  const auto unknown = [&w](const char* methodology) {
    auto project = ccer_project("A" + std::to_string(w.ledger.size()));
    project.methodology = methodology;
    return has_flag(w.wish(w.registrar, project), Flag::methodology_unknown);
  };
  CHECK_FALSE(unknown("CCER-01-002-V01"));
  CHECK(unknown("CCER-01-002-V1.0"));
  CHECK(unknown("CCER-01-002-V1a"));
}

TEST_CASE("Units retired for the developer under any of its names did not leave it", "[CE-10]") {
  const auto shared_by = [](const char* beneficiary) {
    World w;
    w.populate();
    auto project = World::vcs_project("1");
    project.developer = w.plant.text;
    w.grant(w.registrar, project);
    w.grant(w.registrar, World::retired_batch("1", 1, 10, beneficiary, "2022"));
    CHECK(w.ledger.project({"VCS", "1"})->used);
    return w.ledger.project({"VCS", "1"})->shared;
  };
  CHECK_FALSE(shared_by("Plant One Ltd"));
  CHECK_FALSE(shared_by("PLANT ONE LTD. (Registry)"));
  CHECK(shared_by("Rival Works Ltd"));
}

TEST_CASE("A series is restated from its newest version, which a second declaration is told of", "[ID-06]") {
  World w;
  w.populate();
  auto newer = w.inventory("2022");
  newer.supersedes = InventoryId{w.grant(w.plant, w.inventory("2022"))};
  const EntryIndex latest{w.grant(w.plant, newer)};
  const auto refused = w.wish(w.plant, w.inventory("2022"));
  REQUIRE(refusal_of(refused) == Refusal::inventory_exists);
  CHECK(refused.refused().conflict == latest);
}

TEST_CASE("Green power that brings its own certificates counts where they are retired", "[GE-11][declare_inventory]") {
  World w;
  w.populate();
  const BatchId power = certificates(w, w.plant);
  auto inventory = w.inventory("2022");
  inventory.green_power = {{.contract = "C-1", .electricity = {60'000}, .gec = range(power, 1, 60)},
                           {.contract = "C-2", .electricity = {25'000}, .gec = {}}};
  const InventoryId declared{w.grant(w.plant, inventory)};
  CHECK(w.ledger.inventory(declared)->green_power == KilowattHours{85'000});
  CHECK(find_note<InventoryFigures>(w.ledger, declared.entry())->green_power_without_certificates ==
        KilowattHours{25'000});
}
