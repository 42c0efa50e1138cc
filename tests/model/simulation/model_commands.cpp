// What each accepted command does to the model's units, parties, projects and batches; uses are in model_uses.cpp.
#include <algorithm>

#include "tests/model/simulation/model.hpp"

namespace tanbu::simulation {
namespace {

bool is_loose(UnitStatus status) {
  return status == UnitStatus::unassigned || status == UnitStatus::free || status == UnitStatus::reserved ||
         status == UnitStatus::frozen || status == UnitStatus::registry_retired;
}

bool is_used(UnitStatus status) {
  return status == UnitStatus::retired || status == UnitStatus::held || status == UnitStatus::in_conflict;
}

std::string token_of(const ProjectKey& key) { return "project " + key.programme + " " + key.project_id; }

template <class Kind>
const Kind* find_event(const Decision& decision) {
  for (const Event& event : decision.events) {
    if (const auto* found = std::get_if<Kind>(&event)) return found;
  }
  return nullptr;
}

}  // namespace

void Model::accept(const Said& said) {
  said_ = &said;
  touched_.clear();
  commands_.insert_or_assign(said.entry, said.command);
  const auto& flags = said.decision.flags;
  const bool waits = std::find(flags.begin(), flags.end(), Flag::waits_for_approval) != flags.end();
  if (waits != waits_for_approval()) problem_ = "a second signature is wanted on one side only";
  if (waits)
    keep_for_approval();
  else
    std::visit([this](const auto& command) { take(command); }, said.command);
  read_retirements();
  said_ = nullptr;
}

// How firmly each retirement stands from here on: the events' word, which the rules' own tests judge.
void Model::read_retirements() {
  for (const Event& event : said_->decision.events) {
    const auto* changed = std::get_if<RetirementChanged>(&event);
    if (changed == nullptr) continue;
    const RetirementId id = changed->retirement.id;
    ModelRetirement& retirement = retirements_.at(id);
    retirement.status = changed->retirement.status;
    retirement.factory = changed->retirement.factory;
    const bool firm =
        retirement.status == RetirementStatus::matched || retirement.status == RetirementStatus::confirmed;
    for (auto& [key, project] : projects_) {
      if (firm && project.lock && project.lock->retirement == id) project.lock->provisional = false;
    }
  }
}

bool Model::is_registrar(const std::string& programme) const {
  return std::any_of(appointments_.begin(), appointments_.end(), [&](const auto& one) {
    const Appointment& appointment = one.second;
    return appointment.party == said_->issuer && appointment.programme == programme &&
           appointment.from <= said_->today() && said_->today() <= appointment.until;
  });
}

bool Model::waits_for_approval() const {
  const auto policy = policies_.find(said_->issuer);
  if (policy == policies_.end()) return false;
  const std::string kind(kind_of(said_->command));
  return policy->second.contains(kind) || kind == "set_approval_policy" || kind == "add_key" || kind == "revoke_key";
}

// The issuer's own free units are kept until the second signature.
void Model::keep_for_approval() {
  std::vector<BatchRange> ranges;
  if (const auto* transfer = std::get_if<TransferCommand>(&said_->command)) ranges = transfer->ranges;
  if (const auto* reserve = std::get_if<ReserveCommand>(&said_->command)) ranges = reserve->ranges;
  const auto* retire = std::get_if<RetireCommand>(&said_->command);
  if (retire != nullptr) ranges = retire->reservation ? actions_.at(retire->reservation->value).ranges : retire->ranges;
  Action& pending = action(ActionKind::pending, ranges);
  pending.lapses = Instant{said_->time.unix_ms + policy_hours_.at(said_->issuer) * 3'600'000};
  for (const Unit& unit : units_in(ranges)) {
    const Condition stands = standing(unit);
    if (stands.status == UnitStatus::free && stands.holder == said_->issuer)
      move(pending, unit, UnitStatus::reserved, stands.holder);
  }
}

void Model::take(const SetApprovalPolicyCommand& command) {
  policies_.erase(said_->issuer);
  policy_hours_[said_->issuer] = command.expires_after_hours;
  if (!command.kinds.empty()) policies_[said_->issuer] = {command.kinds.begin(), command.kinds.end()};
}

void Model::take(const ApproveCommand& command) {
  go_back(command.pending.value);
  const Command waiting = commands_.at(command.pending.value);
  std::visit([this](const auto& inner) { take(inner); }, waiting);
}

void Model::take(const DeclineCommand& command) { go_back(command.pending.value); }

void Model::take(const AppointRegistrarCommand& command) {
  appointments_[said_->entry] = {{said_->entry}, command.party, command.programme, command.from, command.until};
}

void Model::take(const EndAppointmentCommand& command) {
  appointments_.at(command.appointment.value).until = command.on;
}

void Model::take(const SucceedPartyCommand& command) {
  successors_.emplace(command.from, command.to);
  for (auto& [unit, condition] : units_) {
    const bool moves = condition.status == UnitStatus::free || condition.status == UnitStatus::reserved ||
                       condition.status == UnitStatus::held || condition.status == UnitStatus::frozen;
    if (!moves || condition.holder != command.from) continue;
    condition.holder = command.to;
    touched_.insert(unit.first);
  }
  for (auto& [key, project] : projects_) {
    if (project.developer == command.from) project.developer = command.to;
  }
}

void Model::take(const RegisterProjectCommand& command) {
  ModelProject& project = projects_[command.project];
  project = {};
  project.entry = said_->entry;
  project.tokens = {token_of(command.project)};
  for (const ProjectKey& alias : command.also_registered_as) project.tokens.insert(token_of(alias));
  if (command.asset_code) project.tokens.insert("asset " + *command.asset_code);
  if (command.developer) project.developer = parse_party(*command.developer);
  project.own_for = command.self_developed_for;
}

// Which uses two names of one project have in common is the rules' judgement; the units are set as the events say.
void Model::take(const LinkProjectsCommand& command) {
  projects_.at(command.a).tokens.insert(token_of(command.b));
  projects_.at(command.b).tokens.insert(token_of(command.a));
  Action& link = action(ActionKind::project_link, {});
  link.projects = {command.a, command.b};
  const Units before = units_;
  take_pieces(link);
  for (auto& [unit, stood] : link.before) {
    const UnitStatus now = units_.at(unit).status;
    if (now != UnitStatus::frozen && now != UnitStatus::in_conflict) problem_ = "a link moves units";
    if (now == UnitStatus::frozen) stood = before.at(unit);
  }
}

Condition Model::beginning(const ModelBatch& batch) const {
  const std::uint64_t entry = said_->entry;
  if (batch.status == RegistryStatus::retired) return {UnitStatus::registry_retired, {}, {}, entry};
  if (batch.status == RegistryStatus::cancelled) return {UnitStatus::cancelled, {}, {}, entry};
  if (batch.project.programme == "OWN") return {UnitStatus::free, projects_.at(batch.project).developer, {}, entry};
  return {UnitStatus::unassigned, {}, {}, entry};
}

// A registrar's record sets aside what holders stated of the same numbers.
void Model::take(const RecordBatchCommand& command) {
  ModelBatch batch{command.project,       command.space,           command.units,
                   command.printed_codes, command.registry_status, false};
  for (const auto& [id, other] : batches_) {
    if (other.voided || other.project.programme != command.project.programme) continue;
    const bool same_code = std::any_of(other.codes.begin(), other.codes.end(), [&](const std::string& code) {
      return std::find(batch.codes.begin(), batch.codes.end(), code) != batch.codes.end();
    });
    if ((other.space != batch.space || !other.units.overlaps(batch.units)) && !same_code) continue;
    if (!is_registrar(command.project.programme)) problem_ = "a holder's record overlaps another batch";
    for (const Unit& unit : units_in({{{id}, other.units}})) {
      if (units_.at(unit).status == UnitStatus::retired) problem_ = "a record overlaps units that count";
    }
    cancel_batch(id);
  }
  Condition begins = beginning(batch);
  if (begins.status == UnitStatus::unassigned && !is_registrar(command.project.programme))
    begins = {UnitStatus::free, said_->issuer, {}, said_->entry};
  batches_[said_->entry] = batch;
  for (const Unit& unit : units_in({{{said_->entry}, command.units}})) set(unit, begins);
}

void Model::take(const AmendBatchCommand& command) {
  ModelBatch& batch = batches_.at(command.batch.value);
  const std::int64_t end = command.quantity ? batch.units.begin + *command.quantity : batch.units.end;
  Action& amended =
      action(command.quantity ? ActionKind::cancellation : ActionKind::transfer, {{command.batch, batch.units}});
  for (const Unit& unit : units_in({{command.batch, batch.units}})) {
    const Condition stands = standing(unit);
    if (unit.second >= end) {
      if (is_loose(stands.status)) move(amended, unit, UnitStatus::cancelled);
      if (is_used(stands.status)) move(amended, unit, UnitStatus::in_conflict, {}, stands.retirement);
    } else if (command.holder && stands.holder != command.holder &&
               (stands.status == UnitStatus::unassigned || stands.status == UnitStatus::free)) {
      move(amended, unit, UnitStatus::free, command.holder);
    }
  }
  Condition begins = beginning(batch);
  const bool loose = begins.status == UnitStatus::unassigned || begins.status == UnitStatus::free;
  if (loose && command.holder) begins = {UnitStatus::free, command.holder, {}, said_->entry};
  for (std::int64_t number = batch.units.end; number < end; ++number) set({command.batch.value, number}, begins);
  batch.units.end = std::max(batch.units.end, end);
}

void Model::take(const TransferCommand& command) {
  const auto units = units_in(command.ranges);
  const auto of_programme = [this](const Unit& unit) { return batches_.at(unit.first).project.programme; };
  const bool registrar =
      std::all_of(units.begin(), units.end(), [&](const Unit& unit) { return is_registrar(of_programme(unit)); });
  const bool ccer =
      std::any_of(units.begin(), units.end(), [&](const Unit& unit) { return of_programme(unit) == "CCER"; });
  const bool waits = ccer && !registrar;
  Action& moved = action(waits ? ActionKind::transfer_hold : ActionKind::transfer, command.ranges);
  moved.to = command.to;
  if (waits) moved.until = Date{said_->today().days + 90};
  for (const Unit& unit : units) {
    const Condition stands = standing(unit);
    const bool movable = stands.status == UnitStatus::free || (registrar && stands.status == UnitStatus::unassigned);
    if (!movable || (!registrar && stands.holder != said_->issuer)) problem_ = "a unit moves that cannot";
    if (waits)
      move(moved, unit, UnitStatus::frozen, stands.holder);
    else
      move(moved, unit, UnitStatus::free, command.to);
  }
}

void Model::take(const ReserveCommand& command) {
  Action& reserved = action(ActionKind::reservation, command.ranges);
  reserved.until = command.until;
  for (const Unit& unit : units_in(command.ranges)) {
    const Condition stands = standing(unit);
    if (stands.status != UnitStatus::free || stands.holder != said_->issuer)
      problem_ = "a unit is reserved that cannot";
    move(reserved, unit, UnitStatus::reserved, stands.holder);
  }
}

void Model::take(const ReleaseCommand& command) { go_back(command.reservation.value); }

void Model::take(const FreezeCommand& command) {
  Action& frozen = action(ActionKind::freeze, command.ranges);
  frozen.until = command.until;
  for (const Unit& unit : units_in(command.ranges)) {
    const Condition stands = standing(unit);
    if (is_loose(stands.status)) move(frozen, unit, UnitStatus::frozen, stands.holder);
  }
}

void Model::take(const UnfreezeCommand& command) {
  std::set<std::uint64_t> lifted;
  for (const Unit& unit : units_in(command.ranges)) {
    const Condition stands = standing(unit);
    const auto freeze = actions_.find(stands.since);
    const bool kept =
        stands.status == UnitStatus::frozen && freeze != actions_.end() && freeze->second.kind == ActionKind::freeze;
    if (!kept) continue;
    lifted.insert(stands.since);
    set(unit, remembered(freeze->second, unit));
  }
  for (const std::uint64_t entry : lifted) {
    Action& freeze = actions_.at(entry);
    freeze.closed = std::none_of(freeze.before.begin(), freeze.before.end(),
                                 [&](const auto& one) { return standing(one.first).since == entry; });
  }
}

void Model::report(Action& action, UnitStatus loose_units_become) {
  for (const Unit& unit : units_in(action.ranges)) {
    const Condition stands = standing(unit);
    if (is_loose(stands.status)) move(action, unit, loose_units_become);
    if (is_used(stands.status)) move(action, unit, UnitStatus::in_conflict, {}, stands.retirement);
  }
}

void Model::take(const CancelCommand& command) {
  report(action(ActionKind::cancellation, command.ranges), UnitStatus::cancelled);
}

void Model::take(const RecordForeignUseCommand& command) {
  report(action(ActionKind::foreign_use, command.ranges), UnitStatus::foreign_use);
}

void Model::take(const InvalidateCommand& command) {
  Action& invalid = action(ActionKind::invalidation, command.ranges);
  for (const Unit& unit : units_in(command.ranges)) {
    const Condition stands = standing(unit);
    const bool over = stands.status == UnitStatus::cancelled || stands.status == UnitStatus::foreign_use ||
                      stands.status == UnitStatus::invalidated;
    if (!over)
      move(invalid, unit, UnitStatus::invalidated, stands.retirement ? std::nullopt : stands.holder, stands.retirement);
  }
}

void Model::take(const RecordRegistryEventCommand& command) {
  Action& event = action(ActionKind::registry_event, command.ranges);
  event.status = command.status;
  std::set<Unit> decided;
  for (const Unit& unit : units_in(command.ranges)) {
    const Condition stands = standing(unit);
    if (!is_loose(stands.status)) continue;
    decided.insert(unit);
    if (command.status == RegistryEventStatus::retired) {
      if (stands.status != UnitStatus::registry_retired) move(event, unit, UnitStatus::registry_retired);
    } else if (command.status == RegistryEventStatus::active) {
      if (stands.status == UnitStatus::registry_retired) move(event, unit, UnitStatus::unassigned);
    } else {
      move(event, unit, UnitStatus::cancelled);
    }
  }
  // Which uses the registry's words confirm and which they contradict is the rules' judgement; that they stay bound to
  // their retirement is not.
  Units before = units_;
  take_pieces(event);
  for (const auto& [unit, condition] : before) {
    const Condition& now = units_.at(unit);
    if (!decided.contains(unit) &&
        (now.retirement != condition.retirement || is_used(now.status) != is_used(condition.status)))
      problem_ = "a registry's report tears a unit from its retirement";
  }
}

void Model::take(const VoidCommand& command) {
  const std::uint64_t target = command.target.value;
  if (batches_.contains(target)) return cancel_batch(target);
  for (auto& [key, project] : projects_) {
    if (project.entry != target) continue;
    project.voided = true;
    return;
  }
  if (retirements_.contains({target})) return close({target});
  const auto found = actions_.find(target);
  if (found == actions_.end()) return;  // an inventory, a generation, ...: no unit moves
  Action& undone = found->second;
  undone.closed = true;
  if (undone.kind == ActionKind::project_link) {
    projects_.at(undone.projects.front()).tokens.erase(token_of(undone.projects.back()));
    projects_.at(undone.projects.back()).tokens.erase(token_of(undone.projects.front()));
  }
  for (const auto& [unit, before] : undone.before) {
    if (units_.at(unit).since == target)
      set(unit, as_before(undone, unit));
    else if (undone.kind != ActionKind::project_link)
      problem_ = "unit " + std::to_string(unit.second) + " of batch " + std::to_string(unit.first) +
                 " moved on from what is voided, since " + std::to_string(units_.at(unit).since);
  }
}

// A binding that came to its end meanwhile does not return, and one that was confirmed meanwhile returns as such.
Condition Model::as_before(const Action& undone, const Unit& unit) const {
  Condition back = remembered(undone, unit);
  if (!back.retirement) return back;
  const ModelRetirement& retirement = retirements_.at(*back.retirement);
  if (!is_open(retirement.status)) return unbound(back, retirement);
  const bool matched_by_it = units_.at(unit).status == UnitStatus::retired;
  if (back.status == UnitStatus::held && !matched_by_it && retirement.status != RetirementStatus::on_hold) {
    back.status = UnitStatus::retired;
    back.holder = std::nullopt;
  }
  return back;
}

}  // namespace tanbu::simulation
