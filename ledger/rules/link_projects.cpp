// link_projects: two registrations turn out to be one real project. From then on each carries the other's name, a lock
// of one binds the other (CE-10), and what was issued or used twice becomes a conflict at once (XM-02).
#include <algorithm>

#include "ledger/rules/facts.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/underlying.hpp"

namespace tanbu {
namespace {

using MaybeRefused = std::optional<Refused>;

struct Pair {
  const Project& a;
  const Project& b;
  const Context& context;
  const View& view;
};

Refused about_project(Refusal reason, std::optional<EntryIndex> conflict, const ProjectKey& key) {
  return {.reason = reason, .conflict = conflict, .facts = {{"programme", key.programme}, {"project", key.project_id}}};
}

MaybeRefused refuse_signer(const LinkProjectsCommand& command, const Context& context, const View& view) {
  if (rules::is_association(context.issuer, view)) return std::nullopt;
  for (const ProjectKey& key : {command.a, command.b}) {
    if (rules::is_registrar(context.issuer, key.programme, context.today(), view)) return std::nullopt;
  }
  return Refused{.reason = Refusal::not_registrar};
}

bool vintage_is_shared(const Batch& batch, const Project& other, const View& view) {
  const auto ids = view.batches_of_project(other.key);
  return std::any_of(ids.begin(), ids.end(), [&](const BatchId id) {
    const auto beside = view.batch(id);
    HOLDS(beside.has_value());
    return rules::live_units(*beside, view) > 0 && overlaps(Period{batch.vintage_from, batch.vintage_until},
                                                            Period{beside->vintage_from, beside->vintage_until});
  });
}

// Pieces of the project that are used here; `beside` limits them to vintages for which the other one issued too.
std::vector<Segment> used_pieces(const Project& project, const Project* beside, const Pair& pair) {
  std::vector<Segment> used;
  for (const BatchId id : pair.view.batches_of_project(project.key)) {
    const auto batch = pair.view.batch(id);
    HOLDS(batch.has_value());
    if (batch->voided_by || (beside != nullptr && !vintage_is_shared(*batch, *beside, pair.view))) continue;
    for (Segment& piece : rules::standing(BatchRange{id, batch->units}, pair.context, pair.view)) {
      if (rules::is_used_here(piece.status)) used.push_back(std::move(piece));
    }
  }
  return used;
}

// The entry of the first use among the pieces.
RetirementId first_use(const std::vector<Segment>& pieces) {
  HOLDS(!pieces.empty());
  RetirementId first = *pieces.front().retirement;
  for (const Segment& piece : pieces) first = std::min(first, *piece.retirement);
  return first;
}

Project with_alias(Project project, const ProjectKey& other) {
  auto& aliases = project.also_registered_as;
  if (std::find(aliases.begin(), aliases.end(), other) == aliases.end()) aliases.push_back(other);
  return project;
}

void put_in_conflict(const std::vector<Segment>& pieces, const Pair& pair, Decision& decision,
                     std::vector<Segment>& before) {
  before.insert(before.end(), pieces.begin(), pieces.end());
  Conflict conflict = rules::conflict_between(pair.a, pair.b, 0, pair.context);
  conflict.ranges = rules::ranges_of(pieces);
  UnitsSet set;
  for (const Segment& piece : pieces) {
    Segment now = rules::put(piece, UnitStatus::in_conflict, pair.context);
    now.retirement = piece.retirement;
    set.pieces.push_back(std::move(now));
    auto& named = conflict.retirements;
    if (std::find(named.begin(), named.end(), *piece.retirement) == named.end()) named.push_back(*piece.retirement);
  }
  if (!set.pieces.empty()) decision.events.emplace_back(std::move(set));
  decision.events.emplace_back(NoteTaken{std::move(conflict)});
  decision.flags.push_back(Flag::conflict_opened);
}

// The units of the other name that nothing has used stand still as long as the lock stands.
void freeze(const Project& other, const Pair& pair, Decision& decision, std::vector<Segment>& before) {
  before = rules::freezable_units(other, pair.view);
  if (before.empty()) return;
  UnitsSet frozen;
  for (const Segment& piece : before) frozen.pieces.push_back(rules::kept(piece, UnitStatus::frozen, pair.context));
  decision.events.emplace_back(std::move(frozen));
}

// Of two locked ones the first lock stands.
void bind_to_lock(const Pair& pair, Decision& decision, std::vector<Segment>& before) {
  const bool a_first = pair.a.lock && (!pair.b.lock || pair.a.lock->retirement < pair.b.lock->retirement);
  const Project& other = a_first ? pair.b : pair.a;
  freeze(other, pair, decision, before);
  const auto used = used_pieces(other, nullptr, pair);
  if (!used.empty()) put_in_conflict(used, pair, decision, before);
}

// Issued twice is a conflict; used twice, the later use stops counting.
void compare_uses(const Pair& pair, Decision& decision, std::vector<Segment>& before) {
  if (!rules::share_live_vintage(pair.a, pair.b, pair.view)) return;
  const auto a = used_pieces(pair.a, &pair.b, pair);
  const auto b = used_pieces(pair.b, &pair.a, pair);
  if (a.empty() || b.empty()) return put_in_conflict({}, pair, decision, before);
  put_in_conflict(first_use(a) < first_use(b) ? b : a, pair, decision, before);
}

}  // namespace

Outcome<Decision> decide(const LinkProjectsCommand& command, const Context& context, const View& view) {
  if (auto refused = refuse_signer(command, context, view)) return *refused;
  const auto a = view.project(command.a);
  if (!a || a->voided_by) return about_project(Refusal::unknown_project, std::nullopt, command.a);
  const auto b = view.project(command.b);
  if (!b || b->voided_by) return about_project(Refusal::unknown_project, std::nullopt, command.b);
  for (const Project& linked : rules::linked_projects(*a, view)) {
    if (linked.key == b->key) return about_project(Refusal::projects_linked, b->entry, b->key);
  }
  // From here on the link must succeed.
  const Pair pair{*a, *b, context, view};
  Decision decision;
  decision.events.emplace_back(ProjectChanged{with_alias(*a, b->key)});
  decision.events.emplace_back(ProjectChanged{with_alias(*b, a->key)});
  std::vector<Segment> before;
  if (a->lock || b->lock)
    bind_to_lock(pair, decision, before);
  else
    compare_uses(pair, decision, before);
  const auto ranges = rules::ranges_of(before);
  UnitAction action = rules::action_of(ActionKind::project_link, context, ranges, std::move(before));
  action.projects = {a->key, b->key};
  decision.events.emplace_back(NoteTaken{std::move(action)});
  return decision;
}

}  // namespace tanbu
