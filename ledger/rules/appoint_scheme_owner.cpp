// appoint_scheme_owner: the association says whose scheme it is; some authority's own programme for its district.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const AppointSchemeOwnerCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (auto refused = rules::refuse_unknown_party(command.party, view)) return *refused;
  // From here on the appointment must succeed.
  Decision decision;
  decision.events.emplace_back(
      NoteTaken{SchemeOwner{.entry = context.entry, .party = command.party, .scheme = command.scheme}});
  return decision;
}

}  // namespace tanbu
