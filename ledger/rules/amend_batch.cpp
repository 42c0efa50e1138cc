// amend_batch: the registry corrected what it had stated of a batch: how many units it has, or who holds what nobody
// else does here. Units that turn out never to have been issued are struck out; where they were used, a conflict says
// so. Numbers that say what they are cannot grow.
#include "ledger/rules/facts.hpp"

namespace tanbu {
namespace {

using MaybeRefused = std::optional<Refused>;

struct Request {
  const AmendBatchCommand& command;
  const Context& context;
  const View& view;
  const Batch& batch;
  const Project& project;
  const Programme& programme;
};

// The units that the batch is to have; its first number stays.
UnitRange corrected(const Request& request) {
  if (!request.command.quantity) return request.batch.units;
  return {request.batch.units.begin, request.batch.units.begin + *request.command.quantity};
}

Refused about_batch(Refusal reason, EntryIndex conflict, const Batch& batch) {
  return rules::about_range(reason, conflict, batch.id, batch.units);
}

MaybeRefused refuse(const Request& request) {
  const Batch& batch = request.batch;
  if (!rules::is_registrar(request.context.issuer, batch.project.programme, request.context.today(), request.view))
    return Refused{.reason = Refusal::not_registrar};
  const auto& holder = request.command.holder;
  if (holder && !request.view.party(*holder))
    return Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", holder->text}}};
  if (batch.voided_by) return about_batch(Refusal::voided_already, *batch.voided_by, batch);
  // Such units never leave their developer, so no registry can know another holder.
  if (holder && !request.programme.transferable && request.project.developer != holder)
    return about_batch(Refusal::not_transferable, batch.id.entry(), batch);
  const UnitRange whole = corrected(request);
  if (whole.end <= batch.units.end) return std::nullopt;
  const UnitRange added{batch.units.end, whole.end};
  for (const Batch& other : request.view.batches_overlapping(batch.project.programme, batch.space, added)) {
    if (other.id != batch.id)
      return rules::about_range(Refusal::serial_overlap, other.id.entry(), other.id, other.units.intersection(added));
  }
  if (!request.programme.opaque) return about_batch(Refusal::quantity_fixed, batch.id.entry(), batch);
  return std::nullopt;
}

void strike_out(const Request& request, UnitRange surplus, rules::FactEffects& effects) {
  for (const Segment& piece : rules::standing({request.batch.id, surplus}, request.context, request.view)) {
    if (rules::is_loose(piece.status))
      effects.move(piece, rules::put(piece, UnitStatus::cancelled, request.context));
    else if (rules::is_used_here(piece.status) || piece.status == UnitStatus::in_conflict)
      effects.contradict(piece, ConflictKind::over_issued);
  }
}

// Units of which the registry alone knows the holder, or which stand free.
void assign(const Request& request, UnitRange units, const PartyId& holder, rules::FactEffects& effects) {
  bool left = false;
  for (const Segment& piece : rules::standing({request.batch.id, units}, request.context, request.view)) {
    if (piece.status != UnitStatus::unassigned && piece.status != UnitStatus::free) continue;
    if (piece.holder == holder) continue;
    Segment now = rules::put(piece, UnitStatus::free, request.context);
    now.holder = holder;
    effects.move(piece, std::move(now));
    left = left || request.project.developer != holder;
  }
  for (Event& event : rules::marks_of(request.project, false, left)) effects.add(std::move(event));
}

BatchExtended extended(const Request& request, UnitRange added, const std::optional<PartyId>& holder) {
  rules::Beginning beginning = rules::beginning_of(request.batch.registry_status, request.project);
  const bool free = beginning.status == UnitStatus::unassigned || beginning.status == UnitStatus::free;
  if (free && holder) beginning = {UnitStatus::free, holder};
  return {.batch = request.batch.id,
          .added = added,
          .status = beginning.status,
          .holder = beginning.holder,
          .entry = request.context.entry};
}

Decision granted(const Request& request) {
  const UnitRange whole = corrected(request);
  const UnitRange old = request.batch.units;
  const UnitRange kept = whole.end < old.end ? whole : old;
  rules::FactEffects effects(request.context, request.view);
  if (kept.end < old.end) strike_out(request, {kept.end, old.end}, effects);
  // A registry that still knows a party under its old name means the one that succeeded it.
  std::optional<PartyId> holder;
  if (request.command.holder) holder = rules::present_holder(*request.command.holder, request.view);
  if (holder) assign(request, kept, *holder, effects);
  if (old.end < whole.end) effects.add(extended(request, {old.end, whole.end}, holder));
  UnitAction action = rules::action_of(request.command.quantity ? ActionKind::cancellation : ActionKind::transfer,
                                       request.context, {{request.batch.id, old}}, {});
  if (request.command.quantity) action.cancel_reason = CancelReason::registry_cancelled;
  action.to = holder;
  return effects.decision(std::move(action));
}

}  // namespace

Outcome<Decision> decide(const AmendBatchCommand& command, const Context& context, const View& view) {
  const auto batch = view.batch(command.batch);
  if (!batch) {
    return Refused{.reason = Refusal::unknown_batch,
                   .conflict = std::nullopt,
                   .facts = {{"batch", std::to_string(command.batch.value)}}};
  }
  const auto project = view.project(batch->project);
  const Programme* programme = find_programme(batch->project.programme);
  HOLDS(project.has_value() && programme != nullptr);
  const Request request{command, context, view, *batch, *project, *programme};
  if (auto refused = refuse(request)) return *refused;
  // From here on the correction must succeed.
  return granted(request);
}

}  // namespace tanbu
