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
  if (!member_is(jwk, "kty", "EC")) return std::nullopt;
  const std::optional<Coordinate> y = coordinate(jwk, "y");
  if (!y || jwk.size() != 4 + extra_members) return std::nullopt;
  std::array<std::uint8_t, 2 * coordinate_bytes> point{};
  std::copy(y->begin(), y->end(), std::copy(x->begin(), x->end(), point.begin()));
  if (member_is(jwk, "crv", "P-256") && p256::key_is_sound(point)) {
    return PublicKey{std::in_place_type<p256::PublicKey>, point};
  }
  if (member_is(jwk, "crv", "SM2") && sm2::key_is_sound({point})) return sm2::PublicKey{point};
  return std::nullopt;
}

// How each kind of key is spelt.
struct Spelling {
  const char* type;
  const char* curve;
  const char* algorithm;
  std::string_view coordinates;  // x, or x and y
};

std::string_view view_of(const std::uint8_t* octets, std::size_t count) {
  return {reinterpret_cast<const char*>(octets), count};
}

struct Spell {
  Spelling operator()(const ed25519::PublicKey& key) const {
    return {"OKP", "Ed25519", "EdDSA", view_of(key.data(), key.size())};
  }
  Spelling operator()(const p256::PublicKey& key) const {
    return {"EC", "P-256", "ES256", view_of(key.data(), key.size())};
  }
  Spelling operator()(const sm2::PublicKey& key) const {
    return {"EC", "SM2", "SM2", view_of(key.point.data(), key.point.size())};
  }
};

Spelling spelling_of(const PublicKey& key) { return std::visit(Spell{}, key); }

// `private_member` is empty or `"d":"...",`: d stands between crv and kty in the order of RFC 7638.
std::string jwk_text(const PublicKey& key, const std::string& private_member) {
  const Spelling spelling = spelling_of(key);
  std::string text;
  text.reserve(jwk_bytes_max);  // growing would leave copies of the private member behind
  text.append(R"({"crv":")").append(spelling.curve).append("\",").append(private_member);
  text.append(R"("kty":")").append(spelling.type);
  text += R"(","x":")" + base64url_encode(spelling.coordinates.substr(0, coordinate_bytes));
  const auto y = spelling.coordinates.substr(coordinate_bytes);
  if (!y.empty()) text += R"(","y":")" + base64url_encode(y);
  return text + "\"}";
}

// The public half of a private key of the same kind as `stated`; nothing when the secret is none of that kind.
struct Derive {
  const Coordinate& secret;
  std::optional<PublicKey> operator()(const ed25519::PublicKey&) const {
    return PublicKey{std::in_place_type<ed25519::PublicKey>, ed25519::public_key(secret)};
  }
  std::optional<PublicKey> operator()(const p256::PublicKey&) const {
    if (!p256::private_key_is_sound(secret)) return std::nullopt;
    return PublicKey{std::in_place_type<p256::PublicKey>, p256::public_key(secret)};
  }
  std::optional<PublicKey> operator()(const sm2::PublicKey&) const {
    if (!sm2::private_key_is_sound(secret)) return std::nullopt;
    return sm2::public_key(secret);
  }
};

struct Sign {
  const Coordinate& secret;
  std::string_view message;
  std::string operator()(const ed25519::PublicKey&) const {
    const ed25519::Signature signature = ed25519::sign(secret, message);
    return {reinterpret_cast<const char*>(signature.data()), signature.size()};
  }
  std::string operator()(const p256::PublicKey&) const { return p256::sign(secret, message); }
  std::string operator()(const sm2::PublicKey&) const { return sm2::sign(secret, message); }
};

}  // namespace

std::string thumbprint(const PublicKey& key) { return base64url_encode(as_bytes(sha256(to_jwk_text(key)))); }

json::object to_jwk(const PublicKey& key) {
  const Spelling spelling = spelling_of(key);
  json::object jwk{{"crv", spelling.curve},
                   {"kty", spelling.type},
                   {"x", base64url_encode(spelling.coordinates.substr(0, coordinate_bytes))}};
  const auto y = spelling.coordinates.substr(coordinate_bytes);
  if (!y.empty()) jwk.emplace("y", base64url_encode(y));
  return jwk;
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

SigningKey SigningKey::generate_sm2() {
  SigningKey key;
  key.secret_ = sm2::random_key();
  key.public_ = sm2::public_key(key.secret_);
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
  // A file whose halves do not belong together would sign under a name that nobody can verify.
  if (std::visit(Derive{key.secret_}, *stated) != stated) return std::nullopt;
  key.public_ = *stated;
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

std::string SigningKey::algorithm() const { return spelling_of(public_).algorithm; }

std::string SigningKey::sign(std::string_view message) const { return std::visit(Sign{secret_, message}, public_); }

std::string SigningKey::to_private_jwk() const {
  std::string private_member = R"("d":")" + spelt(secret_.data()) + "\",";
  std::string text = jwk_text(public_, private_member);
  sodium_memzero(private_member.data(), private_member.size());
  return text;
}

}  // namespace tanbu::crypto
