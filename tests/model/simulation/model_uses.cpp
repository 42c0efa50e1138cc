// Uses in the model: what a retirement binds, what its end sets free, and the lock of a self-developed project.
#include <algorithm>

#include "tests/model/simulation/model.hpp"

namespace tanbu::simulation {
namespace {

bool is_provisional(RetirementStatus status) {
  return status == RetirementStatus::declared || status == RetirementStatus::on_hold;
}

}  // namespace

std::vector<ProjectKey> Model::projects_in(const std::vector<Unit>& units) const {
  std::vector<ProjectKey> projects;
  for (const Unit& unit : units) {
    const ProjectKey& project = batches_.at(unit.first).project;
    if (std::find(projects.begin(), projects.end(), project) == projects.end()) projects.push_back(project);
  }
  return projects;
}

std::vector<ProjectKey> Model::linked(const ProjectKey& project) const {
  const auto& tokens = projects_.at(project).tokens;
  std::vector<ProjectKey> keys;
  for (const auto& [key, other] : projects_) {
    const bool shares = std::any_of(other.tokens.begin(), other.tokens.end(),
                                    [&tokens](const std::string& token) { return tokens.contains(token); });
    if (key != project && !other.voided && shares) keys.push_back(key);
  }
  return keys;
}

// By a lock of another name: its own one freezes nothing of it.
bool Model::is_locked(const ProjectKey& project) const {
  const auto names = linked(project);
  return std::any_of(names.begin(), names.end(),
                     [this](const auto& key) { return projects_.at(key).lock.has_value(); });
}

// The first use for its factory locks a self-developed project, and its other names stand still.
void Model::use(RetirementId id, const std::vector<ProjectKey>& projects) {
  const ModelRetirement& retirement = retirements_.at(id);
  for (const ProjectKey& key : projects) {
    ModelProject& project = projects_.at(key);
    if (project.lock || project.own_for != retirement.factory) continue;
    project.lock = {retirement.factory, id, is_provisional(retirement.status)};
    for (const ProjectKey& other : linked(key)) {
      for (const Unit& unit : units_of(other)) {
        const Condition stands = units_.at(unit);
        const bool loose = stands.status == UnitStatus::free || stands.status == UnitStatus::unassigned ||
                           stands.status == UnitStatus::reserved;
        if (!loose) continue;
        // The lock is remembered under the retirement, also where it comes with a later confirmation.
        Action& lock = actions_[id.value];
        lock.kind = ActionKind::own_lock;
        lock.closed = false;
        lock.before[unit] = stands;
        set(unit, {UnitStatus::frozen, stands.holder, std::nullopt, id.value});
      }
    }
  }
}

void Model::take(const RetireCommand& command) {
  const UnitsRetired* event = nullptr;
  for (const Event& one : said_->decision.events) {
    if (const auto* retired = std::get_if<UnitsRetired>(&one)) event = retired;
  }
  HOLDS(event != nullptr);
  const RetirementId id{said_->entry};
  const auto units = units_in(command.reservation ? actions_.at(command.reservation->value).ranges : command.ranges);
  const Condition first = standing(units.front());
  const bool claim = first.status == UnitStatus::registry_retired;
  if (claim != event->retirement.claim) problem_ = "a retirement is a claim on one side only";
  if (static_cast<std::int64_t>(units.size()) != event->retirement.quantity) problem_ = "a retirement of another size";
  const RetirementStatus status = event->retirement.status;
  retirements_[id] = {units, first.holder, command.factory, status, claim, said_->today()};
  for (const Unit& unit : units) end_lapsed(unit);
  if (claim && status == RetirementStatus::on_hold) return;
  const auto projects = projects_in(units);
  std::set<std::uint64_t> kept;
  for (const Unit& unit : units) {
    const Condition stands = standing(unit);
    const bool usable = stands.status == UnitStatus::free || stands.status == UnitStatus::reserved ||
                        stands.status == UnitStatus::frozen || stands.status == UnitStatus::registry_retired;
    if (!usable) problem_ = "a unit is retired that cannot be: " + std::string(name_of(stands.status));
    if (stands.status == UnitStatus::reserved || stands.status == UnitStatus::frozen) kept.insert(stands.since);
    if (status == RetirementStatus::on_hold)
      set(unit, {UnitStatus::held, stands.holder, id, id.value});
    else
      set(unit, {UnitStatus::retired, std::nullopt, id, id.value});
  }
  for (const std::uint64_t entry : kept) {
    Action& action = actions_.at(entry);
    const bool left = std::any_of(action.before.begin(), action.before.end(),
                                  [&](const auto& one) { return units_.at(one.first).since == entry; });
    if (!left) action.closed = true;
  }
  use(id, projects);
}

void Model::take(const ConfirmEvidenceCommand& command) {
  const std::uint64_t target = command.target.value;
  if (const auto found = retirements_.find({target}); found != retirements_.end()) {
    ModelRetirement& retirement = found->second;
    if (retirement.status == RetirementStatus::on_hold) {
      for (const Unit& unit : retirement.units) {
        const Condition stands = standing(unit);
        const bool waits = retirement.claim ? stands.status == UnitStatus::registry_retired
                                            : stands.status == UnitStatus::held && stands.retirement == found->first;
        if (!waits) problem_ = "a confirmation binds a unit that does not wait for it";
        set(unit, {UnitStatus::retired, std::nullopt, found->first, target});
      }
    }
    retirement.status = RetirementStatus::confirmed;
    return use(found->first, projects_in(retirement.units));
  }
  if (batches_.contains(target)) return;
  Action& transfer = actions_.at(target);
  transfer.closed = true;
  transfer.given_to = transfer.to;
  for (const auto& [unit, before] : transfer.before) {
    if (units_.at(unit).since == target)
      set(unit, {UnitStatus::free, present(*transfer.to), std::nullopt, said_->entry});
  }
}

Condition Model::unbound(const Condition& condition, const ModelRetirement& retirement) const {
  const bool at_registry = retirement.claim || retirement.status == RetirementStatus::matched ||
                           retirement.status == RetirementStatus::confirmed;
  UnitStatus status = at_registry ? UnitStatus::registry_retired : UnitStatus::free;
  const auto fact = actions_.find(condition.since);
  if (condition.status == UnitStatus::in_conflict && fact != actions_.end()) {
    switch (fact->second.kind) {
      case ActionKind::foreign_use:
        status = UnitStatus::foreign_use;
        break;
      case ActionKind::cancellation:
        status = UnitStatus::cancelled;
        break;
      case ActionKind::registry_event:
        status = fact->second.status == RegistryEventStatus::retired  ? UnitStatus::registry_retired
                 : fact->second.status == RegistryEventStatus::active ? UnitStatus::unassigned
                                                                      : UnitStatus::cancelled;
        break;
      default:
        break;
    }
  }
  const bool free = status == UnitStatus::free;
  return {status, free ? std::optional(present(*retirement.holder)) : std::nullopt, std::nullopt, said_->entry};
}

bool Model::another_use(const ProjectKey& project, RetirementId except, RetirementId& other) const {
  for (const auto& [id, retirement] : retirements_) {
    const bool waits = retirement.claim && retirement.status == RetirementStatus::on_hold;
    if (id == except || !is_open(retirement.status) || waits) continue;
    const auto projects = projects_in(retirement.units);
    if (std::find(projects.begin(), projects.end(), project) == projects.end()) continue;
    other = id;
    return true;
  }
  return false;
}

// What the retirement binds goes where the facts say.
void Model::unbind(RetirementId id) {
  const ModelRetirement& retirement = retirements_.at(id);
  for (const Unit& unit : retirement.units) {
    const Condition stands = units_.at(unit);
    const bool bound =
        stands.retirement == id && (stands.status == UnitStatus::retired || stands.status == UnitStatus::held ||
                                    stands.status == UnitStatus::in_conflict);
    if (bound) set(unit, unbound(stands, retirement));
  }
}

// What it held reads as free by itself; where another account claims one of its units, it lets go of all of them. Its
// lock stays until the association lifts it.
void Model::end_lapsed(const Unit& unit) {
  const Condition& stored = units_.at(unit);
  if (stored.status != UnitStatus::held && stored.status != UnitStatus::in_conflict) return;
  const RetirementId id = *stored.retirement;
  ModelRetirement& retirement = retirements_.at(id);
  if (!has_lapsed(retirement)) return;
  const bool contested = std::any_of(retirement.units.begin(), retirement.units.end(), [this](const Unit& one) {
    return units_.at(one).status == UnitStatus::in_conflict;
  });
  if (contested) unbind(id);
  retirement.status = RetirementStatus::rejected;
}

// The retirement stands no more, and a lock that only it held falls.
void Model::close(RetirementId id) {
  const ModelRetirement& retirement = retirements_.at(id);
  unbind(id);
  for (const ProjectKey& key : projects_in(retirement.units)) {
    auto& lock = projects_.at(key).lock;
    if (!lock || lock->retirement != id || !lock->provisional) continue;
    RetirementId other;
    if (!another_use(key, id, other)) {
      unlock(key);
    } else {
      lock->retirement = other;
      lock->provisional = is_provisional(retirements_.at(other).status);
    }
  }
}

// What the lock froze of the other names goes back, unless another lock keeps them.
void Model::unlock(const ProjectKey& project) {
  projects_.at(project).lock = std::nullopt;
  std::set<ProjectKey> released;
  for (const ProjectKey& other : linked(project)) {
    if (!is_locked(other)) released.insert(other);
  }
  for (auto& [entry, action] : actions_) {
    const bool froze = action.kind == ActionKind::own_lock || action.kind == ActionKind::project_link;
    if (!froze || action.closed) continue;
    bool concerned = false;
    bool keeps = action.kind == ActionKind::project_link;  // that two projects are one stays true
    for (const auto& [unit, before] : action.before) {
      const bool here = released.contains(batches_.at(unit.first).project);
      const bool kept = units_.at(unit).since == entry && units_.at(unit).status == UnitStatus::frozen;
      concerned = concerned || here;
      keeps = keeps || (kept && !here);
      if (kept && here) set(unit, remembered(action, unit));
    }
    action.closed = concerned && !keeps;
  }
}

void Model::take(const UnlockProjectCommand& command) { unlock(command.project); }
void Model::take(const WithdrawRetirementCommand& command) { close(command.retirement); }

void Model::take(const RejectEvidenceCommand& command) {
  const std::uint64_t target = command.target.value;
  if (retirements_.contains({target})) return close({target});
  if (batches_.contains(target)) return cancel_batch(target);
  go_back(target);
}

}  // namespace tanbu::simulation
