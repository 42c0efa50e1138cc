// Admission: is the key in force at the entry's time, and is the command of today (formats section 2, writer checks 2
// and 3)? And what stands before every rule: may this signer sign this kind at all, and with one signature or two?
#include "ledger/rules/approval.hpp"
#include "ledger/rules/keys.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_signer(std::string_view kind, const Context& context, const View& view) {
  const auto party = view.party(context.issuer);
  if (party && party->succeeded_by) {
    return Refused{.reason = Refusal::party_succeeded,
                   .conflict = party->entry,
                   .facts = {{"party", party->id.text}, {"successor", party->succeeded_by->text}}};
  }
  const auto key = view.key(context.key);
  if (key && !rules::may_sign(*key, kind)) {
    return Refused{.reason = Refusal::key_not_for_kind,
                   .conflict = key->entry,
                   .facts = {{"kid", key->kid.text}, {"kind", std::string(kind)}}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<Refused> admit(const Envelope& envelope, const Key& key, Instant entry_time) {
  if (!rules::is_in_force(key, entry_time))
    return Refused{.reason = Refusal::key_not_in_force, .conflict = key.entry, .facts = {{"kid", key.kid.text}}};
  return refuse_times(envelope, entry_time);
}

std::optional<Refused> refuse_times(const Envelope& envelope, Instant entry_time) {
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
  const std::string_view kind = kind_of(command);
  if (auto refused = refuse_signer(kind, context, view)) return *refused;
  auto outcome = decide_by_rule(command, context, view);
  if (!outcome.accepted()) return outcome;
  const auto policy = rules::policy_of(context.issuer, view);
  if (!policy || !rules::needs_approval(*policy, kind)) return outcome;
  return rules::pending_decision(outcome.value(), *policy, kind, context, view);
}

Outcome<Decision> decide_by_rule(const Command& command, const Context& context, const View& view) {
  return std::visit([&](const auto& wish) { return decide(wish, context, view); }, command);
}

}  // namespace tanbu
