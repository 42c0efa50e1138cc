// cancel: units are struck out without a use: expired, converted into something else, kept for a buffer, or cancelled
// by their registry. Nothing brings them back but a void of this very entry. Units that are used here are in conflict
// from then on.
#include "ledger/rules/facts.hpp"

namespace tanbu {

Outcome<Decision> decide(const CancelCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_fact(command.ranges, rules::Reporters::registrar_or_association, context, view);
  if (!found.accepted()) return found.refused();
  if (command.linked_to && !view.batch(*command.linked_to)) {
    return Refused{.reason = Refusal::unknown_batch,
                   .conflict = std::nullopt,
                   .facts = {{"linked_to", std::to_string(command.linked_to->value)}}};
  }
  // From here on the cancellation must succeed.
  rules::FactEffects effects(context, view);
  for (const Segment& piece : rules::standing(command.ranges, context, view)) {
    if (rules::is_loose(piece.status))
      effects.move(piece, rules::put(piece, UnitStatus::cancelled, context));
    else if (rules::is_used_here(piece.status) || piece.status == UnitStatus::in_conflict)
      effects.contradict(piece, ConflictKind::registry_disagrees);
  }
  UnitAction action = rules::action_of(ActionKind::cancellation, context, command.ranges, {});
  action.cancel_reason = command.reason;
  action.linked_to = command.linked_to;
  return effects.decision(std::move(action));
}

}  // namespace tanbu
