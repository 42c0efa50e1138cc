// Checkpoints as text and as signed notes.
#include "ledger/log/checkpoint.hpp"

#include <algorithm>
#include <utility>

#include "ledger/holds.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {

bool origin_is_valid(std::string_view origin) {
  return origin.size() <= origin_bytes_max && key_name_is_valid(origin) && origin.find("://") == std::string_view::npos;
}

std::string checkpoint_text(const Checkpoint& checkpoint) {
  return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + digest_to_base64(checkpoint.root) + "\n";
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
  const auto origin = take_line(text);
  const auto size_text = take_line(text);
  const auto root_text = take_line(text);
  if (!origin || !size_text || !root_text || !text.empty()) return Fault{"checkpoint_shape"};
  if (!origin_is_valid(*origin)) return Fault{"checkpoint_origin"};
  const auto size = parse_decimal(*size_text);
  if (!size) return Fault{"checkpoint_size"};
  const auto root = digest_from_base64(*root_text);
  if (!root || (*size == 0 && *root != empty_root())) return Fault{"checkpoint_root"};
  return Checkpoint{std::string(*origin), *size, *root};
}

Result<Checkpoint> claimed_checkpoint(std::string_view note) {
  const auto parsed = parse_note(note);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  return parse_checkpoint_text(value(parsed).text);
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer, const Signer* sm2) {
  HOLDS(sm2 == nullptr || sm2->verifier().type() == SignatureType::pkix_sm2_sm3);
  return sign_checkpoint(checkpoint, sm2 == nullptr ? std::vector{&signer} : std::vector{&signer, sm2});
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const std::vector<const Signer*>& signers) {
  HOLDS(origin_is_valid(checkpoint.origin) && !signers.empty());
  HOLDS(signers.front()->verifier().type() == SignatureType::ed25519);
  Note note{checkpoint_text(checkpoint), {}};
  for (const Signer* signer : signers) {
    HOLDS(signer->name() == checkpoint.origin && signer->verifier().type() != SignatureType::cosignature_v1);
    note.signatures.push_back(signer->sign(note.text));
  }
  return note_bytes(note);
}

Result<Checkpoint> open_checkpoint(std::string_view note, const Verifier& log) {
  auto opened = open_checkpoint(note, log, {});
  if (!ok(opened)) return std::get<Fault>(opened);
  return value(std::move(opened)).checkpoint;
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const Verifier& log,
                                         const std::vector<Verifier>& witnesses) {
  return open_checkpoint(note, std::vector{log}, witnesses);
}

Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const std::vector<Verifier>& log,
                                         const std::vector<Verifier>& witnesses) {
  HOLDS(!log.empty());
  std::vector<Verifier> known = log;
  known.insert(known.end(), witnesses.begin(), witnesses.end());
  auto opened = open_note(note, known);
  if (!ok(opened)) return std::get<Fault>(opened);
  auto& signatures = std::get<OpenedNote>(opened).signatures;
  // A cosignature alone is not enough: only the log's own line makes the checkpoint a statement of the log.
  const auto own = std::erase_if(signatures, [&](const VerifiedSignature& signature) {
    return std::any_of(log.begin(), log.end(),
                       [&](const Verifier& key) { return signature.name == key.name() && signature.id == key.id(); });
  });
  if (own == 0) return Fault{"checkpoint_not_signed_by_log"};
  auto checkpoint = parse_checkpoint_text(value(opened).text);
  if (!ok(checkpoint)) return std::get<Fault>(checkpoint);
  if (value(checkpoint).origin != log.front().name()) return Fault{"checkpoint_other_origin"};
  return OpenedCheckpoint{value(std::move(checkpoint)), std::move(signatures)};
}

Result<std::string> own_checkpoint(std::string_view note, const std::vector<Verifier>& log) {
  auto parsed = parse_note(note);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  Note own = value(std::move(parsed));
  std::erase_if(own.signatures, [&](const NoteSignature& signature) {
    return std::none_of(log.begin(), log.end(),
                        [&](const Verifier& key) { return signature.name == key.name() && signature.id == key.id(); });
  });
  if (own.signatures.empty()) return Fault{"checkpoint_not_signed_by_log"};
  return note_bytes(own);
}

}  // namespace tanbu::log
