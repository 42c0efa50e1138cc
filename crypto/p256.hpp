// ECDSA over P-256 with SHA-256 as JWS spells it: a signature is r||s, 64 bytes, both in 1..n-1. A public key is x||y, 64 bytes,
// a point of the curve other than infinity. High s is accepted: RFC 7518 does not forbid it, and replay protection rests on
// (iss, jti) and the payload, never on the signature's spelling. A verification never reuses another key's context: OpenSSL 3.0
// silently keeps the first key of a re-initialised EVP_MD_CTX (measured: key 0's signature passed under 99 of 99 other keys).
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tanbu::crypto::p256 {

using PublicKey = std::array<std::uint8_t, 64>;
using PrivateKey = std::array<std::uint8_t, 32>;

[[nodiscard]] bool key_is_sound(const PublicKey& key);
[[nodiscard]] bool verify(const PublicKey& key, std::string_view message, std::string_view signature);
[[nodiscard]] PublicKey public_key(const PrivateKey& key);
[[nodiscard]] std::string sign(const PrivateKey& key, std::string_view message);
[[nodiscard]] PrivateKey random_key();

}  // namespace tanbu::crypto::p256
