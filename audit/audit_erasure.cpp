// The parts of an audit that follow from erasures by law and from stated digests of the state. A missing command that a
// later entry erases is no fault: where the source keeps the entry's effect, it is taken as stated and the replay goes
// on; where it does not, the replay stops as for a withheld command. That a source says "erased" is a claim, and it is
// held to the entry that it names.
#include "audit/audit_run.hpp"
#include "audit/carried_texts.hpp"
#include "audit/effects_bytes.hpp"
#include "audit/effects_of_kind.hpp"
#include "audit/state_digest.hpp"
#include "ledger/holds.hpp"
#include "ledger/rules/redaction.hpp"

namespace tanbu::audit {

// A source that cannot be read here will be met again in order, where the fault can be named with its place.
void Run::find_digest_sizes() {
  try {
    auto entries = source_->entries_of_kind("record_state_digest");
    for (const Examined& examined : Examiner(options_.signature_threads).examine(std::move(entries))) {
      const auto* stated = examined.command ? std::get_if<RecordStateDigestCommand>(&*examined.command) : nullptr;
      if (stated != nullptr) digests_.emplace(stated->size, std::string());
    }
  } catch (const SourceFault&) {
    return;
  }
}

void Run::remember_digest() {
  const auto wanted = digests_.find(state_.size());
  if (wanted != digests_.end()) wanted->second = state_digest_of(state_);
}

void Run::keep_digest() {
  constexpr std::size_t kept_max = 4096;
  if (!is_replaying() || state_.size() == 0) return;
  auto& digest = digests_[state_.size()];
  if (!digest.empty()) return;
  digest = state_digest_of(state_);
  kept_digests_.push_back(state_.size());
  if (kept_digests_.size() <= kept_max) return;
  digests_.erase(kept_digests_.front());
  kept_digests_.pop_front();
}

void Run::check_digests(const Decision& decision) {
  for (const Event& event : decision.events) {
    const auto* taken = std::get_if<NoteTaken>(&event);
    if (taken == nullptr) continue;
    if (const auto* stated = std::get_if<StatedDigest>(&taken->note)) check_digest(*stated);
    if (const auto* voided = std::get_if<DigestVoided>(&taken->note)) note_digest_voided(*voided);
  }
}

// A digest that differs is the association's false word about an otherwise sound log: it can be taken back, so it is
// blamed only where it stands at the end.
void Run::check_digest(const StatedDigest& stated) {
  const auto own = digests_.find(stated.size);
  if (own == digests_.end() || own->second.empty()) return note_digest_unverifiable(stated.entry.value);
  if (own->second == stated.sha256) {
    ++report_.state_digests_verified;
    return;
  }
  false_digests_.push_back({stated.entry.value,
                            "the state after " + std::to_string(stated.size) + " entries is stated as " +
                                stated.sha256 + ", the log gives " + own->second,
                            std::nullopt});
}

void Run::note_digest_voided(const DigestVoided& voided) {
  if (unverifiable_digests_.erase(voided.target.value) > 0) --report_.state_digests_not_verifiable;
  for (FalseDigest& digest : false_digests_) {
    if (digest.entry != voided.target.value) continue;
    digest.voided_by = voided.entry.value;
    report_.notices.push_back({digest.entry, "state", "state_digest_voided",
                               digest.words + "; entry " + std::to_string(voided.entry.value) + " took that back"});
  }
}

void Run::note_digest_unverifiable(std::uint64_t entry) {
  if (unverifiable_digests_.insert(entry).second) ++report_.state_digests_not_verifiable;
}

void Run::blame_standing_digests() {
  for (const FalseDigest& digest : false_digests_) {
    if (!digest.voided_by) report_.add({digest.entry, "state", "state_digest_differs", digest.words});
  }
}

bool Run::is_erased(std::uint64_t entry) const {
  return !find_notes<Redaction>(state_, index_names::redactions_of({entry})).empty();
}

void Run::note_claim(const Examined& examined) {
  if (!examined.source.erased_by) return;
  const std::string kind = examined.entry ? examined.entry->kind : "unknown";
  claims_.emplace(index_, Claim{*examined.source.erased_by, kind, !examined.source.command, false});
  if (!examined.source.command) note_erased(examined);
}

void Run::note_erased(const Examined& examined) {
  ++report_.erased_count;
  if (report_.erased.size() >= withheld_max) return;
  report_.erased.push_back({.entry = index_,
                            .kind = claims_.at(index_).kind,
                            .by = *examined.source.erased_by,
                            .effect_taken = is_replaying() && examined.stated.has_value()});
}

// The effect of an erased command as the source states it.
std::optional<Decision> Run::take_stated(const Examined& examined) {
  if (!is_replaying()) return std::nullopt;
  if (!examined.stated) {
    if (examined.source.effects)
      find("effects", "effects_unreadable", "the effect of an erased command is not spelt as any decision is");
    stop_replay("the effect of an erased command is not at hand");
    return std::nullopt;
  }
  if (!examined.entry || !may_yield(examined.entry->kind, *examined.stated, state_)) {
    find("effects", "effects_unreadable", "the effect of an erased command is none that its kind can have");
    stop_replay("the effect of an erased command cannot be its own");
    return std::nullopt;
  }
  claimed_effects_.emplace(index_, *examined.stated);
  state_.unknown_texts().add(*examined.stated, index_);
  return enter(examined, with_carried_texts(*examined.stated, state_));
}

// The rules were asked about something whose texts are not known, or had to decide a command that is gone, and what is
// stored is another decision than theirs: it can only be taken as stated.
bool Run::may_take_on_trust(const Examined& examined, const Outcome<Decision>& outcome) {
  if (!examined.source.effects) return false;
  const bool texts_missing = state_.unknown_texts().take_asked();
  const auto* approval = std::get_if<ApproveCommand>(&*examined.command);
  const auto waiting = approval == nullptr ? claims_.end() : claims_.find(approval->pending.value);
  const bool command_missing = waiting != claims_.end() && waiting->second.missing;
  if (!texts_missing && !command_missing) return false;
  if (outcome.accepted() && expected_effects(outcome.value()) == *examined.source.effects) return false;
  const auto stated = stated_effects(*examined.source.effects);
  if (!stated || !may_yield(kind_of(*examined.command), *stated, state_)) return false;
  if (command_missing) claimed_effects_.emplace(index_, *stated);
  return true;
}

// A command that waited has its effect through its approval, so that is kept for what it approved.
void Run::remember_past(const Examined& examined, const Decision& decision) {
  if (!keeps_past_ || !examined.command) return;
  HOLDS(past_kinds_.size() == index_);
  past_kinds_.push_back(kind_of(*examined.command));
  std::string_view of = past_kinds_.back();
  if (const auto* approval = std::get_if<ApproveCommand>(&*examined.command)) {
    const auto waiting = pending_.find(approval->pending.value);
    if (waiting != pending_.end()) of = kind_of(waiting->second);
  }
  if (rules::leaves_texts(of)) past_effects_.emplace(index_, decision);
}

std::optional<PastEntry> Run::redacted_entry(const Command& command, const Command* pending) {
  const RedactCommand* const redact = redact_in(command, pending);
  if (redact == nullptr) return std::nullopt;
  const std::uint64_t effect_entry = redacted_effect_of(redact->entry, state_).value;
  const auto claim = claims_.find(redact->entry.value);
  const auto effect = claimed_effects_.find(effect_entry);
  if (claim == claims_.end() && redact->entry.value < past_kinds_.size()) {
    const auto past = past_effects_.find(effect_entry);
    return PastEntry{.kind = std::string(past_kinds_[redact->entry.value]),
                     .decision = past == past_effects_.end() ? Decision{} : past->second};
  }
  if (claim == claims_.end() || effect == claimed_effects_.end()) return std::nullopt;
  return PastEntry{.kind = claim->second.kind, .decision = effect->second};
}

void Run::check_erasures(const Decision& decision) {
  for (const Event& event : decision.events) {
    const auto* taken = std::get_if<NoteTaken>(&event);
    const auto* redaction = taken == nullptr ? nullptr : std::get_if<Redaction>(&taken->note);
    if (redaction == nullptr) continue;
    const auto claim = claims_.find(redaction->target.value);
    if (claim != claims_.end() && claim->second.by == index_) claim->second.ordered = true;
    const auto effect = redacted_effect_of(redaction->target, state_).value;
    state_.unknown_texts().settle(redaction->target.value);
    state_.unknown_texts().settle(effect);
  }
}

// Without the state no digest can be recomputed, and an order to erase is known by its command alone: signed by the
// association, or approved.
void Run::check_unplayed(const Examined& examined) {
  if (is_replaying() || !examined.command || examined.signature != SignatureVerdict::valid) return;
  if (std::holds_alternative<RecordStateDigestCommand>(*examined.command)) note_digest_unverifiable(index_);
  std::optional<std::uint64_t> target;
  if (const auto* redact = std::get_if<RedactCommand>(&*examined.command)) {
    if (examined.envelope->issuer != state_.association()) return;
    target = unplayed_redacts_.emplace(index_, redact->entry.value).first->second;
  } else if (const auto* approval = std::get_if<ApproveCommand>(&*examined.command)) {
    const auto waiting = unplayed_redacts_.find(approval->pending.value);
    if (waiting != unplayed_redacts_.end()) target = waiting->second;
  }
  const auto claim = target ? claims_.find(*target) : claims_.end();
  if (claim != claims_.end() && claim->second.by == index_) claim->second.ordered = true;
}

void Run::check_claims() {
  for (const auto& [entry, claim] : claims_) {
    // Over a URL a command may have been erased by an entry that came after the audit began.
    const bool after_the_end = source_->may_withhold() && claim.by >= total_;
    if (claim.missing && !claim.ordered && !after_the_end) {
      // Nobody signs what a server says about a missing command.
      if (source_->may_withhold())
        throw SourceFault("source_malformed", "the command of entry " + std::to_string(entry) +
                                                  " is said to be erased by entry " + std::to_string(claim.by) +
                                                  ", which does not erase it");
      report_.add({entry, "commands", "command_missing",
                   "the command of this " + claim.kind + " is said to be erased by entry " + std::to_string(claim.by) +
                       ", which does not erase it"});
    }
    if (!claim.missing && !source_->may_withhold())
      report_.add({entry, "commands", "command_not_erased",
                   "entry " + std::to_string(claim.by) + " is said to erase this command, and it is still there"});
  }
}

}  // namespace tanbu::audit
