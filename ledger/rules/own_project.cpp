#include "ledger/rules/own_project.hpp"

#include <algorithm>

#include "ledger/programme.hpp"

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

std::vector<Event> own_use_events(const Project& project, const Retirement& retirement, const View& view) {
  const bool own = takes_own_route(project, retirement.factory);
  if (own && !project.lock) {
    const bool provisional =
        retirement.status == RetirementStatus::declared || retirement.status == RetirementStatus::on_hold;
    std::vector<Event> events{ProjectLocked{
        .project = project.key,
        .lock = {.factory = retirement.factory, .retirement = retirement.id, .provisional = provisional}}};
    for (const Project& linked : linked_projects(project, view)) {
      events.emplace_back(ProjectUnitsFrozen{.entry = retirement.id.entry(), .project = linked.key});
    }
    return events;
  }
  const bool shares = project.self_developed_for && !own;
  if (project.used && (!shares || project.shared)) return {};
  return {ProjectMarked{.project = project.key, .used = true, .shared = shares}};
}

}  // namespace tanbu::rules
