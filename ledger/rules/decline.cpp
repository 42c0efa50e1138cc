// decline: a command that waits for its second signature will not have it. Any key of the party may say so, the maker's
// own included: to refuse takes less than to grant.
#include "ledger/rules/approval.hpp"

namespace tanbu {

Outcome<Decision> decide(const DeclineCommand& command, const Context& context, const View& view) {
  const auto pending = rules::find_pending(command.pending, context, view);
  if (!pending.accepted()) return pending.refused();
  if (auto refused = rules::refuse_over(pending.value(), context)) return *refused;
  // From here on the refusal must succeed.
  Decision decision;
  decision.events = rules::closing_events(pending.value(), false, context, view);
  return decision;
}

}  // namespace tanbu
