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

// Both key texts end in "name+keyid+base64(type || 32 bytes)".
struct KeyParts {
  std::string_view name;
  std::string_view id;
  SignatureType type;
  std::array<std::uint8_t, 32> material;
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
  const auto type = static_cast<SignatureType>(bytes->front());
  if (type != SignatureType::ed25519 && type != SignatureType::cosignature_v1) return "type";
  if (bytes->size() != 1 + parts.material.size()) return "shape";
  parts.type = type;
  std::transform(bytes->begin() + 1, bytes->end(), parts.material.begin(),
                 [](char character) { return static_cast<std::uint8_t>(character); });
  return parts;
}

std::string join_key(const Verifier& key, const std::array<std::uint8_t, 32>& material) {
  std::string bytes(1, static_cast<char>(key.type()));
  for (const auto byte : material) bytes.push_back(static_cast<char>(byte));
  return key.name() + "+" + as_text(key.id()) + "+" + crypto::base64_encode(bytes);
}

std::string cosigned_message(std::string_view text, std::uint64_t time_unix_seconds) {
  return "cosignature/v1\ntime " + std::to_string(time_unix_seconds) + "\n" + std::string(text);
}

std::string to_string(const crypto::ed25519::Signature& signature) {
  std::string bytes;
  for (const auto byte : signature) bytes.push_back(static_cast<char>(byte));
  return bytes;
}

// A plain fill of memory that is about to die is removed by the optimiser; a volatile one is not.
void wipe(crypto::ed25519::Seed& seed) {
  for (volatile std::uint8_t& byte : seed) byte = 0;
}

}  // namespace

KeyId key_id(std::string_view name, SignatureType type, const crypto::ed25519::PublicKey& key) {
  std::string bytes(name);
  bytes.push_back('\n');
  bytes.push_back(static_cast<char>(type));
  for (const auto byte : key) bytes.push_back(static_cast<char>(byte));
  const auto digest = crypto::sha256(bytes);
  return {digest[0], digest[1], digest[2], digest[3]};
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
  if (!crypto::ed25519::key_is_sound(parts.material)) return Fault{"vkey_key"};
  Verifier verifier(std::string(parts.name), parts.type, parts.material);
  if (as_text(verifier.id()) != parts.id) return Fault{"vkey_id"};
  return verifier;
}

Verifier::Verifier(std::string name, SignatureType type, const crypto::ed25519::PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), id_(key_id(name_, type, key)) {
  HOLDS(key_name_is_valid(name_));
}

std::string Verifier::text() const { return join_key(*this, key_); }

std::optional<VerifiedSignature> Verifier::verify(std::string_view text, const NoteSignature& signature) const {
  if (signature.name != name_ || signature.id != id_) return std::nullopt;
  VerifiedSignature verified{name_, id_, type_, 0};
  if (type_ == SignatureType::ed25519) {
    if (!crypto::ed25519::verify(key_, text, signature.bytes)) return std::nullopt;
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
  if (!crypto::ed25519::verify(key_, message, std::string_view(signature.bytes).substr(time_bytes)))
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
  Signer signer(std::string(parts.name), parts.type, parts.material);
  wipe(parts.material);
  if (as_text(signer.verifier().id()) != parts.id) return Fault{"skey_id"};
  return signer;
}

Signer::Signer(std::string name, SignatureType type, const crypto::ed25519::Seed& seed)
    : verifier_(std::move(name), type, crypto::ed25519::public_key(seed)), seed_(seed) {}

Signer::Signer(Signer&& other) noexcept : verifier_(std::move(other.verifier_)), seed_(other.seed_) {
  wipe(other.seed_);
}

Signer& Signer::operator=(Signer&& other) noexcept {
  if (this != &other) {
    verifier_ = std::move(other.verifier_);
    seed_ = other.seed_;
    wipe(other.seed_);
  }
  return *this;
}

Signer::~Signer() { wipe(seed_); }

std::string Signer::text() const { return std::string(private_prefix) + join_key(verifier_, seed_); }

NoteSignature Signer::sign(std::string_view text) const {
  HOLDS(verifier_.type() == SignatureType::ed25519);
  return {name(), verifier_.id(), to_string(crypto::ed25519::sign(seed_, text))};
}

NoteSignature Signer::cosign(std::string_view text, std::uint64_t time_unix_seconds) const {
  HOLDS(verifier_.type() == SignatureType::cosignature_v1 && time_unix_seconds <= cosignature_time_max);
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    bytes.push_back(static_cast<char>((time_unix_seconds >> (shift - 8)) & 0xFF));
  }
  bytes += to_string(crypto::ed25519::sign(seed_, cosigned_message(text, time_unix_seconds)));
  return {name(), verifier_.id(), std::move(bytes)};
}

}  // namespace tanbu::log
