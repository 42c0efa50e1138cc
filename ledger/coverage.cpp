// The sums of coverage.hpp. Every one is checked: a wrapped sum would show a factory as covered.
#include "ledger/coverage.hpp"

#include <algorithm>

namespace tanbu {
namespace {

constexpr std::int64_t kilograms_per_tonne = 1'000;
constexpr std::int64_t kilowatt_hours_per_certificate = 1'000;

[[nodiscard]] bool add_to(std::int64_t& sum, std::int64_t part) {
  const auto both = checked_add(sum, part);
  if (both) sum = *both;
  return both.has_value();
}

[[nodiscard]] bool add_to(Kilograms& sum, Kilograms part) { return add_to(sum.value, part.value); }

std::int64_t& kind_of_programme(std::vector<Coverage::Kind>& kinds, const std::string& programme) {
  const auto at =
      std::lower_bound(kinds.begin(), kinds.end(), programme,
                       [](const Coverage::Kind& kind, const std::string& code) { return kind.programme < code; });
  if (at != kinds.end() && at->programme == programme) return at->counted_t;
  return kinds.insert(at, Coverage::Kind{programme, 0})->counted_t;
}

std::int64_t* tonnes_of_status(Coverage& coverage, RetirementStatus status) {
  switch (status) {
    case RetirementStatus::declared:
      return &coverage.declared_t;
    case RetirementStatus::matched:
      return &coverage.matched_t;
    case RetirementStatus::confirmed:
      return &coverage.confirmed_t;
    case RetirementStatus::on_hold:
      return &coverage.on_hold_t;
    case RetirementStatus::rejected:
    case RetirementStatus::withdrawn:
    case RetirementStatus::voided:
      break;
  }
  HOLDS(false);
  return nullptr;
}

[[nodiscard]] bool add_retired(Coverage& coverage, const RetiredUnits& retired) {
  if (!is_open(retired.status)) return true;  // A closed retirement covers nothing and waits for nothing.
  const bool counts = retired.status != RetirementStatus::on_hold;
  if (retired.unit == Unit::megawatt_hour) return !counts || add_to(coverage.certificates, retired.units);
  if (!retired.offset || retired.purpose != Purpose::factory_offset) return true;
  std::int64_t& of_kind = kind_of_programme(coverage.by_kind, retired.programme);
  if (!add_to(*tonnes_of_status(coverage, retired.status), retired.units)) return false;
  return !counts || (add_to(of_kind, retired.units) && add_to(coverage.counted_t, retired.units));
}

[[nodiscard]] bool add_emissions(Coverage& coverage, const Inventory& inventory) {
  const auto electricity = electricity_emissions(inventory.purchased, inventory.factor_location);
  if (!electricity) return false;
  coverage.scope1 = inventory.scope1;
  coverage.scope2_electricity = *electricity;
  coverage.scope2_heat = inventory.scope2_heat;
  const bool summed = add_to(coverage.gross, coverage.scope1) && add_to(coverage.gross, coverage.scope2_electricity) &&
                      add_to(coverage.gross, coverage.scope2_heat) && add_to(coverage.own_removals, inventory.ccus) &&
                      add_to(coverage.own_removals, inventory.in_boundary_removal);
  coverage.to_offset = {std::max<std::int64_t>(coverage.gross.value - coverage.own_removals.value, 0)};
  coverage.nothing_to_offset = coverage.to_offset.value == 0;
  return summed;
}

[[nodiscard]] bool compare(Coverage& coverage) {
  const auto counted = checked_multiply(coverage.counted_t, kilograms_per_tonne);
  const auto certified = checked_multiply(coverage.certificates, kilowatt_hours_per_certificate);
  if (!counted || !certified) return false;
  coverage.counted = {*counted};
  coverage.certified = {*certified};
  const std::int64_t wanted = coverage.to_offset.value;
  coverage.covered = *counted >= wanted;
  (coverage.covered ? coverage.surplus : coverage.gap).value = coverage.covered ? *counted - wanted : wanted - *counted;
  coverage.credits_needed =
      coverage.gap.value / kilograms_per_tonne + (coverage.gap.value % kilograms_per_tonne != 0 ? 1 : 0);
  const auto percent = coverage.nothing_to_offset ? std::int64_t{10'000} : percent_e2_truncated(*counted, wanted);
  if (!percent) return false;
  coverage.percent_e2 = *percent;
  return true;
}

}  // namespace

std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired) {
  Coverage coverage;
  if (!add_emissions(coverage, inventory)) return std::nullopt;
  for (const RetiredUnits& units : retired) {
    if (!add_retired(coverage, units)) return std::nullopt;
  }
  if (!compare(coverage)) return std::nullopt;
  return coverage;
}

}  // namespace tanbu
