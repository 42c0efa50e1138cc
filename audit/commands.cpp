#include "audit/commands.hpp"

#include <algorithm>
#include <utility>

#include "audit/effects_bytes.hpp"
#include "audit/hash_tree.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/holds.hpp"

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

}  // namespace

std::vector<Examined> Examiner::examine(std::vector<SourceEntry> block) {
  if (block.empty()) return {};
  start(std::move(block));
  return finish();
}

void Examiner::start(std::vector<SourceEntry> block) {
  Block started;
  started.entries.resize(block.size());
  for (std::size_t at = 0; at < block.size(); ++at) started.entries[at].source = std::move(block[at]);
  const std::lock_guard<std::mutex> lock(guard_);
  started.keys_remembered = started.entries.empty();
  blocks_.push_back(std::move(started));
  while (crew_.size() < threads_) crew_.emplace_back([this] { work(); });
  changed_.notify_all();
}

std::vector<Examined> Examiner::finish() {
  std::vector<Examined> examined;
  std::exception_ptr failure;
  bool last = false;
  {
    std::unique_lock<std::mutex> lock(guard_);
    HOLDS(!blocks_.empty());
    changed_.wait(lock, [this] { return failure_ || blocks_.front().verified == blocks_.front().entries.size(); });
    failure = failure_;
    if (!failure) {
      examined = std::move(blocks_.front().entries);
      blocks_.pop_front();
    }
    last = blocks_.empty();
  }
  if (failure || last) forget();
  if (failure) std::rethrow_exception(failure);
  return examined;
}

void Examiner::forget() {
  {
    const std::lock_guard<std::mutex> lock(guard_);
    ending_ = true;
    changed_.notify_all();
  }
  crew_.clear();  // joins
  blocks_.clear();
  failure_ = nullptr;
  ending_ = false;
}

void Examiner::work() {
  std::unique_lock<std::mutex> lock(guard_);
  for (;;) {
    std::optional<Piece> piece;
    changed_.wait(lock, [&] { return ending_ || (piece = next_piece()).has_value(); });
    if (ending_) return;
    lock.unlock();
    std::exception_ptr failure;
    try {
      examine_piece(*piece);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    try {
      if (!failure) note_done(*piece);
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure && !failure_) failure_ = failure;
    if (failure) changed_.notify_all();
  }
}

// Of the oldest block that has something to do, so that what the caller waits for comes first.
std::optional<Examiner::Piece> Examiner::next_piece() {
  constexpr std::size_t piece_entries = 8;
  if (failure_) return std::nullopt;
  for (Block& block : blocks_) {
    auto& begun = block.keys_remembered ? block.verify_begun : block.read_begun;
    if (begun == block.entries.size()) continue;
    const std::size_t from = begun;
    begun = std::min(begun + piece_entries, block.entries.size());
    return Piece{&block, block.keys_remembered, from, begun};
  }
  return std::nullopt;
}

void Examiner::examine_piece(const Piece& piece) const {
  for (std::size_t at = piece.from; at < piece.to; ++at) {
    Examined& examined = piece.block->entries[at];
    if (piece.verify) {
      verify(examined);
    } else {
      read_entry(examined);
    }
  }
}

// A block's keys are remembered between the last signature of the block before and the first of its own.
void Examiner::note_done(const Piece& piece) {
  (piece.verify ? piece.block->verified : piece.block->read) += piece.to - piece.from;
  bool all_verified = true;  // of the blocks before
  for (Block& block : blocks_) {
    if (!all_verified) return;
    if (!block.keys_remembered && block.read == block.entries.size()) {
      for (const Examined& one : block.entries) remember_keys(one);
      block.keys_remembered = true;
      changed_.notify_all();
    }
    all_verified = block.verified == block.entries.size();
    if (all_verified) changed_.notify_all();
  }
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
