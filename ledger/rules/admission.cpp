// Admission: is the key in force at the entry's time, and is the command of today? Formats section 2, writer checks 2
// and 3.
#include "ledger/rules.hpp"

namespace tanbu {

std::optional<Refused> admit(const Envelope& envelope, const Key& key, Instant entry_time) {
  const bool in_force = key.valid_from <= entry_time && (!key.valid_until || entry_time < *key.valid_until);
  if (!in_force)
    return Refused{.reason = Refusal::key_not_in_force, .conflict = key.entry, .facts = {{"kid", key.kid.text}}};
  if (envelope.issued_at.unix_ms > entry_time.unix_ms + limits::issued_ahead_ms_max) {
    return Refused{.reason = Refusal::issued_in_future};
  }
  if (envelope.expires_at.unix_ms - envelope.issued_at.unix_ms > limits::command_lifetime_ms_max) {
    return Refused{.reason = Refusal::lifetime_too_long};
  }
  if (envelope.expires_at <= entry_time) return Refused{.reason = Refusal::command_expired};
  return std::nullopt;
}

Outcome<Decision> decide(const Command& command, const Context& context, const View& view) {
  HOLDS(context.entry.value == view.size());
  return std::visit([&](const auto& wish) { return decide(wish, context, view); }, command);
}

}  // namespace tanbu
