// The checks that ask whether there is anything to evaluate: the scheme in force, the inventory, its period, and what
// the claim needs before any unit is counted.
#include <algorithm>

#include "ledger/evaluation_parts.hpp"

namespace tanbu::evaluation_parts {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

void add_in_force(Work& work) {
  const Scheme& scheme = work.scheme;
  const Date day = work.facts.day;
  const bool over = scheme.until && *scheme.until < day;
  Check check{.rule = std::string(scheme.force_rule),
              .name = "scheme_in_force",
              .stage = CheckStage::coverage,
              .verdict = Verdict::pass,
              .facts = {{"day", format_date(day)}, {"from", format_date(scheme.from)}}};
  if (scheme.until) check.facts.emplace_back("until", format_date(*scheme.until));
  if (over && scheme.out_of_force == OutOfForce::refused) {
    check.verdict = Verdict::fail;
    check.refusal = Refusal::standard_withdrawn;
  } else if (over || day < scheme.from) {
    check.verdict = Verdict::flag;
    check.flag = Flag::scheme_lapsed;
  }
  work.checks.push_back(std::move(check));
  if (!scheme.draft) return;
  work.checks.push_back({.rule = "CA-00",
                         .name = "draft_scheme",
                         .stage = CheckStage::coverage,
                         .verdict = Verdict::flag,
                         .facts = {{"result", "trial_evaluation"}}});
}

void add_verified(Work& work) {
  const auto& verification = work.facts.inventory.verification;
  Check check{.rule = "CE-11",
              .name = "inventory_verified",
              .stage = CheckStage::coverage,
              .verdict = Verdict::pass,
              .facts = {},
              .evidence = {work.facts.inventory.id.entry()},
              .refusal = Refusal::inventory_unverified};
  if (verification) check.evidence.push_back(verification->entry);
  if (!verification) check.verdict = Verdict::undetermined;
  if (verification && verification->opinion == Opinion::adverse) check.verdict = Verdict::fail;
  if (!work.scheme.verified_inventory && check.verdict == Verdict::undetermined) check.verdict = Verdict::flag;
  work.checks.push_back(std::move(check));
}

bool is_natural_year(Period period) {
  const int year = year_of(period.first);
  return period == Period{make_date(year, 1, 1), make_date(year, 12, 31)};
}

void add_period(Work& work) {
  const Period period = work.facts.inventory.period;
  const std::vector<EntryIndex> evidence{work.facts.inventory.id.entry()};
  work.checks.push_back({.rule = "G-04",
                         .name = "period_ended",
                         .stage = CheckStage::coverage,
                         .verdict = period.last < work.facts.day ? Verdict::pass : Verdict::undetermined,
                         .facts = {{"period", format_period(period)}, {"day", format_date(work.facts.day)}},
                         .evidence = evidence,
                         .refusal = Refusal::period_not_ended});
  const std::string rule = work.scheme.period_months_least > 0 ? "CA-06" : "CE-11";
  if (work.scheme.natural_year) {
    const bool whole = is_natural_year(period);
    work.checks.push_back({.rule = rule,
                           .name = "natural_year",
                           .stage = CheckStage::coverage,
                           .verdict = whole ? Verdict::pass : Verdict::flag,
                           .facts = {{"period", format_period(period)}},
                           .evidence = evidence,
                           .flag = whole ? std::nullopt : std::optional(Flag::period_unusual)});
  }
  if (work.scheme.period_months_least == 0) return;
  const Date least{months_later(period.first, work.scheme.period_months_least).days - 1};
  work.checks.push_back({.rule = rule,
                         .name = "period_length",
                         .stage = CheckStage::assessment,
                         .verdict = least <= period.last ? Verdict::pass : Verdict::fail,
                         .facts = {{"period", format_period(period)}, {"least_until", format_date(least)}},
                         .evidence = evidence});
}

// An edition cited without a date is the one in force at the period's end; a standard that the scheme does not name is
// not judged here.
void add_standard(Work& work) {
  if (work.scheme.standards.empty()) return;
  const Inventory& inventory = work.facts.inventory;
  const auto& editions = work.scheme.standards;
  const auto cited = std::find_if(editions.begin(), editions.end(), [&inventory](const StandardEdition& edition) {
    return edition.standard == inventory.standard;
  });
  Check check{.rule = "CA-08",
              .name = "standard_edition",
              .stage = CheckStage::assessment,
              .verdict = Verdict::undetermined,
              .facts = {{"standard", inventory.standard}, {"period_end", format_date(inventory.period.last)}},
              .evidence = {inventory.id.entry()}};
  if (cited != editions.end()) {
    const bool begun = !cited->from || *cited->from <= inventory.period.last;
    const bool in_force = begun && (!cited->until || inventory.period.last <= *cited->until);
    check.verdict = in_force ? Verdict::pass : Verdict::fail;
  }
  work.checks.push_back(std::move(check));
}

void add_type(Work& work) {
  const auto& type = work.facts.claim.type;
  if (work.scheme.has_types) {
    const bool unknown = type == ClaimType::unknown;  // printed without a readable tick: never guessed at (D-02)
    const Verdict verdict = !type ? Verdict::fail : (unknown ? Verdict::undetermined : Verdict::pass);
    work.checks.push_back({.rule = "CE-01",
                           .name = "claim_type",
                           .stage = CheckStage::coverage,
                           .verdict = verdict,
                           .facts = {{"type", type ? std::string(name_of(*type)) : "none"}},
                           .refusal = Refusal::claim_type_missing});
  }
  if (type != ClaimType::type_2) return;
  Check check{.rule = "CE-01",
              .name = "scope_3",
              .stage = CheckStage::coverage,
              .verdict = work.coverage.scope3_missing ? Verdict::undetermined : Verdict::pass,
              .facts = {},
              .evidence = {work.facts.inventory.id.entry()},
              .refusal = Refusal::scope_missing};
  if (work.coverage.scope3) check.facts.emplace_back("scope_3_kg", text_of(work.coverage.scope3->value));
  work.checks.push_back(std::move(check));
}

// Offsets come after own reduction, and never in its place (CE-06, CE-07).
void add_plan(Work& work) {
  if (!work.scheme.plan_required) return;
  const auto& figures = work.facts.figures;
  const bool stands = figures && figures->plan_target && figures->plan_target->value >= 0;
  Check plan{.rule = "CE-07",
             .name = "reduction_plan",
             .stage = CheckStage::coverage,
             .verdict = stands ? Verdict::pass : Verdict::fail,
             .facts = {},
             .evidence = {work.facts.inventory.id.entry()},
             .refusal = Refusal::plan_missing};
  if (stands) plan.facts.emplace_back("target_kg", text_of(figures->plan_target->value));
  work.checks.push_back(std::move(plan));
  if (!stands || !figures->plan_achieved) return;
  const bool behind = *figures->plan_achieved < *figures->plan_target;
  work.checks.push_back({.rule = "CE-06",
                         .name = "plan_achieved",
                         .stage = CheckStage::coverage,
                         .verdict = behind ? Verdict::flag : Verdict::pass,
                         .facts = {{"target_kg", text_of(figures->plan_target->value)},
                                   {"achieved_kg", text_of(figures->plan_achieved->value)},
                                   {"note", "D-34"}},
                         .evidence = {work.facts.inventory.id.entry()},
                         .flag = behind ? std::optional(Flag::plan_behind) : std::nullopt});
}

void add_instruments(Work& work) {
  Check check{.rule = std::string(work.scheme.instruments.rule),
              .name = "instruments",
              .stage = CheckStage::coverage,
              .verdict = work.held.empty() ? Verdict::pass : Verdict::flag};
  if (!work.held.empty()) {
    check.facts.emplace_back("on_hold", joined(work.held));
    check.flag = Flag::instrument_unrecognised;
  }
  work.checks.push_back(std::move(check));
  const auto misused = std::find_if(work.units.begin(), work.units.end(), [](const RetiredUnits& units) {
    return is_open(units.status) && units.purpose == Purpose::factory_offset && units.unit == Unit::megawatt_hour;
  });
  const bool clean = misused == work.units.end();
  Check certificates{.rule = "CE-08",
                     .name = "certificates_offset_nothing",
                     .stage = CheckStage::coverage,
                     .verdict = clean ? Verdict::pass : Verdict::fail,
                     .facts = {{"certificates", text_of(work.coverage.certificates)}},
                     .evidence = {},
                     .refusal = Refusal::gec_not_offset};
  if (!clean) certificates.evidence.push_back(misused->retirement.entry());
  work.checks.push_back(std::move(certificates));
}

// What only its holder declared is shown as covering, and waits for the registrar's word.
void add_confirmed(Work& work) {
  if (!work.scheme.coverage_claimed) return;
  const std::int64_t percent = work.facts.claim.percent_e2;
  const auto& [all, attestable] = std::pair(work.coverage.all, work.coverage.attestable);
  const auto by_all = covers_share(all.counted, all.to_offset, percent);
  const auto by_attestable = covers_share(attestable.counted, attestable.to_offset, percent);
  if (!by_all || !by_attestable) {
    work.overflow = true;
    return;
  }
  if (!*by_all && !*by_attestable) return;  // then the share itself fails
  work.checks.push_back(
      {.rule = "RT-01",
       .name = "retirements_confirmed",
       .stage = CheckStage::coverage,
       .verdict = *by_attestable ? Verdict::pass : Verdict::hold,
       .facts = {{"counted_t", text_of(all.counted_t)}, {"confirmed_t", text_of(attestable.counted_t)}},
       .evidence = {},
       .refusal = Refusal::retirement_unconfirmed});
}

}  // namespace

std::vector<RetiredUnits> units_under(const Scheme& scheme, const std::vector<RetiredUnits>& retired,
                                      std::vector<std::string>& held) {
  const auto& certificates = scheme.instruments.certificates;
  std::vector<RetiredUnits> units = retired;
  for (RetiredUnits& one : units) {
    const bool tonnes = one.unit == Unit::tonne_co2e;
    const bool accepted =
        tonnes ? accepts_instrument(scheme, one.programme)
               : std::find(certificates.begin(), certificates.end(), one.programme) != certificates.end();
    if (accepted || !is_open(one.status)) continue;
    if (one.status != RetirementStatus::on_hold) one.waiting = one.counted;
    one.counted = 0;
    one.status = RetirementStatus::on_hold;
    if (std::find(held.begin(), held.end(), one.programme) == held.end()) held.push_back(one.programme);
  }
  std::sort(held.begin(), held.end());
  return units;
}

std::vector<RetiredUnits> units_in_hope(std::vector<RetiredUnits> units) {
  for (RetiredUnits& one : units) {
    if (one.status != RetirementStatus::on_hold) continue;
    one.status = RetirementStatus::declared;
    one.counted = one.waiting;
    one.waiting = 0;
  }
  return units;
}

void add_scheme_checks(Work& work) {
  add_in_force(work);
  add_verified(work);
  add_period(work);
  add_standard(work);
}

void add_claim_checks(Work& work) {
  add_type(work);
  add_plan(work);
  add_instruments(work);
  add_confirmed(work);
}

}  // namespace tanbu::evaluation_parts
