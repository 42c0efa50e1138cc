// Signed notes (C2SP signed-note v1.0.0): a text and lines of signatures by named Ed25519 keys, plain (type 0x01) or
// timestamped cosignatures (type 0x04, C2SP tlog-cosignature). Not here: what the text says
// (ledger/log/checkpoint.hpp). Threading: all functions and const members may be called from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/ed25519.hpp"
#include "ledger/log/fault.hpp"

namespace tanbu::log {

inline constexpr std::size_t note_bytes_max = 1'000'000;
inline constexpr std::size_t note_signatures_max = 100;

enum class SignatureType : std::uint8_t { ed25519 = 0x01, cosignature_v1 = 0x04 };

using KeyId = std::array<std::uint8_t, 4>;

// SHA-256(name || 0x0A || type || public key)[:4]
[[nodiscard]] KeyId key_id(std::string_view name, SignatureType type, const crypto::ed25519::PublicKey& key);
// Not empty, UTF-8, no Unicode space, no plus, no control character.
[[nodiscard]] bool key_name_is_valid(std::string_view name);

struct NoteSignature {
  std::string name;
  KeyId id;
  std::string bytes;  // without the key id; at least one byte
  bool operator==(const NoteSignature&) const = default;
};

struct Note {
  std::string text;  // ends in a newline
  std::vector<NoteSignature> signatures;
  bool operator==(const Note&) const = default;
};

// Codes: note_too_large, note_encoding (not UTF-8, or a control character), note_shape (no empty line, no signature, no
// final newline), note_signature_line, note_signatures_too_many. No signature is verified here.
[[nodiscard]] Result<Note> parse_note(std::string_view bytes);
[[nodiscard]] std::string note_bytes(const Note& note);

// What a known key said about a text.
struct VerifiedSignature {
  std::string name;
  KeyId id;
  SignatureType type;
  std::uint64_t time_unix_seconds;  // of a cosignature; 0 for a plain signature
  bool operator==(const VerifiedSignature&) const = default;
};

// A public key with a name: "name+keyid+base64(type || key)".
class Verifier {
 public:
  // Codes: vkey_shape, vkey_name, vkey_type, vkey_key (not a sound Ed25519 key), vkey_id (the id is not the key's).
  [[nodiscard]] static Result<Verifier> parse(std::string_view vkey);
  // `name` must be a valid key name.
  Verifier(std::string name, SignatureType type, const crypto::ed25519::PublicKey& key);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const KeyId& id() const { return id_; }
  [[nodiscard]] SignatureType type() const { return type_; }
  [[nodiscard]] const crypto::ed25519::PublicKey& public_key() const { return key_; }
  [[nodiscard]] std::string text() const;
  // nullopt when the signature is not this key's or not valid for the text.
  [[nodiscard]] std::optional<VerifiedSignature> verify(std::string_view text, const NoteSignature& signature) const;

 private:
  std::string name_;
  SignatureType type_;
  crypto::ed25519::PublicKey key_;
  KeyId id_;
};

// A private key with a name: "PRIVATE+KEY+name+keyid+base64(type || seed)". Wiped when destroyed; not copyable.
class Signer {
 public:
  // Codes: skey_shape, skey_name, skey_type, skey_id.
  [[nodiscard]] static Result<Signer> parse(std::string_view text);
  // `name` must be a valid key name.
  Signer(std::string name, SignatureType type, const crypto::ed25519::Seed& seed);
  Signer(Signer&& other) noexcept;
  Signer& operator=(Signer&& other) noexcept;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  ~Signer();

  [[nodiscard]] const Verifier& verifier() const { return verifier_; }
  [[nodiscard]] const std::string& name() const { return verifier_.name(); }
  [[nodiscard]] std::string text() const;  // secret: for the key file only
  // For type ed25519.
  [[nodiscard]] NoteSignature sign(std::string_view text) const;
  // For type cosignature_v1; the time is at most 2^63-1.
  [[nodiscard]] NoteSignature cosign(std::string_view text, std::uint64_t time_unix_seconds) const;

 private:
  Verifier verifier_;
  crypto::ed25519::Seed seed_;
};

struct OpenedNote {
  std::string text;
  std::vector<VerifiedSignature> signatures;  // at least one; at most one for each known key, the first of its lines
};

// Every line of a known key (name and id both) must verify, as in Go's note package; lines of unknown keys are ignored.
// Codes: those of parse_note, note_key_ambiguous (two known keys with one name and id), note_signature_invalid,
// note_unsigned (no line of a known key).
[[nodiscard]] Result<OpenedNote> open_note(std::string_view bytes, const std::vector<Verifier>& known);

// "U+2014 SP name SP base64(id || bytes) LF": what a witness answers and a note holds.
[[nodiscard]] std::string signature_line(const NoteSignature& signature);
// The inverse, without the final newline.
[[nodiscard]] std::optional<NoteSignature> parse_signature_line(std::string_view line);

}  // namespace tanbu::log
