// Checkpoints (C2SP tlog-checkpoint v1.0.0): a signed note whose text is the origin, the size and the root of the tree,
// and nothing else: extension lines are refused, because no monitor could audit them. Threading: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/log/fault.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::log {

inline constexpr std::size_t origin_bytes_max = 255;

// The ledger's name: a valid key name (UTF-8, no space, no plus) without a scheme, at most 255 bytes.
[[nodiscard]] bool origin_is_valid(std::string_view origin);

struct Checkpoint {
  std::string origin;
  std::uint64_t size;
  Digest root;  // empty_root() when size is 0
  bool operator==(const Checkpoint&) const = default;
};

// origin LF decimal size LF base64(root) LF
[[nodiscard]] std::string checkpoint_text(const Checkpoint& checkpoint);
// Accepts exactly what checkpoint_text writes. Codes: checkpoint_shape (not three lines), checkpoint_origin,
// checkpoint_size, checkpoint_root.
[[nodiscard]] Result<Checkpoint> parse_checkpoint_text(std::string_view text);

// What a note says it is a checkpoint of. No signature is verified, so it is a claim and no more, except where the note
// is our own. Codes: those of parse_note and parse_checkpoint_text.
[[nodiscard]] Result<Checkpoint> claimed_checkpoint(std::string_view note);

// The signed note. The signer is the log's plain Ed25519 key and carries the origin as its name; `sm2`, where there is
// one, adds a second line under the same name, which verifiers who do not know its key skip.
// The caller answers for never signing two inconsistent checkpoints.
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const Signer& signer,
                                          const Signer* sm2 = nullptr);

// The same with one line of each signer, in this order; at least one is a plain Ed25519 key.
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const std::vector<const Signer*>& signers);

struct OpenedCheckpoint {
  Checkpoint checkpoint;
  std::vector<VerifiedSignature> cosignatures;  // of the given witnesses, in the note's order
};

// Verifies the log's signature and demands that the origin is the log key's name. The log's SM2 key, where it has one,
// is as good a `log` as the other: whoever wants both lines opens the note with each. Every line of a known witness
// must verify too. Codes: those of open_note and parse_checkpoint_text, checkpoint_not_signed_by_log,
// checkpoint_other_origin.
[[nodiscard]] Result<Checkpoint> open_checkpoint(std::string_view note, const Verifier& log);
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const Verifier& log,
                                                       const std::vector<Verifier>& witnesses);
// The same where any of the log's keys will do; all of them carry the origin as their name, and the lines of none of
// them are cosignatures.
[[nodiscard]] Result<OpenedCheckpoint> open_checkpoint(std::string_view note, const std::vector<Verifier>& log,
                                                       const std::vector<Verifier>& witnesses);

// The same checkpoint with the lines of the log's own keys alone: what a timestamping authority stamps, because lines
// of others come and go. Nothing is verified. Codes: those of parse_note, checkpoint_not_signed_by_log.
[[nodiscard]] Result<std::string> own_checkpoint(std::string_view note, const std::vector<Verifier>& log);

}  // namespace tanbu::log
