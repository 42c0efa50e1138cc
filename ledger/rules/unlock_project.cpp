// unlock_project: the only way out of a self-developed project's lock, by the association's decision, on evidence.
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const UnlockProjectCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  const auto project = view.project(command.project);
  const std::vector<std::pair<std::string, std::string>> name{{"programme", command.project.programme},
                                                              {"project", command.project.project_id}};
  if (!project || project->voided_by)
    return Refused{.reason = Refusal::unknown_project, .conflict = std::nullopt, .facts = name};
  if (!project->lock) return Refused{.reason = Refusal::not_locked, .conflict = project->entry, .facts = name};
  // From here on the unlocking must succeed.
  Decision decision;
  decision.events = rules::unlock_events({*project}, context, view);
  return decision;
}

}  // namespace tanbu
