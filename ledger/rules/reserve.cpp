// reserve: a holder keeps units apart for one use until a day; they count as used until they are released, retired, or
// the day has passed by the ledger's time.
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_purpose(const std::vector<rules::FoundRange>& ranges, Purpose purpose) {
  for (const rules::FoundRange& found : ranges) {
    const bool offsets = purpose == Purpose::factory_offset;
    if (offsets && !found.programme->offset)
      return rules::about_range(Refusal::gec_not_offset, found.batch.id.entry(), found.batch.id, found.range.units);
    if (!offsets && found.programme->unit != Unit::megawatt_hour)
      return rules::about_range(Refusal::purpose_conflict, found.batch.id.entry(), found.batch.id, found.range.units);
  }
  return std::nullopt;
}

std::optional<Refused> refuse_units(const std::vector<Segment>& pieces, const std::vector<BatchRange>& ranges,
                                    const Context& context, const View& view) {
  for (const Segment& piece : pieces) {
    const bool free = piece.status == UnitStatus::free;
    if (free && piece.holder == context.issuer) continue;
    Refused refused = rules::about_units(Refusal::not_free, piece, ranges, context, view);
    // To a stranger one word, whether their holder has reserved them or not.
    refused.facts.emplace_back("status",
                               free || !refused.conflict ? "held_by_another" : std::string(name_of(piece.status)));
    return refused;
  }
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const ReserveCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) {
    return Refused{.reason = Refusal::unknown_factory,
                   .conflict = std::nullopt,
                   .facts = {{"factory", std::to_string(command.factory.value)}}};
  }
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  if (auto refused = refuse_purpose(found.value(), command.purpose)) return *refused;
  if (auto refused = rules::refuse_own_boundary(found.value(), *factory, command.period, command.purpose, view))
    return *refused;
  if (auto refused = rules::refuse_own_projects(found.value(), command.factory, view)) return *refused;
  std::vector<Segment> pieces = rules::standing(command.ranges, context, view);
  if (auto refused = refuse_units(pieces, command.ranges, context, view)) return *refused;
  // From here on the reservation must succeed.
  Decision decision;
  decision.events = rules::close_lapsed(command.ranges, context, view);
  UnitsSet reserved;
  for (const Segment& piece : pieces) reserved.pieces.push_back(rules::kept(piece, UnitStatus::reserved, context));
  decision.events.emplace_back(std::move(reserved));
  UnitAction action = rules::action_of(ActionKind::reservation, context, command.ranges, std::move(pieces));
  action.purpose = FreezePurpose{command.factory, command.period, command.purpose};
  action.until = command.until;
  decision.events.emplace_back(NoteTaken{std::move(action)});
  return decision;
}

}  // namespace tanbu
