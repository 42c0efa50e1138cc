// The keys of the log in an audit: which key begins, how the entries change it, and whether every checkpoint bears
// exactly the lines that the entries below it demand (formats section 30). The keys are read from the commands, which
// everybody may read and nobody may erase, and not from what the rules made of them.
#include <algorithm>

#include "audit/audit_run.hpp"
#include "ledger/rules/log_keys.hpp"

namespace tanbu::audit {
namespace {

std::optional<log::Verifier> log_key_in(const std::string& vkey) {
  auto parsed = log::Verifier::parse(vkey);
  if (!log::ok(parsed) || log::value(parsed).type() != log::SignatureType::ed25519) return std::nullopt;
  return log::value(std::move(parsed));
}

bool speaks_of_lines(std::string_view code) { return code.rfind("checkpoint_line_", 0) == 0; }

}  // namespace

// The key that the log begins with. Where the caller pins a key, or else where the source states one, that is neither
// the one in genesis nor one that an entry brings later, it decides over genesis: then nothing will be found signed.
void Run::choose_keys() {
  const std::string stated = source_->log_vkey();
  const std::string in_genesis = vkey_in_genesis();
  named_keys_.insert(in_genesis);
  if (options_.pinned_log_vkey.value_or(stated) != in_genesis || stated != in_genesis) find_named_keys();
  if (options_.pinned_log_vkey && *options_.pinned_log_vkey != stated &&
      !(named_keys_.contains(stated) && named_keys_.contains(*options_.pinned_log_vkey)))
    find_elsewhere("log.vkey", "vkey_not_pinned", "the source states another key than the pinned one: " + stated);
  const std::string wanted = options_.pinned_log_vkey.value_or(stated);
  for (const auto& text : {named_keys_.contains(wanted) ? in_genesis : wanted, in_genesis}) {
    auto first = log_key_in(text);
    if (!first) continue;
    keys_.emplace(*std::move(first));
    report_.origin = keys_->origin();
    report_.log_vkey = text;
    return;
  }
  find_elsewhere("log.vkey", "vkey_unknown", "there is no readable key of the log, so no checkpoint can be verified");
}

// A source that cannot be read here will be met again in order, where the fault can be named with its place.
void Run::find_named_keys() {
  try {
    auto entries = source_->entries_of_kind("add_log_key");
    for (const Examined& examined : Examiner(options_.signature_threads).examine(std::move(entries))) {
      const auto* added = examined.command ? std::get_if<AddLogKeyCommand>(&*examined.command) : nullptr;
      if (added != nullptr) named_keys_.insert(added->log_vkey);
    }
  } catch (const SourceFault&) {
    return;
  }
}

// What an entry says of the log's keys counts from the next checkpoint on, where the association signed it.
void Run::follow_keys(const Examined& examined, bool granted) {
  if (!keys_ || !examined.command || !examined.envelope) return;
  if (is_replaying()
          ? !granted
          : examined.signature != SignatureVerdict::valid || examined.envelope->issuer != state_.association())
    return;
  const auto in_force = keys_->in_force_at(index_ + 1).size();
  if (const auto* added = std::get_if<AddLogKeyCommand>(&*examined.command)) {
    auto key = log_key_in(added->log_vkey);
    const bool sound = key && key->name() == keys_->origin() && keys_->find(added->log_vkey) == nullptr;
    if (sound && in_force < rules::log_keys_in_force_max) keys_->add(*std::move(key), index_);
  } else if (const auto* retired = std::get_if<RetireLogKeyCommand>(&*examined.command)) {
    const auto* span = keys_->find(retired->log_vkey);
    if (span != nullptr && !span->to_entry && in_force > 1) keys_->retire(retired->log_vkey, index_);
  }
}

std::optional<log::Checkpoint> Run::open_signed(const std::string& place, const std::string& note) {
  const auto opened = keys_->open(note);
  if (log::ok(opened)) {
    note_pin_signed(log::value(opened));
    return log::value(opened);
  }
  const auto by_any = keys_->open_by_any(note);
  const std::string_view code = log::code(opened);
  const bool some_line_holds = log::ok(by_any) || code == "checkpoint_line_unexpected";
  // Lines can be taken off or spoilt on the way; one that a key may not sign can only be the log's own.
  if (source_->may_withhold() && code != "checkpoint_line_unexpected")
    throw SourceFault("source_malformed",
                      place + ": not a checkpoint with every line of the log: " + std::string(code));
  if (speaks_of_lines(code) && some_line_holds) {
    find_elsewhere(place, std::string(code),
                   "the entries below it demand one line of each of " +
                       std::to_string(keys_->in_force_at(tree_.size()).size()) +
                       " keys, and of no other key of this log");
  } else {
    find_elsewhere(place, "checkpoint_signature", "not a checkpoint signed by the log: " + std::string(code));
  }
  return std::nullopt;
}

// A key that a log merely names may be anybody's; one under which it signed is its own.
void Run::note_pin_signed(const log::Checkpoint& checkpoint) {
  if (!options_.pinned_log_vkey) return;
  const auto keys = keys_->in_force_at(checkpoint.size);
  pin_signed_ = pin_signed_ || std::any_of(keys.begin(), keys.end(), [&](const log::Verifier& key) {
                  return key.text() == *options_.pinned_log_vkey;
                });
}

void Run::check_keys_at_end() {
  if (!keys_ || tree_.size() == 0) return;
  const auto in_force = keys_->in_force_at(tree_.size());
  report_.log_vkey = in_force.back().text();
  const std::string stated = source_->log_vkey();
  const auto* span = keys_->find(stated);
  if (!options_.pinned_log_vkey && span != nullptr && span->to_entry) {
    find_elsewhere("log.vkey", "vkey_not_in_force",
                   "the key stated beside the log was retired by entry " + std::to_string(*span->to_entry));
  }
  if (options_.pinned_log_vkey && keys_->find(*options_.pinned_log_vkey) != nullptr && !pin_signed_)
    find_elsewhere("log.vkey", "vkey_not_pinned", "no checkpoint that is shown here is signed by the pinned key");
}

}  // namespace tanbu::audit
