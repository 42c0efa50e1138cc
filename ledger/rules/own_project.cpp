#include "ledger/rules/own_project.hpp"

#include <algorithm>

#include "ledger/programme.hpp"
#include "ledger/rules/facts.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {

std::vector<std::string> tokens_of(const Project& project) {
  return project_tokens(project.key, project.also_registered_as, project.asset_code);
}

std::vector<Project> linked_projects(const Project& project, const View& view) {
  std::vector<Project> linked;
  for (const std::string& token : tokens_of(project)) {
    for (Project& other : view.projects_with_token(token)) {
      const bool known =
          other.key == project.key ||
          std::any_of(linked.begin(), linked.end(), [&](const Project& seen) { return seen.key == other.key; });
      if (!known) linked.push_back(std::move(other));
    }
  }
  std::sort(linked.begin(), linked.end(), [](const Project& a, const Project& b) { return a.entry < b.entry; });
  return linked;
}

std::optional<Project> locked_behind(const std::vector<std::string>& tokens, const View& view) {
  std::optional<Project> first;
  for (const std::string& token : tokens) {
    for (Project& project : view.projects_with_token(token)) {
      if (project.lock && (!first || project.entry < first->entry)) first = std::move(project);
    }
  }
  return first;
}

Refused locked_by(const Project& locked) {
  HOLDS(locked.lock.has_value());
  return {.reason = Refusal::underlying_locked,
          .conflict = locked.lock->retirement.entry(),
          .facts = {{"programme", locked.key.programme},
                    {"project", locked.key.project_id},
                    {"factory", std::to_string(locked.lock->factory.value)}}};
}

namespace {

bool takes_own_route(const Project& project, FactoryId factory) { return project.self_developed_for == factory; }

Refused about_project(Refusal reason, const Project& project) {
  return {.reason = reason,
          .conflict = project.entry,
          .facts = {{"programme", project.key.programme}, {"project", project.key.project_id}}};
}

}  // namespace

std::optional<Refused> refuse_own_use(const Project& project, FactoryId factory, const View& view) {
  const auto locked = locked_behind(tokens_of(project), view);
  if (locked && (locked->key != project.key || locked->lock->factory != factory)) return locked_by(*locked);
  if (locked) return std::nullopt;
  const Programme* programme = find_programme(project.key.programme);
  HOLDS(programme != nullptr);
  if (!takes_own_route(project, factory)) {
    // A statement-based project exists for one factory only; for a registry's project the units may still be on the
    // market.
    if (!programme->self_registered) return std::nullopt;
    Refused refused = about_project(Refusal::underlying_locked, project);
    if (project.self_developed_for)
      refused.facts.emplace_back("factory", std::to_string(project.self_developed_for->value));
    return refused;
  }
  if (project.shared) return about_project(Refusal::project_shared, project);
  for (const Project& linked : linked_projects(project, view)) {
    if (linked.used || linked.shared) return about_project(Refusal::underlying_conflict, linked);
  }
  return std::nullopt;
}

std::vector<Segment> freezable_units(const Project& project, const View& view) {
  std::vector<Segment> freezable;
  for (const BatchId id : view.batches_of_project(project.key)) {
    const auto batch = view.batch(id);
    HOLDS(batch.has_value());
    for (Segment& segment : view.segments(id, batch->units)) {
      const bool loose = segment.status == UnitStatus::free || segment.status == UnitStatus::unassigned ||
                         segment.status == UnitStatus::reserved;
      if (loose) freezable.push_back(std::move(segment));
    }
  }
  return freezable;
}

namespace {

// Freezes the units of every other name of the project and remembers how they stood.
void freeze_linked(const Project& project, EntryIndex entry, const View& view, std::vector<Event>& events,
                   std::vector<Segment>& before) {
  for (const Project& linked : linked_projects(project, view)) {
    events.emplace_back(ProjectUnitsFrozen{.entry = entry, .project = linked.key});
    UnitsSet reserved;
    for (Segment& segment : freezable_units(linked, view)) {
      const bool known = std::any_of(before.begin(), before.end(), [&segment](const Segment& seen) {
        return seen.batch == segment.batch && seen.units == segment.units;
      });
      if (known) continue;
      if (segment.status == UnitStatus::reserved) {
        Segment frozen = segment;
        frozen.status = UnitStatus::frozen;
        frozen.since = entry;
        reserved.pieces.push_back(std::move(frozen));
      }
      before.push_back(std::move(segment));
    }
    if (!reserved.pieces.empty()) events.emplace_back(std::move(reserved));
  }
}

void add_use(const Project& project, const Retirement& retirement, const View& view, std::vector<Event>& events,
             std::vector<Segment>& before) {
  const bool own = takes_own_route(project, retirement.factory);
  if (own && !project.lock) {
    const bool provisional =
        retirement.status == RetirementStatus::declared || retirement.status == RetirementStatus::on_hold;
    events.emplace_back(ProjectLocked{
        .project = project.key,
        .lock = {.factory = retirement.factory, .retirement = retirement.id, .provisional = provisional}});
    freeze_linked(project, retirement.id.entry(), view, events, before);
    return;
  }
  const bool shares = project.self_developed_for && !own;
  if (project.used && (!shares || project.shared)) return;
  events.emplace_back(ProjectMarked{.project = project.key, .used = true, .shared = shares});
}

}  // namespace

std::vector<Event> own_use_events(const std::vector<Project>& projects, const Retirement& retirement,
                                  const View& view) {
  std::vector<Event> events;
  std::vector<Segment> before;
  for (const Project& project : projects) add_use(project, retirement, view, events, before);
  if (before.empty()) return events;
  UnitAction action;
  action.entry = retirement.id.entry();
  action.kind = ActionKind::own_lock;
  action.issuer = retirement.issuer;
  action.ranges = ranges_of(before);
  action.before = std::move(before);
  events.emplace_back(NoteTaken{std::move(action)});
  return events;
}

namespace {

bool is_among(const std::vector<Project>& projects, const ProjectKey& key) {
  return std::any_of(projects.begin(), projects.end(), [&key](const Project& project) { return project.key == key; });
}

// Locks that froze units of this project and have not been undone.
void add_own_locks(const Project& project, const View& view, std::vector<UnitAction>& actions) {
  for (const BatchId id : view.batches_of_project(project.key)) {
    for (UnitAction& action : find_notes<UnitAction>(view, index_names::actions_on(id))) {
      const bool froze = action.kind == ActionKind::own_lock || action.kind == ActionKind::project_link;
      if (!froze || action.closed_by) continue;
      const bool known = std::any_of(actions.begin(), actions.end(),
                                     [&action](const UnitAction& seen) { return seen.entry == action.entry; });
      if (!known) actions.push_back(std::move(action));
    }
  }
}

}  // namespace

bool is_locked_by_another(const Project& project, const std::vector<Project>& besides, const View& view) {
  for (const std::string& token : tokens_of(project)) {
    for (const Project& other : view.projects_with_token(token)) {
      if (other.lock && other.key != project.key && !is_among(besides, other.key)) return true;
    }
  }
  return false;
}

std::vector<Event> unlock_events(const std::vector<Project>& projects, const Context& context, const View& view) {
  std::vector<ProjectKey> released;
  std::vector<UnitAction> actions;
  for (const Project& project : projects) {
    for (const Project& linked : linked_projects(project, view)) {
      if (is_locked_by_another(linked, projects, view)) continue;
      released.push_back(linked.key);
      add_own_locks(linked, view, actions);
    }
  }
  std::vector<Event> events;
  for (UnitAction& action : actions) {
    UnitsSet back;
    bool all = true;
    for (Segment& piece : way_back(action, view)) {
      if (is_used_here(piece.status)) continue;  // a link put it in conflict, which no unlocking settles
      const auto batch = view.batch(piece.batch);
      HOLDS(batch.has_value());
      if (std::find(released.begin(), released.end(), batch->project) != released.end())
        back.pieces.push_back(std::move(piece));
      else
        all = false;
    }
    if (!back.pieces.empty()) events.emplace_back(std::move(back));
    // That two projects are one stays true after the lock is gone.
    if (!all || action.kind == ActionKind::project_link) continue;
    action.closed_by = context.entry;
    events.emplace_back(NoteTaken{std::move(action)});
  }
  for (Project unlocked : projects) {
    unlocked.lock = std::nullopt;
    events.emplace_back(ProjectChanged{std::move(unlocked)});
  }
  return events;
}

}  // namespace tanbu::rules
