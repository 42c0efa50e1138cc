// Small strict readers shared by the text formats of this room: decimals, digests in base64, UTF-8. Not a general
// parser. Threading: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/digest.hpp"

namespace tanbu::log {

// Decimal without sign, blanks or leading zeros ("0" itself is fine), 0..2^64-1.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text);

[[nodiscard]] std::string digest_to_base64(const crypto::Digest& digest);
// Exactly 44 characters of canonical, padded base64.
[[nodiscard]] std::optional<crypto::Digest> digest_from_base64(std::string_view text);

// Takes the text up to the next newline off the front of `rest` (the newline goes too); nullopt when there is no
// newline left.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& rest);

// Decodes one code point at the front of `text` (RFC 3629: shortest form, no surrogates, at most U+10FFFF) and its
// length in bytes.
struct CodePoint {
  char32_t value;
  std::size_t bytes;
};
[[nodiscard]] std::optional<CodePoint> first_code_point(std::string_view text);

// The Unicode property White_Space.
[[nodiscard]] bool is_unicode_space(char32_t value);

}  // namespace tanbu::log
