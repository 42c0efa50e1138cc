#include "audit/commands.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "audit/effects_bytes.hpp"
#include "audit/hash_tree.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::audit {
namespace {

void fail(Examined& examined, const char* code, std::string words) {
  examined.fault = code;
  examined.fault_words = std::move(words);
}

void read_payload(Examined& examined) {
  const auto read = codec::read_payload(examined.jws->payload);
  if (const auto* unreadable = std::get_if<codec::Unreadable>(&read))
    return fail(examined, "command_payload", unreadable->code + ": " + unreadable->detail);
  const auto& payload = std::get<codec::Payload>(read);
  examined.envelope = payload.envelope;
  auto command = codec::read_command(payload);
  if (const auto* faults = std::get_if<std::vector<FormFault>>(&command)) {
    examined.envelope.reset();
    const bool named = !faults->empty();
    return fail(examined, "command_form", named ? faults->front().pointer + " " + faults->front().code : "no command");
  }
  examined.command = std::get<Command>(std::move(command));
  if (!examined.envelope) fail(examined, "command_form", "the payload's own members are not sound");
}

void read_entry(Examined& examined) {
  examined.leaf = hash_of_leaf(examined.source.line);
  examined.entry = log::parse_entry(examined.source.line);
  if (!examined.source.command && examined.source.erased_by && examined.source.effects)
    examined.stated = stated_effects(*examined.source.effects);
  if (!examined.source.command || !examined.entry) return;
  if (crypto::sha256(*examined.source.command) != examined.entry->command)
    return fail(examined, "command_hash", "the command is not the one whose SHA-256 the entry holds");
  auto jws = crypto::parse_jws(*examined.source.command, codec::command_type);
  if (const auto* fault = std::get_if<crypto::JwsFault>(&jws))
    return fail(examined, "command_jws", fault->code + ": " + fault->detail);
  examined.jws = std::get<crypto::Jws>(std::move(jws));
  examined.payload = crypto::sha256(examined.jws->payload);
  read_payload(examined);
}

// Runs work(0) .. work(count - 1) on some threads; the first exception of any of them comes out here.
void in_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_guard;
  const auto run = [&] {
    try {
      for (auto at = next.fetch_add(1); at < count; at = next.fetch_add(1)) work(at);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(failure_guard);
      if (!failure) failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> crew;
    for (unsigned thread = 0; thread < threads; ++thread) crew.emplace_back(run);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

std::vector<Examined> Examiner::examine(std::vector<SourceEntry> block) {
  std::vector<Examined> examined(block.size());
  for (std::size_t at = 0; at < block.size(); ++at) examined[at].source = std::move(block[at]);
  in_parallel(threads_, examined.size(), [&](std::size_t at) { read_entry(examined[at]); });
  for (const auto& one : examined) remember_keys(one);
  in_parallel(threads_, examined.size(), [&](std::size_t at) { verify(examined[at]); });
  return examined;
}

void Examiner::remember_keys(const Examined& examined) {
  if (examined.stated) {
    for (const Event& event : examined.stated->events) {
      const auto* registered = std::get_if<KeyRegistered>(&event);
      if (registered == nullptr) continue;
      const Key& key = registered->key;
      remember_key({key.kid, key.jwk}, key.party, examined.source.index);
    }
  }
  if (!examined.command) return;
  if (const auto* genesis = std::get_if<GenesisCommand>(&*examined.command)) {
    for (const KeyText& key : genesis->keys) remember_key(key, genesis->association, examined.source.index);
  } else if (const auto* enrolled = std::get_if<EnrollPartyCommand>(&*examined.command)) {
    if (enrolled->key) remember_key(*enrolled->key, enrolled->party, examined.source.index);
  } else if (const auto* added = std::get_if<AddKeyCommand>(&*examined.command)) {
    remember_key(added->key, added->party, examined.source.index);
  }
}

void Examiner::remember_key(const KeyText& text, const PartyId& party, std::uint64_t entry) {
  auto key = crypto::from_jwk_text(text.jwk);
  // A key is found by its thumbprint; one that is filed under another name could not have been meant.
  if (!key || crypto::thumbprint(*key) != text.kid.text) return;
  keys_.emplace(text.kid.text, RegisteredKey{std::move(*key), party, entry});
}

void Examiner::verify(Examined& examined) const {
  if (!examined.jws) return;
  const auto key = keys_.find(examined.jws->kid);
  if (key == keys_.end()) {
    examined.signature = SignatureVerdict::key_unknown;
    return;
  }
  examined.key_party = key->second.party;
  examined.key_entry = key->second.entry;
  const bool valid = crypto::verify_jws(*examined.jws, key->second.key);
  examined.signature = valid ? SignatureVerdict::valid : SignatureVerdict::invalid;
}

}  // namespace tanbu::audit
