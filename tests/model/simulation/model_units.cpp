// How the model's units stand today, how they go back, and how the model is compared with a view. What each command
// does to them is in model_commands.cpp and model_uses.cpp.
#include <algorithm>

#include "tests/model/simulation/model.hpp"

namespace tanbu::simulation {

PartyId Model::present(PartyId holder) const {
  for (auto next = successors_.find(holder); next != successors_.end(); next = successors_.find(holder))
    holder = next->second;
  return holder;
}

// A freeze beneath another one is lifted by nothing but its own thaw; a lock freezes as long as it stands.
bool Model::is_over(const Action& action, const Unit& unit) const {
  if (action.kind == ActionKind::freeze) return false;
  if (action.closed) return true;
  const bool by_lock = action.kind == ActionKind::own_lock || action.kind == ActionKind::project_link;
  return by_lock && !is_locked(batches_.at(unit.first).project);
}

// How the unit stood before the action, as it counts today: what an entry kept that is over by now is not kept again.
Condition Model::remembered(const Action& action, const Unit& unit) const {
  const auto found = action.before.find(unit);
  HOLDS(found != action.before.end());
  Condition condition = found->second;
  if (condition.holder) condition.holder = present(*condition.holder);
  if (condition.status != UnitStatus::reserved && condition.status != UnitStatus::frozen) return condition;
  const auto keeper = actions_.find(condition.since);
  if (keeper == actions_.end() || !is_over(keeper->second, unit)) return condition;
  if (keeper->second.given_to)
    return {UnitStatus::free, present(*keeper->second.given_to), std::nullopt, condition.since};
  return remembered(keeper->second, unit);
}

Condition Model::standing(const Unit& unit) const {
  Condition condition = units_.at(unit);
  while (condition.status == UnitStatus::reserved || condition.status == UnitStatus::frozen) {
    const auto found = actions_.find(condition.since);
    if (found == actions_.end()) break;
    const Action& action = found->second;
    const bool lapsed =
        (action.until && *action.until < said_->today()) || (action.lapses && *action.lapses <= said_->time);
    if (!lapsed) break;
    condition = remembered(action, unit);
  }
  const bool held = condition.status == UnitStatus::held;
  if (!held && condition.status != UnitStatus::in_conflict) return condition;
  const ModelRetirement& retirement = retirements_.at(*condition.retirement);
  if (held && !waits(retirement)) {
    condition.status = UnitStatus::free;
    condition.retirement = std::nullopt;
  } else if (!held && has_lapsed(retirement)) {
    // The use is over, so the unit is where the other account has it.
    const std::uint64_t since = condition.since;
    condition = unbound(condition, retirement);
    condition.since = since;
  }
  return condition;
}

bool Model::waits(const ModelRetirement& retirement) const {
  return retirement.status == RetirementStatus::on_hold && !has_lapsed(retirement);
}

bool Model::has_lapsed(const ModelRetirement& retirement) const {
  return retirement.status == RetirementStatus::on_hold && said_->today().days > retirement.recorded_on.days + 90;
}

std::vector<Unit> Model::units_in(const std::vector<BatchRange>& ranges) const {
  std::vector<Unit> units;
  for (const BatchRange& range : ranges) {
    for (std::int64_t number = range.units.begin; number < range.units.end; ++number)
      units.emplace_back(range.batch.value, number);
  }
  return units;
}

std::vector<Unit> Model::units_of(const ProjectKey& project) const {
  std::vector<Unit> units;
  for (const auto& [id, batch] : batches_) {
    if (batch.project != project) continue;
    const auto more = units_in({{{id}, batch.units}});
    units.insert(units.end(), more.begin(), more.end());
  }
  return units;
}

void Model::set(const Unit& unit, Condition condition) {
  touched_.insert(unit.first);
  units_[unit] = std::move(condition);
}

void Model::move(Action& action, const Unit& unit, UnitStatus status, std::optional<PartyId> holder,
                 std::optional<RetirementId> retirement) {
  end_lapsed(unit);
  action.before.try_emplace(unit, standing(unit));
  set(unit, {status, std::move(holder), retirement, said_->entry});
}

Model::Action& Model::action(ActionKind kind, const std::vector<BatchRange>& ranges) {
  Action& action = actions_[said_->entry];
  action.kind = kind;
  action.ranges = ranges;
  return action;
}

// What the entry still keeps stands as before it, and the entry keeps nothing any more.
void Model::go_back(std::uint64_t entry) {
  Action& action = actions_.at(entry);
  action.closed = true;
  for (const auto& [unit, before] : action.before) {
    if (units_.at(unit).since == entry) set(unit, remembered(action, unit));
  }
}

// A use of several batches ends as a whole.
void Model::cancel_batch(std::uint64_t batch) {
  for (const auto& [id, retirement] : retirements_) {
    const bool named = std::any_of(retirement.units.begin(), retirement.units.end(),
                                   [batch](const Unit& unit) { return unit.first == batch; });
    if (named && is_open(retirement.status)) close(id);
  }
  batches_.at(batch).voided = true;
  for (const Unit& unit : units_in({{{batch}, batches_.at(batch).units}}))
    set(unit, {UnitStatus::cancelled, std::nullopt, std::nullopt, said_->entry});
}

// Pieces that the events set, as they say, but for what the model moved by itself.
void Model::take_pieces(Action& action) {
  std::set<Unit> except;
  for (const auto& [unit, condition] : units_) {
    if (condition.since == said_->entry) except.insert(unit);
  }
  for (const Event& event : said_->decision.events) {
    const auto* set_units = std::get_if<UnitsSet>(&event);
    if (set_units == nullptr) continue;
    for (const Segment& piece : set_units->pieces) {
      for (const Unit& unit : units_in({{piece.batch, piece.units}})) {
        if (except.contains(unit)) continue;
        action.before.try_emplace(unit, standing(unit));
        set(unit, {piece.status, piece.holder, piece.retirement, piece.since.value});
      }
    }
  }
}

std::string Model::difference_in(std::uint64_t batch, const View& view) const {
  const UnitRange units = batches_.at(batch).units;
  const auto stored = view.batch({batch});
  if (!stored || stored->units != units) return "batch " + std::to_string(batch) + " has other units";
  std::int64_t reached = units.begin;
  for (const Segment& segment : view.segments({batch}, units)) {
    for (std::int64_t number = segment.units.begin; number < segment.units.end; ++number, ++reached) {
      const Condition& expected = units_.at({batch, number});
      const bool same = reached == number && expected.status == segment.status && expected.holder == segment.holder &&
                        expected.retirement == segment.retirement;
      if (same) continue;
      const auto told = [](UnitStatus status, const std::optional<PartyId>& holder,
                           const std::optional<RetirementId>& retirement) {
        return std::string(name_of(status)) + " " + (holder ? holder->text : "-") + " " +
               (retirement ? std::to_string(retirement->value) : "-");
      };
      return "unit " + std::to_string(number) + " of batch " + std::to_string(batch) + ": the model says " +
             told(expected.status, expected.holder, expected.retirement) + " since " + std::to_string(expected.since) +
             ", the ledger says " + told(segment.status, segment.holder, segment.retirement) + " since " +
             std::to_string(segment.since.value);
    }
  }
  return reached == units.end ? "" : "batch " + std::to_string(batch) + " is not complete";
}

// A unit has one condition, so it counts for one retirement at most; what is counted must be just these.
std::string Model::difference_in_counts(const View& view) const {
  std::map<RetirementId, std::int64_t> counted;
  for (const auto& [unit, condition] : units_) {
    if (condition.status == UnitStatus::retired) ++counted[*condition.retirement];
  }
  std::int64_t sum = 0;
  for (const auto& [id, retirement] : retirements_) {
    const auto stored = view.retirement(id);
    const std::int64_t expected = counted.contains(id) ? counted.at(id) : 0;
    if (stored && stored->counted == expected && stored->status == retirement.status) {
      sum += stored->counted;
      continue;
    }
    return "retirement " + std::to_string(id.value) + " counts " + (stored ? std::to_string(stored->counted) : "-") +
           " and should count " + std::to_string(expected);
  }
  std::int64_t wanted = 0;
  for (const auto& [id, units] : counted) wanted += units;
  return sum == wanted ? "" : "units count for a retirement that the model does not know";
}

std::string Model::difference(const View& view, bool everything) const {
  if (!problem_.empty()) return problem_;
  for (const auto& [id, batch] : batches_) {
    if (!everything && !touched_.contains(id)) continue;
    std::string found = difference_in(id, view);
    if (!found.empty()) return found;
  }
  return everything || !touched_.empty() ? difference_in_counts(view) : "";
}

}  // namespace tanbu::simulation
