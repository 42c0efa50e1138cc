// end_engagement: either side ends it, accepted or not. What the body said until then stands.
#include "ledger/rules/engagements.hpp"

namespace tanbu {

Outcome<Decision> decide(const EndEngagementCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_engagement(command.engagement, view);
  if (!found.accepted()) return found.refused();
  Engagement engagement = found.value();
  const auto factory = view.factory(engagement.factory);
  HOLDS(factory.has_value());
  if (engagement.body != context.issuer && factory->operator_party != context.issuer)
    return Refused{.reason = Refusal::not_engaged, .conflict = engagement.entry, .facts = {}};
  if (engagement.ended_by) return rules::wrong_state(engagement);
  // From here on the end must succeed.
  engagement.ended_by = context.entry;
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(engagement)});
  return decision;
}

}  // namespace tanbu
