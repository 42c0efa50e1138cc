// T/CECA-G 0171-2022 against the rulebook's cases, CE-01 to CE-14 and C-1.
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

TEST_CASE("A year that has everything passes as a whole", "[CE-14][C-1]") {
  const auto evaluation = evaluated(ceca(), ceca_facts());
  CHECK(evaluation.verdict == Verdict::pass);
  CHECK_FALSE(evaluation.level.has_value());
  for (const Check& check : evaluation.checks) {
    INFO(check.rule << " " << check.name);
    CHECK((check.verdict == Verdict::pass || check.verdict == Verdict::flag));
    CHECK_FALSE(check.rule.empty());
  }
}

TEST_CASE("The share is compared by integers and shown truncated", "[C-1][CE-14][U-03]") {
  struct Row {
    std::int64_t retired;
    Verdict verdict;
    const char* percent;
    const char* gap_kg;
    const char* missing;
  };
  const auto expected = GENERATE(values<Row>({{19'705, Verdict::fail, "99.99", "1570", "2"},
                                              {19'706, Verdict::fail, "99.99", "570", "1"},
                                              {19'707, Verdict::pass, "100.00", "absent", "absent"},
                                              {19'708, Verdict::pass, "100.00", "absent", "absent"},
                                              {19'207, Verdict::fail, "97.46", "499570", "500"}}));
  auto facts = ceca_facts();
  facts.retired = {credits(expected.retired)};
  const auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == expected.verdict);
  CHECK(check.refusal == Refusal::under_covered);
  CHECK(fact(check, "percent") == expected.percent);
  CHECK(fact(check, "gap_kg") == expected.gap_kg);
  CHECK(fact(check, "credits_missing") == expected.missing);
  CHECK(fact(check, "credits_required") == "19707");
  CHECK(evaluated(ceca(), facts).verdict == expected.verdict);
}

TEST_CASE("A mixed basket covers, and certificates in the place of credits do not", "[C-1][CE-08][CE-09]") {
  auto facts = ceca_facts();
  facts.retired = {credits(15'000), credits(4'000, "PHCER-GD"), credits(707, "VCS")};
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  facts.retired[2] = certificates(707);
  const auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == Verdict::fail);
  CHECK(fact(check, "percent") == "96.41");
  facts.retired[2].purpose = Purpose::factory_offset;
  const auto misused = check_of(ceca(), facts, "certificates_offset_nothing");
  CHECK(misused.verdict == Verdict::fail);
  CHECK(misused.refusal == Refusal::gec_not_offset);
  CHECK(evaluated(ceca(), facts).coverage.certificates == 0);
}

TEST_CASE("A second label on the same inventory passes and a claim for another year has nothing to stand on",
          "[C-1][G-03][G-04]") {
  auto facts = ceca_facts();
  CHECK(evaluated(pas(), facts).verdict == Verdict::pass);
  facts.inventory = seed_inventory("2023");  // the assessment and the units are those of 2022
  facts.retired.clear();
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::fail);
  CHECK(verdict_of(ceca(), facts, "period_ended") == Verdict::undetermined);
  CHECK(check_of(ceca(), facts, "assessment").refusal == Refusal::assessment_mismatch);
}

TEST_CASE("A claim of less than all needs as many whole tonnes as its share", "[CE-14]") {
  CHECK(credits_for_share({19'706'570}, 10'000) == 19'707);
  CHECK(credits_for_share({19'706'570}, 8'000) == 15'766);
  CHECK(credits_for_share({19'706'570}, 5'000) == 9'854);
  auto facts = ceca_facts();
  facts.claim.percent_e2 = 8'000;
  facts.retired = {credits(15'766)};
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::pass);
  facts.retired = {credits(15'765)};
  const auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == Verdict::fail);
  CHECK(fact(check, "credits_missing") == "1");
  CHECK(fact(check, "gap_kg") == "256");
}

TEST_CASE("A surplus is forfeited and nothing to offset is covered", "[CE-14]") {
  auto facts = ceca_facts();
  const auto surplus = check_of(ceca(), facts, "surplus");
  CHECK(surplus.verdict == Verdict::flag);
  CHECK(surplus.flag == Flag::surplus_forfeited);
  CHECK(fact(surplus, "surplus_kg") == "430");
  facts.inventory.in_boundary_removal = {20'000'000};
  facts.retired.clear();
  const auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "percent") == "100.00");
  CHECK(fact(check, "nothing_to_offset") == "true");
}

TEST_CASE("What only its holder declared waits for the registrar", "[RT-01][G-02]") {
  auto facts = ceca_facts();
  facts.retired = {credits(19'706), credits(1, "VCS", RetirementStatus::declared)};
  const auto evaluation = evaluated(ceca(), facts);
  CHECK(evaluation.verdict == Verdict::hold);
  const auto check = check_of(ceca(), facts, "retirements_confirmed");
  CHECK(check.verdict == Verdict::hold);
  CHECK(check.refusal == Refusal::retirement_unconfirmed);
  facts.retired[1].status = RetirementStatus::confirmed;
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  facts.retired[1] = credits(1, "VCS", RetirementStatus::on_hold);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::fail);
  CHECK(fact(check_of(ceca(), facts, "coverage"), "on_hold_t") == "1");
}

TEST_CASE("One type is claimed, and type II needs scope 3", "[CE-01]") {
  auto facts = ceca_facts();
  facts.claim.type = std::nullopt;
  CHECK(verdict_of(ceca(), facts, "claim_type") == Verdict::fail);
  CHECK(check_of(ceca(), facts, "claim_type").refusal == Refusal::claim_type_missing);
  facts.claim.type = ClaimType::unknown;
  CHECK(verdict_of(ceca(), facts, "claim_type") == Verdict::undetermined);
  facts.claim.type = ClaimType::type_2;
  CHECK(verdict_of(ceca(), facts, "scope_3") == Verdict::undetermined);
  CHECK(check_of(ceca(), facts, "scope_3").refusal == Refusal::scope_missing);
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::undetermined);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::undetermined);
  facts.inventory.scope3 = Kilograms{1'000'000};
  CHECK(verdict_of(ceca(), facts, "scope_3") == Verdict::pass);
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::fail);
  CHECK(evaluated(ceca(), facts).coverage.gross.value == 20'706'570);
  facts.retired = {credits(20'707)};
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
}

TEST_CASE("Stars are three to six", "[CE-02]") {
  auto facts = ceca_facts();
  for (const std::int64_t star : {0, 1, 2, 7}) {
    facts.star = star;
    CHECK(verdict_of(ceca(), facts, "star") == Verdict::fail);
    CHECK(check_of(ceca(), facts, "star").refusal == Refusal::star_range);
  }
  facts.star = std::nullopt;
  CHECK(find_check(evaluated(ceca(), facts), "star") == nullptr);
}

TEST_CASE("A star whose threshold nobody has read is undetermined and flagged", "[CE-03]") {
  auto facts = ceca_facts();
  facts.claim.percent_e2 = 8'000;
  facts.retired = {credits(15'766)};
  for (const std::int64_t star : {3, 4, 5}) {
    facts.star = star;
    const auto check = check_of(ceca(), facts, "star");
    CHECK(check.verdict == Verdict::undetermined);
    CHECK(check.flag == Flag::star_not_checked);
    CHECK_FALSE(check.refusal.has_value());
    CHECK(fact(check, "offset_least_percent") == "unknown");
    CHECK(evaluated(ceca(), facts).verdict == Verdict::undetermined);
  }
}

TEST_CASE("Six stars of type I are all offset and all renewable power", "[CE-03]") {
  auto facts = ceca_facts();
  facts.star = 6;
  facts.inventory.consumed = {10'000'000};
  facts.inventory.purchased = {10'000'000};
  facts.inventory.factor_location = {5'306};
  facts.figures->factor_net = NetFactor{2023, "全国", "without_traded_non_fossil", {6'096}};
  facts.retired = {credits(8'000), certificates(10'000)};
  CHECK(verdict_of(ceca(), facts, "star") == Verdict::pass);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  facts.retired = {credits(19'707), certificates(9'999)};  // 99.99 %
  const auto check = check_of(ceca(), facts, "star");
  CHECK(check.verdict == Verdict::fail);
  CHECK(check.refusal == Refusal::star_threshold);
  CHECK(fact(check, "renewable_percent") == "99.99");
  facts.retired = {credits(7'999), certificates(10'000)};
  CHECK(verdict_of(ceca(), facts, "star") == Verdict::fail);
}

TEST_CASE("Six stars of type II are taken over unverified, so they neither pass nor fail", "[CE-03]") {
  auto facts = ceca_facts();
  facts.star = 6;
  facts.claim.type = ClaimType::type_2;
  facts.inventory.scope3 = Kilograms{0};
  const auto check = check_of(ceca(), facts, "star");
  CHECK(check.verdict == Verdict::undetermined);
  CHECK(check.flag == Flag::star_not_checked);
  CHECK(fact(check, "unverified") == "fail");
}

TEST_CASE("All eight indicators conform", "[CE-04]") {
  for (std::int64_t number = 1; number <= 8; ++number) {
    auto facts = ceca_facts();
    const std::string name(ceca().rows[static_cast<std::size_t>(number - 1)].name);
    row(facts, number).conformity = Conformity::nonconform;
    CHECK(verdict_of(ceca(), facts, name) == Verdict::fail);
    CHECK(check_of(ceca(), facts, name).refusal == Refusal::indicator_fails);
    CHECK((fact(check_of(ceca(), facts, name), "fatal") == "true") == (number == 1));
    CHECK(evaluated(ceca(), facts).verdict == Verdict::fail);
    row(facts, number).conformity = Conformity::not_assessed;
    CHECK(verdict_of(ceca(), facts, name) == Verdict::undetermined);
    auto& indicators = facts.assessment->indicators;
    indicators.erase(indicators.begin() + (number - 1));
    CHECK(check_of(ceca(), facts, name).refusal == Refusal::indicator_undetermined);
    CHECK(evaluated(ceca(), facts).verdict == Verdict::undetermined);
  }
}

TEST_CASE("A ninth indicator, one that stands twice, or no assessment at all do not pass", "[CE-04]") {
  auto facts = ceca_facts();
  facts.assessment->indicators.push_back(facts.assessment->indicators.front());
  CHECK(verdict_of(ceca(), facts, "basic_compliance") == Verdict::undetermined);
  facts.assessment->indicators.back().row = 9;
  CHECK(verdict_of(ceca(), facts, "basic_compliance") == Verdict::pass);
  CHECK(check_of(ceca(), facts, "row_unknown").refusal == Refusal::assessment_mismatch);
  facts.assessment.reset();
  CHECK(verdict_of(ceca(), facts, "assessment") == Verdict::undetermined);
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::undetermined);
  CHECK(verdict_of(ceca(), facts, "product") == Verdict::undetermined);
}

TEST_CASE("Three years without a major accident, date to date", "[CE-05]") {
  struct Row {
    const char* on;
    AccidentGrade grade;
    Verdict verdict;
  };
  // Assessed on 2023-07-10: the window begins on 2020-07-10.
  const auto expected = GENERATE(values<Row>({{"2021-07-10", AccidentGrade::larger, Verdict::pass},
                                              {"2020-07-11", AccidentGrade::major, Verdict::fail},
                                              {"2020-07-10", AccidentGrade::major, Verdict::fail},
                                              {"2020-07-09", AccidentGrade::major, Verdict::pass},
                                              {"2020-07-09", AccidentGrade::extraordinary, Verdict::pass},
                                              {"2023-07-10", AccidentGrade::extraordinary, Verdict::fail},
                                              {"2023-07-11", AccidentGrade::major, Verdict::pass}}));
  auto facts = ceca_facts();
  facts.assessment->accidents = {{day(expected.on), expected.grade}};
  CHECK(verdict_of(ceca(), facts, "accidents") == expected.verdict);
}

TEST_CASE("A younger factory answers since its establishment, and nobody's look is no clean record", "[CE-05]") {
  auto facts = ceca_facts();
  facts.established_on = day("2022-01-01");
  facts.assessment->accidents = {{day("2021-12-31"), AccidentGrade::major}};
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::pass);
  facts.assessment->accidents = {{day("2022-01-01"), AccidentGrade::major}};
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::fail);
  facts.assessment->accidents.reset();
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::undetermined);
}

TEST_CASE("An assessment before the year was over, or before the factory stood, is no clean record", "[CE-05]") {
  auto facts = ceca_facts();
  facts.assessment->assessed_on = day("2022-12-31");
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::undetermined);
  facts.assessment->assessed_on = day("2023-01-01");
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::pass);
  facts.established_on = day("2023-01-02");
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::undetermined);
  facts.assessment->accidents = {{day("2022-06-01"), AccidentGrade::major}};
  CHECK(verdict_of(ceca(), facts, "accidents") == Verdict::fail);
}

TEST_CASE("Offsets do not stand in the place of a reduction plan", "[CE-06][CE-07]") {
  auto facts = ceca_facts();
  facts.figures->plan_achieved = Kilograms{999'999};
  CHECK(check_of(ceca(), facts, "plan_achieved").flag == Flag::plan_behind);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  facts.figures->plan_achieved.reset();
  CHECK(find_check(evaluated(ceca(), facts), "plan_achieved") == nullptr);
  facts.figures->plan_target = Kilograms{-5'000};
  CHECK(verdict_of(ceca(), facts, "reduction_plan") == Verdict::fail);
  facts.figures->plan_target.reset();
  CHECK(check_of(ceca(), facts, "reduction_plan").refusal == Refusal::plan_missing);
  facts.figures.reset();
  CHECK(verdict_of(ceca(), facts, "reduction_plan") == Verdict::fail);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::fail);
}

TEST_CASE("Captured carbon inside the boundary is taken off before units are counted", "[CE-07]") {
  auto facts = ceca_facts();
  facts.inventory.scope1 = {8'293'430};
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::fail);
  facts.inventory.ccus = {293'430};
  const auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "to_offset_kg") == "19706570");
}

TEST_CASE("Programmes that the scheme does not name are on HOLD", "[CE-09]") {
  auto facts = ceca_facts();
  facts.retired = {credits(19'706), credits(1, "CEA")};
  const auto check = check_of(ceca(), facts, "instruments");
  CHECK(check.verdict == Verdict::flag);
  CHECK(fact(check, "on_hold") == "CEA");
  CHECK(evaluated(ceca(), facts).verdict == Verdict::fail);
  for (const char* code : {"CCER", "PHCER-GD", "PHCER-SH", "GS", "VCS", "CDM", "OWN"}) {
    facts.retired[1] = credits(1, code);
    CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  }
  auto foreign = certificates(100);
  foreign.programme = "IREC";
  facts.retired.push_back(foreign);
  CHECK(evaluated(ceca(), facts).coverage.certificates == 0);
}

TEST_CASE("Only a legal person is certified", "[ID-02]") {
  auto facts = ceca_facts();
  for (const LegalForm form : {LegalForm::branch, LegalForm::sole_trader, LegalForm::foreign}) {
    facts.legal_form = form;
    CHECK(verdict_of(ceca(), facts, "legal_form") == Verdict::fail);
    CHECK(check_of(ceca(), facts, "legal_form").refusal == Refusal::not_legal_person);
  }
}

TEST_CASE("Units retired after the day on the certificate are shown") {
  auto facts = ceca_facts();
  CHECK(find_check(evaluated(ceca(), facts), "retired_in_time") == nullptr);
  facts.certificate_issued_on = day("2023-07-21");
  facts.retired[0].retired_on = day("2023-07-21");
  CHECK(verdict_of(ceca(), facts, "retired_in_time") == Verdict::pass);
  facts.retired[0].retired_on = day("2023-07-22");
  const auto check = check_of(ceca(), facts, "retired_in_time");
  CHECK(check.verdict == Verdict::flag);
  CHECK(check.flag == Flag::retired_after_issue);
  CHECK(check.evidence == std::vector<EntryIndex>{{40}});
  facts.retired[0].retired_on = {};
  CHECK(verdict_of(ceca(), facts, "retired_in_time") == Verdict::undetermined);
}

TEST_CASE("The inventory is verified, its year is over, and an unusual period is shown", "[CE-11][G-04]") {
  auto facts = ceca_facts();
  facts.inventory.verification->opinion = Opinion::adverse;
  CHECK(verdict_of(ceca(), facts, "inventory_verified") == Verdict::fail);
  facts.inventory.verification.reset();
  CHECK(verdict_of(ceca(), facts, "inventory_verified") == Verdict::undetermined);
  CHECK(check_of(ceca(), facts, "inventory_verified").refusal == Refusal::inventory_unverified);
  facts = ceca_facts();
  facts.day = day("2022-12-31");
  CHECK(check_of(ceca(), facts, "period_ended").refusal == Refusal::period_not_ended);
  CHECK(verdict_of(ceca(), facts, "period_ended") == Verdict::undetermined);
  facts.day = day("2023-01-01");
  CHECK(verdict_of(ceca(), facts, "period_ended") == Verdict::pass);
  facts.inventory.period.first = day("2022-02-01");
  CHECK(check_of(ceca(), facts, "natural_year").flag == Flag::period_unusual);
}

TEST_CASE("Before its first day the scheme was not in force", "[G-01]") {
  auto facts = ceca_facts();
  facts.day = day("2022-05-31");
  CHECK(check_of(ceca(), facts, "scheme_in_force").flag == Flag::scheme_lapsed);
  facts.day = day("2022-06-01");
  CHECK(verdict_of(ceca(), facts, "scheme_in_force") == Verdict::pass);
}
