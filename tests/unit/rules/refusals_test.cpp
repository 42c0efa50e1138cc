// One row for each way a rule says no: which command, what stands in the way, which reason comes first. A last case
// demands that every refusal of the enumeration has a row, here or in the tables beside the tests of their commands.
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <utility>

#include "tests/unit/rules/kind_rows.hpp"
#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/sources.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

RetireCommand changed(RetireCommand command, const std::function<void(RetireCommand&)>& change) {
  change(command);
  return command;
}

BatchId locked_own_batch(World& world) {
  world.grant(world.plant, world.own_project("P1"));
  const BatchId batch{world.grant(world.verifier, World::own_batch("P1", "STATEMENT-1", 100))};
  world.grant(world.plant, world.retire({{batch, units(1, 10)}}));
  return batch;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {Refusal::not_association, "only the association enrols parties",
       [](World& w) { return w.wish(w.trader, World::enrolment({"x:new-party"}, "New")); }},
      {Refusal::not_association, "only the association appoints registrars",
       [](World& w) {
         return w.wish(w.trader, AppointRegistrarCommand{w.trader, "VCS", day("2020-01-01"), day("2030-01-01")});
       }},
      {Refusal::not_registrar, "only the programme's registrar registers its projects",
       [](World& w) { return w.wish(w.trader, World::vcs_project("1")); }},
      {Refusal::not_registrar, "an appointment that has ended gives no authority",
       [](World& w) {
         w.now = {Instant{1'950'000'000'000}};
         return w.wish(w.registrar, World::vcs_project("1"));
       }},
      {Refusal::not_operator, "only the factory's operator registers its own project",
       [](World& w) { return w.wish(w.rival, w.own_project("P1")); }},
      {Refusal::not_operator, "only the operator declares an inventory",
       [](World& w) { return w.wish(w.rival, w.inventory("2022")); }},
      {Refusal::not_verifier, "an own project's batch comes from the verifier named at its registration",
       [](World& w) {
         w.grant(w.association, AppointRegistrarCommand{w.registrar, "OWN", day("2020-01-01"), day("2030-12-31")});
         w.grant(w.plant, w.own_project("P1"));
         return w.wish(w.registrar, World::own_batch("P1", "S-1", 10));
       }},
      {Refusal::not_beneficiary, "units retired at their registry are claimed by their beneficiary",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{
             w.grant(w.registrar, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022"))};
         return w.wish(w.trader, w.retire({{batch, units(1, 10)}}));
       }},
      {Refusal::genesis_exists, "a ledger begins once",
       [](World& w) {
         return w.wish(w.association,
                       GenesisCommand{"ledger.example/1", w.association, "A", {}, "v", std::string(rules_version)});
       }},
      {Refusal::unknown_party, "a registrar must be enrolled",
       [](World& w) {
         return w.wish(w.association,
                       AppointRegistrarCommand{{"x:nobody"}, "VCS", day("2020-01-01"), day("2021-01-01")});
       }},
      {Refusal::unknown_party, "a receiver must be enrolled",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, World::transfer({{batch, units(1, 10)}}, {"x:nobody"}));
       }},
      {Refusal::unknown_factory, "an inventory is of a registered factory",
       [](World& w) {
         auto inventory = w.inventory("2022");
         inventory.factory = {999};
         return w.wish(w.plant, inventory);
       }},
      {Refusal::unknown_factory, "units are retired for a registered factory",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader,
                       changed(w.retire({{batch, units(1, 1)}}), [](RetireCommand& c) { c.factory = {999}; }));
       }},
      {Refusal::unknown_project, "a batch belongs to a registered project",
       [](World& w) { return w.wish(w.registrar, World::vcs_batch("404", 1, 10)); }},
      {Refusal::unknown_batch, "a range names a recorded batch",
       [](World& w) {
         return w.wish(w.trader, w.retire({{{999}, units(1, 1)}}));
       }},
      {Refusal::unknown_inventory, "a new version names an inventory of its series",
       [](World& w) {
         auto inventory = w.inventory("2022");
         inventory.supersedes = InventoryId{3};
         inventory.reason = "restated";
         return w.wish(w.plant, inventory);
       }},
      {Refusal::range_outside_batch, "a range lies inside its batch",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, w.retire({{batch, units(10, 11)}}));
       }},
      {Refusal::future_date, "nothing was retired tomorrow",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, changed(w.retire({{batch, units(1, 1)}}),
                                         [](RetireCommand& c) { c.retired_on = day("2023-11-16"); }));
       }},
      {Refusal::future_date, "nothing was issued tomorrow",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto batch = World::vcs_batch("1", 1, 10);
         batch.issued_on = day("2023-11-16");
         return w.wish(w.registrar, batch);
       }},
      {Refusal::evidence_required, "a registrar moves units only with the registry's evidence",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
         auto transfer = World::transfer({{batch, units(1, 10)}}, w.trader);
         transfer.evidence = std::nullopt;
         return w.wish(w.registrar, transfer);
       }},
      {Refusal::evidence_required, "a registrar retires another's units only with a reference or evidence",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.registrar, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::not_operator, "the developer of an own project is its factory's operator",
       [](World& w) {
         auto own = w.own_project("P1");
         own.developer = w.trader.text;
         return w.wish(w.plant, own);
       }},
      {Refusal::party_exists, "a party is enrolled once",
       [](World& w) { return w.wish(w.association, World::enrolment(w.trader, "Again")); }},
      {Refusal::key_exists, "a key belongs to one party",
       [](World& w) {
         auto enrolment = World::enrolment({"x:new-party"}, "New");
         enrolment.key = KeyText{{"kid-x:trader"}, "{}"};
         return w.wish(w.association, enrolment);
       }},
      {Refusal::project_exists, "a project is registered once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         return w.wish(w.registrar, World::vcs_project("1"));
       }},
      {Refusal::inventory_overlap, "two inventories of one series do not overlap",
       [](World& w) {
         w.grant(w.plant, w.inventory("2022"));
         return w.wish(w.plant, w.inventory("2022-07-01--2023-06-30"));
       }},
      {Refusal::inventory_exists, "a second inventory of a period names the version it supersedes",
       [](World& w) {
         w.grant(w.plant, w.inventory("2022"));
         return w.wish(w.plant, w.inventory("2022"));
       }},
      {Refusal::gec_not_offset, "an electricity certificate is never an offset",
       [](World& w) {
         auto project = World::vcs_project("PPC1302632802001I");
         project.project.programme = "GEC";
         w.grant(w.gec_registrar, project);
         const BatchId batch{w.grant(w.gec_registrar, World::gec_batch("PPC1302632802001I", 1, 100))};
         return w.wish(w.trader, w.retire({{batch, units(1, 10)}}));
       }},
      {Refusal::purpose_conflict, "a credit is no proof of electricity",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, changed(w.retire({{batch, units(1, 1)}}),
                                         [](RetireCommand& c) { c.purpose = Purpose::electricity_consumption; }));
       }},
      {Refusal::purpose_conflict, "units retired for an emissions trading system serve no factory",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{
             w.grant(w.registrar, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "ETS compliance 2022"))};
         return w.wish(w.plant, w.retire({{batch, units(1, 10)}}));
       }},
      {Refusal::not_transferable, "units of a self-developed project are never sold",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         return w.wish(w.plant, World::transfer({{batch, units(1, 1)}}, w.trader));
       }},
      {Refusal::underlying_locked, "a locked project serves no second factory",
       [](World& w) {
         const BatchId batch = locked_own_batch(w);
         return w.wish(w.plant, changed(w.retire({{batch, units(11, 20)}}),
                                        [&w](RetireCommand& c) { c.factory = w.other_factory; }));
       }},
      {Refusal::underlying_locked, "an own project serves no other factory even before its first use",
       [](World& w) {
         w.grant(w.plant, w.own_project("P1"));
         const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         return w.wish(w.plant, changed(w.retire({{batch, units(1, 1)}}),
                                        [&w](RetireCommand& c) { c.factory = w.other_factory; }));
       }},
      {Refusal::underlying_locked, "a locked project cannot be registered under another programme's name",
       [](World& w) {
         locked_own_batch(w);
         auto again = World::vcs_project("777");
         again.also_registered_as = {{"OWN", "P1"}};
         return w.wish(w.registrar, again);
       }},
      {Refusal::underlying_locked, "a locked project's asset cannot be registered again",
       [](World& w) {
         auto own = w.own_project("P1");
         own.asset_code = "PPC1302632802001I";
         w.grant(w.plant, own);
         const BatchId batch{w.grant(w.verifier, World::own_batch("P1", "S-1", 10))};
         w.grant(w.plant, w.retire({{batch, units(1, 1)}}));
         auto again = World::vcs_project("777");
         again.asset_code = "PPC1302632802001I";
         return w.wish(w.registrar, again);
       }},
      {Refusal::underlying_locked, "no batch is recorded for another name of a locked project",
       [](World& w) {
         auto twin = World::vcs_project("777");
         twin.also_registered_as = {{"OWN", "P1"}};
         w.grant(w.registrar, twin);
         locked_own_batch(w);
         return w.wish(w.registrar, World::vcs_batch("777", 1, 10));
       }},
      {Refusal::underlying_locked, "units of another name of a locked project do not move",
       [](World& w) {
         auto own = World::vcs_project("778");
         own.developer = w.plant.text;
         own.self_developed_for = w.factory;
         w.grant(w.registrar, own);
         const BatchId batch{w.grant(w.registrar, World::vcs_batch("778", 1, 10))};
         w.grant(w.registrar, World::transfer({{batch, units(1, 10)}}, w.plant));
         w.grant(w.plant, w.retire({{batch, units(1, 1)}}));
         return w.wish(w.plant, World::transfer({{batch, units(2, 2)}}, w.trader));
       }},
      {Refusal::project_shared, "a project of which a unit left the developer is not self-developed any more",
       [](World& w) {
         auto own = World::vcs_project("778");
         own.developer = w.plant.text;
         own.self_developed_for = w.factory;
         w.grant(w.registrar, own);
         const BatchId batch{w.grant(w.registrar, World::vcs_batch("778", 1, 10))};
         w.grant(w.registrar, World::transfer({{batch, units(1, 9)}}, w.plant));
         w.grant(w.registrar, World::transfer({{batch, units(10, 10)}}, w.trader));
         return w.wish(w.plant, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::underlying_conflict, "a project whose twin was used is not self-developed",
       [](World& w) {
         const BatchId used = w.held_by_trader("777", 1, 10);
         w.grant(w.trader, w.retire({{used, units(1, 1)}}));
         auto own = w.own_project("P1");
         own.also_registered_as = {{"VCS", "777"}};
         w.grant(w.plant, own);
         const BatchId batch{w.grant(w.verifier, of_year(World::own_batch("P1", "S-1", 10), 2021))};
         return w.wish(w.plant, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::underlying_conflict, "two names of one self-developed project do not serve in one retirement",
       [](World& w) {
         auto twin = World::vcs_project("777");
         twin.developer = w.plant.text;
         w.grant(w.registrar, twin);
         const BatchId second{w.grant(w.registrar, World::vcs_batch("777", 1, 10))};
         w.grant(w.registrar, World::transfer({{second, units(1, 10)}}, w.plant));
         auto own = w.own_project("P1");
         own.also_registered_as = {{"VCS", "777"}};
         w.grant(w.plant, own);
         const BatchId first{w.grant(w.verifier, of_year(World::own_batch("P1", "S-1", 10), 2021))};
         return w.wish(w.plant, w.retire({{first, units(1, 1)}, {second, units(1, 1)}}));
       }},
      {Refusal::transfer_to_self, "a transfer changes the holder",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         auto transfer = World::transfer({{batch, units(1, 1)}}, w.trader);
         return w.wish(w.trader, transfer);
       }},
      {Refusal::double_use, "a unit is used once",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, w.retire({{batch, units(1, 5)}}));
         return w.wish(w.trader, w.retire({{batch, units(5, 6)}}));
       }},
      {Refusal::double_use, "a unit used for one year serves no second year",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, w.retire({{batch, units(1, 5)}}));
         return w.wish(w.trader,
                       changed(w.retire({{batch, units(1, 5)}}), [](RetireCommand& c) { c.period = period("2023"); }));
       }},
      {Refusal::double_use, "a unit bound from its registry's record is bound once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{
             w.grant(w.registrar, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022"))};
         w.grant(w.plant, w.retire({{batch, units(1, 10)}}));
         return w.wish(w.plant, w.retire({{batch, units(10, 10)}}));
       }},
      {Refusal::not_free, "another's units are not the signer's to retire",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.plant, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::not_free, "unassigned units cannot be retired",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{w.grant(w.registrar, World::vcs_batch("1", 1, 10))};
         return w.wish(w.trader, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::not_free, "cancelled units cannot be retired",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto cancelled = World::vcs_batch("1", 1, 10);
         cancelled.registry_status = RegistryStatus::cancelled;
         cancelled.status_on = day("2023-06-01");
         const BatchId batch{w.grant(w.registrar, cancelled)};
         return w.wish(w.trader, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::not_free, "a retired unit is not transferred",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, w.retire({{batch, units(1, 5)}}));
         return w.wish(w.trader, World::transfer({{batch, units(5, 6)}}, w.plant));
       }},
      {Refusal::ranges_mixed, "units of the holder and units retired at their registry are two retirements",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         const BatchId retired{
             w.grant(w.registrar, World::retired_batch("1", 11, 20, "Plant One Ltd (registry)", "2022"))};
         return w.wish(w.trader, w.retire({{batch, units(1, 1)}, {retired, units(11, 11)}}));
       }},
      {Refusal::ex_ante, "nothing is issued before it was reduced",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         auto batch = World::vcs_batch("1", 1, 10);
         batch.issued_on = day("2022-12-30");
         return w.wish(w.registrar, batch);
       }},
      {Refusal::ex_ante, "nothing is retired before it was issued",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, changed(w.retire({{batch, units(1, 1)}}),
                                         [](RetireCommand& c) { c.retired_on = day("2023-01-31"); }));
       }},
      {Refusal::registry_mismatch, "a claim names the day on which the registry retired",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{
             w.grant(w.registrar, World::retired_batch("1", 1, 10, "Plant One Ltd (registry)", "2022"))};
         return w.wish(w.plant, changed(w.retire({{batch, units(1, 1)}}),
                                        [](RetireCommand& c) { c.retired_on = day("2023-06-02"); }));
       }},
      {Refusal::beneficiary_mismatch, "the beneficiary operates the factory",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader,
                       changed(w.retire({{batch, units(1, 1)}}), [&w](RetireCommand& c) { c.beneficiary = w.rival; }));
       }},
      {Refusal::beneficiary_mismatch, "the registry names somebody else",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         const BatchId batch{w.grant(w.registrar, World::retired_batch("1", 1, 10, "Shopify Inc.", "2022"))};
         return w.wish(w.plant, w.retire({{batch, units(1, 1)}}));
       }},
      {Refusal::gec_over_consumption, "certificates never exceed the electricity of the year",
       [](World& w) {
         auto project = World::vcs_project("PPC1302632802001I");
         project.project.programme = "GEC";
         w.grant(w.gec_registrar, project);
         const BatchId batch{w.grant(w.gec_registrar, World::gec_batch("PPC1302632802001I", 1, 100'000))};
         w.grant(w.gec_registrar, World::transfer({{batch, units(1, 100'000)}}, w.plant));
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         w.verify(VerifyInventoryCommand{declared, w.verifier, "GB/T 32150", Assurance::limited, Opinion::unqualified,
                                         "V-1", day("2023-10-01"), evidence()});
         auto first = w.retire({{batch, units(1, 23'000)}});
         first.purpose = Purpose::electricity_consumption;
         w.grant(w.plant, first);
         auto second = w.retire({{batch, units(23'001, 23'536)}});
         second.purpose = Purpose::electricity_consumption;
         return w.wish(w.plant, second);
       }},
      {Refusal::serial_overlap, "a number is recorded once",
       [](World& w) {
         w.grant(w.registrar, World::vcs_project("1"));
         w.grant(w.registrar, World::vcs_batch("1", 1, 10));
         return w.wish(w.registrar, World::vcs_batch("1", 10, 20));
       }},
      {Refusal::gec_dup, "a certificate's code is recorded once",
       [](World& w) {
         auto project = World::vcs_project("PPC1302632802001I");
         project.project.programme = "GEC";
         w.grant(w.gec_registrar, project);
         w.grant(w.gec_registrar, World::gec_batch("PPC1302632802001I", 1, 100));
         auto again = World::gec_batch("PPC1302632802001I", 101, 200);
         again.printed_codes = {"PPC1302632802001I100", "PPC1302632802001I200"};
         return w.wish(w.gec_registrar, again);
       }},
  };
  return all;
}

}  // namespace

namespace {

std::vector<const std::vector<Row>*> all_tables() {
  return {&rows(),
          &rows_of_holding(),
          &rows_of_retiring(),
          &rows_of_undoing(),
          &rows_of_parties(),
          &rows_of_keys(),
          &rows_of_bodies(),
          &rows_of_approval(),
          &rows_of_factories(),
          &rows_of_inventories(),
          &rows_of_sources(),
          &rows_of_facts(),
          &rows_of_assessments(),
          &rows_of_attestations(),
          &rows_of_certificates(),
          &rows_of_certificate_lives(),
          &rows_of_awards(),
          &rows_of_certificate_kinds(),
          &rows_of_changed_worlds(),
          &rows_of_further_kinds(),
          &rows_of_keeping(),
          &rows_of_log_keys()};
}

// A refusal and a kind of command, by their names.
using Pair = std::pair<std::string, std::string>;
const std::string every_kind = "every kind";

// What docs/rules.md says can be refused for what. What can be refused for anything has one row for all kinds.
std::set<Pair> documented_pairs() {
  std::ifstream stream(std::string(TANBU_SOURCE_DIR) + "/docs/rules.md");
  std::stringstream buffer;
  buffer << stream.rdbuf();
  const std::string text = buffer.str();
  const std::regex heading("\n#### `([a-z0-9_]+)`[^\n]*\n\n[^\n]+\n\n[^\n]+\n\nCommands · 命令: ([^\n]+)\n");
  const std::regex name("`([a-z_]+)`");
  std::set<Pair> pairs;
  for (std::sregex_iterator at(text.begin(), text.end(), heading), end; at != end; ++at) {
    const std::string kinds = (*at)[2].str();
    if (kinds == every_kind) pairs.insert({(*at)[1].str(), every_kind});
    for (std::sregex_iterator kind(kinds.begin(), kinds.end(), name); kind != end; ++kind)
      pairs.insert({(*at)[1].str(), (*kind)[1].str()});
  }
  return pairs;
}

}  // namespace

TEST_CASE("a command is refused for the first reason that applies, and then nothing changes", "[rules]") {
  for (const Row& row : rows()) {
    World world;
    world.populate();
    const auto outcome = row.wish(world);
    INFO(row.sentence);
    CHECK((outcome.accepted() ? "accepted" : name_of(outcome.refused().reason)) == name_of(row.reason));
  }
}

TEST_CASE("every refusal of the rules has a row", "[rules]") {
  std::set<Refusal> shown;
  for (const auto* table : all_tables()) {
    for (const Row& row : *table) shown.insert(row.reason);
  }
  for (const Refusal refusal : all_refusals()) {
    if (group_of(refusal) == RefusalGroup::admission) continue;
    INFO(name_of(refusal));
    CHECK(shown.contains(refusal));
  }
}

TEST_CASE("every refusal has a row for every kind of command that can be refused for it", "[rules]") {
  std::set<Pair> shown;
  for (const auto* table : all_tables()) {
    for (const Row& row : *table) {
      World world;
      world.populate();
      const auto outcome = row.wish(world);
      INFO(row.sentence);
      REQUIRE_FALSE(outcome.accepted());
      shown.insert({std::string(name_of(outcome.refused().reason)), std::string(world.last_kind)});
    }
  }
  const std::set<Pair> documented = documented_pairs();
  CHECK(documented.size() > 200);
  std::string without_row;
  for (const Pair& pair : documented) {
    if (pair.second != every_kind && !shown.contains(pair)) without_row += "\n" + pair.first + " of " + pair.second;
  }
  CHECK(without_row == "");
  // What an approval is refused for may be any reason of the kind that waits.
  std::string undocumented;
  for (const Pair& pair : shown) {
    const bool any = pair.second == "approve" || documented.contains({pair.first, every_kind});
    if (!any && !documented.contains(pair)) undocumented += "\n" + pair.first + " of " + pair.second;
  }
  CHECK(undocumented == "");
}

TEST_CASE("every refusal has a name of its own and a number that finds it again", "[rules]") {
  std::set<std::string> names;
  for (const Refusal refusal : all_refusals()) {
    CHECK(names.insert(std::string(name_of(refusal))).second);
    CHECK(refusal_from_number(static_cast<std::uint16_t>(refusal)) == refusal);
  }
  CHECK(names.size() == all_refusals().size());
}
