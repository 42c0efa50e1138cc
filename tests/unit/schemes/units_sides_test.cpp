// Which units a scheme looks at and which it leaves alone: closed ones, ones for another purpose, ones that wait; and
// what is asked where nothing is left to offset.
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::string_view residual_mix = "without_traded_non_fossil";

// A year under ISO 14068-1 that is covered in time; what is added to it was retired a day too late.
SchemeFacts with_late(RetiredUnits units) {
  auto facts = ceca_facts();
  facts.claim.type.reset();
  facts.day = day("2024-02-02");
  units.retired_on = day("2024-01-01");
  facts.retired.push_back(units);
  return facts;
}
// 10,000 MWh of the grid at 0.5306, the rest of it at 0.6096, and nothing else.
SchemeFacts grid_facts(std::vector<RetiredUnits> retired) {
  auto facts = ceca_facts();
  facts.inventory.scope1 = {};
  facts.inventory.consumed = {10'000'000};
  facts.inventory.purchased = {10'000'000};
  facts.inventory.factor_location = {5'306};
  facts.figures->factor_net = NetFactor{2023, "全国", std::string(residual_mix), {6'096}};
  facts.retired = std::move(retired);
  return facts;
}
RetiredUnits declared(RetiredUnits units) {
  units.status = RetirementStatus::declared;
  return units;
}

}  // namespace

TEST_CASE("Only what counts as an offset can be retired too late", "[RT-04]") {
  const auto late = check_of(iso(), with_late(credits(10)), "retired_in_time");
  CHECK(late.verdict == Verdict::fail);
  CHECK(fact(late, "retired_on") == "2024-01-01");
  auto closed = credits(10);
  closed.status = RetirementStatus::withdrawn;
  auto elsewhere = credits(10);
  elsewhere.purpose = Purpose::electricity_consumption;
  auto no_offset = credits(10);
  no_offset.offset = false;
  const auto waiting = credits(10, "CCER", RetirementStatus::on_hold);
  for (const RetiredUnits& units : {closed, elsewhere, no_offset, waiting, certificates(10)}) {
    INFO(units.programme << ", purpose " << static_cast<int>(units.purpose) << ", status " << name_of(units.status));
    const auto check = check_of(iso(), with_late(units), "retired_in_time");
    CHECK(check.verdict == Verdict::pass);
    CHECK(fact(check, "retired_on") == "absent");
  }
}

TEST_CASE("Certificates whose retirement was withdrawn are not misused as credits", "[CE-08]") {
  auto facts = ceca_facts();
  facts.retired.push_back(certificates(100));
  facts.retired.back().purpose = Purpose::factory_offset;
  CHECK(check_of(ceca(), facts, "certificates_offset_nothing").refusal == Refusal::gec_not_offset);
  CHECK(verdict_of(ceca(), facts, "certificates_offset_nothing") == Verdict::fail);
  facts.retired.back().status = RetirementStatus::withdrawn;
  CHECK(verdict_of(ceca(), facts, "certificates_offset_nothing") == Verdict::pass);
}

TEST_CASE("The programmes on HOLD are named once each, and what is closed is not among them", "[CA-05]") {
  auto facts = cace_facts(20'000'000, 2'000'000, 2'000);
  auto closed = credits(30, "CDM");
  closed.status = RetirementStatus::rejected;
  facts.retired.push_back(closed);
  CHECK(verdict_of(cace(), facts, "instruments") == Verdict::pass);
  facts.retired.push_back(credits(10, "VCS"));
  facts.retired.push_back(credits(20, "GS"));
  facts.retired.push_back(credits(40, "VCS", RetirementStatus::on_hold));
  const auto check = check_of(cace(), facts, "instruments");
  CHECK(check.verdict == Verdict::flag);
  CHECK(fact(check, "on_hold") == "GS,VCS");
  // What waited for its registrar already waits with its own amount.
  CHECK(evaluated(cace(), facts).coverage.on_hold_t == 70);
  CHECK(evaluated(cace(), facts).coverage.all.counted_t == 2'000);
}

TEST_CASE("Declared certificates that make the year dearer leave it short, though what is confirmed covers",
          "[EF-04]") {
  auto facts = grid_facts({credits(5'306), declared(certificates(1))});
  const auto evaluation = evaluated(ceca(), facts);
  CHECK(evaluation.coverage.attestable.to_offset == Kilograms{5'306'000});
  CHECK(evaluation.coverage.all.to_offset == Kilograms{6'095'391});
  CHECK(find_check(evaluation, "retirements_confirmed")->verdict == Verdict::pass);
  const Check* share = find_check(evaluation, "coverage");
  CHECK(share->verdict == Verdict::fail);
  CHECK(fact(*share, "gap_kg") == "789391");
  facts.retired.pop_back();
  CHECK(verdict_of(ceca(), facts, "coverage") == Verdict::pass);
}

TEST_CASE("Nobody's verification has no day on which a factor could have been unknown", "[EF-03]") {
  auto facts = grid_facts({credits(9'999), certificates(3'000)});
  CHECK(find_check(evaluated(ceca(), facts), "net_factor_published") != nullptr);
  facts.inventory.verification.reset();
  const auto evaluation = evaluated(ceca(), facts);
  CHECK(evaluation.coverage.net_factor == NetFactorUse::used);
  CHECK(find_check(evaluation, "net_factor_published") == nullptr);
  CHECK(find_check(evaluation, "inventory_verified")->verdict == Verdict::undetermined);
}

TEST_CASE("Six stars of a factory that leaves nothing to offset are reached without a credit", "[CE-03][CE-07]") {
  auto facts = ceca_facts();
  facts.inventory.scope1 = {1'000};
  facts.inventory.ccus = {1'000};
  facts.inventory.consumed = {5'000};
  facts.inventory.purchased = {};
  facts.inventory.direct = {{.asset_code = "PV-1", .electricity = {5'000}}};
  facts.retired.clear();
  facts.star = 6;
  const auto check = check_of(ceca(), facts, "star");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "offset_percent") == "100.00");
  CHECK(fact(check, "renewable_percent") == "100.00");
}

TEST_CASE("A star of a type that nobody can read is compared with no threshold", "[CE-01][CE-03]") {
  auto facts = ceca_facts();
  facts.claim.type = ClaimType::unknown;
  facts.star = 6;
  const auto check = check_of(ceca(), facts, "star");
  CHECK(check.verdict == Verdict::undetermined);
  CHECK(check.flag == Flag::star_not_checked);
  CHECK(fact(check, "offset_percent") == "absent");
}

TEST_CASE("A scheme that asks for one requirement or a clean record asks for an assessment", "[CE-05]") {
  auto facts = ceca_facts();
  facts.claim.type.reset();
  facts.assessment.reset();
  CHECK(find_check(evaluated(iso(), facts), "assessment") == nullptr);
  Scheme requiring = iso();
  requiring.basics = {"clear_boundary"};
  CHECK(check_of(requiring, facts, "assessment").refusal == Refusal::indicator_undetermined);
  CHECK(verdict_of(requiring, facts, "clear_boundary") == Verdict::undetermined);
  Scheme clean = iso();
  clean.accident_grade = AccidentGrade::major;
  CHECK(check_of(clean, facts, "assessment").refusal == Refusal::indicator_undetermined);
  CHECK(verdict_of(clean, facts, "accidents") == Verdict::undetermined);
}

TEST_CASE("The assessment of another factory is none of this one", "[CE-04]") {
  auto facts = ceca_facts();
  CHECK(verdict_of(ceca(), facts, "assessment") == Verdict::pass);
  facts.assessment->factory = {11};
  const auto check = check_of(ceca(), facts, "assessment");
  CHECK(check.verdict == Verdict::fail);
  CHECK(check.refusal == Refusal::assessment_mismatch);
  CHECK(check.evidence == std::vector<EntryIndex>{{50}});
}
