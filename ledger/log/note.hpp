// Signed notes (C2SP signed-note v1.0.0): a text and lines of signatures by named keys: Ed25519, plain (type 0x01) or
// as timestamped cosignatures (type 0x04, C2SP tlog-cosignature), and SM2 with SM3 (type 0xff, which the specification
// leaves to identifiers of one's own: here `PKIX-SM2-SM3`, then the key's SubjectPublicKeyInfo). Not here: what the
// text says (ledger/log/checkpoint.hpp). Threading: all functions and const members may be called from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/ed25519.hpp"
#include "crypto/sm2.hpp"
#include "ledger/log/fault.hpp"

namespace tanbu::log {

inline constexpr std::size_t note_bytes_max = 1'000'000;
inline constexpr std::size_t note_signatures_max = 100;

enum class SignatureType : std::uint8_t { ed25519 = 0x01, cosignature_v1 = 0x04, pkix_sm2_sm3 = 0xff };

using KeyId = std::array<std::uint8_t, 4>;

// SHA-256(name || 0x0A || type || public key)[:4]. `type` is one of Ed25519's two.
[[nodiscard]] KeyId key_id(std::string_view name, SignatureType type, const crypto::ed25519::PublicKey& key);
// SHA-256(name || 0x0A || 0xFF || "PKIX-SM2-SM3" || SubjectPublicKeyInfo)[:4]
[[nodiscard]] KeyId key_id(std::string_view name, const crypto::sm2::PublicKey& key);
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

// A public key with a name: "name+keyid+base64(type || key)". Where the type is 0xff, key is "PKIX-SM2-SM3" ||
// SubjectPublicKeyInfo.
class Verifier {
 public:
  // Codes: vkey_shape, vkey_name, vkey_type, vkey_key (not a sound key), vkey_id (the id is not the key's).
  [[nodiscard]] static Result<Verifier> parse(std::string_view vkey);
  // `name` must be a valid key name, `type` one of Ed25519's two.
  Verifier(std::string name, SignatureType type, const crypto::ed25519::PublicKey& key);
  // Of type pkix_sm2_sm3.
  Verifier(std::string name, const crypto::sm2::PublicKey& key);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const KeyId& id() const { return id_; }
  [[nodiscard]] SignatureType type() const { return type_; }
  using PublicKey = std::variant<crypto::ed25519::PublicKey, crypto::sm2::PublicKey>;
  [[nodiscard]] const PublicKey& public_key() const { return key_; }
  [[nodiscard]] std::string text() const;
  // nullopt when the signature is not this key's or not valid for the text.
  [[nodiscard]] std::optional<VerifiedSignature> verify(std::string_view text, const NoteSignature& signature) const;

 private:
  std::string name_;
  SignatureType type_;
  PublicKey key_;
  KeyId id_;
};

// A private key with a name: "PRIVATE+KEY+name+keyid+base64(type || secret)", the secret being Ed25519's seed or, after
// 0xff "PKIX-SM2-SM3", SM2's scalar. Wiped when destroyed; not copyable.
class Signer {
 public:
  using Secret = std::array<std::uint8_t, 32>;  // what Ed25519 calls a seed and SM2 a private key
  // Codes: skey_shape, skey_name, skey_type, skey_key (no SM2 scalar), skey_id.
  [[nodiscard]] static Result<Signer> parse(std::string_view text);
  // `name` must be a valid key name; for type pkix_sm2_sm3 the secret must be a sound SM2 private key.
  Signer(std::string name, SignatureType type, const Secret& secret);
  Signer(Signer&& other) noexcept;
  Signer& operator=(Signer&& other) noexcept;
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;
  ~Signer();

  [[nodiscard]] const Verifier& verifier() const { return verifier_; }
  [[nodiscard]] const std::string& name() const { return verifier_.name(); }
  [[nodiscard]] std::string text() const;  // secret: for the key file only
  // For types ed25519 and pkix_sm2_sm3 (r||s, 64 bytes, randomised; throws std::runtime_error for a fault of OpenSSL).
  [[nodiscard]] NoteSignature sign(std::string_view text) const;
  // For type cosignature_v1; the time is at most 2^63-1.
  [[nodiscard]] NoteSignature cosign(std::string_view text, std::uint64_t time_unix_seconds) const;

 private:
  Verifier verifier_;
  Secret secret_;
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
