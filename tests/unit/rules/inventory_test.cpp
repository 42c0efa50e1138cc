// Inventories: one series for each standard, versions, whose word makes one count.
#include "ledger/rules/inventories.hpp"
#include "tests/unit/rules/party_rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

DeclareInventoryCommand superseding(const World& w, InventoryId older) {
  auto command = w.inventory("2022");
  command.supersedes = older;
  command.reason = "restated";
  return command;
}
std::vector<Flag> flags_of(const Outcome<Decision>& outcome) {
  REQUIRE(outcome.accepted());
  return outcome.value().flags;
}
std::optional<InventoryId> counting(const World& w) {
  const auto inventory = rules::counting_inventory(w.factory, period("2022"), w.ledger);
  return inventory ? std::optional(inventory->id) : std::nullopt;
}
VoidCommand voiding_inventory(InventoryId inventory) {
  return {.target = inventory.entry(), .reason = "clerk's error", .evidence = evidence()};
}

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_inventories() {
  static const std::vector<Row> all{
      {Refusal::unknown_factory, "an inventory is of a registered factory",
       [](World& w) {
         auto command = w.inventory("2022");
         command.factory = {1};
         return w.wish(w.plant, command);
       }},
      {Refusal::not_operator, "a stranger declares no inventory",
       [](World& w) { return w.wish(w.rival, w.inventory("2022")); }},
      {Refusal::not_operator, "who sold the factory does not declare the years after",
       [](World& w) {
         w.grant(w.association, sale(w.factory, w.rival, "2022-06-30"));
         return w.wish(w.plant, w.inventory("2023"));
       }},
      {Refusal::unknown_inventory, "what is no inventory is not superseded",
       [](World& w) { return w.wish(w.plant, superseding(w, {1})); }},
      {Refusal::unknown_inventory, "an inventory of another standard is not superseded",
       [](World& w) { return w.wish(w.plant, superseding(w, {w.grant(w.plant, w.inventory("2022", "GB/T 32150"))})); }},
      {Refusal::unknown_inventory, "a voided inventory is not superseded",
       [](World& w) {
         const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.plant, voiding_inventory(first));
         return w.wish(w.plant, superseding(w, first));
       }},
      {Refusal::inventory_overlap, "two periods of one series do not overlap",
       [](World& w) {
         w.grant(w.plant, w.inventory("2022"));
         return w.wish(w.plant, w.inventory("2022-07-01--2023-06-30"));
       }},
      {Refusal::inventory_exists, "a second version names the first",
       [](World& w) {
         w.grant(w.plant, w.inventory("2022"));
         return w.wish(w.plant, w.inventory("2022"));
       }},
      {Refusal::inventory_superseded, "a version is superseded once",
       [](World& w) {
         const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.plant, superseding(w, first));
         return w.wish(w.plant, superseding(w, first));
       }},
      {Refusal::unknown_inventory, "what is no inventory is not verified",
       [](World& w) { return w.wish(w.verifier, opinion({1}, w.verifier)); }},
      {Refusal::not_engaged, "nobody reports another's opinion without an engagement",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         return w.wish(w.trader, opinion(declared, w.verifier));
       }},
      {Refusal::not_engaged, "the operator reports no opinion itself",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         return w.wish(w.plant, opinion(declared, w.verifier));
       }},
      {Refusal::not_engaged, "whom nobody engaged gives no opinion, even where there is none yet",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         return w.wish(w.rival, opinion(declared, w.rival, Opinion::adverse));
       }},
      {Refusal::not_engaged, "nor on a version that was superseded, which would count by it",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.plant, superseding(w, declared));
         return w.wish(w.rival, opinion(declared, w.rival));
       }},
      {Refusal::not_engaged, "an engagement for a later year is none for this one",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         engaged(w, w.verifier, "2023");
         return w.wish(w.verifier, opinion(declared, w.verifier));
       }},
      {Refusal::operator_verifies, "the operator does not verify its own inventory",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         return w.wish(w.plant, opinion(declared, w.plant));
       }},
      {Refusal::operator_verifies, "nor the one who ran the factory in the period",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.association, sale(w.factory, w.rival));
         return w.wish(w.plant, opinion(declared, w.plant));
       }},
      {Refusal::operator_verifies, "nor the one who runs it today, whoever reports it",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.association, sale(w.factory, w.rival));
         const EntryIndex engagement{w.grant(w.rival, engaging(w, w.verifier))};
         w.grant(w.verifier, AcceptEngagementCommand{engagement});
         return w.wish(w.verifier, opinion(declared, w.rival));
       }},
      {Refusal::unknown_party, "a verifier is enrolled",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         engaged(w, w.verifier);
         return w.wish(w.verifier, opinion(declared, {"x:nobody"}));
       }},
      {Refusal::future_date, "an opinion has been given",
       [](World& w) {
         auto command = opinion({w.grant(w.plant, w.inventory("2022"))}, w.verifier);
         engaged(w, w.verifier);
         command.verified_on = day("2023-11-16");
         return w.wish(w.verifier, command);
       }},
      {Refusal::voided_already, "a voided inventory is not verified",
       [](World& w) {
         const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
         w.grant(w.plant, voiding_inventory(declared));
         engaged(w, w.verifier);
         return w.wish(w.verifier, opinion(declared, w.verifier));
       }},
  };
  return all;
}

TEST_CASE("Inventories are refused reason by reason", "[inventory]") { check_rows(rows_of_inventories()); }

TEST_CASE("An inventory keeps what coverage and later uses need of it", "[inventory]") {
  World w;
  w.populate();
  auto command = w.inventory("2022");
  command.scope2_heat = Kilograms{1};
  command.scope3 = Kilograms{2};
  command.ccus = Kilograms{3};
  command.in_boundary_removal = Kilograms{4};
  command.green_power = {{.contract = "A", .electricity = {1'000}, .gec = {}},
                         {.contract = "B", .electricity = {500}, .gec = {}}};
  command.direct = {{.asset_code = "ROOF", .electricity = {700}}, {.asset_code = {}, .electricity = {30}}};
  command.in_boundary_reductions = {
      {.measure = "roof", .reduction = {1}, .project = ProjectKey{"VCS", "1"}, .asset_code = "ROOF"},
      {.measure = "roof again", .reduction = {1}, .project = ProjectKey{"VCS", "1"}, .asset_code = "ROOF"},
      {.measure = "kiln", .reduction = {1}, .project = {}, .asset_code = "KILN"}};
  const InventoryId id{w.grant(w.plant, command)};
  const Inventory inventory = w.ledger.inventory(id).value();
  CHECK(inventory.version == 1);
  CHECK(inventory.scope1 == Kilograms{8'000'000});
  CHECK(inventory.scope2_heat == Kilograms{1});
  CHECK(inventory.scope3 == Kilograms{2});
  CHECK(inventory.ccus == Kilograms{3});
  CHECK(inventory.in_boundary_removal == Kilograms{4});
  CHECK(inventory.green_power == KilowattHours{1'500});
  CHECK(inventory.direct == std::vector<DirectAsset>{{.asset_code = "ROOF", .electricity = {700}},
                                                     {.asset_code = {}, .electricity = {30}}});
  CHECK(inventory.in_boundary_projects == std::vector<ProjectKey>{{"VCS", "1"}});
  CHECK(inventory.in_boundary_assets == std::vector<std::string>{"ROOF", "KILN"});
  CHECK_FALSE(inventory.verification.has_value());
}

TEST_CASE("A factor of no published table is marked", "[EF-01]") {
  World w;
  w.populate();
  auto command = w.inventory("2022");
  CHECK(flags_of(w.wish(w.plant, command)).empty());
  command.standard = "GB/T 32150";
  command.factor_location = {1};
  CHECK(flags_of(w.wish(w.plant, command)) == std::vector<Flag>{Flag::factor_not_in_table});
}

TEST_CASE("The latest verified version counts and a newer one only announces itself", "[inventory]") {
  World w;
  w.populate();
  const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
  CHECK_FALSE(counting(w).has_value());
  w.verify(opinion(first, w.verifier));
  CHECK(counting(w) == first);
  const InventoryId second{w.ledger.size()};
  CHECK(flags_of(w.wish(w.plant, superseding(w, first))) == std::vector<Flag>{Flag::restatement_pending});
  CHECK(w.ledger.inventory(second)->version == 2);
  CHECK(counting(w) == first);
  w.verify(opinion(second, w.verifier, Opinion::adverse));
  CHECK(counting(w) == first);
  w.verify(opinion(second, w.verifier, Opinion::qualified));
  CHECK(counting(w) == second);
  // An older version may still be verified; the newest verified one counts.
  w.verify(opinion(first, w.verifier));
  CHECK(counting(w) == second);
  // Another standard verified later counts for rules that know no standard.
  const InventoryId other{w.grant(w.plant, w.inventory("2022", "GB/T 32150"))};
  CHECK(counting(w) == second);
  w.verify(opinion(other, w.verifier));
  CHECK(counting(w) == other);
  CHECK_FALSE(rules::counting_inventory(w.factory, period("2023"), w.ledger).has_value());
  CHECK_FALSE(rules::counting_inventory(w.other_factory, period("2022"), w.ledger).has_value());
}

TEST_CASE("A restatement of a restatement still stands beside the version that counts", "[inventory]") {
  World w;
  w.populate();
  const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
  CHECK(flags_of(w.wish(w.plant, w.inventory("2021"))) == std::vector<Flag>{});
  w.verify(opinion(first, w.verifier));
  const InventoryId second{w.grant(w.plant, superseding(w, first))};
  CHECK(flags_of(w.wish(w.plant, superseding(w, second))) == std::vector<Flag>{Flag::restatement_pending});
}

TEST_CASE("An adverse opinion that replaces a good one ends its counting", "[inventory]") {
  World w;
  w.populate();
  const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
  w.verify(opinion(first, w.verifier));
  engaged(w, w.verifier);
  const EntryIndex entry{w.verify(opinion(first, w.verifier, Opinion::adverse))};
  CHECK_FALSE(counting(w).has_value());
  CHECK(w.ledger.inventory(first)->verification == Verification{.entry = entry,
                                                                .verifier = w.verifier,
                                                                .reported_by = w.verifier,
                                                                .assurance = Assurance::limited,
                                                                .opinion = Opinion::adverse,
                                                                .verified_on = day("2023-10-01")});
}

TEST_CASE("The engaged body reports another verifier's statement and may set one aside", "[inventory]") {
  World w;
  w.populate();
  const InventoryId declared{w.grant(w.plant, w.inventory("2022"))};
  engaged(w, w.rival);
  w.grant(w.rival, opinion(declared, w.rival, Opinion::adverse));
  engaged(w, w.trader);
  w.grant(w.trader, opinion(declared, w.verifier));
  CHECK(counting(w) == declared);
  CHECK(w.ledger.inventory(declared)->verification->verifier == w.verifier);
  CHECK(w.ledger.inventory(declared)->verification->reported_by == w.trader);
}

TEST_CASE("A voided version leaves its number unused and its place free", "[inventory]") {
  World w;
  w.populate();
  const InventoryId first{w.grant(w.plant, w.inventory("2022"))};
  w.grant(w.plant, voiding_inventory(first));
  const InventoryId second{w.grant(w.plant, w.inventory("2022"))};
  CHECK(w.ledger.inventory(second)->version == 2);
  // A voided period overlaps nothing.
  w.grant(w.plant, voiding_inventory(second));
  CHECK(w.wish(w.plant, w.inventory("2022-07-01--2023-06-30")).accepted());
}

TEST_CASE("Seller and buyer of a factory both state the years that concern them", "[ID-06]") {
  World w;
  w.populate();
  w.grant(w.association, sale(w.factory, w.rival));
  const InventoryId by_seller{w.grant(w.plant, w.inventory("2022"))};
  CHECK(w.ledger.inventory(by_seller)->version == 1);
  CHECK(w.wish(w.rival, superseding(w, by_seller)).accepted());
  CHECK(w.wish(w.plant, w.inventory("2023")).accepted());
}

TEST_CASE("Certificates that stand above the electricity stated now are marked", "[GE-08]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant, "2022-05", true, 101);
  auto command = w.inventory("2022");
  command.consumed = {100'000};
  command.purchased = {100'000};
  SECTION("one certificate above") {
    w.grant(w.plant, consumption(w, {{batch, units(1, 101)}}));
    CHECK(flags_of(w.wish(w.plant, command)) == std::vector<Flag>{Flag::over_consumption});
  }
  SECTION("as many as there is electricity") {
    w.grant(w.plant, consumption(w, {{batch, units(1, 100)}}));
    CHECK(flags_of(w.wish(w.plant, command)) == std::vector<Flag>{});
  }
  SECTION("own supply alone is no certificate") {
    command.direct = {{.asset_code = {}, .electricity = {200'000}}};
    CHECK(flags_of(w.wish(w.plant, command)) == std::vector<Flag>{});
  }
}
