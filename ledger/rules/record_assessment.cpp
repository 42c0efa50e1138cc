// record_assessment: what an assessor found of a factory's year, row by row of a scheme. The operator may assess
// itself; a self-assessment is shown as one and supports no certificate. What is found against the factory stays
// visible to the next body (no body shopping unseen).
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/operators.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_assessor(const RecordAssessmentCommand& command, const Factory& factory,
                                       const Context& context, const View& view) {
  const PartyId& issuer = context.issuer;
  switch (command.assessor) {
    case Assessor::self:
      if (factory.operator_party == issuer || rules::operated_in(factory, issuer, command.period)) return std::nullopt;
      return rules::not_operator(factory);
    case Assessor::third_party:
      if (rules::is_engaged_under(command.scheme, issuer, factory.id, command.period, view)) return std::nullopt;
      return Refused{.reason = Refusal::not_engaged, .conflict = factory.id.entry(), .facts = {}};
    case Assessor::authority:
      if (rules::owns_scheme(issuer, command.scheme, view)) return std::nullopt;
      return Refused{
          .reason = Refusal::not_scheme_owner, .conflict = std::nullopt, .facts = {{"scheme", command.scheme}}};
  }
  HOLDS(false);
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const RecordAssessmentCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  if (auto refused = refuse_assessor(command, *factory, context, view)) return *refused;
  const Scheme* scheme = find_scheme(command.scheme);
  if (scheme == nullptr) return rules::unknown_scheme(command.scheme);
  if (command.assessed_on > context.today()) return Refusal::future_date;
  const auto& levels = scheme->levels;
  if (command.level && std::find(levels.begin(), levels.end(), *command.level) == levels.end()) {
    return Refused{.reason = Refusal::level_unknown, .conflict = std::nullopt, .facts = {{"level", *command.level}}};
  }
  // From here on the assessment must be noted.
  Decision decision;
  decision.events.emplace_back(NoteTaken{Assessment{.entry = context.entry,
                                                    .issuer = context.issuer,
                                                    .factory = command.factory,
                                                    .period = command.period,
                                                    .scheme = command.scheme,
                                                    .assessor = command.assessor,
                                                    .assessed_on = command.assessed_on,
                                                    .level = command.level,
                                                    .basic = command.basic,
                                                    .accidents = command.accidents,
                                                    .indicators = command.indicators}});
  return decision;
}

}  // namespace tanbu
