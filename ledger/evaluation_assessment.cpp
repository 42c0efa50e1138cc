// The checks that hold for every level: who may be assessed, the basic requirements, and the years without an accident.
#include <algorithm>

#include "ledger/evaluation_parts.hpp"

namespace tanbu::evaluation_parts {
namespace {

constexpr std::string_view rule_of_identity = "ID-02";

void add(Work& work, Check check) {
  work.gate = worst(work.gate, check.verdict);
  work.checks.push_back(std::move(check));
}

// A check that is refused as failing or as undetermined, whichever it is.
void refuse_by_verdict(Check& check) {
  check.refusal = check.verdict == Verdict::fail ? Refusal::indicator_fails : Refusal::indicator_undetermined;
}

// The registered place is not derivable from the credit code: enterprises move (ID-03).
void add_division(Work& work) {
  if (work.scheme.registered_division.empty()) return;
  const std::string& division = work.facts.registered_division;
  Check check{.rule = "ID-03",
              .name = "registered_division",
              .stage = CheckStage::assessment,
              .verdict = Verdict::undetermined,
              .facts = {{"demanded", std::string(work.scheme.registered_division)}, {"registered", division}}};
  if (!division.empty()) check.verdict = division == work.scheme.registered_division ? Verdict::pass : Verdict::fail;
  refuse_by_verdict(check);
  add(work, std::move(check));
}

bool needs_assessment(const Scheme& scheme) {
  return !scheme.rows.empty() || !scheme.basics.empty() || scheme.accident_grade;
}

void add_assessment(Work& work) {
  if (!needs_assessment(work.scheme)) return;
  const bool given = work.facts.assessment.has_value();
  Check check{.rule = std::string(work.scheme.level_rule),
              .name = "assessment",
              .stage = CheckStage::assessment,
              .verdict = given ? Verdict::fail : Verdict::undetermined,
              .facts = {},
              .evidence = {},
              .refusal = given ? Refusal::assessment_mismatch : Refusal::indicator_undetermined};
  if (given) check.evidence.push_back(work.facts.assessment->entry);
  if (work.assessment != nullptr) check.verdict = Verdict::pass;
  add(work, std::move(check));
}

void add_basics(Work& work) {
  for (const std::string_view basic : work.scheme.basics) {
    Check check{.rule = std::string(work.scheme.accident_rule),
                .name = std::string(basic),
                .stage = CheckStage::assessment,
                .verdict = Verdict::undetermined};
    if (work.assessment != nullptr) {
      const auto& met = work.assessment->basic;
      check.verdict = std::find(met.begin(), met.end(), basic) != met.end() ? Verdict::pass : Verdict::fail;
      check.evidence.push_back(work.assessment->entry);
    }
    refuse_by_verdict(check);
    add(work, std::move(check));
  }
}

// Three years back from the day of the assessment, date to date and both included, or since the establishment. An
// assessment before the year was over, or before the factory was established, says nothing of it.
void add_accidents(Work& work) {
  if (!work.scheme.accident_grade) return;
  Check check{.rule = std::string(work.scheme.accident_rule),
              .name = "accidents",
              .stage = CheckStage::assessment,
              .verdict = Verdict::undetermined,
              .facts = {{"grade", std::string(name_of(*work.scheme.accident_grade))}}};
  if (work.assessment != nullptr && work.assessment->accidents) {
    const Date until = work.assessment->assessed_on;
    const bool year_over = work.facts.inventory.period.last < until;
    const bool established = !work.facts.established_on || *work.facts.established_on <= until;
    Date from = months_later(until, -work.scheme.accident_months);
    if (work.facts.established_on && established) from = std::max(from, *work.facts.established_on);
    check.verdict = year_over && established ? Verdict::pass : Verdict::undetermined;
    check.facts.emplace_back("from", format_date(from));
    check.facts.emplace_back("until", format_date(until));
    check.evidence.push_back(work.assessment->entry);
    for (const Accident& accident : *work.assessment->accidents) {
      if (!contains({from, until}, accident.on) || accident.grade < *work.scheme.accident_grade) continue;
      check.verdict = Verdict::fail;
      check.facts.emplace_back("accident_on", format_date(accident.on));
      check.facts.emplace_back("accident_grade", std::string(name_of(accident.grade)));
    }
  }
  refuse_by_verdict(check);
  add(work, std::move(check));
}

}  // namespace

Verdict legal_form_verdict(const Work& work) {
  const auto& forms = work.scheme.legal_forms;
  if (forms.empty() || std::find(forms.begin(), forms.end(), work.facts.legal_form) != forms.end())
    return Verdict::pass;
  return Verdict::fail;
}

void add_assessment_checks(Work& work) {
  work.gate = legal_form_verdict(work);
  add_assessment(work);
  add_division(work);
  add_basics(work);
  add_accidents(work);
}

void add_legal_form_check(Work& work) {
  if (work.scheme.legal_forms.empty()) return;
  work.checks.push_back({.rule = std::string(rule_of_identity),
                         .name = "legal_form",
                         .stage = CheckStage::assessment,
                         .verdict = legal_form_verdict(work),
                         .facts = {{"legal_form", std::string(name_of(work.facts.legal_form))}},
                         .evidence = {},
                         .refusal = Refusal::not_legal_person});
}

}  // namespace tanbu::evaluation_parts
