// add_key: a party adds a key to those it has, or the association helps one that lost its own. A key that the
// association adds beside others waits some days: whoever still has a key of the party sees it and can revoke it, so
// that an association's key in wrong hands does not sign for a factory at once.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/keys.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

}  // namespace

Outcome<Decision> decide(const AddKeyCommand& command, const Context& context, const View& view) {
  const bool own = context.issuer == command.party;
  if (!own && !rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (auto refused = rules::refuse_unknown_party(command.party, view)) return *refused;
  if (auto refused = rules::refuse_taken_key(command.key.kid, view)) return *refused;
  // From here on the registration must succeed.
  const std::vector<Key> keys = view.keys_of(command.party);
  const bool recovery = !own && !keys.empty();
  Instant valid_from = context.time;
  if (recovery) valid_from.unix_ms += context.rules->recovery_days * day_ms;
  Decision decision;
  decision.events.emplace_back(KeyRegistered{{.kid = command.key.kid,
                                              .party = command.party,
                                              .entry = context.entry,
                                              .jwk = command.key.jwk,
                                              .valid_from = valid_from,
                                              .valid_until = std::nullopt,
                                              .kinds = command.kinds}});
  if (recovery) decision.flags.push_back(Flag::key_in_recovery);
  return decision;
}

}  // namespace tanbu
