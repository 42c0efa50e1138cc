// genesis: the first entry. It names the ledger, the association and its keys, the log's key and the rule set.
#include "ledger/rules.hpp"

namespace tanbu {

Outcome<Decision> decide(const GenesisCommand& command, const Context& context, const View& view) {
  if (view.size() != 0) return Refused{.reason = Refusal::genesis_exists, .conflict = EntryIndex{0}};
  if (context.issuer != command.association) return Refusal::not_association;
  // From here on the genesis must succeed.
  Decision decision;
  decision.events.emplace_back(PartyEnrolled{{.id = command.association,
                                              .entry = context.entry,
                                              .legal_form = LegalForm::legal_person,
                                              .name = command.association_name,
                                              .aliases = {},
                                              .succeeded_by = std::nullopt}});
  for (const KeyText& key : command.keys) {
    decision.events.emplace_back(KeyRegistered{{.kid = key.kid,
                                                .party = command.association,
                                                .entry = context.entry,
                                                .jwk = key.jwk,
                                                .valid_from = context.time,
                                                .valid_until = std::nullopt,
                                                .kinds = {}}});
  }
  return decision;
}

}  // namespace tanbu
