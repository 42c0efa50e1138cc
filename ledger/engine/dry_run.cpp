#include "ledger/engine/dry_run.hpp"

#include "ledger/engine/changes.hpp"
#include "ledger/engine/recorded_command.hpp"

namespace tanbu::engine {

DryRun::DryRun(store::Reader& reader, const std::optional<GenesisCommand>& genesis, Instant now)
    : reader_(reader),
      genesis_(genesis),
      time_(recorded_at(now, reader.head().time)),
      overlay_(static_cast<const View&>(reader)) {}

Answer DryRun::decide(const Checked& checked) {
  if (const auto seen = reader_.seen(checked.envelope.issuer, checked.envelope.jti)) {
    if (seen->payload != checked.payload)
      return Refused{.reason = Refusal::jti_reused, .conflict = seen->entry, .facts = {}};
    if (seen->refused) return *seen->refused;
  }
  if (!checked.kid.text.empty()) {
    const auto key = overlay_.key(checked.kid);
    HOLDS(key.has_value());
    if (auto refused = admit(checked.envelope, *key, time_)) return std::move(*refused);
  } else if (auto refused = refuse_times(checked.envelope, time_)) {
    return std::move(*refused);
  }
  const EntryIndex index{overlay_.size()};
  const auto waiting = waiting_command(checked.command);
  const auto target = redacted(checked.command, waiting ? &*waiting : nullptr);
  const Context context{.issuer = checked.envelope.issuer,
                        .entry = index,
                        .time = time_,
                        .key = checked.kid,
                        .pending = waiting ? &*waiting : nullptr,
                        .target = target ? &*target : nullptr,
                        .genesis = genesis_ ? &*genesis_ : nullptr};
  auto outcome = tanbu::decide(checked.command, context, overlay_);
  if (!outcome.accepted()) return outcome.refused();
  Decision decision = outcome.take();
  overlay_.put(changes_of(decision, overlay_));
  overlay_.append_entry();
  granted_.push_back({&checked, decision});
  return Accepted{
      .index = index, .kind = checked.envelope.kind, .entry = {}, .receipt = {}, .decision = std::move(decision)};
}

Answer DryRun::decide_in_group(const Checked& checked) {
  const auto known = decided_.find({checked.envelope.issuer, checked.envelope.jti});
  if (known != decided_.end()) {
    if (known->second.first == checked.payload) return known->second.second;
    return Refused{.reason = Refusal::jti_reused, .conflict = std::nullopt, .facts = {}};
  }
  const auto seen = reader_.seen(checked.envelope.issuer, checked.envelope.jti);
  if (seen && seen->payload == checked.payload && seen->entry) {
    return Accepted{.index = *seen->entry, .kind = {}, .entry = {}, .receipt = {}, .decision = {}, .replayed = true};
  }
  Answer answer = decide(checked);
  decided_.emplace(std::pair{checked.envelope.issuer, checked.envelope.jti}, std::pair{checked.payload, answer});
  return answer;
}

const DryRun::Granted* DryRun::granted_at(EntryIndex index) const {
  const std::uint64_t first = reader_.size();
  return index.value < first ? nullptr : &granted_.at(index.value - first);
}

std::optional<Command> DryRun::waiting_command(const Command& command) {
  const auto waits = waits_for(command, overlay_);
  if (!waits) return std::nullopt;
  const auto* granted = granted_at(*waits);
  return granted == nullptr ? recorded_command(reader_, *waits) : granted->checked->command;
}

std::optional<PastEntry> DryRun::redacted(const Command& command, const Command* waiting) {
  const RedactCommand* const redact = redact_in(command, waiting);
  if (redact == nullptr || redact->entry.value >= overlay_.size()) return std::nullopt;
  const EntryIndex effect = redacted_effect_of(redact->entry, overlay_);
  const auto* entry = granted_at(redact->entry);
  const auto* made = granted_at(effect);
  return PastEntry{.kind = entry == nullptr ? kind_of_entry(reader_, redact->entry) : entry->checked->envelope.kind,
                   .decision = made == nullptr ? effect_of_entry(reader_, effect) : made->decision};
}

}  // namespace tanbu::engine
