// Ed25519 (RFC 8032) with the strict validity that the formats prescribe: A and R canonical encodings and not of small
// order, S < L, cofactorless equation. These checks are ours and run before the library is asked, because libraries
// disagree on them. A key is registered only if it lies in the prime-order subgroup. Verification is libsodium's.
// Threading: all functions may be called from any thread.
#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tanbu::crypto::ed25519 {

using PublicKey = std::array<std::uint8_t, 32>;
using Seed = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

// True only for a canonical point of the prime-order subgroup other than the neutral element.
[[nodiscard]] bool key_is_sound(const PublicKey& key);
// `signature` must be 64 bytes; any other length is false.
[[nodiscard]] bool verify(const PublicKey& key, std::string_view message, std::string_view signature);
[[nodiscard]] PublicKey public_key(const Seed& seed);
[[nodiscard]] Signature sign(const Seed& seed, std::string_view message);
[[nodiscard]] Seed random_seed();  // from the operating system's generator

}  // namespace tanbu::crypto::ed25519
