// release: the holder ends its reservation before its day; what of it was not used is free again.
#include "ledger/rules/standing.hpp"

namespace tanbu {

Outcome<Decision> decide(const ReleaseCommand& command, const Context& context, const View& view) {
  auto reservation = find_note<UnitAction>(view, command.reservation);
  if (!reservation || reservation->kind != ActionKind::reservation) {
    return Refused{.reason = Refusal::unknown_reservation,
                   .conflict = std::nullopt,
                   .facts = {{"reservation", std::to_string(command.reservation.value)}}};
  }
  if (reservation->issuer != context.issuer)
    return Refused{.reason = Refusal::not_holder, .conflict = reservation->entry, .facts = {}};
  if (reservation->closed_by)
    return Refused{.reason = Refusal::not_open, .conflict = reservation->closed_by, .facts = {{"status", "closed"}}};
  // From here on the release must succeed.
  Decision decision;
  auto back = rules::way_back(*reservation, view);
  if (!back.empty()) decision.events.emplace_back(UnitsSet{std::move(back)});
  reservation->closed_by = context.entry;
  decision.events.emplace_back(NoteTaken{std::move(*reservation)});
  return decision;
}

}  // namespace tanbu
