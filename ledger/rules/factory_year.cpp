#include "ledger/rules/factory_year.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "ledger/programme.hpp"
#include "ledger/rules/certificates.hpp"
#include "ledger/rules/inventories.hpp"

namespace tanbu::rules {
namespace {

// How the units of one range stand for the retirement today.
void add_standing(const Retirement& retirement, const BatchRange& range, const View& view, RetiredUnits& units) {
  if (retirement.status == RetirementStatus::on_hold) {
    units.waiting += range.units.quantity();
    return;
  }
  for (const Segment& segment : view.segments(range.batch, range.units)) {
    if (segment.retirement != retirement.id) continue;
    const auto quantity = segment.units.intersection(range.units).quantity();
    if (segment.status == UnitStatus::retired) units.counted += quantity;
    if (segment.status == UnitStatus::invalidated) units.invalidated += quantity;
    if (segment.status == UnitStatus::in_conflict) units.in_conflict += quantity;
  }
}

std::vector<YearOfEmissions> earlier_years(const Inventory& inventory, const View& view) {
  // Two standards may state one year; the evaluation takes the lower one, so both are told.
  std::map<std::pair<int, std::string>, YearOfEmissions> by_year;
  for (const Inventory& other : view.inventories(inventory.factory)) {
    const int year = year_of(other.period.first);
    const bool whole = other.period == Period{make_date(year, 1, 1), make_date(year, 12, 31)};
    if (!whole || !counts(other) || inventory.period.first <= other.period.first) continue;
    const auto figures = find_note<InventoryFigures>(view, other.id.entry());
    by_year.insert_or_assign(std::pair{year, other.standard},
                             YearOfEmissions{.year = year,
                                             .inventory = other.id,
                                             .energy_emissions = figures ? figures->energy_emissions : std::nullopt});
  }
  std::vector<YearOfEmissions> years;
  for (const auto& [year, emissions] : by_year) years.push_back(emissions);
  return years;
}

// What the assessor found on the licence, by the name of a requirement: the division of registration (ID-03) and the
// day of establishment are no part of the ledger's own records.
std::optional<std::string> found_on_licence(const std::optional<Assessment>& assessment, std::string_view prefix) {
  if (!assessment || assessment->assessor == Assessor::self) return std::nullopt;
  for (const std::string& name : assessment->basic) {
    if (name.size() > prefix.size() && name.compare(0, prefix.size(), prefix) == 0) return name.substr(prefix.size());
  }
  return std::nullopt;
}

}  // namespace

std::vector<RetiredUnits> retired_units(const std::vector<Retirement>& retirements, const View& view) {
  std::vector<RetiredUnits> all;
  std::map<BatchId, Batch> batches;  // a year's retirements rest on few batches, and each is asked for once
  for (const Retirement& retirement : retirements) {
    if (!is_open(retirement.status)) continue;
    std::map<std::pair<std::string, std::optional<std::string>>, RetiredUnits> by_source;
    for (const BatchRange& range : retirement.ranges) {
      auto known = batches.find(range.batch);
      if (known == batches.end()) {
        auto read = view.batch(range.batch);
        HOLDS(read.has_value());
        known = batches.emplace(range.batch, *std::move(read)).first;
      }
      const Batch& batch = known->second;
      const Programme* programme = find_programme(batch.project.programme);
      HOLDS(programme != nullptr);  // its batches could not have been recorded
      const auto asset = programme->unit == Unit::megawatt_hour ? asset_of(batch, view) : std::nullopt;
      RetiredUnits& units = by_source[{batch.project.programme, asset}];
      units.programme = batch.project.programme;
      units.unit = programme->unit;
      units.offset = programme->offset;
      units.units_per_whole = programme->units_per_whole;
      units.asset_code = asset;
      add_standing(retirement, range, view, units);
    }
    for (auto& [source, units] : by_source) {
      units.purpose = retirement.purpose;
      units.status = retirement.status;
      units.retirement = retirement.id;
      units.retired_on = retirement.retired_on;
      units.replaces = retirement.replaces;
      all.push_back(std::move(units));
    }
  }
  return all;
}

std::optional<Inventory> counting_of_series(const Inventory& inventory, const View& view) {
  std::optional<Inventory> newest;
  for (Inventory& other : view.inventories(inventory.factory)) {
    const bool same = other.period == inventory.period && other.standard == inventory.standard;
    if (same && counts(other)) newest = std::move(other);
  }
  return newest;
}

std::optional<Assessment> newest_assessment(FactoryId factory, Period period, std::string_view scheme,
                                            const View& view) {
  std::optional<Assessment> newest;
  for (Assessment& one : find_notes<Assessment>(view, index_names::assessments_of(factory))) {
    if (one.period != period || one.scheme != scheme) continue;
    const bool weaker = newest && one.assessor == Assessor::self && newest->assessor != Assessor::self;
    if (!weaker) newest = std::move(one);
  }
  return newest;
}

SchemeFacts facts_about(const Inventory& inventory, const std::vector<Retirement>& retirements,
                        std::optional<Assessment> assessment, const Claim& claim, Date day, const View& view) {
  const auto factory = view.factory(inventory.factory);
  HOLDS(factory.has_value());
  const auto operator_party = view.party(factory->operator_party);
  HOLDS(operator_party.has_value());
  SchemeFacts facts;
  facts.inventory = inventory;
  facts.figures = find_note<InventoryFigures>(view, inventory.id.entry());
  facts.retired = retired_units(retirements, view);
  facts.registered_division = found_on_licence(assessment, "registered_in_").value_or("");
  if (const auto day_text = found_on_licence(assessment, "established_on_"))
    facts.established_on = parse_date(*day_text);
  facts.assessment = std::move(assessment);
  facts.claim = claim;
  facts.legal_form = operator_party->legal_form;
  facts.earlier_years = earlier_years(inventory, view);
  facts.day = day;
  return facts;
}

}  // namespace tanbu::rules
