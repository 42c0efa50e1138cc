// What holds of every coverage, tried on many made-up years. The seed is fixed, so that a failure comes back.
#include <algorithm>
#include <random>

#include "tests/unit/schemes/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

constexpr unsigned seed = 20'230'721;
constexpr int years = 2'000;

class Maker {
 public:
  std::int64_t number(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  template <class T>
  T one_of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(all.size()) - 1))];
  }

  RetiredUnits retired() {
    const auto status =
        one_of<RetirementStatus>({RetirementStatus::declared, RetirementStatus::matched, RetirementStatus::confirmed,
                                  RetirementStatus::on_hold, RetirementStatus::rejected});
    RetiredUnits units = number(0, 2) == 0 ? certificates(number(0, 4'000))
                                           : credits(number(0, 4'000), one_of<std::string>({"CCER", "VCS", "OWN"}));
    if (units.unit == Unit::megawatt_hour && number(0, 1) == 0) units.asset_code = "PV-1";
    units.status = status;
    if (status == RetirementStatus::on_hold) std::swap(units.counted, units.waiting);
    return units;
  }
  // The factor for the rest lies below that of the place, so that certificates never raise the emissions.
  Inventory inventory() {
    Inventory made = verified_inventory("2025");
    made.scope1 = {number(0, 5'000'000)};
    made.consumed = {number(0, 20'000'000)};
    made.purchased = {number(0, made.consumed.value)};
    made.factor_location = {number(6'096, 9'000)};
    made.ccus = {number(0, 1'000'000)};
    if (number(0, 1) == 0)
      made.direct = {{.asset_code = "PV-1", .electricity = {made.consumed.value - made.purchased.value}}};
    return made;
  }
  InventoryFigures figures() {
    InventoryFigures made;
    if (number(0, 3) != 0) made.factor_net = NetFactor{2023, "全国", "without_traded_non_fossil", {6'096}};
    made.green_power_without_certificates = {number(0, 1) * number(0, 5'000'000)};
    return made;
  }
  std::mt19937& random() { return random_; }

 private:
  std::mt19937 random_{seed};
};

struct Year {
  Inventory inventory;
  InventoryFigures figures;
  std::vector<RetiredUnits> retired;
};
Year make_year(Maker& maker) {
  Year year{maker.inventory(), maker.figures(), {}};
  const std::int64_t count = maker.number(1, 8);
  for (std::int64_t i = 0; i < count; ++i) year.retired.push_back(maker.retired());
  return year;
}
Coverage of(const Year& year) {
  const auto coverage = coverage_of(year.inventory, year.retired, year.figures);
  REQUIRE(coverage.has_value());
  return *coverage;
}
bool same(const Comparison& a, const Comparison& b) {
  return a.counted_t == b.counted_t && a.percent_e2 == b.percent_e2 && a.covered == b.covered && a.gap == b.gap &&
         a.surplus == b.surplus && a.to_offset == b.to_offset && a.covered_kwh == b.covered_kwh &&
         a.renewable == b.renewable;
}
// No part of it lies above the other. Where nothing is left to offset, 100 % is shown, which may follow on more.
bool at_most(const Comparison& lower, const Comparison& higher) {
  const auto shown = [](const Comparison& comparison) { return std::min<std::int64_t>(comparison.percent_e2, 10'000); };
  return shown(lower) <= shown(higher) && (!lower.covered || higher.covered) && lower.renewable <= higher.renewable &&
         lower.gap >= higher.gap;
}

}  // namespace

TEST_CASE("Coverage never rises by an invalidation", "[property][RT-09]") {
  Maker maker;
  int changed = 0;
  for (int i = 0; i < years; ++i) {
    Year year = make_year(maker);
    const Coverage before = of(year);
    RetiredUnits& hit =
        year.retired[static_cast<std::size_t>(maker.number(0, static_cast<std::int64_t>(year.retired.size()) - 1))];
    const std::int64_t lost = maker.number(0, hit.counted);
    hit.counted -= lost;
    hit.invalidated += lost;
    const Coverage after = of(year);
    REQUIRE(at_most(after.all, before.all));
    REQUIRE(at_most(after.attestable, before.attestable));
    if (!same(after.all, before.all)) ++changed;
  }
  CHECK(changed > years / 10);  // the invalidations did bite
}

TEST_CASE("Coverage never falls by a further retirement", "[property][CE-14]") {
  Maker maker;
  int changed = 0;
  for (int i = 0; i < years; ++i) {
    Year year = make_year(maker);
    const Coverage before = of(year);
    year.retired.push_back(maker.retired());
    const Coverage after = of(year);
    REQUIRE(at_most(before.all, after.all));
    REQUIRE(at_most(before.attestable, after.attestable));
    if (!same(after.all, before.all)) ++changed;
  }
  CHECK(changed > years / 10);
}

TEST_CASE("Coverage does not depend on the order of the retirements", "[property]") {
  Maker maker;
  for (int i = 0; i < years; ++i) {
    Year year = make_year(maker);
    const Coverage before = of(year);
    std::shuffle(year.retired.begin(), year.retired.end(), maker.random());
    const Coverage after = of(year);
    REQUIRE(same(before.all, after.all));
    REQUIRE(same(before.attestable, after.attestable));
    REQUIRE(before.by_kind == after.by_kind);
    REQUIRE(before.on_hold_t == after.on_hold_t);
  }
}

TEST_CASE("What may stand in an attestation is never more than what counts", "[property][RT-01]") {
  Maker maker;
  for (int i = 0; i < years; ++i) {
    const Coverage coverage = of(make_year(maker));
    REQUIRE(at_most(coverage.attestable, coverage.all));
    REQUIRE(coverage.all.covered == (coverage.all.gap.value == 0));
    REQUIRE((coverage.all.percent_e2 >= 10'000) == coverage.all.covered);  // "100.00" is shown only when it is true
  }
}

TEST_CASE("Under a dear factor for the rest the first certificate raises the emissions, and a credit never does",
          "[property][C-9]") {
  Maker maker;
  for (int i = 0; i < years; ++i) {
    Year year = make_year(maker);
    year.inventory.factor_location = {1'564};
    const Coverage before = of(year);
    year.retired.push_back(credits(maker.number(0, 4'000)));
    REQUIRE(at_most(before.all, of(year).all));
  }
  Year sichuan;
  sichuan.inventory = verified_inventory("2025");
  sichuan.inventory.consumed = sichuan.inventory.purchased = {10'000'000};
  sichuan.inventory.factor_location = {1'564};
  sichuan.figures.factor_net = NetFactor{2023, "全国", "without_traded_non_fossil", {6'096}};
  CHECK(of(sichuan).to_offset.value == 1'564'000);
  sichuan.retired = {certificates(1)};
  CHECK(of(sichuan).to_offset.value == 6'095'391);
}
