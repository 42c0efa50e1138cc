// succeed_party: a party was merged into another one, split off or named anew. What it could still dispose of goes to
// its successor: loose, reserved and held units, projects, factories. What is bound to a factory and a period stays
// where it is for ever. Afterwards the party signs nothing any more (admission.cpp).
#include <set>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_parties(const SucceedPartyCommand& command, const View& view) {
  for (const PartyId& id : {command.from, command.to}) {
    if (auto refused = rules::refuse_succeeded(id, view)) return refused;
  }
  if (command.from != command.to) return std::nullopt;
  return Refused{.reason = Refusal::succeeds_itself, .conflict = std::nullopt, .facts = {{"party", command.from.text}}};
}

bool moves_on(UnitStatus status) {
  return status == UnitStatus::free || status == UnitStatus::reserved || status == UnitStatus::held ||
         status == UnitStatus::frozen;
}

// Only the holder is another one: a reservation, a freeze and a HOLD go on as they were, under their own entries.
UnitsSet units_of(const SucceedPartyCommand& command, const View& view) {
  UnitsSet moved;
  for (const BatchId id : view.batches_held_by(command.from)) {
    const auto batch = view.batch(id);
    HOLDS(batch.has_value());
    for (Segment& segment : view.segments(id, batch->units)) {
      if (segment.holder != command.from || !moves_on(segment.status)) continue;
      segment.holder = command.to;
      moved.pieces.push_back(std::move(segment));
    }
  }
  return moved;
}

// Reservations among the units can be released by the successor.
void add_reservations(const UnitsSet& units, const PartyId& to, const View& view, std::vector<Event>& events) {
  std::set<EntryIndex> seen;
  for (const Segment& piece : units.pieces) {
    if (piece.status != UnitStatus::reserved || !seen.insert(piece.since).second) continue;
    auto action = find_note<UnitAction>(view, piece.since);
    HOLDS(action.has_value());
    if (action->kind != ActionKind::reservation) continue;
    action->issuer = to;
    events.emplace_back(NoteTaken{std::move(*action)});
  }
}

void add_projects(const SucceedPartyCommand& command, const View& view, std::vector<Event>& events) {
  for (Project& project : view.projects_of(command.from)) {
    if (project.developer == command.from) project.developer = command.to;
    if (project.verifier == command.from) project.verifier = command.to;
    events.emplace_back(ProjectChanged{std::move(project)});
  }
}

// A factory that the party took over only after the effective day passes on from its own first day.
void add_factories(const SucceedPartyCommand& command, const View& view, std::vector<Event>& events) {
  for (Factory& factory : view.factories_of(command.from)) {
    const Date on = std::max(command.effective_on, factory.operator_from);
    events.emplace_back(FactoryChanged{rules::handed_over(std::move(factory), command.to, on)});
  }
}

}  // namespace

Outcome<Decision> decide(const SucceedPartyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  // The ledger's first entry names its association for ever; a successor could not speak for it, and it would be mute.
  if (rules::is_association(command.from, view)) {
    return Refused{
        .reason = Refusal::not_authorised, .conflict = EntryIndex{0}, .facts = {{"party", command.from.text}}};
  }
  for (const PartyId& party : {command.from, command.to}) {
    if (auto refused = rules::refuse_unknown_party(party, view)) return *refused;
  }
  if (command.effective_on > context.today()) return Refusal::future_date;
  if (auto refused = refuse_parties(command, view)) return *refused;
  // From here on the succession must succeed.
  Decision decision;
  Party party = *view.party(command.from);
  party.succeeded_by = command.to;
  decision.events.emplace_back(PartyChanged{std::move(party)});
  UnitsSet units = units_of(command, view);
  add_reservations(units, command.to, view, decision.events);
  if (!units.pieces.empty()) decision.events.emplace_back(std::move(units));
  add_projects(command, view, decision.events);
  add_factories(command, view, decision.events);
  return decision;
}

}  // namespace tanbu
