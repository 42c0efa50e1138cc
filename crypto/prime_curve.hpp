// What P-256 and SM2's curve share: a prime field, a group of prime order (cofactor 1), points as x||y, scalars of 32
// bytes, signatures as r||s. Ranges and the curve's equation are judged here; the arithmetic is OpenSSL's. Private to
// this room: which equation a signature must satisfy is the business of p256.cpp and sm2.cpp. Bytes are big-endian.
// Threading: all functions may be called from any thread.
#pragma once
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/openssl.hpp"

namespace tanbu::crypto {

inline constexpr std::size_t scalar_bytes = 32;
using Scalar = std::array<std::uint8_t, scalar_bytes>;
using PointBytes = std::array<std::uint8_t, 2 * scalar_bytes>;

using KeyPointer = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContextPointer = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;

[[nodiscard]] bool below(const std::uint8_t* scalar, const Scalar& bound);
[[nodiscard]] bool is_zero(const std::uint8_t* scalar);

struct PrimeCurve {
  const EC_GROUP* group;
  // The key type decides the signature scheme: SM2's curve in a key of type "EC" (OpenSSL's older interface takes it)
  // is silently signed with by ECDSA.
  const char* key_type;
  const char* group_name;
  Scalar field_prime;
  Scalar group_order;

  // 1..n-1.
  [[nodiscard]] bool has_scalar(const std::uint8_t* scalar) const;
  // A scalar for a private key, from the machine's randomness; `is_sound` may be narrower than has_scalar.
  [[nodiscard]] static Scalar random_scalar(bool (*is_sound)(const Scalar& scalar));
  // A point of the curve other than infinity, both coordinates below p.
  [[nodiscard]] bool has_point(const PointBytes& point) const;
  // `raw` is r||s, 64 bytes; both in 1..n-1.
  [[nodiscard]] bool has_signature(std::string_view raw) const;
  // The scalar times the generator. The scalar must be in range; the multiplication is the one for secrets.
  [[nodiscard]] PointBytes point_of(const Scalar& scalar) const;
  // Both throw std::runtime_error where OpenSSL does not take what was found sound, as a key of exactly `key_type`.
  [[nodiscard]] KeyPointer public_key(const PointBytes& point) const;
  [[nodiscard]] KeyPointer private_key(const Scalar& scalar, const PointBytes& point) const;
};

// DER of SEQUENCE { INTEGER r, INTEGER s } (X.690): minimal, non-negative, at most 72 bytes. `raw` has 64 bytes.
[[nodiscard]] std::string der_of_signature(std::string_view raw);
// Takes what OpenSSL wrote, nothing from outside: another shape is a fault of the machine, std::runtime_error.
[[nodiscard]] std::string signature_of_der(std::string_view der);
inline constexpr std::size_t signature_der_bytes_max = 72;

}  // namespace tanbu::crypto
