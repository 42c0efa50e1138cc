// freeze: units are kept where they are, by their registry, by the association, or by a body with a dispute about its
// client's units. Nothing moves them but the one retirement that the freeze was for. Units that are used already stay
// as they are.
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/facts.hpp"

namespace tanbu {
namespace {

// The body is engaged this year for some factory of whoever holds the units.
bool is_engaged_by_holder(const Segment& piece, const Context& context, const View& view) {
  if (!piece.holder) return false;
  const int year = year_of(context.today());
  const Period this_year{make_date(year, 1, 1), make_date(year, 12, 31)};
  const auto factories = view.factories_of(*piece.holder);
  return std::any_of(factories.begin(), factories.end(), [&](const Factory& factory) {
    return rules::is_engaged(context.issuer, factory.id, this_year, view);
  });
}

bool is_body_of_all(const std::vector<Segment>& pieces, const Context& context, const View& view) {
  return std::all_of(pieces.begin(), pieces.end(),
                     [&](const Segment& piece) { return is_engaged_by_holder(piece, context, view); });
}

}  // namespace

Outcome<Decision> decide(const FreezeCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  const std::vector<Segment> pieces = rules::standing(command.ranges, context, view);
  const bool by_authority = rules::is_association(context.issuer, view) ||
                            rules::is_registrar_of_all(context.issuer, found.value(), context.today(), view);
  if (!by_authority && !is_body_of_all(pieces, context, view)) return Refusal::not_registrar;
  if (command.purpose && !view.factory(command.purpose->factory)) {
    return Refused{.reason = Refusal::unknown_factory,
                   .conflict = std::nullopt,
                   .facts = {{"factory", std::to_string(command.purpose->factory.value)}}};
  }
  // A body's dispute does not last for ever.
  if (!by_authority && !command.until)
    return Refused{.reason = Refusal::evidence_required, .conflict = std::nullopt, .facts = {{"missing", "until"}}};
  // From here on the freeze must succeed.
  rules::FactEffects effects(context, view);
  for (const Segment& piece : pieces) {
    if (rules::is_loose(piece.status)) effects.move(piece, rules::kept(piece, UnitStatus::frozen, context));
  }
  UnitAction action = rules::action_of(ActionKind::freeze, context, command.ranges, {});
  action.purpose = command.purpose;
  action.until = command.until;
  return effects.decision(std::move(action));
}

}  // namespace tanbu
