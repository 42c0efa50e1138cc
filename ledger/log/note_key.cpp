// Named keys of signed notes: key ids, the vkey and private key texts, signing and verifying.
#include <algorithm>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/holds.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::log {
namespace {

constexpr std::string_view private_prefix = "PRIVATE+KEY+";
constexpr std::uint64_t cosignature_time_max = 0x7FFF'FFFF'FFFF'FFFF;

std::string as_text(const KeyId& id) {
  std::string bytes;
  for (const auto byte : id) bytes.push_back(static_cast<char>(byte));
  return crypto::hex_encode(bytes);
}

// The octets that say what kind of key follows.
std::string_view prefix_of(SignatureType type) {
  switch (type) {  // No default: -Wswitch names the type you forgot.
    case SignatureType::ed25519:
      return "\x01";
    case SignatureType::cosignature_v1:
      return "\x04";
    case SignatureType::pkix_sm2_sm3:
      return "\xffPKIX-SM2-SM3";
  }
  return {};
}

// Both key texts end in "name+keyid+base64(prefix || material)".
struct KeyParts {
  std::string_view name;
  std::string_view id;
  SignatureType type;
  std::string material;
};

// Codes without their prefix: shape, name, type.
std::variant<KeyParts, std::string_view> split_key(std::string_view text) {
  const auto first = text.find('+');
  if (first == std::string_view::npos) return "shape";
  const auto second = text.find('+', first + 1);
  if (second == std::string_view::npos) return "shape";
  KeyParts parts{text.substr(0, first), text.substr(first + 1, second - first - 1), SignatureType::ed25519, {}};
  if (parts.id.size() != 8 || !crypto::hex_decode(parts.id)) return "shape";
  const auto bytes = crypto::base64_decode(text.substr(second + 1));
  if (!bytes || bytes->empty()) return "shape";
  if (!key_name_is_valid(parts.name)) return "name";
  for (const auto type : {SignatureType::ed25519, SignatureType::cosignature_v1, SignatureType::pkix_sm2_sm3}) {
    const auto prefix = prefix_of(type);
    if (std::string_view(*bytes).substr(0, prefix.size()) != prefix) continue;
    parts.type = type;
    parts.material = bytes->substr(prefix.size());
    return parts;
  }
  return "type";
}

template <std::size_t size>
std::optional<std::array<std::uint8_t, size>> octets_of(std::string_view bytes) {
  std::array<std::uint8_t, size> result{};
  if (bytes.size() != result.size()) return std::nullopt;
  std::transform(bytes.begin(), bytes.end(), result.begin(),
                 [](char character) { return static_cast<std::uint8_t>(character); });
  return result;
}

template <std::size_t size>
std::string bytes_of(const std::array<std::uint8_t, size>& octets) {
  return {octets.begin(), octets.end()};
}

std::string bytes_of(const crypto::sm2::PublicKey& key) { return crypto::sm2::to_spki(key); }

std::string join_key(const Verifier& key, std::string_view material) {
  std::string bytes(prefix_of(key.type()));
  bytes += material;
  return key.name() + "+" + as_text(key.id()) + "+" + crypto::base64_encode(bytes);
}

KeyId id_of(std::string_view name, SignatureType type, std::string_view material) {
  std::string bytes(name);
  bytes += "\n";
  bytes += prefix_of(type);
  bytes += material;
  const auto digest = crypto::sha256(bytes);
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string cosigned_message(std::string_view text, std::uint64_t time_unix_seconds) {
  return "cosignature/v1\ntime " + std::to_string(time_unix_seconds) + "\n" + std::string(text);
}

// A plain fill of memory that is about to die is removed by the optimiser; a volatile one is not.
void wipe(Signer::Secret& secret) {
  for (volatile std::uint8_t& byte : secret) byte = 0;
}
void wipe(std::string& secret) {
  for (volatile char& byte : secret) byte = 0;
}

std::optional<Verifier> verifier_of(const KeyParts& parts) {
  if (parts.type == SignatureType::pkix_sm2_sm3) {
    const auto key = crypto::sm2::from_spki(parts.material);
    return key ? std::optional(Verifier(std::string(parts.name), *key)) : std::nullopt;
  }
  const auto key = octets_of<std::tuple_size_v<crypto::ed25519::PublicKey>>(parts.material);
  if (!key || !crypto::ed25519::key_is_sound(*key)) return std::nullopt;
  return Verifier(std::string(parts.name), parts.type, *key);
}

// What a private key of that type verifies with. The secret of type pkix_sm2_sm3 must be sound.
Verifier verifier_for(std::string name, SignatureType type, const Signer::Secret& secret) {
  if (type == SignatureType::pkix_sm2_sm3) return Verifier(std::move(name), crypto::sm2::public_key(secret));
  return Verifier(std::move(name), type, crypto::ed25519::public_key(secret));
}

}  // namespace

KeyId key_id(std::string_view name, SignatureType type, const crypto::ed25519::PublicKey& key) {
  return id_of(name, type, bytes_of(key));
}

KeyId key_id(std::string_view name, const crypto::sm2::PublicKey& key) {
  return id_of(name, SignatureType::pkix_sm2_sm3, bytes_of(key));
}

bool key_name_is_valid(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto point = first_code_point(name);
    if (!point || point->value < 0x20 || point->value == '+' || is_unicode_space(point->value)) return false;
    name.remove_prefix(point->bytes);
  }
  return true;
}

Result<Verifier> Verifier::parse(std::string_view vkey) {
  const auto split = split_key(vkey);
  if (const auto* why = std::get_if<std::string_view>(&split)) {
    return Fault{*why == "name" ? "vkey_name" : *why == "type" ? "vkey_type" : "vkey_shape"};
  }
  const auto& parts = std::get<KeyParts>(split);
  // A key of another length than its type has is no such text at all.
  const std::size_t wanted = parts.type == SignatureType::pkix_sm2_sm3 ? crypto::sm2::spki_bytes : 32;
  if (parts.material.size() != wanted) return Fault{"vkey_shape"};
  auto verifier = verifier_of(parts);
  if (!verifier) return Fault{"vkey_key"};
  if (as_text(verifier->id()) != parts.id) return Fault{"vkey_id"};
  return std::move(*verifier);
}

Verifier::Verifier(std::string name, SignatureType type, const crypto::ed25519::PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), id_(key_id(name_, type, key)) {
  HOLDS(key_name_is_valid(name_) && type != SignatureType::pkix_sm2_sm3);
}

Verifier::Verifier(std::string name, const crypto::sm2::PublicKey& key)
    : name_(std::move(name)), type_(SignatureType::pkix_sm2_sm3), key_(key), id_(key_id(name_, key)) {
  HOLDS(key_name_is_valid(name_));
}

std::string Verifier::text() const {
  return join_key(*this, std::visit([](const auto& key) { return bytes_of(key); }, key_));
}

std::optional<VerifiedSignature> Verifier::verify(std::string_view text, const NoteSignature& signature) const {
  if (signature.name != name_ || signature.id != id_) return std::nullopt;
  VerifiedSignature verified{name_, id_, type_, 0};
  if (const auto* sm2 = std::get_if<crypto::sm2::PublicKey>(&key_)) {
    if (!crypto::sm2::verify(*sm2, text, signature.bytes)) return std::nullopt;
    return verified;
  }
  const auto& edwards = std::get<crypto::ed25519::PublicKey>(key_);
  if (type_ == SignatureType::ed25519) {
    if (!crypto::ed25519::verify(edwards, text, signature.bytes)) return std::nullopt;
    return verified;
  }
  constexpr std::size_t time_bytes = 8;
  if (signature.bytes.size() <= time_bytes) return std::nullopt;
  for (std::size_t at = 0; at < time_bytes; ++at) {
    verified.time_unix_seconds =
        (verified.time_unix_seconds << 8) | static_cast<std::uint64_t>(static_cast<unsigned char>(signature.bytes[at]));
  }
  if (verified.time_unix_seconds > cosignature_time_max) return std::nullopt;
  const auto message = cosigned_message(text, verified.time_unix_seconds);
  if (!crypto::ed25519::verify(edwards, message, std::string_view(signature.bytes).substr(time_bytes)))
    return std::nullopt;
  return verified;
}

Result<Signer> Signer::parse(std::string_view text) {
  if (text.substr(0, private_prefix.size()) != private_prefix) return Fault{"skey_shape"};
  auto split = split_key(text.substr(private_prefix.size()));
  if (const auto* why = std::get_if<std::string_view>(&split)) {
    return Fault{*why == "name" ? "skey_name" : *why == "type" ? "skey_type" : "skey_shape"};
  }
  auto& parts = std::get<KeyParts>(split);
  auto secret = octets_of<std::tuple_size_v<Secret>>(parts.material);
  wipe(parts.material);
  if (!secret) return Fault{"skey_shape"};
  if (parts.type == SignatureType::pkix_sm2_sm3 && !crypto::sm2::private_key_is_sound(*secret)) {
    return Fault{"skey_key"};
  }
  Signer signer(std::string(parts.name), parts.type, *secret);
  wipe(*secret);
  if (as_text(signer.verifier().id()) != parts.id) return Fault{"skey_id"};
  return signer;
}

Signer::Signer(std::string name, SignatureType type, const Secret& secret)
    : verifier_(verifier_for(std::move(name), type, secret)), secret_(secret) {}

Signer::Signer(Signer&& other) noexcept : verifier_(std::move(other.verifier_)), secret_(other.secret_) {
  wipe(other.secret_);
}

Signer& Signer::operator=(Signer&& other) noexcept {
  if (this != &other) {
    verifier_ = std::move(other.verifier_);
    secret_ = other.secret_;
    wipe(other.secret_);
  }
  return *this;
}

Signer::~Signer() { wipe(secret_); }

std::string Signer::text() const { return std::string(private_prefix) + join_key(verifier_, bytes_of(secret_)); }

NoteSignature Signer::sign(std::string_view text) const {
  HOLDS(verifier_.type() != SignatureType::cosignature_v1);
  const bool sm2 = verifier_.type() == SignatureType::pkix_sm2_sm3;
  return {name(), verifier_.id(),
          sm2 ? crypto::sm2::sign(secret_, text) : bytes_of(crypto::ed25519::sign(secret_, text))};
}

NoteSignature Signer::cosign(std::string_view text, std::uint64_t time_unix_seconds) const {
  HOLDS(verifier_.type() == SignatureType::cosignature_v1 && time_unix_seconds <= cosignature_time_max);
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    bytes.push_back(static_cast<char>((time_unix_seconds >> (shift - 8)) & 0xFF));
  }
  bytes += bytes_of(crypto::ed25519::sign(secret_, cosigned_message(text, time_unix_seconds)));
  return {name(), verifier_.id(), std::move(bytes)};
}

}  // namespace tanbu::log
