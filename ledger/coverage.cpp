// The sums of coverage.hpp. Every one is checked: a wrapped sum would show a factory as covered.
#include "ledger/coverage.hpp"

#include <algorithm>
#include <map>

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

// Units of one programme, not yet cut to whole tonnes or megawatt hours.
struct Units {
  Unit unit = Unit::tonne_co2e;
  std::int64_t per_whole = 1;
  std::int64_t declared = 0;
  std::int64_t matched = 0;
  std::int64_t confirmed = 0;
  std::int64_t on_hold = 0;
  std::int64_t invalidated = 0;
  std::int64_t in_conflict = 0;
};

std::int64_t* counted_under(Units& units, RetirementStatus status) {
  switch (status) {
    case RetirementStatus::declared:
      return &units.declared;
    case RetirementStatus::matched:
      return &units.matched;
    case RetirementStatus::confirmed:
      return &units.confirmed;
    case RetirementStatus::on_hold:
    case RetirementStatus::rejected:
    case RetirementStatus::withdrawn:
    case RetirementStatus::voided:
      break;
  }
  return nullptr;
}

[[nodiscard]] bool add_units(std::map<std::string, Units>& programmes, const RetiredUnits& retired) {
  if (!is_open(retired.status)) return true;  // A closed retirement covers nothing and waits for nothing.
  const bool tonnes = retired.unit == Unit::tonne_co2e;
  if (tonnes && (!retired.offset || retired.purpose != Purpose::factory_offset)) return true;
  HOLDS(retired.units_per_whole > 0);
  Units& units = programmes[retired.programme];
  units.unit = retired.unit;
  units.per_whole = retired.units_per_whole;
  std::int64_t* counted = counted_under(units, retired.status);
  if (counted == nullptr) return add_to(units.on_hold, retired.waiting);
  return add_to(*counted, retired.counted) && add_to(units.invalidated, retired.invalidated) &&
         add_to(units.in_conflict, retired.in_conflict);
}

// What counts of a programme, in units: all of it, and what may stand in an attestation.
struct Counted {
  std::int64_t all = 0;
  std::int64_t attestable = 0;
};

[[nodiscard]] std::optional<Counted> counted_of(const Units& units) {
  const auto attestable = checked_add(units.matched, units.confirmed);
  const auto all = attestable ? checked_add(*attestable, units.declared) : std::nullopt;
  if (!all) return std::nullopt;
  return Counted{*all, *attestable};
}

// Fractions of a tonne or a certificate do not count, but those of one programme are added before they are cut.
[[nodiscard]] bool add_programme(Coverage& coverage, const std::string& programme, const Units& units) {
  const auto counted = counted_of(units);
  if (!counted) return false;
  const std::int64_t whole = counted->all / units.per_whole;
  const std::int64_t attestable = counted->attestable / units.per_whole;
  if (units.unit == Unit::megawatt_hour)
    return add_to(coverage.certificates, whole) && add_to(coverage.attestable_certificates, attestable);
  coverage.by_kind.push_back({programme, whole, attestable});
  return add_to(coverage.declared_t, units.declared / units.per_whole) &&
         add_to(coverage.matched_t, units.matched / units.per_whole) &&
         add_to(coverage.confirmed_t, units.confirmed / units.per_whole) &&
         add_to(coverage.on_hold_t, units.on_hold / units.per_whole) &&
         add_to(coverage.invalidated_t, units.invalidated / units.per_whole) &&
         add_to(coverage.in_conflict_t, units.in_conflict / units.per_whole) && add_to(coverage.all.counted_t, whole) &&
         add_to(coverage.attestable.counted_t, attestable);
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

[[nodiscard]] bool compare(Comparison& comparison, std::int64_t wanted) {
  const auto counted = checked_multiply(comparison.counted_t, kilograms_per_tonne);
  if (!counted) return false;
  comparison.counted = {*counted};
  comparison.covered = *counted >= wanted;
  (comparison.covered ? comparison.surplus : comparison.gap).value =
      comparison.covered ? *counted - wanted : wanted - *counted;
  const std::int64_t gap = comparison.gap.value;
  comparison.credits_needed = gap / kilograms_per_tonne + (gap % kilograms_per_tonne != 0 ? 1 : 0);
  const auto percent = wanted == 0 ? std::int64_t{10'000} : percent_e2_truncated(*counted, wanted);
  if (percent) comparison.percent_e2 = *percent;
  return percent.has_value();
}

}  // namespace

std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired) {
  Coverage coverage;
  if (!add_emissions(coverage, inventory)) return std::nullopt;
  std::map<std::string, Units> programmes;
  for (const RetiredUnits& units : retired) {
    if (!add_units(programmes, units)) return std::nullopt;
  }
  for (const auto& [programme, units] : programmes) {
    if (!add_programme(coverage, programme, units)) return std::nullopt;
  }
  const auto certified = checked_multiply(coverage.certificates, kilowatt_hours_per_certificate);
  if (!certified) return std::nullopt;
  coverage.certified = {*certified};
  const std::int64_t wanted = coverage.to_offset.value;
  if (!compare(coverage.all, wanted) || !compare(coverage.attestable, wanted)) return std::nullopt;
  return coverage;
}

}  // namespace tanbu
