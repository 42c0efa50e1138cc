// Green electricity: what it takes off, with which factor, and that it never becomes a tonne. EF-01 to EF-05, CE-08,
// C-9.
#include <limits>

#include "ledger/grid_factors.hpp"
#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr std::string_view residual = "without_traded_non_fossil";

// C-9: 10,000 MWh of the grid, 3,000 certificates, the factors of 2023.
Inventory grid_inventory(std::int64_t factor_e4) {
  Inventory inventory = verified_inventory("2025");
  inventory.consumed = {10'000'000};
  inventory.purchased = {10'000'000};
  inventory.factor_location = {factor_e4};
  return inventory;
}
InventoryFigures figures_2023() {
  InventoryFigures figures;
  figures.factor_net = NetFactor{2023, "全国", std::string(residual), {6'096}};
  figures.plan_target = Kilograms{0};
  return figures;
}
Coverage coverage(const Inventory& inventory, const std::vector<RetiredUnits>& retired,
                  const std::optional<InventoryFigures>& figures) {
  const auto found = coverage_of(inventory, retired, figures);
  REQUIRE(found.has_value());
  return *found;
}
SchemeFacts facts_of(const Inventory& inventory, const std::optional<InventoryFigures>& figures) {
  auto facts = ceca_facts();
  facts.inventory = inventory;
  facts.figures = figures;
  facts.assessment = assessed(ceca(), inventory, "2026-03-01");
  facts.day = day("2026-03-02");
  facts.retired = {certificates(3'000)};
  return facts;
}

}  // namespace

TEST_CASE("Location and market figures of one year stand side by side", "[C-9][EF-04]") {
  const auto national = coverage(grid_inventory(5'306), {certificates(3'000)}, figures_2023());
  CHECK(national.scope2_electricity.value == 5'306'000);
  CHECK(national.all.covered_kwh.value == 3'000'000);
  CHECK(national.all.scope2_electricity_net.value == 4'267'200);
  CHECK(national.all.green_deduction.value == 1'038'800);  // and not 3,000 x 0.5306 = 1,591.8 t
  CHECK(national.all.to_offset.value == 4'267'200);
  CHECK(national.to_offset == national.all.to_offset);
  CHECK(national.gross.value == 5'306'000);
  CHECK(national.net_factor == NetFactorUse::used);
  CHECK(electricity_figures(national, national.all) ==
        std::vector<ElectricityFigure>{{ElectricityFigure::Method::location, {5'306'000}},
                                       {ElectricityFigure::Method::market, {4'267'200}},
                                       {ElectricityFigure::Method::ets, {5'306'000}}});
  const auto sichuan = coverage(grid_inventory(1'564), {certificates(3'000)}, figures_2023());
  CHECK(sichuan.scope2_electricity.value == 1'564'000);
  CHECK(sichuan.all.scope2_electricity_net.value == 4'267'200);
  CHECK(sichuan.all.green_deduction.value == -2'703'200);  // shown as it is: the market figure is the higher one
  CHECK(sichuan.all.to_offset.value == 4'267'200);
}

TEST_CASE("Certificates reduce electricity and are no tonnes", "[CE-08][C-9]") {
  auto facts = facts_of(grid_inventory(5'306), figures_2023());
  auto check = check_of(ceca(), facts, "coverage");
  CHECK(check.verdict == Verdict::fail);
  CHECK(fact(check, "counted_t") == "0");
  CHECK(fact(check, "to_offset_kg") == "4267200");
  facts.retired.push_back(credits(4'268));
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  check = check_of(ceca(), facts, "green_electricity");
  CHECK(check.verdict == Verdict::pass);
  CHECK(fact(check, "covered_kwh") == "3000000");
  CHECK(fact(check, "location_kg") == "5306000");
  CHECK(fact(check, "market_kg") == "4267200");
  CHECK(fact(check, "ets_kg") == "5306000");
}

TEST_CASE("Without a factor for the rest nothing is deducted, and everybody is told", "[EF-04]") {
  auto figures = figures_2023();
  figures.factor_net.reset();
  auto facts = facts_of(grid_inventory(5'306), figures);
  facts.retired.push_back(credits(5'306));
  const auto check = check_of(ceca(), facts, "net_factor_missing");
  CHECK(check.verdict == Verdict::flag);
  CHECK(check.flag == Flag::net_factor_missing);
  CHECK(fact(check, "market_kg") == "absent");
  CHECK(fact(check, "deduction_kg") == "0");
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  const auto bare = coverage(facts.inventory, facts.retired, std::nullopt);
  CHECK(bare.net_factor == NetFactorUse::missing);
  CHECK(bare.to_offset.value == 5'306'000);
  CHECK(coverage(facts.inventory, {}, figures).net_factor == NetFactorUse::not_needed);
}

TEST_CASE("A factor that no notice prints, or one of another caliber, leaves the deduction undetermined",
          "[EF-01][EF-02][EF-04]") {
  const auto stated = GENERATE(values<NetFactor>({{2023, "全国", std::string(residual), {6'095}},
                                                  {2022, "全国", std::string(residual), {6'096}},
                                                  {2023, "四川", std::string(residual), {6'096}},
                                                  {2023, "全国", "average", {5'306}},
                                                  {2023, "全国", "fossil", {8'273}},
                                                  {2023, "全国", "residual", {6'096}}}));
  auto figures = figures_2023();
  figures.factor_net = stated;
  auto facts = facts_of(grid_inventory(5'306), figures);
  facts.retired.push_back(credits(10'000));
  const auto check = check_of(ceca(), facts, "green_electricity");
  CHECK(check.verdict == Verdict::undetermined);
  CHECK(check.refusal == Refusal::under_covered);
  // Nothing is taken off by a factor that nobody published.
  CHECK(fact(check, "market_kg") == "absent");
  CHECK(fact(check, "deduction_kg") == "0");
  CHECK(evaluated(ceca(), facts).coverage.to_offset.value == 5'306'000);
  CHECK(evaluated(ceca(), facts).verdict == Verdict::undetermined);
}

TEST_CASE("Where the factor for the rest is the lower one, one certificate prices all electricity anew, and is told",
          "[EF-04]") {
  auto facts = facts_of(grid_inventory(6'097), figures_2023());
  facts.retired = {certificates(1)};
  const auto check = check_of(ceca(), facts, "net_factor_lower");
  CHECK(check.verdict == Verdict::flag);
  CHECK(check.flag == Flag::net_factor_lower);
  CHECK(fact(check, "covered_kwh") == "1000");
  CHECK(fact(check, "deduction_kg") == "1609");  // 6,097,000 - 9,999,000 x 0.6096 = 6,095,390.4, rounded up
  CHECK(find_check(evaluated(ceca(), facts_of(grid_inventory(6'096), figures_2023())), "net_factor_lower") == nullptr);
}

TEST_CASE("Own supply that names no plant is told beside certificates that may be its own", "[XM-01]") {
  auto inventory = grid_inventory(5'306);
  inventory.purchased = {8'200'000};
  inventory.direct = {{.asset_code = std::nullopt, .electricity = {1'800'000}}};
  auto facts = facts_of(inventory, figures_2023());
  CHECK(check_of(ceca(), facts, "direct_supply_unnamed").flag == Flag::direct_supply_unnamed);
  facts.inventory.direct.front().asset_code = "PV-1";
  CHECK(find_check(evaluated(ceca(), facts), "direct_supply_unnamed") == nullptr);
  facts.inventory.direct.front().asset_code.reset();
  facts.retired.clear();
  CHECK(find_check(evaluated(ceca(), facts), "direct_supply_unnamed") == nullptr);
}

TEST_CASE("Certificates of an own plant count inside its supply and never in addition", "[GE-08][XM-01]") {
  auto inventory = grid_inventory(5'306);
  inventory.purchased = {8'200'000};
  inventory.direct = {{.asset_code = "PV-1", .electricity = {1'800'000}}};
  const auto own = coverage(inventory, {certificates(1'800, "PV-1")}, figures_2023());
  CHECK(own.all.covered_kwh.value == 0);
  CHECK(own.all.renewable.value == 1'800'000);
  CHECK(own.net_factor == NetFactorUse::not_needed);
  CHECK(own.certificates == 1'800);
  const auto more = coverage(inventory, {certificates(1'800, "PV-1"), certificates(1'900, "WIND")}, figures_2023());
  CHECK(more.all.covered_kwh.value == 1'900'000);
  CHECK(more.all.renewable.value == 3'700'000);
  // The supply and the certificates together are no more than the electricity consumed.
  const auto capped = coverage(inventory, {certificates(9'000)}, figures_2023());
  CHECK(capped.all.covered_kwh.value == 8'200'000);
  CHECK(capped.all.renewable.value == 10'000'000);
  CHECK(capped.all.to_offset.value == 0);
  CHECK(capped.nothing_to_offset);
}

TEST_CASE("Contracts without certificates cover electricity, up to what was purchased", "[EF-04]") {
  auto figures = figures_2023();
  figures.green_power_without_certificates = {4'000'000};
  CHECK(coverage(grid_inventory(5'306), {}, figures).all.covered_kwh.value == 4'000'000);
  const auto both = coverage(grid_inventory(5'306), {certificates(3'000)}, figures);
  CHECK(both.all.covered_kwh.value == 7'000'000);
  CHECK(both.all.scope2_electricity_net.value == 1'828'800);
  CHECK(coverage(grid_inventory(5'306), {certificates(9'000)}, figures).all.covered_kwh.value == 10'000'000);
}

TEST_CASE("Only matched and confirmed certificates lower what an attestation must cover", "[RT-01][EF-04]") {
  auto declared = certificates(2'000);
  declared.status = RetirementStatus::declared;
  const auto found = coverage(grid_inventory(5'306), {certificates(1'000), declared}, figures_2023());
  CHECK(found.all.covered_kwh.value == 3'000'000);
  CHECK(found.attestable.covered_kwh.value == 1'000'000);
  CHECK(found.attestable.to_offset.value == 5'486'400);
  CHECK(found.to_offset == found.all.to_offset);
  auto waiting = certificates(3'000);
  waiting.status = RetirementStatus::on_hold;
  waiting.waiting = 3'000;
  waiting.counted = 0;
  CHECK(coverage(grid_inventory(5'306), {waiting}, figures_2023()).all.covered_kwh.value == 0);
}

TEST_CASE("What is left of the electricity is rounded up to the kilogram", "[U-01][EF-04]") {
  auto inventory = grid_inventory(5'306);
  inventory.purchased = {3'001'001};
  inventory.consumed = {3'001'001};
  const auto found = coverage(inventory, {certificates(3'000)}, figures_2023());
  CHECK(found.all.scope2_electricity_net.value == 611);  // 1,001 kWh x 0.6096 = 610.2
}

TEST_CASE("Own removals are taken off after the electricity, never below nothing", "[CE-07][EF-04]") {
  auto inventory = grid_inventory(5'306);
  inventory.ccus = {267'200};
  CHECK(coverage(inventory, {certificates(3'000)}, figures_2023()).to_offset.value == 4'000'000);
  inventory.in_boundary_removal = {9'000'000};
  CHECK(coverage(inventory, {certificates(3'000)}, figures_2023()).to_offset.value == 0);
}

TEST_CASE("The operator's own market figure is compared at the printed digit and never used", "[EF-02]") {
  auto figures = figures_2023();
  auto inventory = grid_inventory(5'306);
  inventory.scope2_heat = {100};
  for (const auto& [stated, verdict] : std::vector<std::pair<std::int64_t, Verdict>>{{4'267'300, Verdict::pass},
                                                                                     {4'267'305, Verdict::pass},
                                                                                     {4'267'306, Verdict::flag},
                                                                                     {3'714'200, Verdict::flag}}) {
    figures.scope2_market = Kilograms{stated};
    const auto facts = facts_of(inventory, figures);
    const auto check = check_of(ceca(), facts, "market_figure");
    CHECK(check.verdict == verdict);
    CHECK(fact(check, "computed_kg") == "4267300");
  }
}

TEST_CASE("A factor published after the report was verified is shown", "[EF-03]") {
  auto facts = facts_of(grid_inventory(5'306), figures_2023());
  CHECK(verdict_of(ceca(), facts, "net_factor_published") == Verdict::pass);
  facts.inventory.verification->verified_on = day("2025-12-30");
  CHECK(verdict_of(ceca(), facts, "net_factor_published") == Verdict::flag);
}

TEST_CASE("A factor is one of the tables exactly", "[EF-01]") {
  CHECK(find_factor({2023, "全国", "average", {5'306}}) != nullptr);
  CHECK(find_factor({2023, "四川", "average", {1'564}}) != nullptr);
  CHECK(find_factor({2022, "内蒙古", "average", {6'849}}) != nullptr);
  CHECK(find_factor({2024, "全国", "average", {5'633}}) == nullptr);  // EF-02: not in its cited notice
  CHECK(find_factor({2023, "西藏", "average", {1}}) == nullptr);
  CHECK(published_factors().size() == 43);
}

TEST_CASE("The newest factor is that of the newest notice of the day", "[EF-03]") {
  const auto newest = [](const char* on) { return newest_factor("全国", FactorCaliber::average, day(on)); };
  REQUIRE(newest("2025-03-01") != nullptr);
  CHECK(newest("2025-03-01")->value.kg_per_kwh_e4 == 5'366);
  CHECK(newest("2024-12-20")->year == 2022);
  CHECK(newest("2025-12-31")->value.kg_per_kwh_e4 == 5'306);
  CHECK(newest("2023-07-21") == nullptr);
}

TEST_CASE("Inner Mongolia is mapped to a grid region by its prefecture only", "[EF-05]") {
  using Areas = std::vector<std::string_view>;
  CHECK(factor_areas_of("150500") == Areas{"内蒙古", "东北", "全国"});
  CHECK(factor_areas_of("152200") == Areas{"内蒙古", "东北", "全国"});
  CHECK(factor_areas_of("150100") == Areas{"内蒙古", "华北", "全国"});
  CHECK(factor_areas_of("150000") == Areas{"内蒙古", "全国"});
  CHECK(factor_areas_of("511421") == Areas{"四川", "西南", "全国"});
  CHECK(factor_areas_of("120116") == Areas{"天津", "华北", "全国"});
  CHECK(factor_areas_of("710000") == Areas{"全国"});
}

TEST_CASE("A sum that leaves 64 bits is no evaluation", "[U-01]") {
  auto facts = ceca_facts();
  facts.claim.percent_e2 = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = ceca_facts();
  facts.retired = {credits(std::numeric_limits<std::int64_t>::max())};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = ceca_facts();
  facts.retired = {credits(std::numeric_limits<std::int64_t>::max(), "VCS", RetirementStatus::on_hold)};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = ceca_facts();
  facts.inventory.scope1 = {std::numeric_limits<std::int64_t>::max()};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
  facts = ceca_facts();
  facts.inventory.direct = {{{}, {std::numeric_limits<std::int64_t>::max()}}, {{}, {1}}};
  CHECK_FALSE(evaluate(ceca(), facts).has_value());
}

TEST_CASE("The largest batch that can be recorded still gets an answer", "[CE-14]") {
  auto facts = ceca_facts();
  facts.retired = {credits(limits::units_max), credits(limits::units_max)};
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
  CHECK(evaluated(ceca(), facts).coverage.all.percent_e2 == 1'014'889'958'019);
  facts.inventory.scope1 = {1};
  facts.inventory.purchased = {0};
  CHECK(evaluated(ceca(), facts).verdict == Verdict::pass);
}
