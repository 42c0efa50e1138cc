// update_party: the association corrects how a party is named and what it is. Members that the command leaves out stay
// as they are; what the state does not keep (addresses, divisions) stays in the command.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const UpdatePartyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (auto refused = rules::refuse_unknown_party(command.party, view)) return *refused;
  // From here on the update must succeed.
  Party party = *view.party(command.party);
  if (command.name) party.name = *command.name;
  if (command.aliases) party.aliases = *command.aliases;
  if (command.legal_form) party.legal_form = *command.legal_form;
  Decision decision;
  decision.events.emplace_back(PartyChanged{std::move(party)});
  return decision;
}

}  // namespace tanbu
