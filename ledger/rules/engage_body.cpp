// engage_body: the operator asks a body to verify or certify its factory from a period on. Nothing follows before the
// body accepts (accept_engagement.cpp).
#include "ledger/rules/authority.hpp"
#include "ledger/rules/operators.hpp"

namespace tanbu {

Outcome<Decision> decide(const EngageBodyCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  if (factory->operator_party != context.issuer) return rules::not_operator(*factory);
  if (command.body == context.issuer || rules::operated_in(*factory, command.body, command.from_period)) {
    return Refused{
        .reason = Refusal::operator_verifies, .conflict = factory->id.entry(), .facts = {{"body", command.body.text}}};
  }
  if (auto refused = rules::refuse_unknown_party(command.body, view)) return *refused;
  // From here on the engagement must be noted.
  Decision decision;
  decision.events.emplace_back(NoteTaken{Engagement{.entry = context.entry,
                                                    .factory = command.factory,
                                                    .scheme = command.scheme,
                                                    .body = command.body,
                                                    .role = command.role,
                                                    .from_period = command.from_period,
                                                    .until = command.until,
                                                    .accepted_by = std::nullopt,
                                                    .ended_by = std::nullopt}});
  return decision;
}

}  // namespace tanbu
