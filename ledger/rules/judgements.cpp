#include "ledger/rules/judgements.hpp"

#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/claims.hpp"

namespace tanbu::rules {

Refused unknown(Refusal reason, const char* what, std::uint64_t number) {
  return {.reason = reason, .conflict = std::nullopt, .facts = {{what, std::to_string(number)}}};
}

Refused unknown_scheme(const std::string& scheme) {
  return {.reason = Refusal::unknown_scheme, .conflict = std::nullopt, .facts = {{"scheme", scheme}}};
}

std::optional<Refused> refuse_judge(const PartyId& body, FactoryId factory, Period period, const std::string& scheme,
                                    Date day, const View& view) {
  if (!is_engaged_under(scheme, body, factory, period, view)) {
    return Refused{
        .reason = Refusal::not_engaged,
        .conflict = factory.entry(),
        .facts = {{"factory", std::to_string(factory.value)}, {"period", format_period(period)}, {"scheme", scheme}}};
  }
  return refuse_unauthorised(body, scheme, day, view);
}

std::optional<Refused> refuse_unauthorised(const PartyId& body, const std::string& scheme, Date day, const View& view) {
  if (is_authorised(body, scheme, day, view)) return std::nullopt;
  return Refused{.reason = Refusal::not_authorised,
                 .conflict = std::nullopt,
                 .facts = {{"scheme", scheme}, {"on", format_date(day)}}};
}

std::optional<Refused> refuse_checks(const Evaluation& evaluation, CheckStage last_stage) {
  for (const Check& check : evaluation.checks) {
    if (check.stage > last_stage || !check.refusal) continue;
    if (check.verdict == Verdict::pass || check.verdict == Verdict::flag) continue;
    Refused refused{.reason = *check.refusal, .conflict = std::nullopt, .facts = check.facts};
    if (!check.evidence.empty()) refused.conflict = check.evidence.front();
    refused.facts.emplace_back("rule", check.rule);
    refused.facts.emplace_back("check", check.name);
    return refused;
  }
  return std::nullopt;
}

void add_flags(const Evaluation& evaluation, CheckStage last_stage, std::vector<Flag>& flags) {
  for (const Check& check : evaluation.checks) {
    if (check.stage > last_stage || !check.flag || check.verdict == Verdict::pass) continue;
    if (std::find(flags.begin(), flags.end(), *check.flag) == flags.end()) flags.push_back(*check.flag);
  }
}

Outcome<Assessment> find_assessment(EntryIndex entry, FactoryId factory, Period period, const std::string& scheme,
                                    const View& view) {
  auto assessment = find_note<Assessment>(view, entry);
  if (!assessment) return unknown(Refusal::unknown_assessment, "assessment", entry.value);
  for (const Dispute& dispute : standing_disputes(entry, view)) {
    if (!dispute.resolved_by) continue;
    return Refused{.reason = Refusal::assessment_mismatch,
                   .conflict = dispute.resolved_by,
                   .facts = {{"trouble", std::string(name_of(Trouble::dispute_upheld))}}};
  }
  if (assessment->factory == factory && assessment->period == period && assessment->scheme == scheme)
    return *std::move(assessment);
  return Refused{.reason = Refusal::assessment_mismatch,
                 .conflict = entry,
                 .facts = {{"factory", std::to_string(assessment->factory.value)},
                           {"period", format_period(assessment->period)},
                           {"scheme", assessment->scheme}}};
}

}  // namespace tanbu::rules
