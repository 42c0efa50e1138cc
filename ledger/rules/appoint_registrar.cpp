// appoint_registrar: the association says who reports what a programme's registry holds, and for which days.
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const AppointRegistrarCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (!view.party(command.party)) {
    return Refused{
        .reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.party.text}}};
  }
  // From here on the appointment must succeed.
  Decision decision;
  decision.events.emplace_back(RegistrarAppointed{{.entry = context.entry,
                                                   .party = command.party,
                                                   .programme = command.programme,
                                                   .from = command.from,
                                                   .until = command.until}});
  return decision;
}

}  // namespace tanbu
