// retire: units are bound to one factory and one period, for ever. Two cases behind one kind: the holder retires free
// units (or units that a reservation or a freeze keeps for exactly this), or units that are already retired at their
// registry are bound to the factory for which the registry says they were retired. Reasons are asked in the documented
// order: references, programme and purpose, own project, double use, freedom, time, registry, beneficiary, ceiling.
// Rules RT-01..03, RT-07, RT-09, CE-08..10, GE-05..08.
#include <algorithm>

#include "ledger/rules/certificates.hpp"
#include "ledger/rules/own_project.hpp"
#include "ledger/rules/retirement.hpp"

namespace tanbu {
namespace {

using rules::FoundRange;
using rules::MaybeRefused;
using rules::RetirementRequest;

Refused unknown(Refusal reason, const char* what, const std::string& name) {
  return {.reason = reason, .conflict = std::nullopt, .facts = {{what, name}}};
}

// Its holder, and a registrar on the holder's behalf.
bool may_use(const UnitAction& reservation, const Context& context, const View& view) {
  if (reservation.issuer == context.issuer) return true;
  return std::all_of(reservation.ranges.begin(), reservation.ranges.end(), [&](const BatchRange& range) {
    const auto batch = view.batch(range.batch);
    HOLDS(batch.has_value());
    if (rules::is_registrar(context.issuer, batch->project.programme, context.today(), view)) return true;
    const auto pieces = view.segments(range.batch, range.units);
    return std::all_of(pieces.begin(), pieces.end(),
                       [&](const Segment& piece) { return piece.holder == context.issuer; });
  });
}

// The ranges that the command names itself or through its reservation. Somebody else's reservation is to a stranger
// what is no reservation: what it keeps, and for what, is its holder's business.
Outcome<std::vector<BatchRange>> ranges_of(const RetireCommand& command, const Context& context, const View& view) {
  if (!command.reservation) return command.ranges;
  const auto reservation = find_note<UnitAction>(view, *command.reservation);
  if (!reservation || reservation->kind != ActionKind::reservation || !may_use(*reservation, context, view))
    return unknown(Refusal::unknown_reservation, "reservation", std::to_string(command.reservation->value));
  return reservation->ranges;
}

// A reservation is used as a whole, by whom it belongs to, for what it was made.
MaybeRefused refuse_reservation(const RetirementRequest& request) {
  if (!request.command.reservation) return std::nullopt;
  const auto reservation = find_note<UnitAction>(request.view, *request.command.reservation);
  HOLDS(reservation.has_value());
  const FreezePurpose wanted{request.command.factory, request.command.period, request.command.purpose};
  std::int64_t units = 0;
  for (const BatchRange& range : reservation->ranges) units += range.units.quantity();
  const char* differs = nullptr;
  if (reservation->closed_by)
    differs = "closed";
  else if (reservation->until < request.context.today())
    differs = "until";
  else if (reservation->purpose != wanted)
    differs = "purpose";
  else if (units != request.command.quantity)
    differs = "quantity";
  if (differs == nullptr) return std::nullopt;
  return Refused{.reason = Refusal::reservation_mismatch,
                 .conflict = reservation->entry,
                 .facts = {{"differs", differs}, {"quantity", std::to_string(units)}}};
}

// Reservations and freezes that were made for this use are over when it takes their last unit.
void add_closed_actions(const RetirementRequest& request, std::vector<Event>& events) {
  std::vector<EntryIndex> seen;
  for (const rules::FoundPiece& piece : request.pieces) {
    const bool kept = piece.segment.status == UnitStatus::reserved || piece.segment.status == UnitStatus::frozen;
    if (!kept || std::find(seen.begin(), seen.end(), piece.segment.since) != seen.end()) continue;
    seen.push_back(piece.segment.since);
    auto action = find_note<UnitAction>(request.view, piece.segment.since);
    HOLDS(action.has_value());
    std::int64_t used = 0;
    for (const rules::FoundPiece& other : request.pieces) {
      if (other.segment.since == action->entry) used += other.segment.units.quantity();
    }
    if (used != rules::kept_by(*action, request.context, request.view)) continue;
    action->closed_by = request.context.entry;
    events.emplace_back(NoteTaken{std::move(*action)});
  }
}

Decision granted(const RetirementRequest& request, rules::Firmness firmness) {
  const RetireCommand& command = request.command;
  const bool claim = rules::is_claim(request);
  std::vector<BatchRange> ranges;
  for (const FoundRange& found : request.ranges) ranges.push_back(found.range);
  const Retirement retirement{.id = {request.context.entry.value},
                              .issuer = request.context.issuer,
                              .factory = command.factory,
                              .period = command.period,
                              .purpose = command.purpose,
                              .ranges = ranges,
                              .quantity = command.quantity,
                              .beneficiary = command.beneficiary,
                              .retired_on = command.retired_on,
                              .registry_reference = command.registry_reference.value_or(""),
                              .status = firmness.status,
                              .claim = claim,
                              .holder = request.pieces.front().segment.holder,
                              .recorded_on = request.context.today(),
                              .counted = 0,
                              .replaces = command.replaces,
                              .closed_by = std::nullopt};
  Decision decision;
  decision.flags = std::move(firmness.flags);
  decision.events = rules::close_lapsed(ranges, request.context, request.view);
  decision.events.emplace_back(UnitsRetired{retirement});
  // A claim on HOLD binds nothing and locks nothing.
  if (claim && retirement.status == RetirementStatus::on_hold) return decision;
  add_closed_actions(request, decision.events);
  for (Event& event : rules::own_use_events(rules::projects_of(request.ranges), retirement, request.view))
    decision.events.push_back(std::move(event));
  return decision;
}

MaybeRefused first_reason(const RetirementRequest& request) {
  if (auto refused = rules::refuse_unproved_behalf(request)) return refused;
  if (auto refused = rules::refuse_purpose(request)) return refused;
  if (auto refused = rules::refuse_own_boundary(request.ranges, request.factory, request.command.period,
                                                request.command.purpose, request.view))
    return refused;
  if (auto refused = rules::refuse_own_projects(request.ranges, request.command.factory, request.view)) return refused;
  if (auto refused = rules::refuse_double_use(request)) return refused;
  if (auto refused = refuse_reservation(request)) return refused;
  if (auto refused = rules::refuse_not_free(request)) return refused;
  if (auto refused = rules::refuse_mixed(request)) return refused;
  if (auto refused = rules::refuse_replacement(request)) return refused;
  if (auto refused = rules::refuse_time(request)) return refused;
  if (rules::is_claim(request)) {
    if (auto refused = rules::refuse_registry(request)) return refused;
  }
  return rules::refuse_beneficiary(request);
}

}  // namespace

Outcome<Decision> decide(const RetireCommand& command, const Context& context, const View& view) {
  const auto beneficiary = view.party(command.beneficiary);
  if (!beneficiary) return unknown(Refusal::unknown_party, "party", command.beneficiary.text);
  const auto factory = view.factory(command.factory);
  if (!factory) return unknown(Refusal::unknown_factory, "factory", std::to_string(command.factory.value));
  const auto ranges = ranges_of(command, context, view);
  if (!ranges.accepted()) return ranges.refused();
  const auto found = rules::find_ranges(ranges.value(), view);
  if (!found.accepted()) return found.refused();
  const auto invalidation = command.replaces ? find_note<UnitAction>(view, *command.replaces) : std::nullopt;
  if (command.replaces && (!invalidation || invalidation->kind != ActionKind::invalidation))
    return unknown(Refusal::unknown_invalidation, "replaces", std::to_string(command.replaces->value));
  if (command.retired_on > context.today()) return Refusal::future_date;
  const RetirementRequest request{
      .command = command,
      .context = context,
      .view = view,
      .factory = *factory,
      .beneficiary = *beneficiary,
      .ranges = found.value(),
      .pieces = rules::pieces_of(found.value(), context, view),
      .by_registrar = rules::is_registrar_of_all(context.issuer, found.value(), context.today(), view),
      .invalidation = invalidation};
  if (auto refused = first_reason(request)) return *refused;
  auto firmness = rules::firmness_of(request);
  if (!firmness.accepted()) return firmness.refused();
  const bool counts = firmness.value().status != RetirementStatus::on_hold;
  if (counts && command.purpose == Purpose::electricity_consumption) {
    if (auto refused = rules::refuse_over_consumption(command.factory, command.period, found.value(), context, view))
      return *refused;
  }
  // From here on the retirement must succeed.
  return granted(request, firmness.take());
}

}  // namespace tanbu
