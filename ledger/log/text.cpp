// Strict readers for the text formats of the log. Every accepted value has exactly one spelling.
#include "ledger/log/text.hpp"

#include <algorithm>
#include <limits>

#include "crypto/encoding.hpp"

namespace tanbu::log {

std::optional<std::uint64_t> parse_decimal(std::string_view text) {
  constexpr auto top = std::numeric_limits<std::uint64_t>::max();
  if (text.empty() || text.size() > 20 || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t number = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(character - '0');
    if (number > (top - digit) / 10) return std::nullopt;
    number = number * 10 + digit;
  }
  return number;
}

std::string digest_to_base64(const crypto::Digest& digest) { return crypto::base64_encode(crypto::as_bytes(digest)); }

std::optional<crypto::Digest> digest_from_base64(std::string_view text) {
  if (text.size() != 44) return std::nullopt;
  const auto bytes = crypto::base64_decode(text);
  crypto::Digest digest{};
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::transform(bytes->begin(), bytes->end(), digest.begin(),
                 [](char character) { return static_cast<std::uint8_t>(character); });
  return digest;
}

std::optional<std::string_view> take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<CodePoint> first_code_point(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto byte = [&](std::size_t at) { return static_cast<char32_t>(static_cast<unsigned char>(text[at])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  const std::size_t length = (lead & 0xE0) == 0xC0 ? 2 : (lead & 0xF0) == 0xE0 ? 3 : (lead & 0xF8) == 0xF0 ? 4 : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte(at) & 0x3F);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[length] || value > 0x10FFFF || surrogate) return std::nullopt;
  return CodePoint{value, length};
}

bool is_unicode_space(char32_t value) {
  return (value >= 0x09 && value <= 0x0D) || value == 0x20 || value == 0x85 || value == 0xA0 || value == 0x1680 ||
         (value >= 0x2000 && value <= 0x200A) || value == 0x2028 || value == 0x2029 || value == 0x202F ||
         value == 0x205F || value == 0x3000;
}

}  // namespace tanbu::log
