// The other side of the arithmetic of coverage: sums of certificates and of emissions that no ledger reaches, and
// shares of amounts beyond the bounds of commands.
#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

#include "ledger/coverage.hpp"

using namespace tanbu;

namespace {

constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t most_whole = most / 1'000;  // whose thousandfold still is an integer

// 1'000 kWh bought and consumed at 0.4974: 498 kg.
Inventory small_inventory() {
  Inventory inventory;
  inventory.consumed = {1'000};
  inventory.purchased = {1'000};
  inventory.factor_location = {4'974};
  return inventory;
}

RetiredUnits certificates(std::int64_t count, const char* plant, RetirementStatus status = RetirementStatus::declared) {
  return {.programme = "GEC",
          .unit = Unit::megawatt_hour,
          .offset = false,
          .units_per_whole = 1,
          .purpose = Purpose::electricity_consumption,
          .status = status,
          .counted = count,
          .asset_code = plant};
}

RetiredUnits halves(const char* programme, std::int64_t count, const char* plant) {
  RetiredUnits units = certificates(count, plant);
  units.programme = programme;
  units.units_per_whole = 2;
  return units;
}

RetiredUnits credits_of(std::int64_t tonnes) {
  return {.programme = "VCS",
          .unit = Unit::tonne_co2e,
          .purpose = Purpose::factory_offset,
          .status = RetirementStatus::matched,
          .counted = tonnes};
}

InventoryFigures with_net_factor(std::int64_t kg_per_kwh_e4) {
  InventoryFigures figures;
  figures.factor_net = NetFactor{2023, "全国", "without_traded_non_fossil", {kg_per_kwh_e4}};
  return figures;
}

}  // namespace

TEST_CASE("Emissions of any scope that leave the range of integers are no coverage at all", "[U-01]") {
  const auto of_inventory = [](auto change, ClaimType type = ClaimType::type_1) {
    Inventory inventory = small_inventory();
    change(inventory);
    return coverage_of(inventory, {}, std::nullopt, type);
  };
  const auto heated = [](Inventory& i) {
    i.scope1 = {most - 1'000};
    i.scope2_heat = {1'000};
  };
  CHECK_FALSE(of_inventory(heated).has_value());
  const auto with_scope3 = [](Inventory& i) {
    i.scope1 = {most - 1'000};
    i.scope3 = Kilograms{1'000};
  };
  CHECK_FALSE(of_inventory(with_scope3, ClaimType::type_2).has_value());
  // Type I leaves scope 3 out, so that the same inventory has an answer.
  CHECK(of_inventory(with_scope3)->gross.value == most - 502);
  const auto removing = [](Inventory& i) {
    i.ccus = {most};
    i.in_boundary_removal = {1};
  };
  CHECK_FALSE(of_inventory(removing).has_value());
}

TEST_CASE("Certificates whose kilowatt-hours leave the range of integers are no coverage at all", "[CE-08]") {
  const auto computed = [](const std::vector<RetiredUnits>& retired) {
    return coverage_of(small_inventory(), retired).has_value();
  };
  CHECK(computed({certificates(most_whole, "A")}));
  CHECK_FALSE(computed({certificates(most_whole, "A"), certificates(most_whole, "A")}));
  CHECK_FALSE(computed({certificates(most_whole, "A"), certificates(most_whole, "B")}));
  // Half a certificate is 500 kWh and no whole certificate, so that kilowatt-hours may leave where certificates do not.
  const std::vector<RetiredUnits> nearly{halves("GEC", most_whole, "A"), halves("GEC", most_whole, "B")};
  CHECK(computed(nearly));
  auto beyond = nearly;
  beyond.push_back(halves("GEC", 1, "C"));
  CHECK(computed(beyond));
  beyond.push_back(halves("IREC", 1, "D"));
  CHECK_FALSE(computed(beyond));
}

TEST_CASE("Contracts and certificates are added before either of them counts", "[GE-08][U-03]") {
  InventoryFigures contracts;
  contracts.green_power_without_certificates = {most};
  const auto computed = [&](const std::vector<RetiredUnits>& retired) {
    return coverage_of(small_inventory(), retired, contracts);
  };
  // Contracts beyond what was bought cover what was bought and no more.
  REQUIRE(computed({}).has_value());
  CHECK(computed({})->all.covered_kwh.value == 1'000);
  CHECK_FALSE(computed({certificates(1, "A", RetirementStatus::matched)}).has_value());
  // Certificates that are only declared are no part of what may be attested; the sum of all is checked on its own.
  CHECK_FALSE(computed({certificates(1, "A")}).has_value());
}

TEST_CASE("Emissions that a factor for the rest makes larger than any sum give no coverage", "[EF-04]") {
  Inventory inventory = small_inventory();
  inventory.consumed = {10'000};
  inventory.purchased = {10'000};
  const std::vector<RetiredUnits> retired{certificates(1, "A")};
  const auto dear = coverage_of(inventory, retired, with_net_factor(6'096));
  REQUIRE(dear.has_value());
  CHECK(dear->all.scope2_electricity_net.value == 5'487);  // 9,000 kWh x 0.6096 = 5,486.4, rounded up
  CHECK(dear->all.green_deduction.value == 4'974 - 5'487);
  // The rest costs more than all of it did, and that leaves the range.
  inventory.scope1 = {most - 4'974};
  CHECK(coverage_of(inventory, {}).has_value());
  CHECK_FALSE(coverage_of(inventory, retired, with_net_factor(6'096)).has_value());
}

TEST_CASE("A share of large emissions is shown as truncated as one of small emissions", "[U-03]") {
  const auto shown = [](std::int64_t emissions_kg, std::int64_t tonnes) {
    Inventory inventory;
    inventory.scope1 = {emissions_kg};
    return coverage_of(inventory, {credits_of(tonnes)}).value().all.percent_e2;
  };
  CHECK(shown(3'000'000'000'000'000'000, 1'000'000'000'000'000) == 3'333);
  CHECK(shown(3'000'000'000'000'000'000, 2'999'999'999'999'999) == 9'999);
  CHECK(shown(3'000'000'000'000'000'000, 3'000'000'000'000'000) == 10'000);
  // Where the share itself is no integer of 64 bits, the largest one stands for it.
  CHECK(shown(1, most_whole) == most);
}
