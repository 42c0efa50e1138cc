// Our validity checks, then libsodium. The checks are repeated here although libsodium 1.0.18 has some of them: a build
// of it with ED25519_COMPAT, or another library in an auditor's hands, has not, and admission and audit must agree for
// ever.
#include "crypto/ed25519.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "crypto/octets.hpp"

namespace tanbu::crypto::ed25519 {
namespace {

using Encoded = std::array<std::uint8_t, 32>;

void ensure_library() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium could not be initialised");
}

// The y coordinates of the eight points whose order divides 8, little-endian, sign bit clear: 0, 1, -1 and the two of
// order 8. With either sign bit they spell all eight points and the two forbidden spellings with x = 0 and the sign
// set.
constexpr std::array<Encoded, 5> small_order_y = {{
    {},
    {0x01},
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},
}};

// L = 2^252 + 27742317777372353535851937790883648493, the order of the base point, little-endian.
constexpr Encoded group_order = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                 0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                 0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};

// p = 2^255 - 19, little-endian.
constexpr Encoded field_prime = {0xed, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};

// Not constant-time; all that is compared is public.
bool less_little_endian(const Encoded& left, const Encoded& right) {
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend());
}

// y < p, and not one of the small-order points in any spelling. With S = 0 and the neutral element as key a signature
// is valid for ANY message under RFC 8032's equation, and OpenSSL 3.0 accepts it; such a key would sign everybody's
// retirements.
bool point_is_admissible(const std::uint8_t* encoded) {
  Encoded y{};
  std::copy(encoded, encoded + y.size(), y.begin());
  y[31] &= 0x7f;
  if (!less_little_endian(y, field_prime)) return false;
  return std::find(small_order_y.begin(), small_order_y.end(), y) == small_order_y.end();
}

// Without S < L, S + L would be a second signature of the same message that anybody can compute.
bool scalar_is_reduced(const std::uint8_t* encoded) {
  Encoded scalar{};
  std::copy(encoded, encoded + scalar.size(), scalar.begin());
  return less_little_endian(scalar, group_order);
}

// The expanded key of libsodium (seed and public key), wiped when it goes out of scope.
struct ExpandedKey {
  std::array<std::uint8_t, crypto_sign_SECRETKEYBYTES> secret{};
  PublicKey public_key{};

  explicit ExpandedKey(const Seed& seed) {
    static_assert(std::tuple_size_v<Seed> == crypto_sign_SEEDBYTES);
    static_assert(std::tuple_size_v<PublicKey> == crypto_sign_PUBLICKEYBYTES);
    ensure_library();
    if (crypto_sign_seed_keypair(public_key.data(), secret.data(), seed.data()) != 0) {
      throw std::runtime_error("libsodium could not expand an Ed25519 seed");
    }
  }
  ~ExpandedKey() { sodium_memzero(secret.data(), secret.size()); }
  ExpandedKey(const ExpandedKey&) = delete;
  ExpandedKey& operator=(const ExpandedKey&) = delete;
};

}  // namespace

bool key_is_sound(const PublicKey& key) {
  ensure_library();
  return point_is_admissible(key.data()) && crypto_core_ed25519_is_valid_point(key.data()) == 1;
}

bool verify(const PublicKey& key, std::string_view message, std::string_view signature) {
  static_assert(std::tuple_size_v<Signature> == crypto_sign_BYTES);
  if (signature.size() != crypto_sign_BYTES) return false;
  ensure_library();
  const std::uint8_t* const r = octets(signature);
  if (!point_is_admissible(key.data()) || !point_is_admissible(r) || !scalar_is_reduced(r + 32)) return false;
  return crypto_sign_verify_detached(r, octets(message), message.size(), key.data()) == 0;
}

PublicKey public_key(const Seed& seed) { return ExpandedKey(seed).public_key; }

Signature sign(const Seed& seed, std::string_view message) {
  const ExpandedKey key(seed);
  Signature signature{};
  if (crypto_sign_detached(signature.data(), nullptr, octets(message), message.size(), key.secret.data()) != 0) {
    throw std::runtime_error("libsodium could not sign");
  }
  return signature;
}

Seed random_seed() {
  ensure_library();
  Seed seed{};
  randombytes_buf(seed.data(), seed.size());
  return seed;
}

}  // namespace tanbu::crypto::ed25519
