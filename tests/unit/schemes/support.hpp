// A factory-year for every scheme, which the tests then spoil in one place: the year of rulebook C-1 (19,706.57 t in
// 2022) under T/CECA, that of CA-03 under T/CACE, and one of BH-04 in Binhai.
#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/evaluation.hpp"

namespace tanbu::test {

[[nodiscard]] inline Date day(std::string_view text) { return parse_date(text).value(); }
[[nodiscard]] inline const Scheme& scheme(std::string_view code) {
  const Scheme* found = find_scheme(code);
  REQUIRE(found != nullptr);
  return *found;
}
inline const Scheme& ceca() { return scheme("ceca-g-0171-2022"); }
inline const Scheme& cace() { return scheme("cace-00x-draft"); }
inline const Scheme& binhai() { return scheme("binhai-2024"); }
inline const Scheme& iso() { return scheme("iso-14068-1"); }
inline const Scheme& pas() { return scheme("pas-2060"); }

[[nodiscard]] inline RetiredUnits credits(std::int64_t tonnes, std::string programme = "CCER",
                                          RetirementStatus status = RetirementStatus::matched) {
  const bool waits = status == RetirementStatus::on_hold;
  RetiredUnits units;
  units.programme = std::move(programme);
  units.purpose = Purpose::factory_offset;
  units.status = status;
  units.counted = waits ? 0 : tonnes;
  units.waiting = waits ? tonnes : 0;
  units.retirement = {40};
  units.retired_on = day("2023-06-30");
  return units;
}
[[nodiscard]] inline RetiredUnits certificates(std::int64_t count, std::optional<std::string> asset = std::nullopt) {
  RetiredUnits units = credits(count, "GEC");
  units.unit = Unit::megawatt_hour;
  units.offset = false;
  units.purpose = Purpose::electricity_consumption;
  units.asset_code = std::move(asset);
  return units;
}

[[nodiscard]] inline Inventory verified_inventory(std::string_view period) {
  Inventory inventory;
  inventory.id = {30};
  inventory.factory = {10};
  inventory.period = parse_period(period).value();
  inventory.standard = "ISO 14064-1:2018";
  inventory.verification = Verification{{31}, {"x:verifier"}, {"x:verifier"}, {}, {}, day("2026-02-01")};
  return inventory;
}

// 8,000.00 t + 23,535,524 kWh x 0.4974 = 19,706.570 t.
[[nodiscard]] inline Inventory seed_inventory(std::string_view period = "2022") {
  Inventory inventory = verified_inventory(period);
  inventory.scope1 = {8'000'000};
  inventory.consumed = {23'535'524};
  inventory.purchased = {23'535'524};
  inventory.factor_location = {4'974};
  return inventory;
}

[[nodiscard]] inline Assessment assessed(const Scheme& of, const Inventory& inventory, std::string_view on) {
  Assessment assessment;
  assessment.entry = {50};
  assessment.factory = inventory.factory;
  assessment.period = inventory.period;
  assessment.scheme = of.code;
  assessment.assessor = Assessor::third_party;
  assessment.assessed_on = day(on);
  assessment.accidents.emplace();
  for (const std::string_view basic : of.basics) assessment.basic.emplace_back(basic);
  for (const SchemeRow& row : of.rows) {
    Indicator indicator;
    indicator.row = row.number;
    indicator.conformity = Conformity::conform;
    assessment.indicators.push_back(indicator);
  }
  return assessment;
}
inline Indicator& row(SchemeFacts& facts, std::int64_t number) {
  for (Indicator& indicator : facts.assessment.value().indicators) {
    if (indicator.row == number) return indicator;
  }
  FAIL("no such row");
  return facts.assessment->indicators.front();
}

// Everything that T/CECA asks of FY2022, covered by 19,707 CCER.
[[nodiscard]] inline SchemeFacts ceca_facts() {
  SchemeFacts facts;
  facts.inventory = seed_inventory();
  facts.figures.emplace();
  facts.figures->plan_target = Kilograms{1'000'000};
  facts.figures->plan_achieved = Kilograms{1'000'000};
  facts.retired = {credits(19'707)};
  facts.assessment = assessed(ceca(), facts.inventory, "2023-07-10");
  facts.claim.type = ClaimType::type_1;
  facts.legal_form = LegalForm::legal_person;
  facts.established_on = day("2010-01-01");
  facts.day = day("2023-07-21");
  return facts;
}

// 12,000 MWh with 1,800 of own sun and 1,900 certificates; emissions as given, all of scope 1.
[[nodiscard]] inline SchemeFacts cace_facts(std::int64_t emissions_kg, std::int64_t reduced_kg,
                                            std::int64_t retired_t) {
  SchemeFacts facts;
  facts.inventory = verified_inventory("2025");
  facts.inventory.scope1 = {emissions_kg};
  facts.inventory.consumed = {12'000'000};
  facts.inventory.direct = {{.asset_code = "PV-1", .electricity = {1'800'000}}};
  facts.figures.emplace();
  facts.figures->reductions = {reduced_kg};
  facts.retired = {credits(retired_t), certificates(1'900)};
  facts.assessment = assessed(cace(), facts.inventory, "2026-03-01");
  facts.established_on = day("2010-01-01");
  facts.day = day("2026-03-02");
  row(facts, 1).value = "2024-12-20";
  return facts;
}

// A factory that reaches every level: rows as assessed at the highest, 29,200 t of energy emissions cleared by units,
// 20 % of the electricity renewable.
[[nodiscard]] inline SchemeFacts binhai_facts() {
  SchemeFacts facts;
  facts.inventory = verified_inventory("2023");
  facts.inventory.scope1 = {29'200'000};
  facts.inventory.consumed = {40'000'000};
  facts.inventory.direct = {{.asset_code = "PV-1", .electricity = {8'000'000}}};
  facts.figures.emplace();
  facts.figures->energy_emissions = Kilograms{15'000'000};
  facts.retired = {credits(15'000)};
  facts.assessment = assessed(binhai(), facts.inventory, "2024-06-10");
  facts.legal_form = LegalForm::legal_person;
  facts.registered_division = "120116";
  facts.established_on = day("2010-01-01");
  facts.day = day("2024-06-11");
  facts.earlier_years = {{2019, {1}, Kilograms{31'000'000}},
                         {2020, {2}, Kilograms{30'000'000}},
                         {2021, {3}, Kilograms{32'500'000}},
                         {2022, {4}, Kilograms{30'900'000}}};
  row(facts, 2).value = "reduce,zero,negative";
  row(facts, 3).value = "national";
  row(facts, 4).value = "advanced_value,three_year_decline";
  row(facts, 5).value = "photovoltaic_station";
  row(facts, 8).value = "500/500";
  row(facts, 11).value = "low_carbon_substitution,quantified,zero,negative";
  row(facts, 12).value = "accounting,third_party_statement";
  row(facts, 13).value = "product_footprint";
  row(facts, 14).value = "advanced_value,three_year_decline";
  row(facts, 16).value = "digital_tools,energy_carbon_system";
  row(facts, 17).value = "daily_monitoring,quarterly_analysis";
  row(facts, 18).value = "systems_running,systems_certified";
  return facts;
}

[[nodiscard]] inline Evaluation evaluated(const Scheme& under, const SchemeFacts& facts) {
  auto evaluation = evaluate(under, facts);
  REQUIRE(evaluation.has_value());
  return *std::move(evaluation);
}
[[nodiscard]] inline const Check* find_check(const Evaluation& evaluation, std::string_view name) {
  for (const Check& check : evaluation.checks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}
[[nodiscard]] inline Check check_of(const Scheme& under, const SchemeFacts& facts, std::string_view name) {
  INFO(name);
  const Evaluation evaluation = evaluated(under, facts);
  const Check* check = find_check(evaluation, name);
  REQUIRE(check != nullptr);
  return *check;
}
[[nodiscard]] inline Verdict verdict_of(const Scheme& under, const SchemeFacts& facts, std::string_view name) {
  return check_of(under, facts, name).verdict;
}
[[nodiscard]] inline std::string fact(const Check& check, std::string_view name) {
  for (const auto& [key, value] : check.facts) {
    if (key == name) return value;
  }
  return "absent";
}

}  // namespace tanbu::test

namespace Catch {
template <>
struct StringMaker<tanbu::Verdict> {
  static std::string convert(tanbu::Verdict verdict) { return std::string(tanbu::name_of(verdict)); }
};
}  // namespace Catch
