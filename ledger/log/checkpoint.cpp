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

std::string sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer, const Signer* sm2) {
  HOLDS(origin_is_valid(checkpoint.origin) && signer.name() == checkpoint.origin);
  HOLDS(signer.verifier().type() == SignatureType::ed25519);
  const std::string text = checkpoint_text(checkpoint);
  Note note{text, {signer.sign(text)}};
  if (sm2 != nullptr) {
    HOLDS(sm2->name() == checkpoint.origin && sm2->verifier().type() == SignatureType::pkix_sm2_sm3);
    note.signatures.push_back(sm2->sign(text));
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
  std::vector<Verifier> known{log};
  known.insert(known.end(), witnesses.begin(), witnesses.end());
  auto opened = open_note(note, known);
  if (!ok(opened)) return std::get<Fault>(opened);
  auto& signatures = std::get<OpenedNote>(opened).signatures;
  // A cosignature alone is not enough: only the log's own line makes the checkpoint a statement of the log.
  const auto own = std::find_if(signatures.begin(), signatures.end(), [&](const VerifiedSignature& signature) {
    return signature.name == log.name() && signature.id == log.id();
  });
  if (own == signatures.end()) return Fault{"checkpoint_not_signed_by_log"};
  signatures.erase(own);
  auto checkpoint = parse_checkpoint_text(value(opened).text);
  if (!ok(checkpoint)) return std::get<Fault>(checkpoint);
  if (value(checkpoint).origin != log.name()) return Fault{"checkpoint_other_origin"};
  return OpenedCheckpoint{value(std::move(checkpoint)), std::move(signatures)};
}

Result<std::string> own_checkpoint(std::string_view note, const Verifier& log) {
  auto parsed = parse_note(note);
  if (!ok(parsed)) return std::get<Fault>(parsed);
  Note own = value(std::move(parsed));
  std::erase_if(own.signatures, [&](const NoteSignature& signature) {
    return signature.name != log.name() || signature.id != log.id();
  });
  if (own.signatures.empty()) return Fault{"checkpoint_not_signed_by_log"};
  return note_bytes(own);
}

}  // namespace tanbu::log
