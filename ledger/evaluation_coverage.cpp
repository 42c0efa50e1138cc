// The checks that count: when units were retired, whether they cover the share that is claimed, and what green
// electricity takes off beforehand.
#include <algorithm>
#include <cstdlib>

#include "ledger/evaluation_parts.hpp"
#include "ledger/grid_factors.hpp"
#include "ledger/holds.hpp"

namespace tanbu::evaluation_parts {
namespace {

constexpr std::int64_t half_a_printed_digit_kg = 5;  // a tonne is printed with two decimals (EF-02)

bool counts_as_offset(const RetiredUnits& units) {
  return is_open(units.status) && units.unit == Unit::tonne_co2e && units.offset &&
         units.purpose == Purpose::factory_offset && units.counted > 0;
}

// The inventory and the retirements behind what counts, each once.
std::vector<EntryIndex> evidence_of(const Work& work) {
  std::vector<EntryIndex> evidence{work.facts.inventory.id.entry()};
  for (const RetiredUnits& units : work.units) {
    const EntryIndex entry = units.retirement.entry();
    const bool listed = std::find(evidence.begin(), evidence.end(), entry) != evidence.end();
    if (units.counted > 0 && !listed) evidence.push_back(entry);
  }
  return evidence;
}

std::optional<Date> deadline_of(const Work& work) {
  const Timing& timing = work.scheme.timing;
  switch (timing.kind) {
    case RetirementTiming::free:
      return std::nullopt;
    case RetirementTiming::before_issue:
      return work.facts.certificate_issued_on;
    case RetirementTiming::after_period:
      return months_later(work.facts.inventory.period.last, timing.months);
    case RetirementTiming::after_declaration:
      return months_later(work.facts.day, timing.months);
  }
  HOLDS(false);
  return std::nullopt;
}

struct Lateness {
  std::vector<const RetiredUnits*> late;
  std::vector<const RetiredUnits*> repairs;  // late as well, and exempt
  bool day_missing = false;
};

Lateness lateness_of(const Work& work, Date deadline) {
  Lateness lateness;
  for (const RetiredUnits& units : work.units) {
    if (!counts_as_offset(units)) continue;
    // The first day of Unix time is older than every credit: it stands where nobody filled the day in.
    if (units.retired_on == Date{}) lateness.day_missing = true;
    if (units.retired_on <= deadline) continue;
    (units.replaces ? lateness.repairs : lateness.late).push_back(&units);
  }
  return lateness;
}

void add_late(Check& check, const std::vector<const RetiredUnits*>& late, const char* name) {
  for (const RetiredUnits* units : late) {
    check.facts.emplace_back(name, format_date(units->retired_on));
    check.evidence.push_back(units->retirement.entry());
  }
}

void add_share(Work& work) {
  const Comparison& all = work.coverage.all;
  const std::int64_t percent = work.facts.claim.percent_e2;
  const auto covered = covers_share(all.counted, all.to_offset, percent);
  const auto required = credits_for_share(all.to_offset, percent);
  work.overflow = work.overflow || !covered || !required;
  if (work.overflow) return;
  Check check{.rule = "CE-14",
              .name = "coverage",
              .stage = CheckStage::coverage,
              .verdict = *covered ? Verdict::pass : Verdict::fail,
              .facts = {{"to_offset_kg", text_of(all.to_offset.value)},
                        {"counted_t", text_of(all.counted_t)},
                        {"percent", format_percent_e2(all.percent_e2)},
                        {"claimed_percent", format_percent_e2(percent)},
                        {"credits_required", text_of(*required)}},
              .evidence = evidence_of(work),
              .refusal = Refusal::under_covered};
  if (!*covered) {
    check.facts.emplace_back("gap_kg", text_of(gap_to_share(all.counted, all.to_offset, percent).value));
    check.facts.emplace_back("credits_missing", text_of(*required - all.counted_t));
    if (work.coverage.on_hold_t > 0) check.facts.emplace_back("on_hold_t", text_of(work.coverage.on_hold_t));
  }
  if (*covered && work.coverage.scope3_missing) check.verdict = Verdict::undetermined;
  if (work.coverage.nothing_to_offset) check.facts.emplace_back("nothing_to_offset", "true");
  // Where no share is claimed the rows judge, and the share is only shown.
  if (!*covered && !work.scheme.coverage_claimed) check.verdict = Verdict::flag;
  work.checks.push_back(std::move(check));
  if (all.surplus.value == 0) return;
  work.checks.push_back({.rule = "CE-14",
                         .name = "surplus",
                         .stage = CheckStage::coverage,
                         .verdict = Verdict::flag,
                         .facts = {{"surplus_kg", text_of(all.surplus.value)}},
                         .evidence = {},
                         .flag = Flag::surplus_forfeited});
}

void add_electricity(Work& work) {
  const Comparison& all = work.coverage.all;
  Check check{.rule = "EF-04",
              .name = "green_electricity",
              .stage = CheckStage::coverage,
              .verdict = Verdict::pass,
              .facts = {{"covered_kwh", text_of(all.covered_kwh.value)},
                        {"factor_net", std::string(name_of(work.coverage.net_factor))}},
              .evidence = {work.facts.inventory.id.entry()}};
  for (const ElectricityFigure& figure : electricity_figures(work.coverage, all))
    check.facts.emplace_back(std::string(name_of(figure.method)) + "_kg", text_of(figure.electricity.value));
  check.facts.emplace_back("deduction_kg", text_of(all.green_deduction.value));
  switch (work.coverage.net_factor) {
    case NetFactorUse::not_needed:
    case NetFactorUse::used:
      break;
    case NetFactorUse::missing:
      check.name = "net_factor_missing";
      check.verdict = Verdict::flag;
      check.flag = Flag::net_factor_missing;
      break;
    case NetFactorUse::unknown:
      check.rule = "EF-01";
      check.verdict = Verdict::undetermined;
      check.flag = Flag::factor_not_in_table;
      check.refusal = Refusal::under_covered;
      break;
  }
  work.checks.push_back(std::move(check));
}

// The figure by the market prices all of the electricity anew, not only what is covered: where the factor for the rest
// is the lower one, everybody is told.
void add_factor_direction(Work& work) {
  if (work.coverage.net_factor != NetFactorUse::used) return;
  const GridFactor net = work.facts.figures->factor_net->value;
  if (work.facts.inventory.factor_location <= net) return;
  work.checks.push_back({.rule = "EF-04",
                         .name = "net_factor_lower",
                         .stage = CheckStage::coverage,
                         .verdict = Verdict::flag,
                         .facts = {{"covered_kwh", text_of(work.coverage.all.covered_kwh.value)},
                                   {"deduction_kg", text_of(work.coverage.all.green_deduction.value)}},
                         .evidence = {work.facts.inventory.id.entry()},
                         .refusal = {},
                         .flag = Flag::net_factor_lower});
}

// Certificates of an own plant count inside its supply; without the plant's code nobody can tell which those are.
void add_unnamed_supply(Work& work) {
  const auto& direct = work.facts.inventory.direct;
  const bool unnamed =
      std::any_of(direct.begin(), direct.end(), [](const DirectAsset& one) { return !one.asset_code; });
  if (!unnamed || work.coverage.certificates == 0) return;
  work.checks.push_back({.rule = "XM-01",
                         .name = "direct_supply_unnamed",
                         .stage = CheckStage::coverage,
                         .verdict = Verdict::flag,
                         .facts = {{"certificates", text_of(work.coverage.certificates)}},
                         .evidence = {work.facts.inventory.id.entry()},
                         .refusal = {},
                         .flag = Flag::direct_supply_unnamed});
}

// The operator's own market figure is compared and never used. It has the heat of scope 2 in it.
void add_market_figure(Work& work) {
  if (work.coverage.net_factor != NetFactorUse::used || !work.facts.figures->scope2_market) return;
  const Comparison& all = work.coverage.all;
  // Both are parts of a sum that the coverage found to be in bounds.
  const std::int64_t computed = all.scope2_electricity_net.value + work.coverage.scope2_heat.value;
  const std::int64_t stated = work.facts.figures->scope2_market->value;
  const bool agrees = std::abs(stated - computed) <= half_a_printed_digit_kg;
  work.checks.push_back({.rule = "EF-02",
                         .name = "market_figure",
                         .stage = CheckStage::coverage,
                         .verdict = agrees ? Verdict::pass : Verdict::flag,
                         .facts = {{"stated_kg", text_of(stated)}, {"computed_kg", text_of(computed)}},
                         .evidence = {work.facts.inventory.id.entry()}});
}

// Nobody can have used a factor that was published after the report was verified.
void add_factor_day(Work& work) {
  const auto& verification = work.facts.inventory.verification;
  if (work.coverage.net_factor != NetFactorUse::used || !verification) return;
  const PublishedFactor* factor = find_factor(*work.facts.figures->factor_net);
  HOLDS(factor != nullptr);  // it was just used
  const bool known = factor->published_on <= verification->verified_on;
  work.checks.push_back({.rule = "EF-03",
                         .name = "net_factor_published",
                         .stage = CheckStage::coverage,
                         .verdict = known ? Verdict::pass : Verdict::flag,
                         .facts = {{"published_on", format_date(factor->published_on)},
                                   {"verified_on", format_date(verification->verified_on)}},
                         .evidence = {verification->entry}});
}

}  // namespace

void add_timing_checks(Work& work) {
  const auto deadline = deadline_of(work);
  if (!deadline) return;
  const Lateness lateness = lateness_of(work, *deadline);
  const bool before_issue = work.scheme.timing.kind == RetirementTiming::before_issue;
  Check check{.rule = std::string(work.scheme.timing.rule),
              .name = "retired_in_time",
              .stage = CheckStage::timing,
              .verdict = lateness.day_missing ? Verdict::undetermined : Verdict::pass,
              .facts = {{"deadline", format_date(*deadline)}},
              .evidence = {},
              .refusal = Refusal::retired_late};
  if (!lateness.late.empty()) {
    // The day printed on a certificate is our own reading of it (D-06), so that it only warns.
    check.verdict = before_issue ? Verdict::flag : Verdict::fail;
    if (before_issue) check.flag = Flag::retired_after_issue;
    add_late(check, lateness.late, "retired_on");
  }
  work.checks.push_back(std::move(check));
  if (lateness.repairs.empty()) return;
  Check repair{.rule = "RT-09",
               .name = "repaired",
               .stage = CheckStage::timing,
               .verdict = Verdict::flag,
               .facts = {},
               .evidence = {},
               .refusal = {},
               .flag = Flag::repairs_invalidation};
  add_late(repair, lateness.repairs, "repaired_on");
  work.checks.push_back(std::move(repair));
}

void add_coverage_checks(Work& work) {
  add_share(work);
  add_electricity(work);
  add_factor_direction(work);
  add_unnamed_supply(work);
  add_market_figure(work);
  add_factor_day(work);
}

}  // namespace tanbu::evaluation_parts
