// transfer: free units change their holder; a registrar with the registry's evidence also gives unassigned units their
// first holder. Units of a self-developed or locked project never move (CE-10).
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_projects(const std::vector<rules::FoundRange>& ranges, const View& view) {
  for (const rules::FoundRange& found : ranges) {
    if (!found.programme->transferable) {
      return rules::about_range(Refusal::not_transferable, found.batch.id.entry(), found.batch.id, found.range.units);
    }
  }
  for (const Project& project : rules::projects_of(ranges)) {
    if (const auto locked = rules::locked_behind(rules::tokens_of(project), view)) return rules::locked_by(*locked);
  }
  return std::nullopt;
}

std::optional<Refused> refuse_units(const std::vector<BatchRange>& ranges, const PartyId& to, const PartyId& issuer,
                                    bool by_registrar, const View& view) {
  for (const BatchRange& range : ranges) {
    for (const Segment& segment : view.segments(range.batch, range.units)) {
      const UnitRange units = segment.units.intersection(range.units);
      const bool to_self = segment.holder == to && (by_registrar || to == issuer);
      if (to_self) return rules::about_range(Refusal::transfer_to_self, segment.since, range.batch, units);
      const bool movable =
          segment.status == UnitStatus::free || (by_registrar && segment.status == UnitStatus::unassigned);
      const bool own = by_registrar || segment.holder == issuer;
      if (movable && own) continue;
      Refused refused = rules::about_range(Refusal::not_free, segment.since, range.batch, units);
      // Who holds units is not public: a stranger learns that they are not his, not whose they are.
      refused.facts.emplace_back("status", movable ? "held_by_another" : std::string(name_of(segment.status)));
      return refused;
    }
  }
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const TransferCommand& command, const Context& context, const View& view) {
  if (!view.party(command.to)) {
    return Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.to.text}}};
  }
  auto found = rules::find_ranges(command.ranges, view);
  if (!found.accepted()) return found.refused();
  const auto& ranges = found.value();
  const bool by_registrar = rules::is_registrar_of_all(context.issuer, ranges, context.today(), view);
  if (by_registrar && !command.evidence) return Refusal::evidence_required;
  if (auto refused = refuse_projects(ranges, view)) return *refused;
  if (auto refused = refuse_units(command.ranges, command.to, context.issuer, by_registrar, view)) return *refused;
  // From here on the transfer must succeed.
  Decision decision;
  decision.events.emplace_back(UnitsTransferred{.entry = context.entry, .ranges = command.ranges, .to = command.to});
  for (const Project& project : rules::projects_of(ranges)) {
    if (project.developer == command.to || project.shared) continue;
    decision.events.emplace_back(ProjectMarked{.project = project.key, .used = false, .shared = true});
  }
  return decision;
}

}  // namespace tanbu
