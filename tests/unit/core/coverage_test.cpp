// The arithmetic of coverage against the rulebook's worked numbers, by hand.
#include "ledger/coverage.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

using namespace tanbu;

namespace {

// The worked example of the commands document: 8,000.00 t + 23,535,524 kWh x 0.4974 = 19,706.570 t.
Inventory seed_inventory() {
  Inventory inventory;
  inventory.scope1 = {8'000'000};
  inventory.purchased = {23'535'524};
  inventory.factor_location = {4'974};
  return inventory;
}

// On HOLD nothing counts; the units wait.
RetiredUnits retired(std::string programme, Unit unit, Purpose purpose, RetirementStatus status, std::int64_t units) {
  const bool waits = status == RetirementStatus::on_hold;
  return {.programme = std::move(programme),
          .unit = unit,
          .offset = unit == Unit::tonne_co2e,
          .units_per_whole = 1,
          .purpose = purpose,
          .status = status,
          .counted = waits ? 0 : units,
          .waiting = waits ? units : 0,
          .invalidated = 0,
          .in_conflict = 0};
}

RetiredUnits credits(std::int64_t tonnes, RetirementStatus status = RetirementStatus::declared,
                     std::string programme = "VCS") {
  return retired(std::move(programme), Unit::tonne_co2e, Purpose::factory_offset, status, tonnes);
}

RetiredUnits certificates(std::int64_t count, RetirementStatus status = RetirementStatus::declared) {
  return retired("GEC", Unit::megawatt_hour, Purpose::electricity_consumption, status, count);
}

Coverage of(const Inventory& inventory, const std::vector<RetiredUnits>& retired) {
  const auto coverage = coverage_of(inventory, retired);
  REQUIRE(coverage.has_value());
  return *coverage;
}

}  // namespace

TEST_CASE("The bridge from kilowatt-hours to tonnes gives 19,706.57 t", "[C-1][U-01]") {
  const auto coverage = of(seed_inventory(), {});
  CHECK(coverage.scope2_electricity.value == 11'706'570);
  CHECK(coverage.gross.value == 19'706'570);
  CHECK(coverage.to_offset.value == 19'706'570);
  CHECK(coverage.all.credits_needed == 19'707);
  CHECK(format_percent_e2(coverage.all.percent_e2) == "0.00");
  CHECK_FALSE(coverage.all.covered);
}

TEST_CASE("The certificate of 19,706.57 t is covered by 19,707 t and not by 19,706 t", "[C-1][CE-14][U-03]") {
  struct Row {
    std::int64_t retired;
    const char* shown;
    bool covered;
    std::int64_t gap_kg;
    std::int64_t surplus_kg;
    std::int64_t needed;
  };
  const auto row = GENERATE(values<Row>({{19'705, "99.99", false, 1'570, 0, 2},
                                         {19'706, "99.99", false, 570, 0, 1},
                                         {19'707, "100.00", true, 0, 430, 0},
                                         {19'708, "100.00", true, 0, 1'430, 0},
                                         {19'207, "97.46", false, 499'570, 0, 500},
                                         {19'000, "96.41", false, 706'570, 0, 707},
                                         {20'000, "101.48", true, 0, 293'430, 0},
                                         {39'414, "200.00", true, 0, 19'707'430, 0}}));
  const auto coverage = of(seed_inventory(), {credits(row.retired)});
  CHECK(coverage.all.counted_t == row.retired);
  CHECK(format_percent_e2(coverage.all.percent_e2) == row.shown);
  CHECK(coverage.all.covered == row.covered);
  CHECK(coverage.all.gap.value == row.gap_kg);
  CHECK(coverage.all.surplus.value == row.surplus_kg);
  CHECK(coverage.all.credits_needed == row.needed);
}

TEST_CASE("A mixed basket is summed and shown by kind", "[C-1]") {
  const auto coverage = of(seed_inventory(), {credits(15'000, RetirementStatus::matched, "VCS"),
                                              credits(4'000, RetirementStatus::declared, "OWN"),
                                              credits(707, RetirementStatus::confirmed, "VCS")});
  CHECK(coverage.all.covered);
  CHECK(coverage.by_kind == std::vector<Coverage::Kind>{{"OWN", 4'000, 0}, {"VCS", 15'707, 15'707}});
  CHECK(coverage.declared_t == 4'000);
  CHECK(coverage.matched_t == 15'000);
  CHECK(coverage.confirmed_t == 707);
}

TEST_CASE("Electricity certificates never become tonnes", "[C-1][CE-08]") {
  const auto coverage =
      of(seed_inventory(), {credits(19'000), certificates(707), certificates(5, RetirementStatus::on_hold)});
  CHECK(coverage.all.counted_t == 19'000);
  CHECK(format_percent_e2(coverage.all.percent_e2) == "96.41");
  CHECK_FALSE(coverage.all.covered);
  CHECK(coverage.certificates == 707);
  CHECK(coverage.certified.value == 707'000);
  CHECK(coverage.to_offset.value == 19'706'570);
}

TEST_CASE("What is on HOLD is shown and counts nothing") {
  const auto coverage = of(seed_inventory(), {credits(19'707, RetirementStatus::on_hold)});
  CHECK(coverage.on_hold_t == 19'707);
  CHECK(coverage.all.counted_t == 0);
  CHECK_FALSE(coverage.all.covered);
  CHECK(coverage.by_kind == std::vector<Coverage::Kind>{{"VCS", 0, 0}});
}

TEST_CASE("Units of a programme that offsets nothing, or retired for another purpose, count nothing") {
  auto no_offset = credits(100);
  no_offset.offset = false;
  auto other_purpose = credits(100);
  other_purpose.purpose = Purpose::electricity_consumption;
  const auto coverage = of(seed_inventory(), {no_offset, other_purpose});
  CHECK(coverage.all.counted_t == 0);
  CHECK(coverage.declared_t == 0);
  CHECK(coverage.by_kind.empty());
}

TEST_CASE("Only what a registrar or a body stands for is attestable") {
  const auto coverage = of(seed_inventory(), {credits(707), credits(18'000, RetirementStatus::matched),
                                              credits(1'000, RetirementStatus::confirmed), certificates(3),
                                              certificates(4, RetirementStatus::confirmed)});
  CHECK(coverage.all.counted_t == 19'707);
  CHECK(coverage.all.covered);
  CHECK(coverage.attestable.counted_t == 19'000);
  CHECK_FALSE(coverage.attestable.covered);
  CHECK(coverage.attestable.gap.value == 706'570);
  CHECK(coverage.attestable.credits_needed == 707);
  CHECK(coverage.certificates == 7);
  CHECK(coverage.attestable_certificates == 4);
}

TEST_CASE("Kilograms are added before they are cut to tonnes and fractions do not count") {
  auto first = credits(1'600, RetirementStatus::declared, "PHCER-GD");
  first.units_per_whole = 1'000;
  auto second = credits(1'500, RetirementStatus::matched, "PHCER-GD");
  second.units_per_whole = 1'000;
  auto other = credits(999, RetirementStatus::confirmed, "PHCER-SZ");
  other.units_per_whole = 1'000;
  const auto coverage = of(seed_inventory(), {first, second, other});
  CHECK(coverage.all.counted_t == 3);
  CHECK(coverage.attestable.counted_t == 1);
  CHECK(coverage.declared_t == 1);
  CHECK(coverage.confirmed_t == 0);
  CHECK(coverage.by_kind == std::vector<Coverage::Kind>{{"PHCER-GD", 3, 1}, {"PHCER-SZ", 0, 0}});
}

TEST_CASE("Units that lost their value and units in conflict are shown and count nothing") {
  auto hit = credits(60, RetirementStatus::confirmed);
  hit.invalidated = 30;
  hit.in_conflict = 10;
  const auto coverage = of(seed_inventory(), {hit});
  CHECK(coverage.all.counted_t == 60);
  CHECK(coverage.invalidated_t == 30);
  CHECK(coverage.in_conflict_t == 10);
}

TEST_CASE("Rejected and withdrawn and voided retirements leave no trace in coverage") {
  for (const auto status : {RetirementStatus::rejected, RetirementStatus::withdrawn, RetirementStatus::voided}) {
    const auto coverage = of(seed_inventory(), {credits(100, status), certificates(5, status)});
    CHECK(coverage.all.counted_t == 0);
    CHECK(coverage.on_hold_t == 0);
    CHECK(coverage.certificates == 0);
    CHECK(coverage.by_kind.empty());
  }
}

TEST_CASE("Own removals and heat enter the bridge") {
  auto inventory = seed_inventory();
  inventory.scope2_heat = {30'000};
  inventory.ccus = {1'000};
  inventory.in_boundary_removal = {5'570};
  const auto coverage = of(inventory, {});
  CHECK(coverage.gross.value == 19'736'570);
  CHECK(coverage.own_removals.value == 6'570);
  CHECK(coverage.to_offset.value == 19'730'000);
  CHECK(coverage.all.credits_needed == 19'730);
}

TEST_CASE("Nothing to offset is covered by nothing, and every credit is surplus") {
  auto inventory = Inventory{};
  inventory.scope1 = {1'000};
  inventory.ccus = {2'000};
  const auto coverage = of(inventory, {credits(3)});
  CHECK(coverage.nothing_to_offset);
  CHECK(coverage.to_offset.value == 0);
  CHECK(coverage.all.covered);
  CHECK(format_percent_e2(coverage.all.percent_e2) == "100.00");
  CHECK(coverage.all.gap.value == 0);
  CHECK(coverage.all.surplus.value == 3'000);
  CHECK(coverage.all.credits_needed == 0);
}

TEST_CASE("Part of a kilogram of electricity emissions is rounded up") {
  Inventory inventory;
  inventory.purchased = {1};
  inventory.factor_location = {4'974};
  CHECK(of(inventory, {}).to_offset.value == 1);
  CHECK(of(inventory, {}).all.credits_needed == 1);
}

TEST_CASE("A sum that leaves 64 bits is not an answer") {
  const auto largest = std::numeric_limits<std::int64_t>::max();
  CHECK_FALSE(coverage_of(seed_inventory(), {credits(largest)}).has_value());
  CHECK_FALSE(coverage_of(seed_inventory(), {credits(largest / 2), credits(largest / 2), credits(2)}).has_value());
  CHECK_FALSE(coverage_of(seed_inventory(), {certificates(largest)}).has_value());
}

TEST_CASE("A sum that leaves the range of integers is no coverage at all", "[U-03]") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto invalid = [](std::int64_t units) {
    RetiredUnits all = credits(0);
    all.invalidated = units;
    return all;
  };
  const auto contested = [](std::int64_t units, std::string programme) {
    RetiredUnits all = credits(0, RetirementStatus::declared, std::move(programme));
    all.in_conflict = units;
    return all;
  };
  const auto powered = [](std::string programme, std::int64_t units) {
    RetiredUnits all = certificates(units);
    all.programme = std::move(programme);
    return all;
  };
  using enum RetirementStatus;
  RetiredUnits invalid_elsewhere = invalid(most);
  invalid_elsewhere.programme = "GS";
  const std::vector<std::pair<const char*, std::vector<RetiredUnits>>> too_much{
      {"declared of one programme", {credits(most), credits(1)}},
      {"waiting of one programme", {credits(most, on_hold), credits(1, on_hold)}},
      {"invalidated of one programme", {invalid(most), invalid(1)}},
      {"in conflict of one programme", {contested(most, "VCS"), contested(1, "VCS")}},
      {"matched and confirmed", {credits(most, matched), credits(1, confirmed)}},
      {"matched and declared", {credits(most, matched), credits(1)}},
      {"declared of two programmes", {credits(most), credits(1, declared, "GS")}},
      {"matched of two programmes", {credits(most, matched), credits(1, matched, "GS")}},
      {"confirmed of two programmes", {credits(most, confirmed), credits(1, confirmed, "GS")}},
      {"waiting of two programmes", {credits(most, on_hold), credits(1, on_hold, "GS")}},
      {"invalidated of two programmes", {invalid(1), invalid_elsewhere}},
      {"in conflict of two programmes", {contested(most, "VCS"), contested(1, "GS")}},
      {"counted of two programmes", {credits(most), credits(1, matched, "GS")}},
      {"certificates of two programmes", {powered("GEC", most), powered("IREC", 1)}},
      {"kilowatt-hours of certificates", {certificates(most / 1'000 + 1)}},
      {"kilograms of credits", {credits(most / 1'000 + 1)}}};
  for (const auto& [what, retired] : too_much) {
    INFO(what);
    CHECK_FALSE(coverage_of(seed_inventory(), retired).has_value());
  }
  // The most tonnes whose kilograms can be counted still have a share.
  CHECK(coverage_of(seed_inventory(), {credits(most / 1'000)}).has_value());
}

TEST_CASE("Emissions that leave the range of integers are no coverage at all", "[U-01]") {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const auto of_inventory = [](auto change) {
    Inventory inventory = seed_inventory();
    change(inventory);
    return coverage_of(inventory, {});
  };
  CHECK(of_inventory([](Inventory&) {}).has_value());
  CHECK_FALSE(of_inventory([](Inventory& i) { i.purchased = {-1}; }).has_value());
  CHECK_FALSE(of_inventory([](Inventory& i) { i.scope1 = {most}; }).has_value());
  CHECK_FALSE(of_inventory([](Inventory& i) { i.scope2_heat = {most}; }).has_value());
  CHECK_FALSE(of_inventory([](Inventory& i) {
                i.ccus = {most};
                i.in_boundary_removal = {1};
              }).has_value());
}

TEST_CASE("Electricity has no emissions beyond the largest number of kilograms", "[U-01]") {
  // 5 kg/kWh: the most kilowatt-hours fit a product, but not the limit of emissions.
  CHECK_FALSE(electricity_emissions({limits::electricity_kwh_max}, {50'000}).has_value());
  CHECK(electricity_emissions({limits::electricity_kwh_max}, {10'000})->value == limits::emissions_kg_max);
}
