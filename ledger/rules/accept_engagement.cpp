// accept_engagement: the body that was asked takes the engagement; from here on it may read, judge and be asked for the
// factory and the periods that it was engaged for.
#include "ledger/rules/engagements.hpp"

namespace tanbu {

Outcome<Decision> decide(const AcceptEngagementCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_engagement(command.engagement, view);
  if (!found.accepted()) return found.refused();
  Engagement engagement = found.value();
  if (engagement.body != context.issuer)
    return Refused{.reason = Refusal::not_engaged, .conflict = engagement.entry, .facts = {}};
  if (engagement.accepted_by || engagement.ended_by) return rules::wrong_state(engagement);
  // From here on the acceptance must succeed.
  engagement.accepted_by = context.entry;
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(engagement)});
  return decision;
}

}  // namespace tanbu
