// Names of commands (jti) in the shape of a ULID: 48 bits of Unix milliseconds and 80 random bits, 26 characters of
// Crockford base32. Time-ordered, because random names slow the ledger's index (formats section 2); never derived from
// the command's content, because then the same wish could not be made twice.
#pragma once
#include <array>
#include <cstdint>
#include <string>

namespace tanbu::cli {

// Later milliseconds sort after earlier ones as text. Milliseconds beyond 2^48 - 1 are a bug.
[[nodiscard]] std::string ulid(std::int64_t unix_ms, const std::array<std::uint8_t, 10>& random);
// From the machine's clock and the operating system's generator.
[[nodiscard]] std::string fresh_ulid();

}  // namespace tanbu::cli
