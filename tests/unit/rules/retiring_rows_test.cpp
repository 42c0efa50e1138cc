// Every reason for which units are not bound to a factory-year, beyond those of refusals_test.cpp, and how firmly a
// granted retirement stands.
#include <catch2/catch.hpp>

#include "tests/unit/rules/party_rows.hpp"
#include "tests/unit/rules/rows.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// 100 units retired for the plant's 2022, 40 of them invalidated since: batch, and the entry of the invalidation.
std::pair<BatchId, EntryIndex> invalidated(World& w) {
  const BatchId batch = w.held_by_trader("1", 1, 200);
  w.grant(w.trader, w.retire({{batch, units(1, 100)}}));
  const EntryIndex entry{
      w.grant(w.registrar, InvalidateCommand{{{batch, units(61, 100)}}, "MEE", "false", evidence()})};
  return {batch, entry};
}

RetireCommand replacing(const World& w, BatchId batch, std::int64_t first, std::int64_t last, EntryIndex entry) {
  RetireCommand command = w.retire({{batch, units(first, last)}});
  command.replaces = entry;
  return command;
}

RetireCommand from(const World& w, EntryIndex reservation, std::int64_t quantity) {
  RetireCommand command = w.retire({});
  command.reservation = reservation;
  command.quantity = quantity;
  return command;
}

BatchId recognised(World& w, const char* programme, const char* id) {
  w.grant(w.association, AppointRegistrarCommand{w.registrar, programme, day("2020-01-01"), day("2030-12-31")});
  auto project = World::vcs_project(id);
  project.project = {programme, id};
  w.grant(w.registrar, project);
  auto batch = World::vcs_batch(id, 1, 100);
  batch.project = {programme, id};
  batch.space = std::string("B-") + id;
  const BatchId recorded{w.grant(w.registrar, batch)};
  w.grant(w.registrar, World::transfer({{recorded, units(1, 100)}}, w.trader));
  return recorded;
}

std::vector<Flag> flags_of(const Outcome<Decision>& outcome) {
  REQUIRE(outcome.accepted());
  return outcome.value().flags;
}

RetirementStatus status_of(const World& w) { return w.ledger.retirement({w.ledger.size() - 1}).value().status; }

}  // namespace

const std::vector<Row>& tanbu::test::rows_of_retiring() {
  static const std::vector<Row> all{
      {Refusal::unknown_reservation, "nobody retires from what is no reservation",
       [](World& w) { return w.wish(w.trader, from(w, {1}, 5)); }},
      {Refusal::unknown_invalidation, "a replacement names an invalidation",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         return w.wish(w.trader, replacing(w, batch, 1, 1, batch.entry()));
       }},
      {Refusal::own_boundary, "a project inside the factory is no offset for it",
       [](World& w) {
         auto project = World::vcs_project("9");
         project.located_in_factory = w.factory;
         w.grant(w.registrar, project);
         return w.wish(w.trader, w.retire({{w.held_by_trader("9", 1, 10), units(1, 1)}}));
       }},
      {Refusal::own_boundary, "an asset that the inventory counts as direct supply is no offset",
       [](World& w) {
         auto project = World::vcs_project("9");
         project.asset_code = "PPC1302632802001I";
         w.grant(w.registrar, project);
         auto inventory = w.inventory("2022");
         inventory.direct = {{.asset_code = "PPC1302632802001I", .electricity = {1'000}}};
         w.grant(w.plant, inventory);
         return w.wish(w.trader, w.retire({{w.held_by_trader("9", 1, 10), units(1, 1)}}));
       }},
      {Refusal::own_boundary, "a reduction that the inventory counts inside the boundary is no offset",
       [](World& w) {
         auto inventory = w.inventory("2022");
         inventory.in_boundary_reductions = {
             {.measure = "boiler", .reduction = {1'000}, .project = ProjectKey{"VCS", "9"}, .asset_code = {}}};
         w.grant(w.plant, inventory);
         return w.wish(w.trader, w.retire({{w.held_by_trader("9", 1, 10), units(1, 1)}}));
       }},
      {Refusal::double_use, "units used elsewhere are used",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.registrar,
                 RecordForeignUseCommand{{{batch, units(1, 5)}}, ForeignPurpose::event, "a marathon", evidence()});
         return w.wish(w.trader, w.retire({{batch, units(5, 6)}}));
       }},
      {Refusal::double_use, "units on HOLD for somebody are not free for another",
       [](World& w) {
         const BatchId batch = recognised(w, "OTHER", "X-1");
         w.grant(w.trader, w.retire({{batch, units(1, 5)}}));
         return w.wish(w.trader, w.retire({{batch, units(5, 6)}}));
       }},
      {Refusal::reservation_mismatch, "a reservation is retired for what it was made",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         auto command = from(w, entry, 5);
         command.factory = w.other_factory;
         command.beneficiary = w.rival;
         return w.wish(w.trader, command);
       }},
      {Refusal::reservation_mismatch, "a reservation is retired whole",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         return w.wish(w.trader, from(w, entry, 4));
       }},
      {Refusal::reservation_mismatch, "a reservation that has passed its day is over",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         w.now = at("2024-01-01");
         return w.wish(w.trader, from(w, entry, 5));
       }},
      {Refusal::reservation_mismatch, "a reservation that was released is over",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         w.grant(w.trader, ReleaseCommand{entry, "tidy"});
         return w.wish(w.trader, from(w, entry, 5));
       }},
      {Refusal::unknown_reservation, "a reservation of somebody else's is not retired",
       [](World& w) {
         const EntryIndex entry{w.grant(w.trader, reservation(w, {{w.held_by_trader("1", 1, 10), units(1, 5)}}))};
         return w.wish(w.plant, from(w, entry, 5));
       }},
      {Refusal::not_free, "frozen units are retired for nothing else",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.registrar, FreezeCommand{{{batch, units(1, 10)}},
                                            FreezePurpose{w.factory, period("2022"), Purpose::factory_offset},
                                            {},
                                            "pending",
                                            "registry",
                                            evidence()});
         auto command = w.retire({{batch, units(1, 1)}});
         command.period = period("2023");
         command.retired_on = day("2023-11-01");
         return w.wish(w.trader, command);
       }},
      {Refusal::ranges_mixed, "units of two holders are two retirements",
       [](World& w) {
         const BatchId batch = w.held_by_trader("1", 1, 10);
         w.grant(w.trader, World::transfer({{batch, units(1, 5)}}, w.plant));
         auto command = w.retire({{batch, units(5, 6)}});
         command.registry_reference = "R-9";
         return w.wish(w.registrar, command);
       }},
      {Refusal::replacement_mismatch, "an invalidation that took nothing of a factory-year is not repaired there",
       [](World& w) {
         const auto [batch, entry] = invalidated(w);
         auto command = replacing(w, batch, 101, 101, entry);
         command.period = period("2021");
         return w.wish(w.trader, command);
       }},
      {Refusal::replacement_exceeds, "no more is repaired than was invalidated",
       [](World& w) {
         const auto [batch, entry] = invalidated(w);
         return w.wish(w.trader, replacing(w, batch, 101, 141, entry));
       }},
      {Refusal::replacement_exceeds, "an invalidation is repaired once",
       [](World& w) {
         const auto [batch, entry] = invalidated(w);
         w.grant(w.trader, replacing(w, batch, 101, 130, entry));
         return w.wish(w.trader, replacing(w, batch, 131, 141, entry));
       }},
      {Refusal::gec_expired, "a certificate of before 2024 is used until the end of 2025",
       [](World& w) {
         const BatchId batch = certificates(w, w.plant, "2023-10");
         w.now = at("2026-01-02");
         auto command = consumption(w, {{batch, units(1, 1)}}, "2024");
         command.retired_on = day("2026-01-01");
         return w.wish(w.plant, command);
       }},
      {Refusal::registry_lapsed, "a regional registry counts while its legal basis does",
       [](World& w) {
         const BatchId batch = recognised(w, "PHCER-GD", "P-1");
         w.now = at("2027-06-02");
         auto command = w.retire({{batch, units(1, 1)}});
         command.retired_on = day("2027-06-01");
         return w.wish(w.trader, command);
       }},
      {Refusal::registry_mismatch, "a claim names the reference that the registry gave",
       [](World& w) {
         auto command = w.retire(first_units(w, claimable(w), 1));
         command.registry_reference = "another";
         return w.wish(w.plant, command);
       }},
  };
  return all;
}

TEST_CASE("A certificate is good for two years from its production month", "[GE-05][C-7]") {
  const auto accepted = [](const char* month, const char* on) {
    World w;
    w.populate();
    w.now = at("2024-06-01");
    const BatchId batch = certificates(w, w.plant, month);
    w.now = at("2026-06-01");
    auto command = consumption(w, {{batch, units(1, 1)}}, "2025");
    command.retired_on = day(on);
    return w.wish(w.plant, command).accepted();
  };
  CHECK(accepted("2023-11", "2025-12-31"));
  CHECK_FALSE(accepted("2023-11", "2026-01-01"));
  CHECK(accepted("2024-02", "2026-01-31"));
  CHECK_FALSE(accepted("2024-02", "2026-02-01"));
  CHECK(accepted("2024-03", "2026-02-28"));
  CHECK_FALSE(accepted("2024-03", "2026-03-01"));
}

TEST_CASE("From 2026 on a certificate of another year waits, before it is a notice", "[GE-07][C-7]") {
  World w;
  w.populate();
  w.now = at("2026-07-01");
  const auto retire = [&w](const char* month, const char* of_period) {
    const BatchId batch = certificates(w, w.plant, month);
    auto command = consumption(w, {{batch, units(1, 1)}}, of_period);
    command.retired_on = day("2026-06-30");
    return w.wish(w.plant, command);
  };
  CHECK(flags_of(retire("2026-05", "2026")).empty());
  CHECK(status_of(w) == RetirementStatus::declared);
  CHECK(flags_of(retire("2025-12", "2025")).empty());
  CHECK(flags_of(retire("2025-11", "2026")) == std::vector<Flag>{Flag::gec_year_differs});
  CHECK(status_of(w) == RetirementStatus::on_hold);
  CHECK(w.ledger.retirement({w.ledger.size() - 1})->counted == 0);
  CHECK(flags_of(retire("2025-10", "2024")) == std::vector<Flag>{Flag::gec_year_differs});
  CHECK(status_of(w) == RetirementStatus::declared);
}

TEST_CASE("Under the earlier rule set a certificate of another year was a notice in every year", "[G-01][GE-07]") {
  World w;
  w.populate();
  w.now = at("2026-07-01");
  const BatchId batch = certificates(w, w.plant, "2025-12");
  auto command = consumption(w, {{batch, units(1, 1)}}, "2026");
  command.retired_on = day("2026-06-30");
  Context context{.issuer = w.plant, .entry = {w.ledger.size()}, .time = w.now, .key = {}};
  context.rules = find_rule_set("2026-11-01");
  REQUIRE(context.rules != nullptr);
  const auto outcome = decide(command, context, w.ledger);
  REQUIRE(outcome.accepted());
  const auto& retired = std::get<UnitsRetired>(outcome.value().events.front());
  CHECK(retired.retirement.status == RetirementStatus::declared);
}

TEST_CASE("A rule set that this program does not know is not found", "[G-01]") {
  CHECK(find_rule_set("2099-01-01") == nullptr);
  CHECK(find_rule_set(rules_version)->version == rules_version);
  for (const RuleSet& set : all_rule_sets()) {
    CHECK(set.effective_from.days > 0);
    CHECK_FALSE(set.sources.empty());
  }
}

TEST_CASE("Old CCER serves a factory with a notice", "[CC-17]") {
  World w;
  w.populate();
  const BatchId batch = recognised(w, "CCER", "A-1-1");
  CHECK(flags_of(w.wish(w.trader, w.retire({{batch, units(1, 1)}}))).empty());
  w.grant(w.association, AppointRegistrarCommand{w.registrar, "CCER", day("2020-01-01"), day("2030-12-31")});
  auto project = World::vcs_project("A-1-2");
  project.project = {"CCER", "A-1-2"};
  project.project_class = ProjectClass::ccer_old;
  w.grant(w.registrar, project);
  auto old = World::vcs_batch("A-1-2", 1, 10);
  old.project = {"CCER", "A-1-2"};
  old.space = "B-old";
  const BatchId old_batch{w.grant(w.registrar, old)};
  w.grant(w.registrar, World::transfer({{old_batch, units(1, 10)}}, w.trader));
  CHECK(flags_of(w.wish(w.trader, w.retire({{old_batch, units(1, 1)}}))) == std::vector<Flag>{Flag::old_ccer});
  CHECK(status_of(w) == RetirementStatus::declared);
}

TEST_CASE("CCER for a beneficiary abroad waits for the rules on cross-border use", "[CC-13]") {
  World w;
  w.populate();
  const BatchId batch = recognised(w, "CCER", "A-1-1");
  auto abroad = World::enrolment({"x:abroad"}, "Abroad Inc");
  abroad.legal_form = LegalForm::foreign;
  w.grant(w.association, abroad);
  const FactoryId site{w.grant({"x:abroad"}, World::site("Hall 9"))};
  auto command = w.retire({{batch, units(1, 1)}});
  command.factory = site;
  command.beneficiary = {"x:abroad"};
  CHECK(flags_of(w.wish(w.trader, command)) == std::vector<Flag>{Flag::cross_border});
  CHECK(status_of(w) == RetirementStatus::on_hold);
}

TEST_CASE("Another credit counts while the association recognises it", "[CE-09]") {
  World w;
  w.populate();
  const BatchId batch = recognised(w, "OTHER", "X-1");
  CHECK(flags_of(w.wish(w.trader, w.retire({{batch, units(1, 1)}}))) ==
        std::vector<Flag>{Flag::instrument_unrecognised});
  CHECK(status_of(w) == RetirementStatus::on_hold);
  w.grant(w.association, RecogniseInstrumentCommand{"OTHER", "MEE", evidence(), day("2023-06-01"), day("2023-06-30")});
  CHECK(flags_of(w.wish(w.trader, w.retire({{batch, units(2, 2)}}))).empty());
  CHECK(status_of(w) == RetirementStatus::declared);
  auto later = w.retire({{batch, units(3, 3)}});
  later.retired_on = day("2023-07-01");
  CHECK_FALSE(flags_of(w.wish(w.trader, later)).empty());
}

TEST_CASE("A reduction of another province is accepted with a notice", "[PH-05]") {
  World w;
  w.populate();  // the factory lies in division 330108
  const BatchId batch = recognised(w, "PHCER-GD", "P-1");
  CHECK(flags_of(w.wish(w.trader, w.retire({{batch, units(1, 1)}}))) == std::vector<Flag>{Flag::other_region});
  CHECK(status_of(w) == RetirementStatus::declared);
}

TEST_CASE("A late replacement repairs an invalidated amount for its own factory-year", "[RT-09]") {
  World w;
  w.populate();
  const auto [batch, entry] = invalidated(w);
  CHECK(w.ledger.retirements(w.factory, period("2022")).front().counted == 60);
  CHECK(flags_of(w.wish(w.trader, replacing(w, batch, 101, 140, entry))) ==
        std::vector<Flag>{Flag::repairs_invalidation});
  std::int64_t counted = 0;
  for (const Retirement& one : w.ledger.retirements(w.factory, period("2022"))) counted += one.counted;
  CHECK(counted == 100);
}

TEST_CASE("A replacement is exempt from the timing rules, because it comes late by its nature", "[RT-09][GE-05]") {
  World w;
  w.populate();
  const BatchId batch = certificates(w, w.plant, "2023-10");
  auto command = consumption(w, {{batch, units(1, 50)}}, "2023");
  command.retired_on = day("2023-11-14");
  w.grant(w.plant, command);
  const EntryIndex entry{
      w.grant(w.gec_registrar, InvalidateCommand{{{batch, units(1, 10)}}, "NEA", "false", evidence()})};
  w.now = at("2026-02-01");
  command = consumption(w, {{batch, units(51, 60)}}, "2023");
  command.retired_on = day("2026-01-31");
  CHECK_FALSE(w.wish(w.plant, command).accepted());
  command.replaces = entry;
  CHECK(w.wish(w.plant, command).accepted());
}

TEST_CASE("Frozen units are retired by their holder for the one use that the freeze names", "[RT-01]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 10);
  const EntryIndex entry{
      w.grant(w.registrar, FreezeCommand{{{batch, units(1, 10)}},
                                         FreezePurpose{w.factory, period("2022"), Purpose::factory_offset},
                                         {},
                                         "pending",
                                         "registry",
                                         evidence()})};
  w.grant(w.trader, w.retire({{batch, units(1, 10)}}));
  CHECK(find_note<UnitAction>(w.ledger, entry)->closed_by == EntryIndex{w.ledger.size() - 1});
}

TEST_CASE("Headquarters that the registry names lets its factories' operators claim", "[RT-03]") {
  World w;
  w.populate();
  const BatchId batch = claimable(w, "Trader (registry)", "factories 2022");
  const auto all = w.ledger.batch(batch)->units;
  auto claim = w.retire({{batch, units(all.first(), all.first() + 3)}});
  const auto refused = w.wish(w.plant, claim);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::beneficiary_mismatch);
  w.grant(w.trader, AssignBenefitCommand{claim.ranges, w.plant, evidence()});
  w.grant(w.plant, claim);
  CHECK(status_of(w) == RetirementStatus::matched);
  // What was not assigned stays out of reach.
  CHECK_FALSE(w.wish(w.plant, w.retire({{batch, units(all.first() + 4, all.first() + 4)}})).accepted());
}

TEST_CASE("A claim that only its claimant explains waits", "[RT-03]") {
  World w;
  w.populate();
  auto claim = w.retire(first_units(w, claimable(w, "Trader (registry)", "factories 2022"), 2));
  claim.assignment = Assignment{w.trader, evidence()};
  CHECK(flags_of(w.wish(w.plant, claim)) == std::vector<Flag>{Flag::purpose_unclear});
  CHECK(status_of(w) == RetirementStatus::on_hold);
}

TEST_CASE("Green electricity of a year never exceeds its consumption, own supply included", "[GE-08][XM-01]") {
  World w;
  w.populate();
  const std::string asset = "PPC1302632802001I";
  auto inventory = w.inventory("2022");
  inventory.consumed = {150'000};
  inventory.purchased = {100'000};
  inventory.direct = {{.asset_code = asset, .electricity = {50'000}}};
  const BatchId own = certificates(w, w.plant, "2022-05", false, 200);
  const InventoryId declared{w.grant(w.plant, inventory)};
  const VerifyInventoryCommand verification{
      declared, w.verifier,        "GB/T 32150", Assurance::limited, Opinion::unqualified,
      "V-1",    day("2023-10-01"), evidence()};
  SECTION("an inventory that nobody verified refuses nothing") {
    CHECK(w.wish(w.plant, consumption(w, {{own, units(1, 200)}})).accepted());
  }
  SECTION("certificates of the own plant count inside its direct supply") {
    w.verify(verification);
    CHECK(flags_of(w.wish(w.plant, consumption(w, {{own, units(1, 50)}}))) == std::vector<Flag>{Flag::gec_own_asset});
    // 50 MWh of own supply and 100 more are the whole consumption.
    CHECK(w.wish(w.plant, consumption(w, {{own, units(51, 150)}})).accepted());
    const auto refused = w.wish(w.plant, consumption(w, {{own, units(151, 151)}}));
    REQUIRE_FALSE(refused.accepted());
    CHECK(refused.refused().reason == Refusal::gec_over_consumption);
    CHECK(refused.refused().conflict == declared.entry());
  }
}

TEST_CASE("8,200 certificates beside 1,800 MWh of own generation fill 10,000 MWh and not one more", "[GE-08]") {
  World w;
  w.populate();
  auto inventory = w.inventory("2022");
  inventory.consumed = {10'000'000};
  inventory.purchased = {8'200'000};
  inventory.direct = {{.asset_code = {}, .electricity = {1'800'000}}};
  const InventoryId declared{w.grant(w.plant, inventory)};
  w.verify(VerifyInventoryCommand{declared, w.verifier, "GB/T 32150", Assurance::limited, Opinion::unqualified, "V-1",
                                  day("2023-10-01"), evidence()});
  const BatchId batch = certificates(w, w.plant, "2022-05", true, 8'201);
  CHECK_FALSE(w.wish(w.plant, consumption(w, {{batch, units(1, 8'201)}})).accepted());
  CHECK(w.wish(w.plant, consumption(w, {{batch, units(1, 8'200)}})).accepted());
  CHECK_FALSE(w.wish(w.plant, consumption(w, {{batch, units(8'201, 8'201)}})).accepted());
}

TEST_CASE("Units are not bound, reason by reason", "[rules]") { check_rows(rows_of_retiring()); }
