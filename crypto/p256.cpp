// Range and curve checks of our own, then OpenSSL's ECDSA over a digest computed by us. Every verification and
// signature makes a fresh EVP_PKEY_CTX from the key it is for, and no EVP_MD_CTX is used at all: see the header for
// what a re-initialised one does.
#include "crypto/p256.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>

#include "crypto/digest.hpp"

namespace tanbu::crypto::p256 {
namespace {

constexpr std::size_t scalar_bytes = 32;
using Scalar = std::array<std::uint8_t, scalar_bytes>;  // big-endian

// SP 800-186 section 3.2.1.3: the field prime p and the group order n.
constexpr Scalar field_prime = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0x01, 0,    0,    0,
                                0,    0,    0,    0,    0,    0,    0,    0,    0,    0xff, 0xff,
                                0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
constexpr Scalar group_order = {0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff,
                                0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                                0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free_function(pointer);
  }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContextPointer = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using PointPointer = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;
using NumberPointer = std::unique_ptr<BIGNUM, Free<BN_clear_free>>;

template <class T>
T* needed(T* pointer) {
  if (pointer == nullptr) throw std::runtime_error("OpenSSL could not make a P-256 object");
  return pointer;
}

const EC_GROUP* curve() {
  static const EC_GROUP* const group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
  return needed(group);
}

bool in_scalar_range(const std::uint8_t* scalar) {
  const bool zero = std::all_of(scalar, scalar + scalar_bytes, [](std::uint8_t octet) { return octet == 0; });
  return !zero && std::lexicographical_compare(scalar, scalar + scalar_bytes, group_order.begin(), group_order.end());
}

bool below_field_prime(const std::uint8_t* coordinate) {
  return std::lexicographical_compare(coordinate, coordinate + scalar_bytes, field_prime.begin(), field_prime.end());
}

NumberPointer number(const std::uint8_t* big_endian) {
  return NumberPointer(needed(BN_bin2bn(big_endian, scalar_bytes, nullptr)));
}

// A wrong answer leaves reasons in the thread's error queue; a later, unrelated reader of the queue must not find them.
bool succeeded(int answer) {
  if (answer == 1) return true;
  ERR_clear_error();
  return false;
}

KeyPointer import_key(OSSL_PARAM* parameters, int selection) {
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr)));
  EVP_PKEY* key = nullptr;
  if (!succeeded(EVP_PKEY_fromdata_init(context.get())) ||
      !succeeded(EVP_PKEY_fromdata(context.get(), &key, selection, parameters))) {
    throw std::runtime_error("OpenSSL did not take a P-256 key that is sound");
  }
  return KeyPointer(key);
}

char group_name[] = "P-256";  // OSSL_PARAM wants a pointer to mutable characters, and only reads them

KeyPointer import_public(const PublicKey& key) {
  std::array<std::uint8_t, 1 + 2 * scalar_bytes> point{};
  point[0] = 0x04;  // uncompressed
  std::copy(key.begin(), key.end(), point.begin() + 1);
  std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group_name, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  return import_key(parameters.data(), EVP_PKEY_PUBLIC_KEY);
}

KeyPointer import_private(const PrivateKey& key) {
  // OSSL_PARAM integers have the byte order of the machine.
  static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
  Scalar native{};
  std::reverse_copy(key.begin(), key.end(), native.begin());
  std::array<OSSL_PARAM, 3> parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group_name, 0),
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.data(), native.size()),
      OSSL_PARAM_construct_end(),
  };
  KeyPointer result = import_key(parameters.data(), EVP_PKEY_KEYPAIR);
  OPENSSL_cleanse(native.data(), native.size());
  return result;
}

// DER of SEQUENCE { INTEGER r, INTEGER s } (X.690): minimal, non-negative. At most 72 bytes.
void append_integer(std::string& der, const std::uint8_t* scalar) {
  const std::uint8_t* first =
      std::find_if(scalar, scalar + scalar_bytes - 1, [](std::uint8_t octet) { return octet != 0; });
  const bool needs_zero = (*first & 0x80) != 0;
  const auto length = static_cast<std::size_t>(scalar + scalar_bytes - first) + (needs_zero ? 1 : 0);
  der += '\x02';
  der += static_cast<char>(length);
  if (needs_zero) der += '\0';
  der.append(reinterpret_cast<const char*>(first), static_cast<std::size_t>(scalar + scalar_bytes - first));
}

std::string der_of_raw(const std::uint8_t* raw) {
  std::string body;
  append_integer(body, raw);
  append_integer(body, raw + scalar_bytes);
  std::string der = "\x30";
  der += static_cast<char>(body.size());
  return der + body;
}

// Takes what OpenSSL wrote, nothing from outside: a shape that is not the expected one is a fault of the machine.
std::string raw_of_der(std::string_view der) {
  std::string raw(2 * scalar_bytes, '\0');
  std::size_t at = 2;
  for (std::size_t end = scalar_bytes; end <= raw.size(); end += scalar_bytes) {
    if (at + 2 > der.size() || der[at] != '\x02') throw std::runtime_error("OpenSSL wrote an unexpected signature");
    std::string_view integer = der.substr(at + 2, static_cast<std::uint8_t>(der[at + 1]));
    at += 2 + integer.size();
    if (integer.size() == scalar_bytes + 1 && integer[0] == '\0') integer.remove_prefix(1);
    if (integer.empty() || integer.size() > scalar_bytes)
      throw std::runtime_error("OpenSSL wrote an unexpected signature");
    std::copy(integer.begin(), integer.end(), raw.begin() + static_cast<std::ptrdiff_t>(end - integer.size()));
  }
  if (at != der.size()) throw std::runtime_error("OpenSSL wrote an unexpected signature");
  return raw;
}

void demand_sound(const PrivateKey& key) {
  if (!private_key_is_sound(key)) throw std::invalid_argument("a P-256 private key must lie in 1..n-1");
}

}  // namespace

bool key_is_sound(const PublicKey& key) {
  const std::uint8_t* const x = key.data();
  const std::uint8_t* const y = key.data() + scalar_bytes;
  if (!below_field_prime(x) || !below_field_prime(y)) return false;
  const PointPointer point(needed(EC_POINT_new(curve())));
  const NumberPointer x_number = number(x);
  const NumberPointer y_number = number(y);
  // Fails for a pair that does not satisfy the curve's equation. The cofactor is 1: every such point has the full
  // order.
  return succeeded(EC_POINT_set_affine_coordinates(curve(), point.get(), x_number.get(), y_number.get(), nullptr));
}

bool private_key_is_sound(const PrivateKey& key) { return in_scalar_range(key.data()); }

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != 2 * scalar_bytes) return false;
  const auto* const raw = reinterpret_cast<const std::uint8_t*>(signature.data());
  if (!in_scalar_range(raw) || !in_scalar_range(raw + scalar_bytes) || !key_is_sound(key)) return false;
  const KeyPointer imported = import_public(key);
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new(imported.get(), nullptr)));
  const Digest digest = sha256(message);
  const std::string der = der_of_raw(raw);
  // Anything but 1 is a no, also OpenSSL's negative "error": whoever holds a key can choose r and s so that the
  // verifier meets the point at infinity, which OpenSSL reports as an error, and an exception here would be a lever in
  // a stranger's hand.
  return succeeded(EVP_PKEY_verify_init(context.get())) &&
         succeeded(EVP_PKEY_verify(context.get(), reinterpret_cast<const std::uint8_t*>(der.data()), der.size(),
                                   digest.data(), digest.size()));
}

PublicKey public_key(const PrivateKey& key) {
  demand_sound(key);
  const PointPointer point(needed(EC_POINT_new(curve())));
  const NumberPointer secret = number(key.data());
  BN_set_flags(secret.get(), BN_FLG_CONSTTIME);
  const NumberPointer x(needed(BN_new()));
  const NumberPointer y(needed(BN_new()));
  PublicKey result{};
  if (EC_POINT_mul(curve(), point.get(), secret.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_get_affine_coordinates(curve(), point.get(), x.get(), y.get(), nullptr) != 1 ||
      BN_bn2binpad(x.get(), result.data(), scalar_bytes) != scalar_bytes ||
      BN_bn2binpad(y.get(), result.data() + scalar_bytes, scalar_bytes) != scalar_bytes) {
    throw std::runtime_error("OpenSSL could not derive a P-256 public key");
  }
  return result;
}

std::string sign(const PrivateKey& key, std::string_view message) {
  demand_sound(key);
  const KeyPointer imported = import_private(key);
  const KeyContextPointer context(needed(EVP_PKEY_CTX_new(imported.get(), nullptr)));
  const Digest digest = sha256(message);
  std::array<std::uint8_t, 80> der{};
  std::size_t length = der.size();
  if (EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_sign(context.get(), der.data(), &length, digest.data(), digest.size()) != 1) {
    throw std::runtime_error("OpenSSL could not sign with a P-256 key");
  }
  return raw_of_der({reinterpret_cast<const char*>(der.data()), length});
}

PrivateKey random_key() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium could not be initialised");
  PrivateKey key{};
  do {
    randombytes_buf(key.data(), key.size());
  } while (!private_key_is_sound(key));
  return key;
}

}  // namespace tanbu::crypto::p256
