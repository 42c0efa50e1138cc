// The Binhai scheme against the rulebook's cases, BH-01 to BH-08, C-5 and C-6.
#include "ledger/evaluation_values.hpp"
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::optional<std::string> level_of(const SchemeFacts& facts) { return evaluated(binhai(), facts).level; }
SchemeFacts claiming(const char* level) {
  auto facts = binhai_facts();
  facts.claim.level = level;
  return facts;
}
// The year of C-5: 29,200 t in 2023 after a peak of 32,500 t in 2021.
SchemeFacts emitting(std::int64_t energy_kg, const char* level) {
  auto facts = claiming(level);
  facts.figures->energy_emissions = Kilograms{energy_kg};
  return facts;
}

}  // namespace

TEST_CASE("A factory whose rows all pass reaches the highest level", "[BH-01]") {
  for (const char* level : {"low", "near", "zero"}) {
    const auto evaluation = evaluated(binhai(), claiming(level));
    INFO(level);
    CHECK(evaluation.level == "zero");
    CHECK(evaluation.verdict == Verdict::pass);
  }
}

TEST_CASE("The level is the highest of which every row passes", "[BH-01][BH-03]") {
  struct Row {
    std::int64_t number;
    const char* value;
    const char* level;
  };
  const auto expected = GENERATE(values<Row>({
      {2, "reduce,zero", "near"},
      {2, "reduce", "low"},
      {2, "zero", "none"},
      {3, "tianjin", "near"},
      {3, "district", "low"},
      {4, "three_year_decline", "low"},
      {4, "advanced_value", "low"},
      {4, "other", "none"},
      {8, "499/500", "none"},
      {8, "510/500", "zero"},
      {11, "low_carbon_substitution,quantified", "near"},
      {12, "accounting", "low"},
      {13, "other_footprint", "low"},
      {14, "advanced_value", "near"},
      {14, "three_year_decline", "low"},
      {16, "digital_tools", "low"},
      {17, "daily_monitoring", "low"},
      {18, "systems_running", "low"},
  }));
  auto facts = binhai_facts();
  row(facts, expected.number).value = expected.value;
  INFO(expected.number << " " << expected.value);
  CHECK(level_of(facts).value_or("none") == expected.level);
}

TEST_CASE("A photovoltaic station is asked for at the highest level only", "[BH-03]") {
  auto facts = binhai_facts();
  row(facts, 5).value.reset();
  CHECK(level_of(facts) == "near");
  row(facts, 5).value = "none";
  CHECK(level_of(facts) == "near");
  row(facts, 5).conformity = Conformity::not_assessed;
  CHECK(level_of(facts) == "near");
}

TEST_CASE("A value that is missing or does not read never passes", "[BH-01]") {
  for (const SchemeRow& of : binhai().rows) {
    auto facts = claiming("zero");
    if (of.kind == RowKind::conform) continue;
    INFO(of.name);
    row(facts, of.number).value = "no value/of ours";
    CHECK(verdict_of(binhai(), facts, of.name) == Verdict::undetermined);
    CHECK(check_of(binhai(), facts, of.name).refusal == Refusal::indicator_undetermined);
    CHECK(level_of(facts) != "zero");
    CHECK(check_of(binhai(), facts, "level").flag == Flag::level_undetermined);
    if (of.kind == RowKind::computed) continue;
    row(facts, of.number).value.reset();
    CHECK(verdict_of(binhai(), facts, of.name) == Verdict::undetermined);
  }
}

TEST_CASE("A row that is missing or was not assessed leaves the level undetermined", "[BH-01]") {
  for (const std::int64_t number : {1, 7, 9, 10}) {
    auto facts = binhai_facts();
    row(facts, number).conformity = Conformity::not_assessed;
    CHECK_FALSE(level_of(facts).has_value());
    CHECK(evaluated(binhai(), facts).verdict == Verdict::undetermined);
    row(facts, number).conformity = Conformity::nonconform;
    CHECK(evaluated(binhai(), facts).verdict == Verdict::fail);
  }
}

TEST_CASE("What does not conform was judged at the level that was assessed", "[BH-01]") {
  auto facts = binhai_facts();
  facts.assessment->level = "zero";
  row(facts, 14).conformity = Conformity::nonconform;
  row(facts, 14).value = "advanced_value";
  CHECK(level_of(facts) == "near");
  facts.assessment->level.reset();
  CHECK_FALSE(level_of(facts).has_value());
  facts.assessment->level = "zero";
  row(facts, 7).conformity = Conformity::nonconform;  // its demand is the same at every level
  CHECK_FALSE(level_of(facts).has_value());
}

TEST_CASE("A claimed level must be reached, and must exist", "[BH-01]") {
  auto facts = claiming("zero");
  row(facts, 3).value = "district";
  const auto check = check_of(binhai(), facts, "level");
  CHECK(check.verdict == Verdict::fail);
  CHECK(check.refusal == Refusal::indicator_fails);
  CHECK(fact(check, "reached") == "low");
  facts.claim.level = "low";
  CHECK(evaluated(binhai(), facts).verdict == Verdict::pass);
  facts.claim.level = "golden";
  CHECK(check_of(binhai(), facts, "level").refusal == Refusal::level_unknown);
  CHECK(evaluated(binhai(), facts).verdict == Verdict::fail);
}

TEST_CASE("Four requirements are named as met, and the accidents are looked at", "[BH-02]") {
  auto facts = binhai_facts();
  facts.assessment->basic.pop_back();
  CHECK(verdict_of(binhai(), facts, "zero_carbon_plan") == Verdict::fail);
  CHECK_FALSE(level_of(facts).has_value());
  facts = binhai_facts();
  facts.assessment->accidents = {{day("2023-06-10"), AccidentGrade::ordinary}};
  CHECK(level_of(facts) == "zero");
  facts.assessment->accidents = {{day("2021-07-10"), AccidentGrade::larger}};  // 2 years 11 months before
  CHECK(verdict_of(binhai(), facts, "accidents") == Verdict::fail);
  CHECK_FALSE(level_of(facts).has_value());
}

TEST_CASE("A branch registered in the district may be listed", "[BH-02][ID-02][ID-03]") {
  auto facts = binhai_facts();
  facts.legal_form = LegalForm::branch;
  CHECK(level_of(facts) == "zero");
  facts.legal_form = LegalForm::sole_trader;
  CHECK_FALSE(level_of(facts).has_value());
  facts = binhai_facts();
  facts.registered_division = "120101";
  CHECK(verdict_of(binhai(), facts, "registered_division") == Verdict::fail);
  facts.registered_division.clear();
  CHECK(verdict_of(binhai(), facts, "registered_division") == Verdict::undetermined);
  CHECK_FALSE(level_of(facts).has_value());
}

TEST_CASE("Ten and fifty per cent below the peak of 32,500 t", "[BH-04][C-5]") {
  struct Row {
    std::int64_t energy_kg;
    const char* level;
    Verdict verdict;
    const char* percent;
  };
  const auto expected = GENERATE(values<Row>({{29'200'000, "low", Verdict::pass, "10.15"},
                                              {29'250'000, "low", Verdict::pass, "10.00"},
                                              {29'250'001, "low", Verdict::fail, "9.99"},
                                              {29'251'000, "low", Verdict::fail, "9.99"},
                                              {29'200'000, "near", Verdict::fail, "10.15"},
                                              {16'250'000, "near", Verdict::pass, "50.00"},
                                              {16'250'001, "near", Verdict::fail, "49.99"}}));
  const auto check = check_of(binhai(), emitting(expected.energy_kg, expected.level), "peak_drop");
  CHECK(check.verdict == expected.verdict);
  CHECK(fact(check, "percent") == expected.percent);
  CHECK(fact(check, "peak_year") == "2021");
  CHECK(fact(check, "peak_kg") == "32500000");
  CHECK(check.evidence.size() == 6);  // the assessment, this year, four earlier ones
}

TEST_CASE("The window is five complete years, and a missing one leaves the peak unknown", "[BH-04]") {
  auto facts = emitting(29'200'000, "low");
  facts.earlier_years.push_back({2018, {5}, Kilograms{90'000'000}});  // older, and so no peak
  CHECK(fact(check_of(binhai(), facts, "peak_drop"), "peak_year") == "2021");
  facts.earlier_years.erase(facts.earlier_years.begin());
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::undetermined);
  facts.established_on = day("2019-01-02");  // its first complete year is 2020
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::pass);
  facts.earlier_years[1].energy_emissions.reset();
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::undetermined);
  facts = emitting(29'200'000, "low");
  facts.figures->energy_emissions.reset();
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::undetermined);
  facts = emitting(29'200'000, "low");
  facts.earlier_years.push_back({2021, {6}, Kilograms{30'000'000}});  // a second inventory of the peak year
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::fail);
}

TEST_CASE("Retired units make no decrease and clear the highest level", "[BH-04][C-5]") {
  auto facts = emitting(29'200'000, "zero");
  facts.retired = {credits(29'199)};
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::fail);
  facts.retired = {credits(29'200)};
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::pass);
  facts.claim.level = "near";
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::fail);
}

TEST_CASE("Negative-carbon units count once retired, and others than named are on HOLD", "[BH-05]") {
  auto facts = claiming("zero");
  facts.retired = {credits(14'500), credits(500)};
  CHECK(level_of(facts) == "zero");
  facts.retired[1].status = RetirementStatus::on_hold;
  facts.retired[1].waiting = 500;
  facts.retired[1].counted = 0;
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::hold);
  CHECK(evaluated(binhai(), facts).verdict == Verdict::hold);
  facts.retired[1] = credits(500, "VCS");
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::hold);
  facts.retired.pop_back();  // held by the factory and not retired: not in the list at all
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::fail);
}

TEST_CASE("The renewable share is that of electricity and its definition is recorded", "[BH-03][C-6]") {
  auto facts = claiming("zero");
  auto check = check_of(binhai(), facts, "renewable_share");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "definition") == "electricity");
  facts.inventory.direct[0].electricity = {7'999'000};
  check = check_of(binhai(), facts, "renewable_share");
  CHECK(check.verdict == Verdict::fail);
  CHECK(fact(check, "percent") == "19.99");
  CHECK(level_of(facts) == "near");
  // Of the energy in coal equivalent, 4,000 MWh of sun are 491.6 of 10,000 tce: not even the lowest level.
  const auto energy = std::get<Share>(parse_share("491600tce0.1229/10000000tce0.1229"));
  CHECK(format_share(energy) == "4.91");
  CHECK(reaches(energy, 500) == false);
  facts = claiming("low");
  facts.inventory.direct[0].electricity = {4'000'000};
  CHECK(find_check(evaluated(binhai(), facts), "renewable_share_readings_differ") == nullptr);
  row(facts, 6).value = "491600tce0.1229/10000000tce0.1229";
  check = check_of(binhai(), facts, "renewable_share_readings_differ");
  CHECK(check.rule == "D-18");
  CHECK(check.verdict == Verdict::flag);
  CHECK(verdict_of(binhai(), facts, "renewable_share") == Verdict::pass);
}

TEST_CASE("After the trial the scheme has lapsed", "[BH-07]") {
  auto facts = binhai_facts();
  facts.day = day("2026-05-29");
  CHECK(verdict_of(binhai(), facts, "scheme_in_force") == Verdict::pass);
  facts.day = day("2026-05-30");
  CHECK(check_of(binhai(), facts, "scheme_in_force").flag == Flag::scheme_lapsed);
  CHECK(evaluated(binhai(), facts).verdict == Verdict::pass);
}

TEST_CASE("An authority lists, and an inventory that nobody verified is only flagged", "[BH-06][BH-08]") {
  CHECK(binhai().awards);
  CHECK_FALSE(binhai().certificates);
  auto facts = binhai_facts();
  facts.inventory.verification.reset();
  CHECK(verdict_of(binhai(), facts, "inventory_verified") == Verdict::flag);
  CHECK(level_of(facts) == "zero");
  const auto& notes = binhai().notes;
  CHECK(std::any_of(notes.begin(), notes.end(), [](const SchemeNote& note) {
    return note.id == "BH-08" && note.text.find("NF3") != std::string_view::npos;
  }));
}
