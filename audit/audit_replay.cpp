// Replaying one entry: what the rules decide, and what that does to the auditor's state.
#include "audit/audit_run.hpp"
#include "audit/carried_texts.hpp"
#include "audit/effects_bytes.hpp"
#include "ledger/rules.hpp"

namespace tanbu::audit {

std::optional<Decision> Run::replay(const Examined& examined) {
  if (!is_replaying()) return std::nullopt;
  auto decision = decided(examined);
  if (!decision) return std::nullopt;
  return enter(examined, *std::move(decision));
}

std::optional<Decision> Run::decided(const Examined& examined) {
  Context context{.issuer = examined.envelope->issuer,
                  .entry = {index_},
                  .time = Instant{examined.entry->time_unix_ms},
                  .key = {examined.jws->kid}};
  context.rules = find_rule_set(examined.entry->rules);
  context.genesis = genesis_ ? &*genesis_ : nullptr;
  if (const auto* approval = std::get_if<ApproveCommand>(&*examined.command)) {
    const auto waiting = pending_.find(approval->pending.value);
    if (waiting != pending_.end()) context.pending = &waiting->second;
  }
  const auto target = redacted_entry(*examined.command, context.pending);
  context.target = target ? &*target : nullptr;
  static_cast<void>(state_.unknown_texts().take_asked());
  auto outcome = decide(*examined.command, context, state_);
  if (may_take_on_trust(examined, outcome)) {
    report_.taken_on_trust.push_back(index_);
    auto stated = stated_effects(*examined.source.effects);
    // Where only notices differ, the command's own texts are not lost.
    if (outcome.accepted()) {
      Decision own = outcome.take();
      own.flags = stated->flags;
      if (expected_effects(own) == *examined.source.effects) return own;
    }
    state_.unknown_texts().add(*stated, index_);
    return with_carried_texts(*std::move(stated), state_);
  }
  if (outcome.accepted()) return outcome.take();
  const Refused& refused = outcome.refused();
  std::string words = "the rules refuse this entry: " + std::string(name_of(refused.reason));
  if (refused.conflict) words += ", because of entry " + std::to_string(refused.conflict->value);
  for (const auto& [name, value] : refused.facts) words += ", " + name + " " + value;
  find("rules", "rules_refuse", std::move(words));
  stop_replay("an entry that the rules refuse");
  return std::nullopt;
}

// Makes the decision part of the state. What it yields is what the stored effects are compared with.
std::optional<Decision> Run::enter(const Examined& examined, Decision decision) {
  for (const Event& event : decision.events) {
    if (auto problem = state_.apply(event)) {
      find("rules", "state_contradiction", std::move(*problem));
      stop_replay("an entry that contradicts the state");
      return decision;
    }
  }
  if (auto problem = invariants_.after(decision, {index_})) find("rules", "invariant_violated", std::move(*problem));
  check_digests(decision);
  check_erasures(decision);
  state_.append_entry();
  remember_past(examined, decision);
  remember_pending(examined, decision);
  remember_digest();
  ++report_.entries_replayed;
  return decision;
}

void Run::remember_pending(const Examined& examined, const Decision& decision) {
  for (const Event& event : decision.events) {
    const auto* taken = std::get_if<NoteTaken>(&event);
    const auto* pending = taken == nullptr ? nullptr : std::get_if<Pending>(&taken->note);
    if (pending == nullptr) continue;
    if (pending->closed_by) {
      pending_.erase(pending->entry.value);
    } else {
      if (examined.command) pending_.insert_or_assign(pending->entry.value, *examined.command);
    }
  }
}

}  // namespace tanbu::audit
