// revoke_key: from this entry on the key signs nothing, and it never returns. A party may not lock itself out with it:
// neither of its own ledger nor of its own approval policy. The association may revoke any key: a stolen one is stolen,
// whatever is left.
#include <algorithm>

#include "ledger/rules/approval.hpp"
#include "ledger/rules/keys.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

Refused about_key(Refusal reason, const Key& key) {
  return {.reason = reason, .conflict = key.entry, .facts = {{"kid", key.kid.text}}};
}

bool is_last(const Key& key, const Context& context, const View& view) {
  const auto keys = view.keys_of(key.party);
  return std::none_of(keys.begin(), keys.end(), [&](const Key& other) {
    return other.kid != key.kid && rules::is_in_force(other, context.time);
  });
}

// A command of one approver needs another one, so a policy that fewer than two can serve stops the party.
bool policy_needs(const Key& key, const Context& context, const View& view) {
  const auto policy = rules::policy_of(key.party, view);
  if (!policy) return false;
  const auto approvers = rules::approvers_in_force(*policy, context.time, view);
  return approvers.size() <= 2 && std::find(approvers.begin(), approvers.end(), key.kid) != approvers.end();
}

}  // namespace

Outcome<Decision> decide(const RevokeKeyCommand& command, const Context& context, const View& view) {
  auto key = view.key(command.kid);
  if (!key) {
    return Refused{.reason = Refusal::unknown_key, .conflict = std::nullopt, .facts = {{"kid", command.kid.text}}};
  }
  const bool own = key->party == context.issuer;
  if (!own && !rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (key->valid_until) return about_key(Refusal::key_revoked, *key);
  if (own && is_last(*key, context, view)) return about_key(Refusal::last_key, *key);
  if (own && policy_needs(*key, context, view)) return about_key(Refusal::policy_locked, *key);
  // From here on the revocation must succeed.
  key->valid_until = context.time;
  Decision decision;
  decision.events.emplace_back(KeyChanged{std::move(*key)});
  return decision;
}

}  // namespace tanbu
