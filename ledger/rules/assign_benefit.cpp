// assign_benefit: the party that a registry names as beneficiary (a group's headquarters) lets another party (the
// operator of one of its factories) claim the retirement. The units do not move; a later `retire` finds the assignment.
#include "ledger/rules/registry_text.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu {
namespace {

// Only somebody whom the registry's text names can give the benefit away; whoever else tries is told what stands there.
std::optional<Refused> refuse_units(const std::vector<rules::FoundRange>& ranges, const Party& issuer,
                                    const Context& context, const View& view) {
  for (const rules::FoundRange& found : ranges) {
    for (const Segment& piece : rules::standing(found.range, context, view)) {
      if (piece.status == UnitStatus::free && piece.holder == issuer.id) continue;
      const auto text = rules::registry_text(found.batch, piece.units, view);
      const auto named = rules::named_party(text.beneficiary, issuer);
      const bool is_named = named == rules::NamedParty::firmly || named == rules::NamedParty::name_only;
      if (piece.status == UnitStatus::registry_retired && is_named) continue;
      Refused refused = rules::about_units(Refusal::not_assignable, piece, {found.range}, context, view);
      // To a stranger one word, whether their holder has reserved them or not.
      refused.facts.emplace_back("status", refused.conflict ? std::string(name_of(piece.status)) : "held_by_another");
      return refused;
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const AssignBenefitCommand& command, const Context& context, const View& view) {
  const auto issuer = view.party(context.issuer);
  HOLDS(issuer.has_value());
  if (!view.party(command.to))
    return Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.to.text}}};
  const auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  if (auto refused = refuse_units(found.value(), *issuer, context, view)) return *refused;
  // From here on the assignment must succeed.
  Decision decision;
  decision.events.emplace_back(NoteTaken{BenefitAssignment{.entry = context.entry,
                                                           .from = context.issuer,
                                                           .to = command.to,
                                                           .ranges = command.ranges,
                                                           .voided_by = std::nullopt}});
  return decision;
}

}  // namespace tanbu
