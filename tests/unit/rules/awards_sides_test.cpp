// What the ledger sees behind an authority's award, and what it does not; who assesses; and how the units of a year
// stand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <utility>

#include "ledger/rules/factory_year.hpp"
#include "tests/unit/rules/years.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// 33 % below 2021, a fifth of the electricity from an own plant, no scope 1 that would matter.
DeclareInventoryCommand binhai_year(const World& w, const char* of_period, std::int64_t energy_kg) {
  auto command = w.inventory(of_period);
  command.scope1 = {energy_kg};
  command.consumed = {40'000'000};
  command.purchased = {};
  command.direct = {{.asset_code = "PV-1", .electricity = {8'000'000}}};
  command.energy_emissions = Kilograms{energy_kg};
  return command;
}
RecordAssessmentCommand binhai_assessment(const World& w) {
  RecordAssessmentCommand command = conforming(w);
  command.scheme = binhai;
  command.assessor = Assessor::authority;
  command.level = "near";
  command.basic = {"laws_and_standards", "good_operation",       "sound_management_systems",
                   "zero_carbon_plan",   "registered_in_120116", "established_on_2021-01-01"};
  const std::vector<std::pair<std::int64_t, const char*>> values{
      {2, "reduce,zero,negative"},
      {3, "national"},
      {4, "advanced_value,three_year_decline"},
      {5, "photovoltaic_station"},
      {8, "500/500"},
      {11, "low_carbon_substitution,quantified,zero,negative"},
      {12, "accounting,third_party_statement"},
      {13, "product_footprint"},
      {14, "advanced_value,three_year_decline"},
      {16, "digital_tools,energy_carbon_system"},
      {17, "daily_monitoring,quarterly_analysis"},
      {18, "systems_running,systems_certified"}};
  command.indicators.clear();
  for (std::int64_t row = 1; row <= 18; ++row) {
    Indicator indicator{.row = row, .value = {}, .score = {}, .score_max = {}, .conformity = Conformity::conform};
    for (const auto& [number, value] : values) {
      if (number == row) indicator.value = value;
    }
    command.indicators.push_back(indicator);
  }
  return command;
}

// The rival is the authority behind the list; the plant's 2022 is verified after a verified 2021.
struct Listed {
  World w;
  InventoryId inventory;
  Listed() {
    w.populate();
    w.grant(w.association, AppointSchemeOwnerCommand{w.rival, binhai});
    verified(w, binhai_year(w, "2021", 30'000'000));
    inventory = verified(w, binhai_year(w, "2022", 20'000'000));
  }
  EntryIndex assessed(const RecordAssessmentCommand& command) { return {w.grant(w.rival, command)}; }
  [[nodiscard]] RecordAwardCommand award(const char* level, EntryIndex assessment) const {
    return {.factory = w.factory,
            .period = period("2022"),
            .scheme = binhai,
            .level = level,
            .notice_from = day("2023-08-01"),
            .notice_until = day("2023-08-07"),
            .announced_on = day("2023-08-10"),
            .reference = "list 2023",
            .assessment = assessment,
            .evidence = {}};
  }
  // Whether the ledger sees the level behind an award.
  bool sees(const char* level, EntryIndex assessment) {
    return !has_flag(w.wish(w.rival, award(level, assessment)), Flag::level_undetermined);
  }
};

std::int64_t counted_of(const std::vector<RetiredUnits>& all, RetirementId id) {
  std::int64_t counted = 0;
  for (const RetiredUnits& units : all) counted += units.retirement == id ? units.counted : 0;
  return counted;
}

}  // namespace

TEST_CASE("An award of a level that the ledger computes itself is seen, and one above it is not", "[BH-06][BH-04]") {
  Listed l;
  const EntryIndex assessment = l.assessed(binhai_assessment(l.w));
  CHECK(l.sees("low", assessment));
  CHECK_FALSE(l.sees("near", assessment));  // 33 % are not 50 %
  auto restated = binhai_year(l.w, "2022", 15'000'000);
  restated.supersedes = l.inventory;
  restated.reason = "meter replaced";
  const InventoryId newer{l.w.grant(l.w.plant, restated)};
  CHECK_FALSE(l.sees("near", assessment));  // nobody verified it
  auto statement = opinion(newer, l.w.verifier);
  l.w.verify(statement);
  CHECK(l.sees("near", assessment));
  CHECK(find_notes<Award>(l.w.ledger, index_names::awards_of(l.w.factory)).size() == 4);
}

TEST_CASE("Without an inventory, a clean assessment or numbers that can be compared no level is seen", "[BH-06]") {
  Listed l;
  auto failing = binhai_assessment(l.w);
  failing.level = std::nullopt;
  failing.indicators[0].conformity = Conformity::nonconform;
  CHECK_FALSE(l.sees("low", l.assessed(failing)));
  auto elsewhere = binhai_assessment(l.w);
  elsewhere.basic[4] = "registered_in_330108";
  CHECK_FALSE(l.sees("low", l.assessed(elsewhere)));
  auto undated = binhai_assessment(l.w);
  undated.basic.pop_back();
  CHECK_FALSE(l.sees("low", l.assessed(undated)));  // the years before 2021 are missing and nobody says why
  auto unnamed = binhai_assessment(l.w);
  unnamed.basic.back() = "established_on_";
  CHECK_FALSE(l.sees("low", l.assessed(unnamed)));
  World bare;
  bare.populate();
  bare.grant(bare.association, AppointSchemeOwnerCommand{bare.rival, binhai});
  const EntryIndex alone{bare.grant(bare.rival, binhai_assessment(bare))};
  auto award = l.award("low", alone);
  award.factory = bare.factory;
  CHECK(has_flag(bare.wish(bare.rival, award), Flag::level_undetermined));
  Listed beyond;
  auto restated = binhai_year(beyond.w, "2022", 20'000'000);
  restated.consumed = {1'000'000'000'000'000'000};
  restated.direct = {{.asset_code = "PV-1", .electricity = {1'000'000'000'000'000'000}}};
  restated.supersedes = beyond.inventory;
  restated.reason = "meter replaced";
  verified(beyond.w, restated);
  CHECK_FALSE(beyond.sees("low", beyond.assessed(binhai_assessment(beyond.w))));
}

TEST_CASE("Only whole earlier years that count make a peak, and a self-assessment tells nothing of the licence",
          "[BH-04][ID-03]") {
  Listed l;
  const auto facts_by = [&l](const RecordAssessmentCommand& command, const PartyId& who) {
    const EntryIndex entry{l.w.grant(who, command)};
    return rules::facts_about(l.w.ledger.inventory(l.inventory).value(), {}, find_note<Assessment>(l.w.ledger, entry),
                              {}, china_date(l.w.now), l.w.ledger);
  };
  l.w.grant(l.w.plant, binhai_year(l.w, "2020", 90'000'000));  // nobody verified it
  auto half = binhai_year(l.w, "2019", 90'000'000);
  half.period = period("2019-01-01--2019-06-30");
  verified(l.w, half);
  auto later = binhai_year(l.w, "2023", 90'000'000);
  verified(l.w, later);
  const auto facts = facts_by(binhai_assessment(l.w), l.w.rival);
  REQUIRE(facts.earlier_years.size() == 1);
  CHECK(facts.earlier_years.front().year == 2021);
  CHECK(facts.earlier_years.front().energy_emissions == Kilograms{30'000'000});
  CHECK(facts.registered_division == "120116");
  CHECK(facts.established_on == day("2021-01-01"));
  auto own = binhai_assessment(l.w);
  own.assessor = Assessor::self;
  const auto self_told = facts_by(own, l.w.plant);
  CHECK(self_told.registered_division.empty());
  CHECK_FALSE(self_told.established_on.has_value());
}

TEST_CASE("Units that wait, lost their value, are contradicted or were given back count as what they are",
          "[RT-09][XM-01][RT-02]") {
  World w;
  w.populate();
  const BatchId batch = w.held_by_trader("1", 1, 500);
  const RetirementId use{w.grant(w.trader, w.retire(range(batch, 1, 100)))};
  const RetirementId withdrawn{w.grant(w.trader, w.retire(range(batch, 201, 210)))};
  w.grant(w.trader, WithdrawRetirementCommand{withdrawn, "a slip"});
  const RetirementId waiting{w.grant(w.plant, w.retire(first_units(w, claimable(w, "Plant One Ltd", ""), 5)))};
  w.grant(w.registrar, invalidation(batch, 1, 10));
  w.grant(w.association, foreign_use(range(batch, 11, 30)));
  const auto all = rules::retired_units(w.ledger.retirements(w.factory, period("2022")), w.ledger);
  REQUIRE(all.size() == 2);
  CHECK(counted_of(all, use) == 70);
  CHECK(all[0].invalidated == 10);
  CHECK(all[0].in_conflict == 20);
  CHECK(all[1].retirement == waiting);
  CHECK(all[1].waiting == 5);
  CHECK(all[1].counted == 0);
  // Units count for the retirement that bound them and for no other one that names them.
  Retirement another = w.ledger.retirement(use).value();
  another.id = {use.value + 1'000};
  const auto unbound = rules::retired_units({another}, w.ledger);
  REQUIRE(unbound.size() == 1);
  CHECK(unbound.front().counted + unbound.front().invalidated + unbound.front().in_conflict == 0);
}

TEST_CASE("A body's assessment stands before a later one of the factory itself, and a newer body's before both",
          "[CE-04]") {
  World w;
  w.populate();
  empower(w);
  const auto newest = [&w] { return rules::newest_assessment(w.factory, period("2022"), ceca, w.ledger)->entry; };
  CHECK_FALSE(rules::newest_assessment(w.factory, period("2022"), ceca, w.ledger).has_value());
  auto own = conforming(w);
  own.assessor = Assessor::self;
  const EntryIndex first{w.grant(w.plant, own)};
  CHECK(newest() == first);
  const EntryIndex again{w.grant(w.plant, own)};
  CHECK(newest() == again);
  const EntryIndex body{w.grant(w.verifier, conforming(w))};
  CHECK(newest() == body);
  w.grant(w.plant, own);
  CHECK(newest() == body);
  w.grant(w.verifier, conforming(w, "2023"));
  own.scheme = "pas-2060";
  w.grant(w.plant, own);
  CHECK(newest() == body);
  const EntryIndex newer{w.grant(w.verifier, conforming(w))};
  CHECK(newest() == newer);
}

TEST_CASE("The operator of the time assesses itself, and an authority under its own scheme by its levels",
          "[BH-06][ID-06]") {
  World w;
  w.populate();
  w.grant(w.association, AppointSchemeOwnerCommand{w.rival, binhai});
  w.grant(w.rival, binhai_assessment(w));
  const auto listed = find_notes<Assessment>(w.ledger, index_names::assessments_of(w.factory));
  REQUIRE(listed.size() == 1);
  CHECK(listed.front().level == "near");
  CHECK(listed.front().assessor == Assessor::authority);
  w.grant(w.association, sale(w.factory, w.trader));
  auto own = conforming(w);
  own.assessor = Assessor::self;
  CHECK(w.wish(w.plant, own).accepted());   // it operated the factory in 2022
  CHECK(w.wish(w.trader, own).accepted());  // it operates it now
  own.period = period("2024");
  CHECK(refusal_of(w.wish(w.plant, own)) == Refusal::not_operator);
}

TEST_CASE("A list is announced after its notice began, and reviewed in the order of the reviews", "[BH-06][BH-07]") {
  Listed l;
  auto early = l.award("low", {});
  early.assessment = std::nullopt;
  early.announced_on = day("2023-07-31");
  const auto refused = l.w.wish(l.w.rival, early);
  REQUIRE_FALSE(refused.accepted());
  CHECK(refused.refused().reason == Refusal::dates_disordered);
  CHECK(refused.refused().facts.back() == std::pair<std::string, std::string>{"announced_on", "2023-07-31"});
  early.announced_on = day("2023-08-10");
  const auto before = l.w.wish(l.w.rival, early);
  CHECK(has_flag(before, Flag::scheme_lapsed));  // announced before the scheme was in force
  const EntryIndex award{l.w.ledger.size() - 1};
  const auto review = [&](const char* on, ReviewResult result) {
    return l.w.wish(l.w.rival, RecordReviewCommand{award, day(on), result, {}});
  };
  const auto too_early = review("2023-08-09", ReviewResult::kept);
  REQUIRE_FALSE(too_early.accepted());
  CHECK(too_early.refused().conflict == award);
  CHECK(review("2023-11-01", ReviewResult::kept).accepted());
  const EntryIndex kept{l.w.ledger.size() - 1};
  const auto overtaken = review("2023-10-31", ReviewResult::removed);
  REQUIRE_FALSE(overtaken.accepted());
  CHECK(overtaken.refused().conflict == kept);
  CHECK(review("2023-11-01", ReviewResult::removed).accepted());
  CHECK(find_note<Award>(l.w.ledger, award)->reviews.size() == 2);
}
