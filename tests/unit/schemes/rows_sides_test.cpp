// The rows of a table at their edges: values that do not read, thresholds that nobody read, figures that do not exist,
// and sums that leave 64 bits.
#include <limits>

#include "ledger/evaluation_values.hpp"
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t beyond_a_product = 1'000'000'000'000'000'000;  // times a threshold it leaves 64 bits

SchemeFacts claiming_level(const char* level) {
  auto facts = binhai_facts();
  facts.claim.level = level;
  return facts;
}
// Binhai with one row of other demands.
Scheme demanding(std::int64_t number, const Demand& demand) {
  Scheme scheme = binhai();
  for (SchemeRow& row : scheme.rows) {
    if (row.number == number) row.demands = {demand, demand, demand};
  }
  return scheme;
}
NetFactor factor_of_2023(std::int64_t factor_e4) { return {2023, "全国", "without_traded_non_fossil", {factor_e4}}; }

}  // namespace

TEST_CASE("A share whose comparison leaves 64 bits is undetermined and not guessed at", "[BH-03][U-03]") {
  auto facts = claiming_level("low");
  row(facts, 8).value = "999999999999999999/999999999999999999";
  CHECK(verdict_of(binhai(), facts, "solid_waste_use") == Verdict::undetermined);
  row(facts, 8).value = "9/9";
  CHECK(verdict_of(binhai(), facts, "solid_waste_use") == Verdict::pass);
}

TEST_CASE("A threshold that nobody has read is never reached", "[BH-03]") {
  const Demand unread{.names = "as_published"};
  const auto facts = claiming_level("low");
  CHECK(verdict_of(binhai(), facts, "solid_waste_use") == Verdict::pass);
  CHECK(verdict_of(demanding(8, unread), facts, "solid_waste_use") == Verdict::undetermined);
  CHECK(verdict_of(demanding(6, unread), facts, "renewable_share") == Verdict::undetermined);
  const auto drop = check_of(demanding(15, unread), facts, "peak_drop");
  CHECK(drop.verdict == Verdict::undetermined);
  CHECK(fact(drop, "percent") == "absent");
}

TEST_CASE("A computed row that names no figure is undetermined, and one that demands nothing passes", "[BH-03]") {
  Scheme unnamed = binhai();
  for (SchemeRow& row : unnamed.rows) row.measure = row.number == 6 ? Measure::none : row.measure;
  CHECK(verdict_of(unnamed, claiming_level("low"), "renewable_share") == Verdict::undetermined);
  const auto check = check_of(demanding(6, {}), claiming_level("low"), "renewable_share");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "percent") == "absent");
}

TEST_CASE("An assessor's share is set beside a computed one only where both can be compared", "[BH-03]") {
  auto facts = claiming_level("low");
  row(facts, 6).value = "1/100";
  CHECK(check_of(binhai(), facts, "renewable_share_readings_differ").flag == Flag::conformity_not_examined);
  row(facts, 6).value = "one in a hundred";
  auto evaluation = evaluated(binhai(), facts);
  CHECK(find_check(evaluation, "renewable_share_readings_differ") == nullptr);
  CHECK(find_check(evaluation, "renewable_share")->verdict == Verdict::undetermined);
  row(facts, 6).value = "999999999999999999/999999999999999999";  // it reads, and its comparison leaves 64 bits
  evaluation = evaluated(binhai(), facts);
  CHECK(find_check(evaluation, "renewable_share_readings_differ") == nullptr);
  CHECK(find_check(evaluation, "renewable_share")->verdict == Verdict::pass);
  // The net zero of the highest level is no share.
  facts = claiming_level("zero");
  row(facts, 15).value = "1/100";
  evaluation = evaluated(binhai(), facts);
  CHECK(find_check(evaluation, "peak_drop_readings_differ") == nullptr);
  CHECK(find_check(evaluation, "peak_drop")->verdict == Verdict::pass);
}

TEST_CASE("What does not conform at a level that the scheme does not have fails at every level", "[BH-01]") {
  auto facts = claiming_level("low");
  facts.assessment->level = "zero";
  row(facts, 18).conformity = Conformity::nonconform;
  CHECK(verdict_of(binhai(), facts, "management_systems") == Verdict::pass);
  facts.assessment->level = "golden";
  CHECK(verdict_of(binhai(), facts, "management_systems") == Verdict::fail);
  CHECK_FALSE(evaluated(binhai(), facts).level.has_value());
}

TEST_CASE("A scheme without a table judges no row of an assessment", "[RT-04]") {
  auto facts = ceca_facts();
  facts.claim.type.reset();
  facts.assessment->scheme = iso().code;
  const auto evaluation = evaluated(iso(), facts);
  CHECK(find_check(evaluation, "row_unknown") == nullptr);
  CHECK(evaluation.verdict == Verdict::pass);
}

TEST_CASE("Without scope 3 where it is claimed, or without any emissions, there is no share of them", "[CA-04]") {
  auto facts = cace_facts(20'000'000, 2'000'000, 2'000);
  CHECK(verdict_of(cace(), facts, "reduction_share") == Verdict::pass);
  facts.claim.type = ClaimType::type_2;
  CHECK(verdict_of(cace(), facts, "reduction_share") == Verdict::undetermined);
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::undetermined);
  facts.inventory.scope3 = Kilograms{1'000'000};
  CHECK(fact(check_of(cace(), facts, "reduction_share"), "emissions_kg") == "21000000");
  facts = cace_facts(0, 2'000'000, 2'000);
  CHECK(verdict_of(cace(), facts, "reduction_share") == Verdict::undetermined);
  CHECK(verdict_of(cace(), facts, "reduction_and_offset_share") == Verdict::undetermined);
}

TEST_CASE("A drop is that of whole years with figures and with a peak", "[BH-04]") {
  auto facts = claiming_level("low");
  facts.figures->energy_emissions = Kilograms{29'200'000};
  facts.earlier_years.push_back({2021, {6}, Kilograms{40'000'000}});  // the lower one of the year is its emissions
  CHECK(fact(check_of(binhai(), facts, "peak_drop"), "peak_kg") == "32500000");
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::pass);
  auto half = facts;
  half.inventory.period = {day("2023-01-01"), day("2023-06-30")};
  half.assessment->period = half.inventory.period;
  CHECK(verdict_of(binhai(), half, "peak_drop") == Verdict::undetermined);
  auto unstated = facts;
  unstated.figures.reset();
  CHECK(verdict_of(binhai(), unstated, "peak_drop") == Verdict::undetermined);
  auto undated = facts;
  undated.established_on.reset();
  CHECK(verdict_of(binhai(), undated, "peak_drop") == Verdict::pass);
  undated.earlier_years.erase(undated.earlier_years.begin());  // 2019, and nobody knows whether it stood then
  CHECK(verdict_of(binhai(), undated, "peak_drop") == Verdict::undetermined);
  auto clean = facts;
  clean.figures->energy_emissions = Kilograms{0};
  for (YearOfEmissions& year : clean.earlier_years) year.energy_emissions = Kilograms{0};
  CHECK(verdict_of(binhai(), clean, "peak_drop") == Verdict::undetermined);
}

TEST_CASE("The net zero waits for what is declared, and is unknown under a factor that nobody published",
          "[BH-04][BH-05][EF-01]") {
  auto facts = claiming_level("zero");
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::pass);
  facts.retired[0].status = RetirementStatus::declared;
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::hold);
  facts = claiming_level("zero");
  facts.inventory.purchased = {32'000'000};
  facts.inventory.factor_location = {5'306};
  facts.retired.push_back(certificates(1'000));
  facts.figures->factor_net = factor_of_2023(6'096);
  CHECK(evaluated(binhai(), facts).coverage.net_factor == NetFactorUse::used);
  facts.figures->factor_net = factor_of_2023(1);
  CHECK(verdict_of(binhai(), facts, "peak_drop") == Verdict::undetermined);
}

TEST_CASE("A comparison that leaves 64 bits shows nothing of the whole evaluation", "[U-01]") {
  auto facts = ceca_facts();  // what covers, and its share
  facts.retired = {credits(1'000'000'000'000)};
  facts.claim.percent_e2 = most;
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = claiming_level("low");  // where no share is claimed
  facts.retired = {credits(1'000'000'000'000)};
  facts.claim.percent_e2 = most;
  CHECK_FALSE(evaluate(binhai(), facts).has_value());
  facts = claiming_level("low");  // the renewable share
  facts.inventory.consumed = {beyond_a_product};
  facts.inventory.direct[0].electricity = {beyond_a_product};
  CHECK_FALSE(evaluate(binhai(), facts).has_value());
  facts = claiming_level("low");  // the drop against the peak
  for (YearOfEmissions& year : facts.earlier_years) year.energy_emissions = Kilograms{9 * beyond_a_product};
  CHECK_FALSE(evaluate(binhai(), facts).has_value());
  facts = claiming_level("zero");  // what is left of the energy under a dear factor for the rest
  facts.inventory.purchased = {32'000'000};
  facts.inventory.factor_location = {5'306};
  facts.retired.push_back(certificates(1));
  facts.figures->factor_net = factor_of_2023(6'096);
  facts.figures->energy_emissions = Kilograms{most};
  CHECK_FALSE(evaluate(binhai(), facts).has_value());
}

TEST_CASE("A star whose comparison leaves 64 bits is no evaluation, alone or after the share", "[CE-03][U-01]") {
  auto facts = ceca_facts();
  facts.star = 6;
  facts.inventory.consumed = {beyond_a_product};
  facts.inventory.direct = {{.asset_code = "PV-1", .electricity = {beyond_a_product}}};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = ceca_facts();
  facts.star = 6;
  facts.claim.percent_e2 = most;
  facts.retired = {credits(1'000'000'000'000)};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
}

TEST_CASE("What is confirmed is compared on its own, where declared certificates leave nothing to offset",
          "[RT-01][U-01]") {
  auto facts = ceca_facts();
  facts.inventory.scope1 = {};
  facts.inventory.consumed = {3'000'000};
  facts.inventory.purchased = {3'000'000};
  facts.inventory.factor_location = {5'306};
  facts.figures->factor_net = factor_of_2023(6'096);
  facts.retired = {credits(1'000'000'000'000), certificates(3'000)};
  facts.retired[1].status = RetirementStatus::declared;
  CHECK(evaluated(ceca(), facts).coverage.all.to_offset == Kilograms{0});
  facts.claim.percent_e2 = most;
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
}

TEST_CASE("Amounts below nothing and of nothing have no share, and what cannot be shown is empty", "[CA-03][U-03]") {
  CHECK(share_of({1, 1'229}, {2, 1'229}) == Share{1, 2});
  CHECK_FALSE(share_of({-1, 1'229}, {2, 1'229}).has_value());
  CHECK_FALSE(share_of({1, 1'229}, {0, 1'229}).has_value());
  CHECK(format_share({1, 2}) == "50.00");
  CHECK(format_share({most, 1}).empty());
}
