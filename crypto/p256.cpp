// Range and curve checks of our own, then OpenSSL's ECDSA over a digest computed by us. Every verification and
// signature makes a fresh EVP_PKEY_CTX from the key it is for, and no EVP_MD_CTX is used at all: see the header for
// what a re-initialised one does.
#include "crypto/p256.hpp"

#include <stdexcept>

#include "crypto/digest.hpp"
#include "crypto/prime_curve.hpp"

namespace tanbu::crypto::p256 {
namespace {

// SP 800-186 section 3.2.1.3: the field prime p and the group order n.
const PrimeCurve& curve() {
  static const PrimeCurve value{
      .group = needed(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1)),
      .key_type = "EC",
      .group_name = "P-256",
      .field_prime = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0x01, 0,    0,    0,    0,    0,    0,    0,    0,
                      0,    0,    0,    0,    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
      .group_order = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                      0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51},
  };
  return value;
}

void demand_sound(const PrivateKey& key) {
  if (!private_key_is_sound(key)) throw std::invalid_argument("a P-256 private key must lie in 1..n-1");
}

}  // namespace

bool key_is_sound(const PublicKey& key) { return curve().has_point(key); }

bool private_key_is_sound(const PrivateKey& key) { return curve().has_scalar(key.data()); }

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (!curve().has_signature(signature) || !key_is_sound(key)) return false;
  const KeyPointer imported = curve().public_key(key);
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new(imported.get(), nullptr)));
  const Digest digest = sha256(message);
  const std::string der = der_of_signature(signature);
  // Anything but 1 is a no, also OpenSSL's negative "error": whoever holds a key can choose r and s so that the
  // verifier meets the point at infinity, which OpenSSL reports as an error, and an exception here would be a lever in
  // a stranger's hand.
  return succeeded(EVP_PKEY_verify_init(context.get())) &&
         succeeded(EVP_PKEY_verify(context.get(), reinterpret_cast<const std::uint8_t*>(der.data()), der.size(),
                                   digest.data(), digest.size()));
}

PublicKey public_key(const PrivateKey& key) {
  demand_sound(key);
  return curve().point_of(key);
}

std::string sign(const PrivateKey& key, std::string_view message) {
  const KeyPointer imported = curve().private_key(key, public_key(key));
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new(imported.get(), nullptr)));
  const Digest digest = sha256(message);
  std::array<std::uint8_t, signature_der_bytes_max> der{};
  std::size_t length = der.size();
  if (EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_sign(context.get(), der.data(), &length, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign with a P-256 key");
  }
  return signature_of_der({reinterpret_cast<const char*>(der.data()), length});
}

PrivateKey random_key() { return PrimeCurve::random_scalar(private_key_is_sound); }

}  // namespace tanbu::crypto::p256
