// record_foreign_use: units were used for something that is no factory-year of this ledger: a trading system, an event,
// a product. They count nowhere here; units that count here already are in conflict from then on.
#include "ledger/rules/facts.hpp"

namespace tanbu {

Outcome<Decision> decide(const RecordForeignUseCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_fact(command.ranges, rules::Reporters::registrar_or_association, context, view);
  if (!found.accepted()) return found.refused();
  // From here on the record must succeed.
  rules::FactEffects effects(context, view);
  for (const Segment& piece : rules::standing(command.ranges, context, view)) {
    if (rules::is_loose(piece.status))
      effects.move(piece, rules::put(piece, UnitStatus::foreign_use, context));
    else if (rules::is_used_here(piece.status) || piece.status == UnitStatus::in_conflict)
      effects.contradict(piece, ConflictKind::foreign_use);
  }
  for (const Project& project : rules::projects_of(found.value())) {
    for (Event& event : rules::marks_of(project, true, true)) effects.add(std::move(event));
  }
  UnitAction action = rules::action_of(ActionKind::foreign_use, context, command.ranges, {});
  action.foreign_purpose = command.purpose;
  return effects.decision(std::move(action));
}

}  // namespace tanbu
