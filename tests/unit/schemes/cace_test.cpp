// The T/CACE draft against the rulebook's cases, CA-00 to CA-08 and C-2 to C-4.
#include "ledger/evaluation_values.hpp"
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// CA-01: platform, 30.83 %, 4.2017 %, 10.000 %.
SchemeFacts passing() { return cace_facts(23'800'000, 1'000'000, 1'380); }

}  // namespace

TEST_CASE("The draft is evaluated on trial and certifies nothing", "[CA-00][CA-01]") {
  CHECK(cace().draft);
  CHECK_FALSE(cace().certificates);
  CHECK_FALSE(cace().awards);
  const auto evaluation = evaluated(cace(), passing());
  CHECK(evaluation.verdict == Verdict::pass);
  CHECK(fact(check_of(cace(), passing(), "draft_scheme"), "result") == "trial_evaluation");
  CHECK(verdict_of(cace(), passing(), "draft_scheme") == Verdict::flag);
}

TEST_CASE("All four indicators are met, and the others lift none of them", "[CA-01][CA-04]") {
  const auto facts = cace_facts(23'800'000, 999'000, 2'000);  // 4.1975 % although 12.6 % together
  CHECK(verdict_of(cace(), facts, "reduction_share") == Verdict::fail);
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::pass);
  CHECK(evaluated(cace(), facts).verdict == Verdict::fail);
  auto missing = passing();
  missing.figures.reset();
  CHECK(verdict_of(cace(), missing, "reduction_share") == Verdict::undetermined);
  CHECK(evaluated(cace(), missing).verdict == Verdict::undetermined);
}

TEST_CASE("The shares of 19,706.57 t pass at their least values and fail below", "[C-2][CA-04][CA-05]") {
  struct Row {
    std::int64_t reduced_kg;
    std::int64_t retired_t;
    Verdict in;
    Verdict both;
    const char* percent_in;
  };
  const auto expected = GENERATE(values<Row>({{827'680, 1'143, Verdict::pass, Verdict::pass, "4.20"},
                                              {827'676, 1'143, Verdict::pass, Verdict::pass, "4.20"},
                                              {827'675, 1'143, Verdict::fail, Verdict::pass, "4.19"},
                                              {827'670, 1'143, Verdict::fail, Verdict::pass, "4.19"},
                                              {827'680, 1'142, Verdict::pass, Verdict::fail, "4.20"}}));
  const auto facts = cace_facts(19'706'570, expected.reduced_kg, expected.retired_t);
  CHECK(verdict_of(cace(), facts, "reduction_share") == expected.in);
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == expected.both);
  CHECK(fact(check_of(cace(), facts, "reduction_share"), "percent") == expected.percent_in);
  // 1,143 credits are 5.8 % of the emissions and no 100 %: the share is only shown.
  const auto share = check_of(cace(), facts, "coverage");
  CHECK(share.verdict == Verdict::flag);
  if (expected.retired_t == 1'143) CHECK(fact(share, "percent") == "5.80");
  CHECK(fact(check_of(cace(), cace_facts(19'706'570, 827'680, 1'142), "reduction_and_offset_share"), "percent") ==
        "9.99");
}

TEST_CASE("The shares of 23,800 t and the denominator that decides", "[C-3][CA-04][CA-05]") {
  CHECK(verdict_of(cace(), passing(), "reduction_share") == Verdict::pass);
  const auto check = check_of(cace(), passing(), "reduction_share");
  CHECK(fact(check, "percent") == "4.20");
  CHECK(fact(check, "percent_of_baseline") == "4.03");  // of 24,800 t it would fail
  CHECK(fact(check, "basis") == "location");
  CHECK(reaches({1'000, 24'800}, 420) == false);
  CHECK(verdict_of(cace(), cace_facts(23'800'000, 999'000, 1'380), "reduction_share") == Verdict::fail);
  const auto both = check_of(cace(), passing(), "reduction_and_offset_share");
  CHECK(both.verdict == Verdict::pass);
  CHECK(fact(both, "percent") == "10.00");
  CHECK(verdict_of(cace(), cace_facts(23'800'000, 1'000'000, 1'379), "reduction_and_offset_share") == Verdict::fail);
}

TEST_CASE("Own sun and certificates are counted once each", "[CA-03][C-2][XM-03]") {
  auto facts = passing();
  auto check = check_of(cace(), facts, "renewable_share");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "renewable_kwh") == "3700000");
  CHECK(fact(check, "percent") == "30.83");
  CHECK(fact(check, "gec_counts") == "true");
  facts.retired = {credits(1'380), certificates(1'900), certificates(1'800, "PV-1")};
  CHECK(fact(check_of(cace(), facts, "renewable_share"), "percent") == "30.83");
  facts.retired = {credits(1'380), certificates(1'800)};
  CHECK(verdict_of(cace(), facts, "renewable_share") == Verdict::pass);  // exactly 3,600 MWh
  facts.retired = {credits(1'380), certificates(1'799)};
  check = check_of(cace(), facts, "renewable_share");
  CHECK(check.verdict == Verdict::fail);
  CHECK(fact(check, "percent") == "29.99");
  facts.inventory.consumed = {0};
  CHECK(verdict_of(cace(), facts, "renewable_share") == Verdict::undetermined);
}

TEST_CASE("Certificates that were not cancelled are no share", "[GE-12][CA-03]") {
  auto facts = passing();
  facts.retired[1].status = RetirementStatus::on_hold;
  facts.retired[1].waiting = 1'900;
  facts.retired[1].counted = 0;
  CHECK(verdict_of(cace(), facts, "renewable_share") == Verdict::hold);
  facts.retired.pop_back();
  CHECK(verdict_of(cace(), facts, "renewable_share") == Verdict::fail);
}

TEST_CASE("A share in coal equivalent has one coefficient on both sides", "[C-4][CA-03]") {
  // 12,000 MWh x 0.1229 = 1,474.8 tce; the true 1,500 MWh are 184.35 tce, with the other coefficient 457.5 tce.
  CHECK_FALSE(share_of({457'500, 3'050}, {1'474'800, 1'229}).has_value());
  const auto truth = share_of({184'350, 1'229}, {1'474'800, 1'229});
  REQUIRE(truth.has_value());
  CHECK(format_share(*truth) == "12.50");
  CHECK(reaches(*truth, 3'000) == false);
  CHECK(format_share({457'500, 1'474'800}) == "31.02");  // what would have passed falsely
  CHECK(std::get<ShareFault>(parse_share("457500tce0.305/1474800tce0.1229")) == ShareFault::coefficients_differ);
  CHECK(std::get<ShareFault>(parse_share("457500/1474800tce0.1229")) == ShareFault::coefficients_differ);
  CHECK(std::get<Share>(parse_share("454730tce0.1229/1474800tce0.1229")) == Share{454'730, 1'474'800});
  CHECK(format_share({454'730, 1'474'800}) == "30.83");
  auto facts = passing();
  row(facts, 2).value = "457500tce0.305/1474800tce0.1229";
  const auto check = check_of(cace(), facts, "renewable_share");
  CHECK(check.verdict == Verdict::undetermined);
  CHECK(fact(check, "fault") == "tce_coefficients_differ");
  row(facts, 2).value = "454730tce0.1229/1474800tce0.1229";
  CHECK(verdict_of(cace(), facts, "renewable_share") == Verdict::pass);
}

TEST_CASE("Only CCER and carbon inclusion are offsets here, the rest is on HOLD", "[CA-05]") {
  auto facts = passing();
  facts.retired[0] = credits(1'380, "VCS");
  const auto check = check_of(cace(), facts, "reduction_and_offset_share");
  CHECK(check.verdict == Verdict::hold);
  CHECK(fact(check, "on_hold_t") == "1380");
  CHECK(evaluated(cace(), facts).verdict == Verdict::hold);
  CHECK(fact(check_of(cace(), facts, "instruments"), "on_hold") == "VCS");
  facts.retired[0] = credits(1'379, "VCS");
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::fail);
  facts.retired[0] = credits(1'380, "PHCER-SC");
  CHECK(evaluated(cace(), facts).verdict == Verdict::pass);
  facts.retired[0].status = RetirementStatus::declared;
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::hold);
}

TEST_CASE("A certificate is never an offset", "[CA-05][CE-08]") {
  auto facts = passing();
  facts.retired = {certificates(1'900), certificates(5'000)};
  CHECK(fact(check_of(cace(), facts, "reduction_and_offset_share"), "counted_t") == "0");
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::fail);
}

TEST_CASE("Emissions are market-based where the factor for the rest is declared", "[EF-04]") {
  auto facts = passing();
  facts.inventory.scope1 = {18'494'000};
  facts.inventory.purchased = {10'000'000};
  facts.inventory.factor_location = {5'306};
  facts.figures->factor_net = NetFactor{2023, "全国", "without_traded_non_fossil", {6'096}};
  facts.retired[1] = certificates(3'000);
  const auto check = check_of(cace(), facts, "reduction_share");
  CHECK(fact(check, "emissions_kg") == "22761200");  // 18,494.0 + 4,267.2
  CHECK(fact(check, "basis") == "market");
  facts.figures->factor_net->value = {6'095};
  CHECK(verdict_of(cace(), facts, "reduction_share") == Verdict::undetermined);
}

TEST_CASE("Accidents of the larger grade close the gate, and the basic requirements are named", "[CA-02]") {
  auto facts = passing();
  facts.assessment->accidents = {{day("2024-03-01"), AccidentGrade::ordinary}};
  CHECK(evaluated(cace(), facts).verdict == Verdict::pass);
  facts.assessment->accidents = {{day("2024-03-01"), AccidentGrade::larger}};
  CHECK(verdict_of(cace(), facts, "accidents") == Verdict::fail);
  facts = passing();
  facts.assessment->basic = {"clear_boundary", "lawful_operation"};
  CHECK(verdict_of(cace(), facts, "no_obsolete_equipment") == Verdict::fail);
  facts.assessment.reset();
  CHECK(verdict_of(cace(), facts, "no_obsolete_equipment") == Verdict::undetermined);
  CHECK(find_check(evaluated(cace(), facts), "legal_form") == nullptr);  // an entity, not a legal person
}

TEST_CASE("The period is at least a whole year", "[CA-06]") {
  auto facts = passing();
  CHECK(verdict_of(cace(), facts, "period_length") == Verdict::pass);
  facts.inventory.period.first = day("2025-02-01");
  facts.assessment->period = facts.inventory.period;
  CHECK(verdict_of(cace(), facts, "period_length") == Verdict::fail);
  CHECK(check_of(cace(), facts, "natural_year").flag == Flag::period_unusual);
  facts.inventory.period = {day("2025-02-01"), day("2026-01-31")};
  CHECK(verdict_of(cace(), facts, "period_length") == Verdict::pass);
  CHECK(verdict_of(cace(), facts, "natural_year") == Verdict::flag);
}

TEST_CASE("The platform is in operation during the whole period", "[CA-07]") {
  auto facts = passing();
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::pass);
  row(facts, 1).value = "2025-01-01";
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::pass);
  row(facts, 1).value = "2025-11-01";
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::fail);
  row(facts, 1).value = "2025-13-01";
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::undetermined);
  row(facts, 1).value.reset();
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::undetermined);
  row(facts, 1).conformity = Conformity::nonconform;
  CHECK(verdict_of(cace(), facts, "platform") == Verdict::fail);
}

TEST_CASE("An edition cited without a date is the one in force at the period's end", "[CA-08]") {
  struct Row {
    const char* standard;
    const char* period;
    Verdict verdict;
  };
  const auto expected = GENERATE(values<Row>({{"GB/T 32150-2015", "2025", Verdict::pass},
                                              {"GB/T 32150-2015", "2025-07-01--2026-06-30", Verdict::pass},
                                              {"GB/T 32150-2015", "2026", Verdict::fail},
                                              {"GB/T 32150-2025", "2026-07-01--2026-12-31", Verdict::pass},
                                              {"GB/T 32150-2015", "2027", Verdict::fail},
                                              {"GB/T 32150-2025", "2025", Verdict::fail},
                                              {"ISO 14064-1:2018", "2027", Verdict::pass},
                                              {"own method", "2025", Verdict::undetermined}}));
  auto facts = passing();
  facts.inventory.standard = expected.standard;
  facts.inventory.period = parse_period(expected.period).value();
  CHECK(verdict_of(cace(), facts, "standard_edition") == expected.verdict);
}
