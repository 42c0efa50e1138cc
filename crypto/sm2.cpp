// Range and curve checks of our own, then OpenSSL's SM2 with SM3, which hashes identifier, curve and key in front of
// the message. See the header for the three traps.
#include "crypto/sm2.hpp"

#include <openssl/core_names.h>
#include <openssl/params.h>

#include <algorithm>
#include <stdexcept>

#include "crypto/octets.hpp"
#include "crypto/prime_curve.hpp"

namespace tanbu::crypto::sm2 {
namespace {

using DigestContextPointer = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

// GM/T 0003.5-2012: the field prime p and the group order n.
const PrimeCurve& curve() {
  static const PrimeCurve value{
      .group = needed(EC_GROUP_new_by_curve_name(NID_sm2)),
      .key_type = "SM2",
      .group_name = "SM2",
      .field_prime = {0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                      0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
      .group_order = {0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                      0x72, 0x03, 0xdf, 0x6b, 0x21, 0xc6, 0x05, 0x2b, 0x53, 0xbb, 0xf4, 0x09, 0x39, 0xd5, 0x41, 0x23},
  };
  return value;
}

// n-1, the one scalar of 1..n-1 that is no private key, because signing divides by 1 + d.
const Scalar& last_scalar() {
  static const Scalar value = [] {
    Scalar scalar = curve().group_order;
    --scalar.back();
    return scalar;
  }();
  return value;
}

constexpr std::string_view identifier = "1234567812345678";

constexpr const char* digest_name = "SM3";

// Told between the start and the first octet: OpenSSL 3.0.19 takes an identifier that comes with the start for one that
// comes too late, and answers no (measured). OSSL_PARAM wants a pointer to mutable bytes, and only reads them.
bool set_identifier(EVP_MD_CTX* context) {
  const std::array<OSSL_PARAM, 2> parameters{
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, const_cast<char*>(identifier.data()),
                                        identifier.size()),
      OSSL_PARAM_construct_end()};
  return EVP_PKEY_CTX_set_params(EVP_MD_CTX_get_pkey_ctx(context), parameters.data()) == 1;
}

void demand_sound(const PrivateKey& key) {
  if (!private_key_is_sound(key)) throw std::invalid_argument("an SM2 private key must lie in 1..n-2");
}

// SEQUENCE { SEQUENCE { OID 1.2.840.10045.2.1, OID 1.2.156.10197.1.301 }, BIT STRING { 04 x y } } up to and with the
// 04.
constexpr std::string_view spki_front(
    "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x81\x1c\xcf\x55\x01\x82\x2d\x03\x42\x00\x04", 27);

}  // namespace

bool key_is_sound(const PublicKey& key) {
  static const PointBytes minus_generator = curve().point_of(last_scalar());
  return curve().has_point(key.point) && key.point != minus_generator;
}

bool private_key_is_sound(const PrivateKey& key) { return !is_zero(key.data()) && below(key.data(), last_scalar()); }

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (!curve().has_signature(signature) || !key_is_sound(key)) return false;
  const KeyPointer imported = curve().public_key(key.point);
  const DigestContextPointer context(needed(EVP_MD_CTX_new()));
  if (EVP_DigestVerifyInit_ex(context.get(), nullptr, digest_name, nullptr, nullptr, imported.get(), nullptr) != 1 ||
      !set_identifier(context.get())) {
    throw std::runtime_error("OpenSSL could not start an SM2 verification");
  }
  const std::string der = der_of_signature(signature);
  // Anything but 1 is a no, also OpenSSL's negative "error": whoever holds a key can choose r and s so that the
  // verifier meets r + s = 0 or the point at infinity, and an exception here would be a lever in a stranger's hand.
  return succeeded(EVP_DigestVerify(context.get(), octets(der), der.size(), octets(message), message.size()));
}

PublicKey public_key(const PrivateKey& key) {
  demand_sound(key);
  return {curve().point_of(key)};
}

std::string sign(const PrivateKey& key, std::string_view message) {
  const KeyPointer imported = curve().private_key(key, public_key(key).point);
  const DigestContextPointer context(needed(EVP_MD_CTX_new()));
  std::array<std::uint8_t, signature_der_bytes_max> der{};
  std::size_t length = der.size();
  if (EVP_DigestSignInit_ex(context.get(), nullptr, digest_name, nullptr, nullptr, imported.get(), nullptr) != 1 ||
      !set_identifier(context.get()) ||
      EVP_DigestSign(context.get(), der.data(), &length, octets(message), message.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign with an SM2 key");
  }
  return signature_of_der({reinterpret_cast<const char*>(der.data()), length});
}

PrivateKey random_key() { return PrimeCurve::random_scalar(private_key_is_sound); }

std::string to_spki(const PublicKey& key) {
  return std::string(spki_front) + std::string(key.point.begin(), key.point.end());
}

std::optional<PublicKey> from_spki(std::string_view der) {
  PublicKey key;
  if (der.substr(0, spki_front.size()) != spki_front) return std::nullopt;
  der.remove_prefix(spki_front.size());
  if (der.size() != key.point.size()) return std::nullopt;
  std::copy(der.begin(), der.end(), key.point.begin());
  if (!key_is_sound(key)) return std::nullopt;
  return key;
}

}  // namespace tanbu::crypto::sm2
