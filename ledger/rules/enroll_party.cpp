// enroll_party: the association gives a party its place in the ledger, with the names under which registries know it
// (ID-01..03).
#include "ledger/rules/keys.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const EnrollPartyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (const auto party = view.party(command.party)) {
    return Refused{.reason = Refusal::party_exists, .conflict = party->entry, .facts = {{"party", party->id.text}}};
  }
  if (command.key) {
    if (auto refused = rules::refuse_taken_key(command.key->kid, view)) return *refused;
  }
  // From here on the enrolment must succeed.
  Decision decision;
  decision.events.emplace_back(PartyEnrolled{{.id = command.party,
                                              .entry = context.entry,
                                              .legal_form = command.legal_form,
                                              .name = command.name,
                                              .aliases = command.aliases,
                                              .succeeded_by = std::nullopt}});
  if (command.key) {
    decision.events.emplace_back(KeyRegistered{{.kid = command.key->kid,
                                                .party = command.party,
                                                .entry = context.entry,
                                                .jwk = command.key->jwk,
                                                .valid_from = context.time,
                                                .valid_until = std::nullopt,
                                                .kinds = {}}});
  }
  return decision;
}

}  // namespace tanbu
