// SM2 signatures with SM3 (GM/T 0003.2-2012, GB/T 32918.2-2016) on the recommended curve sm2p256v1 (GM/T 0003.5): a
// signature is r||s, 64 bytes, both in 1..n-1. A public key is x||y, 64 bytes. The signer's distinguishing identifier
// is always `1234567812345678`, the default of GM/T 0009; what is hashed is ZA || message, where ZA binds identifier,
// curve and public key, so that a signature belongs to one key only. Three traps of OpenSSL 3.0, each closed in one
// place. A key of type "EC" on SM2's curve, as older interfaces make it, signs by ECDSA: keys are loaded as "SM2" and
// asked for their type. Without an identifier an empty one is hashed, which no other software does: it is given with
// every operation. A re-initialised EVP_MD_CTX silently keeps its first key: each operation makes its own.
// Malleability: nobody without the private key can make a second signature out of one; n - s is none. Whoever holds it
// can sign as often as he likes, as with every randomised scheme. Nothing in the ledger rests on a signature's
// spelling. This is a use of public algorithms through OpenSSL, not a certified commercial cryptography product
// (未经国家密码管理局认证的商用密码产品). Threading: all functions may be called from any thread.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::crypto::sm2 {

// A type of its own, so that no P-256 key is ever taken for one: both are 64 bytes.
struct PublicKey {
  std::array<std::uint8_t, 64> point{};
  bool operator==(const PublicKey&) const = default;
};
using PrivateKey = std::array<std::uint8_t, 32>;

// True only for a point of the curve with both coordinates below p, other than -G: that one belongs to n-1, under which
// the standard allows no private key and every s would do.
[[nodiscard]] bool key_is_sound(const PublicKey& key);
// True only for a scalar in 1..n-2, big-endian.
[[nodiscard]] bool private_key_is_sound(const PrivateKey& key);
// `signature` must be 64 bytes; any other length, an r or s outside 1..n-1 and an unsound key are false, never an
// exception.
[[nodiscard]] bool verify(const PublicKey& key, std::string_view message, std::string_view signature);
// Both throw std::invalid_argument for a key that is not sound. Signatures are randomised: two of one message differ.
[[nodiscard]] PublicKey public_key(const PrivateKey& key);
[[nodiscard]] std::string sign(const PrivateKey& key, std::string_view message);
[[nodiscard]] PrivateKey random_key();  // from the operating system's generator

// SubjectPublicKeyInfo (RFC 5480; id-ecPublicKey with the curve's own identifier 1.2.156.10197.1.301): 91 bytes in one
// spelling. Reading takes exactly that shape and only a sound key.
inline constexpr std::size_t spki_bytes = 91;
[[nodiscard]] std::string to_spki(const PublicKey& key);
[[nodiscard]] std::optional<PublicKey> from_spki(std::string_view der);

}  // namespace tanbu::crypto::sm2
