// The sums of coverage.hpp. Every one is checked: a wrapped sum would show a factory as covered.
#include "ledger/coverage.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "ledger/grid_factors.hpp"
#include "ledger/holds.hpp"

namespace tanbu {
namespace {

constexpr std::int64_t kilograms_per_tonne = 1'000;
constexpr std::int64_t kilowatt_hours_per_certificate = 1'000;
constexpr std::int64_t hundredths_of_whole = 10'000;  // hundredths of a per cent

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
  // A tonne stands for emissions and a certificate for electricity; what was retired for the other counts nowhere.
  if (tonnes && (!retired.offset || retired.purpose != Purpose::factory_offset)) return true;
  if (!tonnes && retired.purpose != Purpose::electricity_consumption) return true;
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

// kWh by plant; the empty one stands for certificates whose plant is not known.
using ByAsset = std::map<std::string, std::int64_t>;
struct Certified {
  ByAsset all;
  ByAsset attestable;
};

[[nodiscard]] bool add_certificates(Certified& certified, const RetiredUnits& retired) {
  if (retired.unit != Unit::megawatt_hour || retired.purpose != Purpose::electricity_consumption) return true;
  if (!is_open(retired.status) || retired.status == RetirementStatus::on_hold) return true;
  const auto scaled = checked_multiply(retired.counted, kilowatt_hours_per_certificate);
  if (!scaled) return false;
  const std::int64_t kwh = *scaled / retired.units_per_whole;
  const std::string asset = retired.asset_code.value_or("");
  const bool attestable = retired.status != RetirementStatus::declared;
  return add_to(certified.all[asset], kwh) && (!attestable || add_to(certified.attestable[asset], kwh));
}

[[nodiscard]] bool add_emissions(Coverage& coverage, const Inventory& inventory, ClaimType type) {
  const auto electricity = electricity_emissions(inventory.purchased, inventory.factor_location);
  if (!electricity) return false;
  const bool with_scope3 = type == ClaimType::type_2;
  coverage.claim_type = type;
  coverage.scope1 = inventory.scope1;
  coverage.scope2_electricity = *electricity;
  coverage.scope2_heat = inventory.scope2_heat;
  if (with_scope3) coverage.scope3 = inventory.scope3;
  coverage.scope3_missing = with_scope3 && !inventory.scope3;
  coverage.gross = coverage.scope1;
  coverage.own_removals = inventory.ccus;
  return add_to(coverage.gross, coverage.scope2_electricity) && add_to(coverage.gross, coverage.scope2_heat) &&
         add_to(coverage.gross, coverage.scope3.value_or(Kilograms{})) &&
         add_to(coverage.own_removals, inventory.in_boundary_removal);
}

// Own supply and certificates that count beside it. Certificates of an own plant count inside its supply, whatever
// their number; the others fill what the supply leaves of the electricity consumed, and no more (GE-08, XM-01).
struct Green {
  std::int64_t direct = 0;
  std::int64_t certified = 0;
};

[[nodiscard]] std::optional<Green> green_of(const Inventory& inventory, ByAsset certified) {
  Green green;
  for (const DirectAsset& direct : inventory.direct) {
    if (!add_to(green.direct, direct.electricity.value)) return std::nullopt;
    if (direct.asset_code) certified.erase(*direct.asset_code);
  }
  for (const auto& [asset, kwh] : certified) {
    if (!add_to(green.certified, kwh)) return std::nullopt;
  }
  const std::int64_t ceiling = std::max<std::int64_t>(inventory.consumed.value - green.direct, 0);
  green.certified = std::min(green.certified, ceiling);
  return green;
}

// What green electricity takes off the emissions. The factor for the rest is the one that leaves out what was traded as
// green; the average would count traded green power twice (EF-04).
[[nodiscard]] bool build_bridge(Comparison& comparison, Coverage& coverage, const Inventory& inventory,
                                const std::optional<InventoryFigures>& figures, ByAsset certified) {
  const auto green = green_of(inventory, std::move(certified));
  if (!green) return false;
  const std::int64_t contracts = figures ? figures->green_power_without_certificates.value : 0;
  const auto bought = checked_add(green->certified, contracts);
  const auto renewable = bought ? checked_add(*bought, green->direct) : std::nullopt;
  if (!renewable) return false;
  comparison.renewable = {std::min(*renewable, inventory.consumed.value)};
  comparison.covered_kwh = {std::min(*bought, inventory.purchased.value)};
  comparison.scope2_electricity_net = coverage.scope2_electricity;
  if (comparison.covered_kwh.value > 0 && (!figures || !figures->factor_net)) {
    coverage.net_factor = NetFactorUse::missing;
  } else if (comparison.covered_kwh.value > 0) {
    const PublishedFactor* published = find_factor(*figures->factor_net);
    const bool known = published != nullptr && published->caliber == FactorCaliber::without_traded_non_fossil;
    coverage.net_factor = known ? NetFactorUse::used : NetFactorUse::unknown;
  }
  // Whatever is attestable counts in all, so that a factor which is in use has something to be used for.
  if (coverage.net_factor == NetFactorUse::used) {
    const KilowattHours rest{inventory.purchased.value - comparison.covered_kwh.value};
    const auto net = electricity_emissions(rest, figures->factor_net->value);
    if (!net) return false;
    comparison.scope2_electricity_net = *net;
  }
  comparison.green_deduction = {coverage.scope2_electricity.value - comparison.scope2_electricity_net.value};
  const auto net = checked_add(coverage.gross.value, -comparison.green_deduction.value);
  const auto wanted = net ? checked_add(*net, -coverage.own_removals.value) : std::nullopt;
  if (wanted) comparison.to_offset = {std::max<std::int64_t>(*wanted, 0)};
  return wanted.has_value();
}

// No product of two amounts leaves it.
__extension__ typedef __int128 Wide;

// Truncated as percent_e2_truncated does it, but in 128 bits: a batch may hold 10^12 t, and whoever retires it must get
// an answer. A share that itself leaves 64 bits is shown as the largest number; no verdict is read from it.
[[nodiscard]] std::int64_t shown_percent_e2(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return hundredths_of_whole;
  const Wide share = static_cast<Wide>(part) * hundredths_of_whole / whole;
  return static_cast<std::int64_t>(std::min<Wide>(share, std::numeric_limits<std::int64_t>::max()));
}

[[nodiscard]] bool compare(Comparison& comparison) {
  const std::int64_t wanted = comparison.to_offset.value;
  const auto counted = checked_multiply(comparison.counted_t, kilograms_per_tonne);
  if (!counted) return false;
  comparison.counted = {*counted};
  comparison.covered = *counted >= wanted;
  (comparison.covered ? comparison.surplus : comparison.gap).value =
      comparison.covered ? *counted - wanted : wanted - *counted;
  const std::int64_t gap = comparison.gap.value;
  comparison.credits_needed = gap / kilograms_per_tonne + (gap % kilograms_per_tonne != 0 ? 1 : 0);
  comparison.percent_e2 = shown_percent_e2(*counted, wanted);
  return true;
}

}  // namespace

std::string_view name_of(NetFactorUse use) {
  switch (use) {
    case NetFactorUse::not_needed:
      return "not_needed";
    case NetFactorUse::used:
      return "used";
    case NetFactorUse::missing:
      return "missing";
    case NetFactorUse::unknown:
      return "unknown";
  }
  HOLDS(false);
  return {};
}

std::string_view name_of(ElectricityFigure::Method method) {
  switch (method) {
    case ElectricityFigure::Method::location:
      return "location";
    case ElectricityFigure::Method::market:
      return "market";
    case ElectricityFigure::Method::ets:
      return "ets";
  }
  HOLDS(false);
  return {};
}

std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired,
                                    const std::optional<InventoryFigures>& figures, ClaimType type) {
  Coverage coverage;
  if (!add_emissions(coverage, inventory, type)) return std::nullopt;
  std::map<std::string, Units> programmes;
  Certified certified;
  for (const RetiredUnits& units : retired) {
    if (!add_units(programmes, units) || !add_certificates(certified, units)) return std::nullopt;
  }
  for (const auto& [programme, units] : programmes) {
    if (!add_programme(coverage, programme, units)) return std::nullopt;
  }
  const auto certified_kwh = checked_multiply(coverage.certificates, kilowatt_hours_per_certificate);
  if (!certified_kwh) return std::nullopt;
  coverage.certified = {*certified_kwh};
  // `all` comes last: what it finds of the factor is what the answer says, and it covers whatever `attestable` covers.
  if (!build_bridge(coverage.attestable, coverage, inventory, figures, certified.attestable)) return std::nullopt;
  if (!build_bridge(coverage.all, coverage, inventory, figures, certified.all)) return std::nullopt;
  if (!compare(coverage.all) || !compare(coverage.attestable)) return std::nullopt;
  coverage.to_offset = coverage.all.to_offset;
  coverage.nothing_to_offset = coverage.to_offset.value == 0;
  return coverage;
}

std::vector<ElectricityFigure> electricity_figures(const Coverage& coverage, const Comparison& comparison) {
  using Method = ElectricityFigure::Method;
  std::vector<ElectricityFigure> figures{{Method::location, coverage.scope2_electricity}};
  if (coverage.net_factor == NetFactorUse::used) figures.push_back({Method::market, comparison.scope2_electricity_net});
  // The national market takes no certificate that stands alone; what it takes of contracts is not loaded here.
  figures.push_back({Method::ets, coverage.scope2_electricity});
  return figures;
}

std::optional<bool> covers_share(Kilograms counted, Kilograms wanted, std::int64_t percent_e2) {
  const auto left = checked_multiply(counted.value, hundredths_of_whole);
  const auto right = checked_multiply(wanted.value, percent_e2);
  if (left && right) return *left >= *right;
  if (!left && !right) return std::nullopt;
  // One product leaves 64 bits upwards and the other does not: the one that does is the larger.
  return !left ? counted.value > 0 : wanted.value < 0;
}

Kilograms gap_to_share(Kilograms counted, Kilograms wanted, std::int64_t percent_e2) {
  // By cross-multiplication in 128 bits.
  const Wide missing =
      static_cast<Wide>(wanted.value) * percent_e2 - static_cast<Wide>(counted.value) * hundredths_of_whole;
  if (missing <= 0) return {0};
  return {static_cast<std::int64_t>((missing + hundredths_of_whole - 1) / hundredths_of_whole)};
}

std::optional<std::int64_t> credits_for_share(Kilograms wanted, std::int64_t percent_e2) {
  const auto scaled = checked_multiply(wanted.value, percent_e2);
  if (!scaled) return std::nullopt;
  constexpr std::int64_t per_credit = hundredths_of_whole * kilograms_per_tonne;
  return *scaled / per_credit + (*scaled % per_credit != 0 ? 1 : 0);
}

}  // namespace tanbu
