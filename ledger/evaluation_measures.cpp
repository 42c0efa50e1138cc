// What the ledger computes of a factory-year by itself. Each figure is taken three times: with what a registrar or body
// stands for, with everything that was declared, and with what waits. Only the first passes; the others are on HOLD.
#include <algorithm>
#include <array>

#include "ledger/evaluation_parts.hpp"
#include "ledger/evaluation_values.hpp"

namespace tanbu::evaluation_parts {
namespace {

constexpr int peak_years = 5;  // complete calendar years that end with the evaluated one (D-19)

using Figure = std::optional<Share> (*)(const Work&, const Comparison&);

// Fails where nothing reaches; undetermined where the figure does not exist.
Verdict best_of(Work& work, Figure figure, std::int64_t least_e2) {
  const std::array<const Comparison*, 3> bases{&work.coverage.attestable, &work.coverage.all, &work.hopeful};
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const auto share = figure(work, *bases[i]);
    if (!share) return Verdict::undetermined;
    const auto reached = reaches(*share, least_e2);
    work.overflow = work.overflow || !reached;
    if (reached.value_or(false)) return i == 0 ? Verdict::pass : Verdict::hold;
  }
  return Verdict::fail;
}

std::optional<Share> renewable_share(const Work& work, const Comparison& comparison) {
  const std::int64_t consumed = work.facts.inventory.consumed.value;
  if (consumed <= 0) return std::nullopt;
  return Share{comparison.renewable.value, consumed};
}

// The actual emissions of the period, with electricity by the market where it was declared so (D-14, D-15).
std::optional<std::int64_t> actual_emissions(const Work& work, const Comparison& comparison) {
  if (work.coverage.net_factor == NetFactorUse::unknown || work.coverage.scope3_missing) return std::nullopt;
  const std::int64_t emissions = work.coverage.gross.value - comparison.green_deduction.value;
  return emissions > 0 ? std::optional(emissions) : std::nullopt;
}

std::optional<Share> reduction_share(const Work& work, const Comparison& comparison) {
  const auto emissions = actual_emissions(work, comparison);
  if (!emissions || !work.facts.figures) return std::nullopt;
  return Share{work.facts.figures->reductions.value, *emissions};
}

std::optional<Share> reduction_and_offset_share(const Work& work, const Comparison& comparison) {
  const auto reduced = reduction_share(work, comparison);
  const auto both = reduced ? checked_add(reduced->part, comparison.counted.value) : std::nullopt;
  if (!both) return std::nullopt;
  return Share{*both, reduced->whole};
}

Measured measure_share(Work& work, const Demand& demand, Figure figure, const char* part, const char* whole) {
  Measured measured;
  measured.evidence.push_back(work.facts.inventory.id.entry());
  if (!demand.least_e2) return measured;  // a threshold that nobody read
  measured.verdict = best_of(work, figure, *demand.least_e2);
  measured.facts.emplace_back("least_percent", format_percent_e2(*demand.least_e2));
  const auto share = figure(work, work.coverage.all);
  if (!share) return measured;
  measured.facts.emplace_back(part, text_of(share->part));
  measured.facts.emplace_back(whole, text_of(share->whole));
  measured.facts.emplace_back("percent", format_share(*share));
  return measured;
}

Measured measure_renewable(Work& work, const Demand& demand) {
  Measured measured = measure_share(work, demand, renewable_share, "renewable_kwh", "consumed_kwh");
  // A share is never carried over to another scheme: they differ in what counts (CE-16, D-18).
  measured.facts.emplace_back("definition", "electricity");
  measured.facts.emplace_back("gec_counts", "true");
  return measured;
}

Measured measure_reduction(Work& work, const Demand& demand) {
  Measured measured = measure_share(work, demand, reduction_share, "reduction_kg", "emissions_kg");
  measured.facts.emplace_back("basis", work.coverage.net_factor == NetFactorUse::used ? "market" : "location");
  const auto share = reduction_share(work, work.coverage.all);
  const auto baseline = share ? checked_add(share->part, share->whole) : std::nullopt;
  if (baseline) measured.facts.emplace_back("percent_of_baseline", format_share({share->part, *baseline}));
  return measured;
}

Measured measure_reduction_and_offset(Work& work, const Demand& demand) {
  Measured measured =
      measure_share(work, demand, reduction_and_offset_share, "reduction_and_offset_kg", "emissions_kg");
  measured.facts.emplace_back("counted_t", text_of(work.coverage.all.counted_t));
  if (work.coverage.on_hold_t > 0) measured.facts.emplace_back("on_hold_t", text_of(work.coverage.on_hold_t));
  return measured;
}

// The energy emissions of one year. Two inventories of one year are read as the lower of the two, because a lower peak
// makes the decrease harder to reach.
std::optional<YearOfEmissions> year_before(const Work& work, int year) {
  std::optional<YearOfEmissions> lowest;
  for (const YearOfEmissions& other : work.facts.earlier_years) {
    if (other.year != year || !other.energy_emissions) continue;
    if (!lowest || *other.energy_emissions < *lowest->energy_emissions) lowest = other;
  }
  return lowest;
}

// Nothing where a year is missing in which the factory stood from its first day.
std::optional<YearOfEmissions> peak_of(const Work& work, int year, std::vector<EntryIndex>& evidence) {
  YearOfEmissions peak{year, work.facts.inventory.id, work.facts.figures->energy_emissions};
  for (int before = year - peak_years + 1; before < year; ++before) {
    const auto other = year_before(work, before);
    const auto& founded = work.facts.established_on;
    if (!other && founded && make_date(before, 1, 1) < *founded) continue;
    if (!other) return std::nullopt;
    evidence.push_back(other->inventory.entry());
    if (*peak.energy_emissions < *other->energy_emissions) peak = *other;
  }
  return peak;
}

Verdict net_zero_verdict(Work& work, std::int64_t energy) {
  if (work.coverage.net_factor == NetFactorUse::unknown) return Verdict::undetermined;
  const auto is_cleared = [&work, energy](const Comparison& comparison) {
    const auto after_green = checked_add(energy, -comparison.green_deduction.value);
    work.overflow = work.overflow || !after_green;
    return after_green && *after_green <= comparison.counted.value;
  };
  if (is_cleared(work.coverage.attestable)) return Verdict::pass;
  return is_cleared(work.coverage.all) || is_cleared(work.hopeful) ? Verdict::hold : Verdict::fail;
}

Measured measure_peak_drop(Work& work, const Demand& demand) {
  Measured measured;
  const Period period = work.facts.inventory.period;
  const int year = year_of(period.first);
  measured.evidence.push_back(work.facts.inventory.id.entry());
  measured.facts.emplace_back("definition", "energy_emissions");
  const bool whole_year = period == Period{make_date(year, 1, 1), make_date(year, 12, 31)};
  if (!whole_year || !work.facts.figures || !work.facts.figures->energy_emissions) return measured;
  const std::int64_t energy = work.facts.figures->energy_emissions->value;
  measured.facts.emplace_back("energy_emissions_kg", text_of(energy));
  if (demand.net_zero) {
    measured.verdict = net_zero_verdict(work, energy);
    const auto& all = work.coverage.all;
    measured.facts.emplace_back("green_deduction_kg", text_of(all.green_deduction.value));
    measured.facts.emplace_back("counted_t", text_of(all.counted_t));
    return measured;
  }
  // Units that were retired make no decrease (D-20): the emissions of the year are compared as they were.
  const auto peak = peak_of(work, year, measured.evidence);
  if (!peak || !demand.least_e2 || peak->energy_emissions->value <= 0) return measured;
  const Share drop{peak->energy_emissions->value - energy, peak->energy_emissions->value};
  const auto reached = reaches(drop, *demand.least_e2);
  work.overflow = work.overflow || !reached;
  measured.verdict = reached.value_or(false) ? Verdict::pass : Verdict::fail;
  measured.facts.emplace_back("peak_year", text_of(peak->year));
  measured.facts.emplace_back("peak_kg", text_of(drop.whole));
  measured.facts.emplace_back("least_percent", format_percent_e2(*demand.least_e2));
  measured.facts.emplace_back("percent", format_share(drop));
  return measured;
}

}  // namespace

Measured measure(Work& work, const SchemeRow& row, const Demand& demand) {
  switch (row.measure) {
    case Measure::none:
      break;
    case Measure::renewable_share:
      return measure_renewable(work, demand);
    case Measure::reduction_share:
      return measure_reduction(work, demand);
    case Measure::reduction_and_offset_share:
      return measure_reduction_and_offset(work, demand);
    case Measure::peak_drop:
      return measure_peak_drop(work, demand);
  }
  return {};
}

}  // namespace tanbu::evaluation_parts
