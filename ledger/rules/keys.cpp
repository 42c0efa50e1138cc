#include "ledger/rules/keys.hpp"

#include <algorithm>

namespace tanbu::rules {

bool is_in_force(const Key& key, Instant time) {
  return key.valid_from <= time && (!key.valid_until || time < *key.valid_until);
}

bool may_sign(const Key& key, std::string_view kind) {
  return key.kinds.empty() || std::find(key.kinds.begin(), key.kinds.end(), kind) != key.kinds.end();
}

std::optional<Refused> refuse_taken_key(const KeyId& kid, const View& view) {
  const auto key = view.key(kid);
  if (!key) return std::nullopt;
  return Refused{.reason = key->valid_until ? Refusal::key_revoked : Refusal::key_exists,
                 .conflict = key->entry,
                 .facts = {{"kid", kid.text}}};
}

}  // namespace tanbu::rules
