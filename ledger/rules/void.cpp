// void: a clerk's error is undone by its signer or by the association. Both entries stay in the log; what the first one
// did is taken back, unless something later stands on it. Judgements of fact (an invalidation, a cancellation, a
// freeze, a foreign use) are taken back in the same way, and what they had struck counts again.
#include <algorithm>
#include <set>

#include "ledger/rules/claims.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/retirement.hpp"
#include "ledger/rules/state_digests.hpp"
#include "ledger/rules/undoing.hpp"

namespace tanbu {
namespace {

using rules::MaybeRefused;

struct Asked {
  const VoidCommand& command;
  const Context& context;
  const View& view;
};

MaybeRefused refuse_signer(const Asked& asked, const PartyId& signer) {
  if (asked.context.issuer == signer || rules::is_association(asked.context.issuer, asked.view)) return std::nullopt;
  return Refused{.reason = Refusal::not_signer, .conflict = asked.command.target, .facts = {}};
}

Refused voided_already(std::optional<EntryIndex> by) {
  return {.reason = Refusal::voided_already, .conflict = by, .facts = {}};
}

Refused has_dependents(EntryIndex first, const std::string& entries) {
  return {.reason = Refusal::has_dependents, .conflict = first, .facts = {{"entries", entries}}};
}

Refused has_dependents(const std::set<EntryIndex>& dependents) {
  std::string entries;
  for (const EntryIndex entry : dependents) entries += (entries.empty() ? "" : " ") + std::to_string(entry.value);
  return has_dependents(*dependents.begin(), entries);
}

Outcome<Decision> void_batch(const Asked& asked, const Batch& batch) {
  if (auto refused = refuse_signer(asked, batch.recorded_by)) return *refused;
  if (batch.voided_by) return voided_already(batch.voided_by);
  if (auto refused = rules::refuse_voiding_batch(batch, asked.view)) return *refused;
  // From here on the voiding must succeed.
  Decision decision;
  decision.events = rules::voided_batches({batch}, asked.context, asked.view);
  return decision;
}

Outcome<Decision> void_project(const Asked& asked, Project project) {
  if (auto refused = refuse_signer(asked, project.recorded_by)) return *refused;
  if (project.voided_by) return voided_already(project.voided_by);
  std::set<EntryIndex> dependents;
  for (const BatchId id : asked.view.batches_of_project(project.key)) {
    const auto batch = asked.view.batch(id);
    HOLDS(batch.has_value());
    if (!batch->voided_by) dependents.insert(id.entry());
  }
  if (!dependents.empty()) return has_dependents(dependents);
  // From here on the voiding must succeed.
  project.voided_by = asked.context.entry;
  Decision decision;
  decision.events.emplace_back(ProjectChanged{std::move(project)});
  return decision;
}

Outcome<Decision> void_retirement(const Asked& asked, const Retirement& retirement) {
  if (auto refused = refuse_signer(asked, retirement.issuer)) return *refused;
  if (!is_open(retirement.status)) return voided_already(retirement.closed_by);
  std::set<EntryIndex> attestations;
  for (const Attestation& attestation : rules::live_attestations(retirement.id, asked.view))
    attestations.insert(attestation.entry);
  if (!attestations.empty()) return has_dependents(attestations);
  // From here on the voiding must succeed.
  Decision decision;
  decision.events = rules::closing_events(retirement, RetirementStatus::voided, asked.context, asked.view);
  return decision;
}

Outcome<Decision> void_inventory(const Asked& asked, Inventory inventory) {
  const auto factory = asked.view.factory(inventory.factory);
  HOLDS(factory.has_value());
  if (auto refused = refuse_signer(asked, factory->operator_party)) return *refused;
  if (inventory.voided_by) return voided_already(inventory.voided_by);
  if (inventory.superseded_by)
    return has_dependents(inventory.superseded_by->entry(), std::to_string(inventory.superseded_by->value));
  if (inventory.verification)
    return has_dependents(inventory.verification->entry, std::to_string(inventory.verification->entry.value));
  // From here on the voiding must succeed.
  Decision decision;
  for (Inventory& older : asked.view.inventories(inventory.factory)) {
    if (older.superseded_by != inventory.id) continue;
    older.superseded_by = std::nullopt;
    decision.events.emplace_back(InventoryChanged{std::move(older)});
  }
  inventory.voided_by = asked.context.entry;
  decision.events.emplace_back(InventoryChanged{std::move(inventory)});
  return decision;
}

Outcome<Decision> void_generation(const Asked& asked, Generation generation) {
  if (auto refused = refuse_signer(asked, generation.issuer)) return *refused;
  if (generation.voided_by) return voided_already(generation.voided_by);
  // From here on the voiding must succeed.
  generation.voided_by = asked.context.entry;
  Decision decision;
  decision.events = rules::conflicts_closed_of(generation.entry, asked.context, asked.view);
  decision.events.emplace_back(NoteTaken{std::move(generation)});
  return decision;
}

bool is_voidable(ActionKind kind) {
  switch (kind) {
    case ActionKind::freeze:
    case ActionKind::registry_event:
    case ActionKind::cancellation:
    case ActionKind::invalidation:
    case ActionKind::foreign_use:
    case ActionKind::transfer:
      return true;
    case ActionKind::reservation:
    case ActionKind::transfer_hold:
    case ActionKind::pending:
    case ActionKind::own_lock:
    case ActionKind::project_link:  // not as an action: what rests on it is found otherwise
      return false;
  }
  return false;
}

// Entries that moved units on since; a hold of units by a later entry stands in the way, an undone one does not.
MaybeRefused refuse_moved_on(const UnitAction& action, const View& view) {
  std::set<EntryIndex> dependents;
  for (const Segment& before : action.before) {
    for (const Segment& segment : view.segments(before.batch, before.units)) {
      if (segment.since != action.entry) dependents.insert(segment.since);
    }
  }
  if (dependents.empty()) return std::nullopt;
  return has_dependents(dependents);
}

Outcome<Decision> void_action(const Asked& asked, UnitAction action) {
  // The receiver of a transfer sends units back himself; his counterpart cannot reach into his holdings.
  const bool transfer = action.kind == ActionKind::transfer;
  if (transfer && !rules::is_association(asked.context.issuer, asked.view)) return Refusal::not_association;
  if (auto refused = refuse_signer(asked, action.issuer)) return *refused;
  if (!is_voidable(action.kind))
    return Refused{.reason = Refusal::not_voidable,
                   .conflict = action.entry,
                   .facts = {{"kind", std::string(name_of(action.kind))}}};
  if (action.closed_by) return voided_already(action.closed_by);
  if (auto refused = refuse_moved_on(action, asked.view)) return *refused;
  // From here on the voiding must succeed.
  Decision decision;
  decision.events = rules::conflicts_closed_of(action.entry, asked.context, asked.view);
  if (action.kind == ActionKind::registry_event) {
    for (Event& event : rules::matches_undone(action, asked.view)) decision.events.push_back(std::move(event));
  }
  auto back = rules::pieces_back(action, asked.context, asked.view);
  for (Event& event : rules::conflicts_reopened(action, back, asked.view)) decision.events.push_back(std::move(event));
  if (!back.empty()) decision.events.emplace_back(UnitsSet{std::move(back)});
  action.closed_by = asked.context.entry;
  decision.events.emplace_back(NoteTaken{std::move(action)});
  return decision;
}

// Locks and conflicts that came after the link and because of it.
MaybeRefused refuse_resting_on_link(const UnitAction& link, const View& view) {
  std::set<EntryIndex> dependents;
  for (const ProjectKey& key : link.projects) {
    const auto project = view.project(key);
    HOLDS(project.has_value());
    std::vector<Project> names = rules::linked_projects(*project, view);
    names.push_back(*project);
    for (const Project& name : names) {
      if (name.lock && link.entry < name.lock->retirement.entry()) dependents.insert(name.lock->retirement.entry());
    }
    for (const Conflict& conflict : find_notes<Conflict>(view, index_names::conflicts_of(key))) {
      if (!conflict.closed_by && link.entry < conflict.entry) dependents.insert(conflict.entry);
    }
  }
  if (dependents.empty()) return std::nullopt;
  return has_dependents(dependents);
}

Outcome<Decision> void_link(const Asked& asked, UnitAction link) {
  if (auto refused = refuse_signer(asked, link.issuer)) return *refused;
  if (link.closed_by) return voided_already(link.closed_by);
  if (auto refused = refuse_resting_on_link(link, asked.view)) return *refused;
  // From here on the voiding must succeed.
  Decision decision;
  decision.events = rules::conflicts_closed_of(link.entry, asked.context, asked.view);
  auto back = rules::pieces_back(link, asked.context, asked.view);
  if (!back.empty()) decision.events.emplace_back(UnitsSet{std::move(back)});
  for (const ProjectKey& key : link.projects) {
    auto project = asked.view.project(key);
    HOLDS(project.has_value());
    const ProjectKey& other = key == link.projects.front() ? link.projects.back() : link.projects.front();
    std::erase(project->also_registered_as, other);
    decision.events.emplace_back(ProjectChanged{std::move(*project)});
  }
  link.closed_by = asked.context.entry;
  decision.events.emplace_back(NoteTaken{std::move(link)});
  return decision;
}

Outcome<Decision> void_assignment(const Asked& asked, BenefitAssignment assignment) {
  if (auto refused = refuse_signer(asked, assignment.from)) return *refused;
  if (assignment.voided_by) return voided_already(assignment.voided_by);
  std::set<EntryIndex> dependents;
  for (const BatchRange& range : assignment.ranges) {
    for (const Retirement& retirement : asked.view.retirements_naming(range.batch, range.units)) {
      const bool rests = is_open(retirement.status) && retirement.beneficiary == assignment.to &&
                         assignment.entry < retirement.id.entry();
      if (rests) dependents.insert(retirement.id.entry());
    }
  }
  if (!dependents.empty()) return has_dependents(dependents);
  // From here on the voiding must succeed.
  assignment.voided_by = asked.context.entry;
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(assignment)});
  return decision;
}

// The book's own word of itself: only who keeps the book takes it back, and its size can then be stated anew.
Outcome<Decision> void_digest(const Asked& asked, const StatedDigest& stated) {
  if (!rules::is_association(asked.context.issuer, asked.view)) return Refusal::not_association;
  if (const auto by = rules::digest_voided_by(stated.entry, asked.view)) return voided_already(by);
  // From here on the voiding must succeed.
  Decision decision;
  decision.events.emplace_back(NoteTaken{DigestVoided{.entry = asked.context.entry, .target = stated.entry}});
  return decision;
}

}  // namespace

Outcome<Decision> decide(const VoidCommand& command, const Context& context, const View& view) {
  const Asked asked{command, context, view};
  const EntryIndex target = command.target;
  if (const auto batch = view.batch({target.value})) return void_batch(asked, *batch);
  if (auto project = view.project_at(target)) return void_project(asked, std::move(*project));
  if (const auto retirement = view.retirement({target.value})) return void_retirement(asked, *retirement);
  if (auto inventory = view.inventory({target.value})) return void_inventory(asked, std::move(*inventory));
  if (auto generation = find_note<Generation>(view, target)) return void_generation(asked, std::move(*generation));
  if (auto assigned = find_note<BenefitAssignment>(view, target)) return void_assignment(asked, std::move(*assigned));
  if (const auto stated = find_note<StatedDigest>(view, target)) return void_digest(asked, *stated);
  auto action = find_note<UnitAction>(view, target);
  if (action && action->kind == ActionKind::project_link) return void_link(asked, std::move(*action));
  if (action) return void_action(asked, std::move(*action));
  if (target.value < view.size()) return Refused{.reason = Refusal::not_voidable, .conflict = target, .facts = {}};
  return Refused{
      .reason = Refusal::unknown_target, .conflict = std::nullopt, .facts = {{"target", std::to_string(target.value)}}};
}

}  // namespace tanbu
