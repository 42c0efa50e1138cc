// JWK texts are put together by hand, because RFC 7638 fixes their bytes; they are read through the strict JSON reader.
#include "crypto/jwk.hpp"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::crypto {
namespace {

namespace json = boost::json;

constexpr std::size_t jwk_bytes_max = 1024;
constexpr std::size_t coordinate_bytes = 32;
using Coordinate = std::array<std::uint8_t, coordinate_bytes>;

std::string spelt(const std::uint8_t* octets) {
  return base64url_encode({reinterpret_cast<const char*>(octets), coordinate_bytes});
}

// The member as 32 bytes of canonical base64url, or nothing.
std::optional<Coordinate> coordinate(const json::object& jwk, std::string_view name) {
  const json::value* const member = jwk.if_contains(name);
  if (member == nullptr || !member->is_string()) return std::nullopt;
  const json::string& text = member->get_string();
  std::optional<std::string> bytes = base64url_decode({text.data(), text.size()});
  if (!bytes || bytes->size() != coordinate_bytes) return std::nullopt;
  Coordinate result{};
  std::copy(bytes->begin(), bytes->end(), result.begin());
  sodium_memzero(bytes->data(), bytes->size());  // it may have been the private member
  return result;
}

bool member_is(const json::object& jwk, std::string_view name, std::string_view expected) {
  const json::value* const member = jwk.if_contains(name);
  return member != nullptr && member->is_string() && member->get_string() == expected;
}

// The public part; `extra_members` is how many members beside it the caller has accounted for.
std::optional<PublicKey> public_part(const json::object& jwk, std::size_t extra_members) {
  const std::optional<Coordinate> x = coordinate(jwk, "x");
  if (!x) return std::nullopt;
  if (member_is(jwk, "kty", "OKP") && member_is(jwk, "crv", "Ed25519")) {
    if (jwk.size() != 3 + extra_members || !ed25519::key_is_sound(*x)) return std::nullopt;
    return PublicKey{std::in_place_type<ed25519::PublicKey>, *x};
  }
  if (member_is(jwk, "kty", "EC") && member_is(jwk, "crv", "P-256")) {
    const std::optional<Coordinate> y = coordinate(jwk, "y");
    if (!y || jwk.size() != 4 + extra_members) return std::nullopt;
    p256::PublicKey key{};
    std::copy(y->begin(), y->end(), std::copy(x->begin(), x->end(), key.begin()));
    if (!p256::key_is_sound(key)) return std::nullopt;
    return PublicKey{std::in_place_type<p256::PublicKey>, key};
  }
  return std::nullopt;
}

// `private_member` is empty or `"d":"...",`: d stands between crv and kty in the order of RFC 7638.
std::string jwk_text(const PublicKey& key, const std::string& private_member) {
  if (const auto* const edwards = std::get_if<ed25519::PublicKey>(&key)) {
    return R"({"crv":"Ed25519",)" + private_member + R"("kty":"OKP","x":")" + spelt(edwards->data()) + "\"}";
  }
  const auto& point = std::get<p256::PublicKey>(key);
  return R"({"crv":"P-256",)" + private_member + R"("kty":"EC","x":")" + spelt(point.data()) + R"(","y":")" +
         spelt(point.data() + coordinate_bytes) + "\"}";
}

}  // namespace

std::string thumbprint(const PublicKey& key) { return base64url_encode(as_bytes(sha256(to_jwk_text(key)))); }

json::object to_jwk(const PublicKey& key) {
  if (const auto* const edwards = std::get_if<ed25519::PublicKey>(&key)) {
    return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", spelt(edwards->data())}};
  }
  const auto& point = std::get<p256::PublicKey>(key);
  return {{"crv", "P-256"}, {"kty", "EC"}, {"x", spelt(point.data())}, {"y", spelt(point.data() + coordinate_bytes)}};
}

std::optional<PublicKey> from_jwk(const json::value& jwk) {
  if (!jwk.is_object()) return std::nullopt;
  return public_part(jwk.get_object(), 0);
}

std::string to_jwk_text(const PublicKey& key) { return jwk_text(key, ""); }

std::optional<PublicKey> from_jwk_text(std::string_view text) {
  const JsonResult parsed = parse_strict_json(text, jwk_bytes_max);
  if (const auto* const value = std::get_if<json::value>(&parsed)) return from_jwk(*value);
  return std::nullopt;
}

SigningKey SigningKey::generate_ed25519() {
  ed25519::Seed seed = ed25519::random_seed();
  SigningKey key = from_ed25519_seed(seed);
  sodium_memzero(seed.data(), seed.size());
  return key;
}

SigningKey SigningKey::generate_p256() {
  SigningKey key;
  key.secret_ = p256::random_key();
  key.public_ = p256::public_key(key.secret_);
  return key;
}

SigningKey SigningKey::from_ed25519_seed(const ed25519::Seed& seed) {
  SigningKey key;
  key.secret_ = seed;
  key.public_ = ed25519::public_key(seed);
  return key;
}

std::optional<SigningKey> SigningKey::from_private_jwk(std::string_view text) {
  JsonResult parsed = parse_strict_json(text, jwk_bytes_max);
  auto* const value = std::get_if<json::value>(&parsed);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const std::optional<PublicKey> stated = public_part(value->get_object(), 1);
  std::optional<Coordinate> secret = coordinate(value->get_object(), "d");
  // Best effort: the parser's own scratch memory is on the stack and soon overwritten.
  if (json::value* const d = value->get_object().if_contains("d"); d != nullptr && d->is_string()) {
    sodium_memzero(d->get_string().data(), d->get_string().size());
  }
  if (!stated || !secret) return std::nullopt;
  SigningKey key;
  key.secret_ = *secret;
  sodium_memzero(secret->data(), secret->size());
  if (std::holds_alternative<p256::PublicKey>(*stated)) {
    if (!p256::private_key_is_sound(key.secret_)) return std::nullopt;
    key.public_ = p256::public_key(key.secret_);
  } else {
    key.public_ = ed25519::public_key(key.secret_);
  }
  // A file whose halves do not belong together would sign under a name that nobody can verify.
  if (key.public_ != *stated) return std::nullopt;
  return key;
}

SigningKey::SigningKey(SigningKey&& other) noexcept : public_(other.public_), secret_(other.secret_) {
  sodium_memzero(other.secret_.data(), other.secret_.size());
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this != &other) {
    public_ = other.public_;
    secret_ = other.secret_;
    sodium_memzero(other.secret_.data(), other.secret_.size());
  }
  return *this;
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

std::string SigningKey::algorithm() const {
  return std::holds_alternative<ed25519::PublicKey>(public_) ? "EdDSA" : "ES256";
}

std::string SigningKey::sign(std::string_view message) const {
  if (std::holds_alternative<p256::PublicKey>(public_)) return p256::sign(secret_, message);
  const ed25519::Signature signature = ed25519::sign(secret_, message);
  return {reinterpret_cast<const char*>(signature.data()), signature.size()};
}

std::string SigningKey::to_private_jwk() const {
  std::string private_member = R"("d":")" + spelt(secret_.data()) + "\",";
  std::string text = jwk_text(public_, private_member);
  sodium_memzero(private_member.data(), private_member.size());
  return text;
}

}  // namespace tanbu::crypto
