// The rows of a scheme's table against what the assessor found and what the ledger computes. A value that is missing or
// does not read never passes; a number outweighs the assessor's word that it conforms.
#include <algorithm>

#include "ledger/evaluation_parts.hpp"
#include "ledger/evaluation_values.hpp"
#include "ledger/holds.hpp"

namespace tanbu::evaluation_parts {
namespace {

// Nothing where the row is missing, or stands there twice.
const Indicator* indicator_of(const Work& work, const SchemeRow& row) {
  if (work.assessment == nullptr) return nullptr;
  const Indicator* found = nullptr;
  for (const Indicator& indicator : work.assessment->indicators) {
    if (indicator.row != row.number) continue;
    if (found != nullptr) return nullptr;
    found = &indicator;
  }
  return found;
}

Verdict rank_verdict(const SchemeRow& row, const Demand& demand, std::string_view value) {
  const auto found = std::find(row.ranks.begin(), row.ranks.end(), value);
  if (found == row.ranks.end()) return Verdict::undetermined;
  const auto least = std::find(row.ranks.begin(), row.ranks.end(), demand.names);
  HOLDS(least != row.ranks.end());  // the scheme's own data; a test reads all of them
  return found >= least ? Verdict::pass : Verdict::fail;
}

Verdict names_verdict(const Demand& demand, std::string_view value) {
  const auto names = parse_names(value);
  if (!names) return Verdict::undetermined;
  return satisfies(*names, demand.names) ? Verdict::pass : Verdict::fail;
}

Verdict share_verdict(const Demand& demand, std::string_view value) {
  const auto parsed = parse_share(value);
  const Share* share = std::get_if<Share>(&parsed);
  if (share == nullptr || !demand.least_e2) return Verdict::undetermined;
  const auto reached = reaches(*share, *demand.least_e2);
  if (!reached) return Verdict::undetermined;  // the assessor's numbers, not the ledger's
  return *reached ? Verdict::pass : Verdict::fail;
}

Verdict since_verdict(const Work& work, std::string_view value) {
  const auto day = parse_date(value);
  if (!day) return Verdict::undetermined;
  return *day <= work.facts.inventory.period.first ? Verdict::pass : Verdict::fail;
}

Verdict value_verdict(const Work& work, const SchemeRow& row, const Demand& demand, const Indicator& indicator) {
  if (row.kind == RowKind::conform) return Verdict::pass;
  if (!indicator.value) return Verdict::undetermined;
  if (row.kind == RowKind::rank) return rank_verdict(row, demand, *indicator.value);
  if (row.kind == RowKind::names) return names_verdict(demand, *indicator.value);
  if (row.kind == RowKind::share) return share_verdict(demand, *indicator.value);
  HOLDS(row.kind == RowKind::since);  // what is computed was judged before
  return since_verdict(work, *indicator.value);
}

// What an assessor found not to conform was judged at the level that was assessed: that level and the ones above fail,
// and below it the value decides. Without a level, or without a value to decide, all fail.
bool found_against(const Work& work, const SchemeRow& row, const Indicator& indicator, std::size_t place) {
  if (indicator.conformity != Conformity::nonconform) return false;
  if (row.kind == RowKind::conform || !work.assessment->level) return true;
  const auto assessed = place_of_level(work.scheme, *work.assessment->level);
  return !assessed || *assessed <= place;
}

// Beside what the ledger computes, an assessor's own share must at least be readable.
Verdict computed_verdict(Work& work, const SchemeRow& row, const Demand& demand, const Indicator* indicator) {
  const Verdict computed = measure(work, row, demand).verdict;
  const bool stated = indicator != nullptr && indicator->value;
  const bool readable = !stated || std::holds_alternative<Share>(parse_share(*indicator->value));
  return readable ? computed : worst(computed, Verdict::undetermined);
}

Verdict verdict_at(Work& work, const SchemeRow& row, std::size_t place) {
  const Demand& demand = row.demands[place];
  const Indicator* indicator = indicator_of(work, row);
  if (demand.demands_nothing()) return Verdict::pass;
  if (indicator != nullptr && found_against(work, row, *indicator, place)) return Verdict::fail;
  if (row.kind == RowKind::computed) return computed_verdict(work, row, demand, indicator);
  if (indicator == nullptr || indicator->conformity == Conformity::not_assessed) return Verdict::undetermined;
  return value_verdict(work, row, demand, *indicator);
}

// The level against which a row is shown: the claimed one, or the lowest.
std::size_t asked_place(const Work& work) {
  if (!work.facts.claim.level) return 0;
  return place_of_level(work.scheme, *work.facts.claim.level).value_or(0);
}

void add_value_facts(Check& check, const SchemeRow& row, const Indicator& indicator) {
  check.facts.emplace_back("conformity", std::string(name_of(indicator.conformity)));
  if (!indicator.value) return;
  check.facts.emplace_back("value", *indicator.value);
  if (row.kind != RowKind::share && row.kind != RowKind::computed) return;
  const auto parsed = parse_share(*indicator.value);
  if (const Share* share = std::get_if<Share>(&parsed)) {
    check.facts.emplace_back("assessed_percent", format_share(*share));
  } else {
    check.facts.emplace_back("fault", std::string(name_of(std::get<ShareFault>(parsed))));
  }
}

// The assessor's share and the computed one may be of two definitions; where they part, everybody is told (D-18).
void add_readings(Work& work, const SchemeRow& row, const Demand& demand, Verdict computed) {
  const Indicator* indicator = indicator_of(work, row);
  if (row.kind != RowKind::computed || indicator == nullptr || !indicator->value) return;
  const Verdict assessed = share_verdict(demand, *indicator->value);
  if (!demand.least_e2 || assessed == computed || assessed == Verdict::undetermined) return;
  work.checks.push_back({.rule = std::string(row.note.empty() ? row.rule : row.note),
                         .name = std::string(row.name) + "_readings_differ",
                         .stage = CheckStage::assessment,
                         .verdict = Verdict::flag,
                         .facts = {{"computed", std::string(name_of(computed))},
                                   {"assessed", std::string(name_of(assessed))},
                                   {"value", *indicator->value}},
                         .evidence = {work.assessment->entry},
                         .refusal = {},
                         .flag = Flag::conformity_not_examined});
}

void add_row(Work& work, const SchemeRow& row, const std::vector<Verdict>& verdicts) {
  const std::size_t place = asked_place(work);
  const Demand& demand = row.demands[place];
  Check check{.rule = std::string(row.rule),
              .name = std::string(row.name),
              .stage = CheckStage::assessment,
              .verdict = verdicts[place],
              .facts = {{"row", text_of(row.number)}}};
  if (row.fatal) check.facts.emplace_back("fatal", "true");
  if (!row.note.empty()) check.facts.emplace_back("note", std::string(row.note));
  if (!demand.names.empty()) check.facts.emplace_back("demanded", std::string(demand.names));
  if (const Indicator* indicator = indicator_of(work, row)) {
    add_value_facts(check, row, *indicator);
    check.evidence.push_back(work.assessment->entry);
  }
  if (row.kind == RowKind::computed && !demand.demands_nothing()) {
    Measured measured = measure(work, row, demand);
    for (auto& fact : measured.facts) check.facts.push_back(std::move(fact));
    check.evidence.insert(check.evidence.end(), measured.evidence.begin(), measured.evidence.end());
  } else if (demand.least_e2) {
    check.facts.emplace_back("least_percent", format_percent_e2(*demand.least_e2));
  }
  for (std::size_t i = 0; i < work.scheme.levels.size(); ++i)
    check.facts.emplace_back(std::string(work.scheme.levels[i]), std::string(name_of(verdicts[i])));
  check.refusal = check.verdict == Verdict::fail ? Refusal::indicator_fails : Refusal::indicator_undetermined;
  work.checks.push_back(std::move(check));
  add_readings(work, row, demand, verdicts[place]);
}

void add_unknown_rows(Work& work) {
  if (work.assessment == nullptr || work.scheme.rows.empty()) return;
  for (const Indicator& indicator : work.assessment->indicators) {
    const auto& rows = work.scheme.rows;
    const bool known =
        std::any_of(rows.begin(), rows.end(), [&](const SchemeRow& row) { return row.number == indicator.row; });
    if (known) continue;
    work.checks.push_back({.rule = std::string(work.scheme.level_rule),
                           .name = "row_unknown",
                           .stage = CheckStage::assessment,
                           .verdict = Verdict::fail,
                           .facts = {{"row", text_of(indicator.row)}},
                           .evidence = {work.assessment->entry},
                           .refusal = Refusal::assessment_mismatch});
    work.gate = Verdict::fail;
  }
}

}  // namespace

std::vector<Verdict> add_row_checks(Work& work) {
  const std::size_t places = std::max<std::size_t>(work.scheme.levels.size(), 1);
  std::vector<Verdict> levels(places, Verdict::pass);
  add_unknown_rows(work);
  for (const SchemeRow& row : work.scheme.rows) {
    HOLDS(row.demands.size() == places);
    std::vector<Verdict> verdicts;
    for (std::size_t place = 0; place < places; ++place) {
      verdicts.push_back(verdict_at(work, row, place));
      levels[place] = worst(levels[place], verdicts.back());
    }
    add_row(work, row, verdicts);
  }
  return levels;
}

}  // namespace tanbu::evaluation_parts
