// invalidate: an authority found that units stand for nothing. They count nowhere from then on, also where they were
// retired; the retirement stays as history, and what depends on it shows the gap at once (RT-09).
#include "ledger/rules/facts.hpp"

namespace tanbu {
namespace {

bool is_over(UnitStatus status) {
  return status == UnitStatus::cancelled || status == UnitStatus::foreign_use || status == UnitStatus::invalidated;
}

// A binding stays as history; where there is none, the holder does.
Segment invalidated(const Segment& piece, const Context& context) {
  if (!piece.retirement) return rules::kept(piece, UnitStatus::invalidated, context);
  Segment now = rules::put(piece, UnitStatus::invalidated, context);
  now.retirement = piece.retirement;
  return now;
}

}  // namespace

Outcome<Decision> decide(const InvalidateCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_fact(command.ranges, rules::Reporters::registrar_or_association, context, view);
  if (!found.accepted()) return found.refused();
  // From here on the invalidation must succeed.
  rules::FactEffects effects(context, view);
  for (const Segment& piece : rules::standing(command.ranges, context, view)) {
    if (!is_over(piece.status)) effects.move(piece, invalidated(piece, context));
  }
  return effects.decision(rules::action_of(ActionKind::invalidation, context, command.ranges, {}));
}

}  // namespace tanbu
