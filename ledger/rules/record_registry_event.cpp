// record_registry_event: what a registry says today of units that it issued earlier. A truth that arrives late is never
// refused: units that nothing was bound to go where the registry says they are, a use that the registry confirms is
// matched, and a use that it contradicts counts no more until one of the two is withdrawn.
#include <algorithm>

#include "ledger/rules/facts.hpp"
#include "ledger/rules/matching.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu {
namespace {

using rules::Agreement;
using rules::agreement;
using rules::Printed;

// True when the ranges, taken together, hold every unit of the wanted ones.
bool cover_all(std::vector<BatchRange> ranges, const std::vector<BatchRange>& wanted) {
  std::sort(ranges.begin(), ranges.end());
  return std::all_of(wanted.begin(), wanted.end(), [&ranges](const BatchRange& whole) {
    std::int64_t reached = whole.units.begin;
    for (const BatchRange& range : ranges) {
      if (range.batch == whole.batch && range.units.begin <= reached) reached = std::max(reached, range.units.end);
    }
    return reached >= whole.units.end;
  });
}

// One event's way through the pieces that it speaks of.
class RegistryEvent {
 public:
  RegistryEvent(const RecordRegistryEventCommand& command, const Context& context, const View& view)
      : command_(command),
        context_(context),
        view_(view),
        effects_(context, view),
        printed_{command.beneficiary_text, command.reason_text, command.reference} {}

  Decision decided(const std::vector<rules::FoundRange>& found) {
    for (const Segment& piece : rules::standing(command_.ranges, context_, view_)) place(piece);
    for (const RetirementId id : agreed_) match(id);
    for (const Segment& piece : reconciled_) reconcile(piece);
    mark(found);
    UnitAction action = rules::action_of(ActionKind::registry_event, context_, command_.ranges, {});
    action.status = command_.status;
    action.on = command_.on;
    action.beneficiary_text = command_.beneficiary_text;
    action.reason_text = command_.reason_text;
    action.registry_reference = command_.reference;
    return effects_.decision(std::move(action));
  }

 private:
  void place(const Segment& piece) {
    if (rules::is_loose(piece.status)) return place_loose(piece);
    const bool in_conflict = piece.status == UnitStatus::in_conflict;
    if (!rules::is_used_here(piece.status) && !in_conflict) return;
    const auto retirement = view_.retirement(*piece.retirement);
    HOLDS(retirement.has_value());
    if (contradicts(*retirement)) return effects_.contradict(piece, ConflictKind::registry_disagrees);
    if (command_.status != RegistryEventStatus::retired) return;
    if (in_conflict && is_reconcilable(piece)) reconciled_.push_back(piece);
    if (std::find(agreed_.begin(), agreed_.end(), retirement->id) == agreed_.end()) agreed_.push_back(retirement->id);
  }

  void place_loose(const Segment& piece) {
    switch (command_.status) {
      case RegistryEventStatus::retired:
        retired_.push_back(piece.batch);
        if (piece.status != UnitStatus::registry_retired) move(piece, UnitStatus::registry_retired);
        return;
      case RegistryEventStatus::cancelled:
      case RegistryEventStatus::withdrawn:
        return move(piece, UnitStatus::cancelled);
      case RegistryEventStatus::active:
        if (piece.status == UnitStatus::registry_retired) move(piece, UnitStatus::unassigned);
        return;
    }
  }

  void move(const Segment& piece, UnitStatus status) { effects_.move(piece, rules::put(piece, status, context_)); }

  // Units that were active before the day of their retirement here contradict nothing.
  bool contradicts(const Retirement& retirement) const {
    if (command_.status == RegistryEventStatus::active) return command_.on >= retirement.retired_on;
    if (command_.status != RegistryEventStatus::retired) return true;
    return agreement(printed_, retirement, view_) == Agreement::contradicts;
  }

  // The registry tells our story again. Another conflict about the same units, a use elsewhere, is none of its
  // business.
  bool is_reconcilable(const Segment& piece) const {
    const auto conflicts = rules::open_conflicts_on({{piece.batch, piece.units}}, view_);
    return std::all_of(conflicts.begin(), conflicts.end(),
                       [](const Conflict& conflict) { return conflict.kind == ConflictKind::registry_disagrees; });
  }

  void reconcile(const Segment& piece) {
    const auto retirement = view_.retirement(*piece.retirement);
    HOLDS(retirement.has_value());
    const bool waits = retirement->status == RetirementStatus::on_hold &&
                       std::find(matched_.begin(), matched_.end(), retirement->id) == matched_.end();
    Segment back = rules::put(piece, waits ? UnitStatus::held : UnitStatus::retired, context_);
    back.retirement = retirement->id;
    if (waits) back.holder = retirement->holder;
    effects_.move(piece, std::move(back));
  }

  // True when this event and earlier ones, all of them firm, speak of every unit of the retirement.
  bool is_matched_whole(const Retirement& retirement) const {
    if (agreement(printed_, retirement, view_) != Agreement::matches) return false;
    std::vector<BatchRange> ranges = command_.ranges;
    for (const BatchRange& range : retirement.ranges) {
      for (const UnitAction& event : find_notes<UnitAction>(view_, index_names::actions_on(range.batch))) {
        const bool retired = event.kind == ActionKind::registry_event && event.status == RegistryEventStatus::retired &&
                             !event.closed_by;
        const Printed text{event.beneficiary_text, event.reason_text, event.registry_reference};
        if (!retired || agreement(text, retirement, view_) != Agreement::matches) continue;
        ranges.insert(ranges.end(), event.ranges.begin(), event.ranges.end());
      }
    }
    if (!cover_all(std::move(ranges), retirement.ranges)) return false;
    const auto pieces = rules::standing(retirement.ranges, context_, view_);
    return std::none_of(pieces.begin(), pieces.end(), [&](const Segment& piece) {
      return piece.status == UnitStatus::in_conflict && !rules::covers(rules::ranges_of(reconciled_), piece);
    });
  }

  void match(RetirementId id) {
    auto retirement = view_.retirement(id);
    HOLDS(retirement.has_value());
    const bool on_hold = retirement->status == RetirementStatus::on_hold;
    const bool waits = on_hold || retirement->status == RetirementStatus::declared;
    if (!waits || !is_matched_whole(*retirement)) return;
    matched_.push_back(id);
    if (on_hold) bind(*retirement);
    retirement->status = RetirementStatus::matched;
    if (retirement->registry_reference.empty()) retirement->registry_reference = command_.reference;
    settle_locks(*retirement);
    effects_.add(RetirementChanged{std::move(*retirement)});
  }

  // What was on HOLD counts from now on, also the units of which earlier events spoke.
  void bind(const Retirement& retirement) {
    for (const Segment& piece : rules::standing(retirement.ranges, context_, view_)) {
      if (piece.status != UnitStatus::held) continue;
      Segment bound = rules::put(piece, UnitStatus::retired, context_);
      bound.retirement = retirement.id;
      effects_.move(piece, std::move(bound));
    }
  }

  // A lock that this retirement put on provisionally is a lock for ever now.
  void settle_locks(const Retirement& retirement) {
    const auto found = rules::find_ranges(retirement.ranges, view_);
    HOLDS(found.accepted());
    for (Project& project : rules::projects_of(found.value())) {
      if (!project.lock || project.lock->retirement != retirement.id) continue;
      project.lock->provisional = false;
      effects_.add(ProjectChanged{std::move(project)});
    }
  }

  // A project whose units were used somewhere is used for ever.
  void mark(const std::vector<rules::FoundRange>& found) {
    for (const Project& project : rules::projects_of(found)) {
      const bool retired = std::any_of(found.begin(), found.end(), [&](const rules::FoundRange& range) {
        return range.project.key == project.key &&
               std::find(retired_.begin(), retired_.end(), range.batch.id) != retired_.end();
      });
      if (!retired) continue;
      const bool shared = rules::left_the_developer(command_.beneficiary_text, project, view_);
      for (Event& event : rules::marks_of(project, true, shared)) effects_.add(std::move(event));
    }
  }

  const RecordRegistryEventCommand& command_;
  const Context& context_;
  const View& view_;
  rules::FactEffects effects_;
  Printed printed_;
  std::vector<RetirementId> agreed_;
  std::vector<RetirementId> matched_;
  std::vector<Segment> reconciled_;
  std::vector<BatchId> retired_;  // with units that the registry retired for nobody of this ledger yet
};

}  // namespace

Outcome<Decision> decide(const RecordRegistryEventCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_fact(command.ranges, rules::Reporters::registrar, context, view);
  if (!found.accepted()) return found.refused();
  if (command.on > context.today()) return Refusal::future_date;
  // From here on the record must succeed.
  return RegistryEvent(command, context, view).decided(found.value());
}

}  // namespace tanbu
