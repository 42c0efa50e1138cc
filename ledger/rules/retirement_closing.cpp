// What follows when a retirement stops standing: withdrawn by its signer, rejected by a registrar or body, voided as a
// clerk's error. History stays; the units go where the facts say they are.
#include <algorithm>

#include "ledger/rules/own_project.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu::rules {
namespace {

// What the registry itself has retired does not become free by a word of ours.
UnitStatus status_without(const Retirement& retirement) {
  const bool registry_word =
      retirement.status == RetirementStatus::matched || retirement.status == RetirementStatus::confirmed;
  return retirement.claim || registry_word ? UnitStatus::registry_retired : UnitStatus::free;
}

// Where a unit goes that two accounts contradicted each other about, now that ours is withdrawn: the fact stands.
UnitStatus status_by_fact(const Segment& segment, const Retirement& retirement, const View& view) {
  const auto fact = find_note<UnitAction>(view, segment.since);
  const UnitStatus without = status_without(retirement);
  if (!fact) return without;
  switch (fact->kind) {
    case ActionKind::foreign_use:
      return UnitStatus::foreign_use;
    case ActionKind::cancellation:
      return UnitStatus::cancelled;
    case ActionKind::registry_event:
      if (fact->status == RegistryEventStatus::retired) return UnitStatus::registry_retired;
      return fact->status == RegistryEventStatus::active ? UnitStatus::unassigned : UnitStatus::cancelled;
    default:
      return without;
  }
}

UnitStatus status_after(const Segment& segment, const Retirement& retirement, const View& view) {
  if (segment.status == UnitStatus::in_conflict) return status_by_fact(segment, retirement, view);
  return status_without(retirement);
}

}  // namespace

Segment unbound(const Segment& piece, const Retirement& retirement, const Context& context, const View& view) {
  Segment freed = put(piece, status_after(piece, retirement, view), context);
  if (freed.status == UnitStatus::free) freed.holder = present_holder(*retirement.holder, view);
  return freed;
}

namespace {

std::vector<Segment> units_back(const Retirement& retirement, const Context& context, const View& view) {
  std::vector<Segment> back;
  for (const BatchRange& range : retirement.ranges) {
    for (Segment piece : view.segments(range.batch, range.units)) {
      piece.units = piece.units.intersection(range.units);
      const bool bound = piece.retirement == retirement.id &&
                         (piece.status == UnitStatus::retired || piece.status == UnitStatus::held ||
                          piece.status == UnitStatus::in_conflict);
      if (!bound) continue;
      back.push_back(unbound(piece, retirement, context, view));
    }
  }
  return back;
}

bool is_among(const std::vector<Retirement>& retirements, RetirementId id) {
  return std::any_of(retirements.begin(), retirements.end(), [id](const Retirement& one) { return one.id == id; });
}

// The oldest retirement that still stands on the project's units once these are closed.
std::optional<RetirementId> other_use(const Project& project, const std::vector<Retirement>& closing,
                                      const View& view) {
  std::optional<RetirementId> other;
  for (const BatchId id : view.batches_of_project(project.key)) {
    const auto batch = view.batch(id);
    HOLDS(batch.has_value());
    for (const Retirement& retirement : view.retirements_naming(id, batch->units)) {
      const bool binds = !(retirement.claim && retirement.status == RetirementStatus::on_hold);
      if (is_among(closing, retirement.id) || !is_open(retirement.status) || !binds) continue;
      if (!other || retirement.id < *other) other = retirement.id;
    }
  }
  return other;
}

std::vector<ProjectKey> projects_named_in(const std::vector<Retirement>& retirements, const View& view) {
  std::vector<ProjectKey> keys;
  for (const Retirement& retirement : retirements) {
    for (const BatchRange& range : retirement.ranges) {
      const auto batch = view.batch(range.batch);
      HOLDS(batch.has_value());
      if (std::find(keys.begin(), keys.end(), batch->project) == keys.end()) keys.push_back(batch->project);
    }
  }
  return keys;
}

// A lock falls with the retirement that put it on only while it was provisional, and only when nothing else keeps it.
void add_lock_events(const std::vector<Retirement>& closing, const Context& context, const View& view,
                     std::vector<Event>& events) {
  std::vector<Project> unlocked;
  for (const ProjectKey& key : projects_named_in(closing, view)) {
    auto project = view.project(key);
    HOLDS(project.has_value());
    if (!project->lock || !is_among(closing, project->lock->retirement) || !project->lock->provisional) continue;
    const auto other = other_use(*project, closing, view);
    if (!other) {
      unlocked.push_back(std::move(*project));
      continue;
    }
    const auto heir = view.retirement(*other);
    project->lock->retirement = *other;
    project->lock->provisional =
        heir->status == RetirementStatus::declared || heir->status == RetirementStatus::on_hold;
    events.emplace_back(ProjectChanged{std::move(*project)});
  }
  for (Event& event : unlock_events(unlocked, context, view)) events.push_back(std::move(event));
}

}  // namespace

std::vector<Event> settled_conflicts(const std::vector<Segment>& pieces, const Context& context, const View& view) {
  const auto leaves = [&pieces](const Segment& segment) {
    return std::any_of(pieces.begin(), pieces.end(), [&segment](const Segment& piece) {
      return piece.batch == segment.batch && piece.units.contains(segment.units);
    });
  };
  std::vector<Event> events;
  for (Conflict& conflict : open_conflicts_on(rules::ranges_of(pieces), view)) {
    bool settled = true;
    for (const BatchRange& range : conflict.ranges) {
      for (Segment segment : view.segments(range.batch, range.units)) {
        segment.units = segment.units.intersection(range.units);
        if (segment.status == UnitStatus::in_conflict && !leaves(segment)) settled = false;
      }
    }
    if (!settled) continue;
    conflict.closed_by = context.entry;
    events.emplace_back(NoteTaken{std::move(conflict)});
  }
  return events;
}

std::vector<Event> unbinding_events(const std::vector<Retirement>& retirements, RetirementStatus status,
                                    const Context& context, const View& view) {
  std::vector<Event> events;
  std::vector<Segment> back;
  for (const Retirement& retirement : retirements) {
    Retirement closed = retirement;
    closed.status = status;
    closed.closed_by = context.entry;
    events.emplace_back(RetirementChanged{std::move(closed)});
    for (Segment& piece : units_back(retirement, context, view)) back.push_back(std::move(piece));
  }
  if (!back.empty()) {
    for (Event& event : settled_conflicts(back, context, view)) events.push_back(std::move(event));
    events.emplace_back(UnitsSet{std::move(back)});
  }
  return events;
}

std::vector<Event> closing_events(const std::vector<Retirement>& retirements, RetirementStatus status,
                                  const Context& context, const View& view) {
  std::vector<Event> events = unbinding_events(retirements, status, context, view);
  add_lock_events(retirements, context, view, events);
  return events;
}

std::vector<Event> closing_events(const Retirement& retirement, RetirementStatus status, const Context& context,
                                  const View& view) {
  return closing_events(std::vector<Retirement>{retirement}, status, context, view);
}

}  // namespace tanbu::rules
