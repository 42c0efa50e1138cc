#include "ledger/rules/certificates.hpp"

#include <algorithm>
#include <map>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::rules {
namespace {

constexpr std::int64_t kilowatt_hours_per_certificate = 1'000;

// kWh by asset; the empty asset stands for certificates whose plant is not known.
using ByAsset = std::map<std::string, std::int64_t>;

void add(ByAsset& sums, const Batch& batch, std::int64_t units, const View& view) {
  const Programme* programme = find_programme(batch.project.programme);
  HOLDS(programme != nullptr);
  const auto kwh = checked_multiply(units, kilowatt_hours_per_certificate);
  HOLDS(kwh.has_value());
  sums[asset_of(batch, view).value_or("")] += *kwh / programme->units_per_whole;
}

void add_counted(ByAsset& sums, const Retirement& retirement, const View& view) {
  for (const BatchRange& range : retirement.ranges) {
    const auto batch = view.batch(range.batch);
    HOLDS(batch.has_value());
    for (const Segment& segment : view.segments(range.batch, range.units)) {
      // Some may be in conflict or invalidated. What is retired is so for this use, which still counts.
      if (segment.status != UnitStatus::retired) continue;
      add(sums, *batch, segment.units.intersection(range.units).quantity(), view);
    }
  }
}

}  // namespace

Date last_valid_day(Date production_day, const RuleSet& rules) {
  if (production_day < rules.certificate_from) return rules.certificate_transition_until;
  const int months = year_of(production_day) * 12 + static_cast<int>(month_of(production_day)) - 1 +
                     rules.certificate_months;  // the first month in which it is no longer valid
  const Date first_invalid = make_date(months / 12, static_cast<unsigned>(months % 12) + 1, 1);
  return {first_invalid.days - 1};
}

std::optional<std::string> asset_of(const Batch& batch, const View& view) {
  const auto claims = find_notes<GenerationClaim>(view, index_names::claims_of(batch.id));
  return claims.empty() ? std::nullopt : std::optional(claims.front().asset_code);
}

std::int64_t green_kwh(const Inventory& inventory, const std::vector<FoundRange>& further, const View& view) {
  ByAsset certified;
  for (const FoundRange& found : further) add(certified, found.batch, found.range.units.quantity(), view);
  for (const Retirement& retirement : view.retirements(inventory.factory, inventory.period)) {
    if (retirement.purpose == Purpose::electricity_consumption && retirement.counted > 0)
      add_counted(certified, retirement, view);
  }
  std::int64_t sum = 0;
  for (const DirectAsset& direct : inventory.direct) {
    const std::int64_t own = direct.asset_code ? certified[*direct.asset_code] : 0;
    sum += std::max(own, direct.electricity.value);
    if (direct.asset_code) certified[*direct.asset_code] = 0;
  }
  for (const auto& [asset, kwh] : certified) sum += kwh;
  return sum;
}

std::optional<Refused> refuse_over_consumption(FactoryId factory, Period period, const std::vector<FoundRange>& further,
                                               const Context& context, const View& view) {
  const auto inventory = counting_inventory(factory, period, view);
  if (!inventory) return std::nullopt;
  const std::int64_t green = green_kwh(*inventory, further, view);
  if (green <= inventory->consumed.value) return std::nullopt;
  const auto operated = view.factory(factory);
  HOLDS(operated.has_value());
  // What a factory consumes is in its inventory, which not everybody who retires for it may read.
  const bool told = operated->operator_party == context.issuer || is_association(context.issuer, view) ||
                    is_engaged(context.issuer, factory, period, view);
  if (!told) return Refused{.reason = Refusal::gec_over_consumption, .conflict = std::nullopt, .facts = {}};
  return Refused{.reason = Refusal::gec_over_consumption,
                 .conflict = inventory->id.entry(),
                 .facts = {{"green_kwh", std::to_string(green)},
                           {"consumed_kwh", std::to_string(inventory->consumed.value)},
                           {"period", format_period(inventory->period)}}};
}

}  // namespace tanbu::rules
