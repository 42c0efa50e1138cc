// Text spellings of bytes: hexadecimal, base64 (RFC 4648 section 4, padded) and base64url (section 5, unpadded).
// The decoders are strict: exactly one text decodes to given bytes. No white space, no missing or surplus padding, no
// other alphabet, and the unused low bits of the last symbol must be zero; otherwise one signature would have several
// spellings.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::crypto {

[[nodiscard]] std::string hex_encode(std::string_view bytes);                // lower case
[[nodiscard]] std::optional<std::string> hex_decode(std::string_view text);  // lower case only
[[nodiscard]] std::string base64_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
[[nodiscard]] std::string base64url_encode(std::string_view bytes);
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace tanbu::crypto
