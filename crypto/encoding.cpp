// Table-driven strict codecs. Nothing here is constant-time: what is decoded on the hot path is public (signatures,
// commands), and a private key file is read once by its owner.
#include "crypto/encoding.hpp"

#include <array>
#include <cstdint>

namespace tanbu::crypto {
namespace {

constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view hex_alphabet = "0123456789abcdef";
constexpr std::uint8_t no_symbol = 0xff;

using Table = std::array<std::uint8_t, 256>;

constexpr Table inverse(std::string_view alphabet) {
  Table table{};
  for (auto& value : table) value = no_symbol;
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr Table standard_table = inverse(standard_alphabet);
constexpr Table url_table = inverse(url_alphabet);
constexpr Table hex_table = inverse(hex_alphabet);

std::uint32_t octet(char c) { return static_cast<std::uint8_t>(c); }

// Without padding; the padded form adds '=' itself.
std::string encode_64(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::size_t i = 0;
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = octet(bytes[i]) << 16 | octet(bytes[i + 1]) << 8 | octet(bytes[i + 2]);
    text += alphabet[group >> 18];
    text += alphabet[group >> 12 & 63];
    text += alphabet[group >> 6 & 63];
    text += alphabet[group & 63];
  }
  const std::size_t rest = bytes.size() - i;
  if (rest == 1) {
    const std::uint32_t group = octet(bytes[i]) << 16;
    text += alphabet[group >> 18];
    text += alphabet[group >> 12 & 63];
  } else if (rest == 2) {
    const std::uint32_t group = octet(bytes[i]) << 16 | octet(bytes[i + 1]) << 8;
    text += alphabet[group >> 18];
    text += alphabet[group >> 12 & 63];
    text += alphabet[group >> 6 & 63];
  }
  return text;
}

// `text` without padding. Unused low bits of the last symbol must be zero, else several texts would mean the same
// bytes.
std::optional<std::string> decode_64(std::string_view text, const Table& table) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes(text.size() * 3 / 4, '\0');
  char* written = bytes.data();
  const char* at = text.data();
  const char* const end = at + text.size();
  // Four symbols are three octets; no_symbol is the only value with the upper two bits set.
  for (; end - at >= 4; at += 4) {
    const std::uint32_t first = table[octet(at[0])];
    const std::uint32_t second = table[octet(at[1])];
    const std::uint32_t third = table[octet(at[2])];
    const std::uint32_t fourth = table[octet(at[3])];
    if (((first | second | third | fourth) & 0xc0) != 0) return std::nullopt;
    const std::uint32_t bits = first << 18 | second << 12 | third << 6 | fourth;
    *written++ = static_cast<char>(static_cast<std::uint8_t>(bits >> 16));
    *written++ = static_cast<char>(static_cast<std::uint8_t>(bits >> 8 & 0xff));
    *written++ = static_cast<char>(static_cast<std::uint8_t>(bits & 0xff));
  }
  std::uint32_t bits = 0;
  unsigned held = 0;  // how many low bits of `bits` are not yet written
  for (; at != end; ++at) {
    const std::uint8_t symbol = table[octet(*at)];
    if (symbol == no_symbol) return std::nullopt;
    bits = (bits << 6 | symbol) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      *written++ = static_cast<char>(static_cast<std::uint8_t>(bits >> held & 0xff));
    }
  }
  if ((bits & ((1U << held) - 1)) != 0) return std::nullopt;
  return bytes;
}

}  // namespace

std::string hex_encode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += hex_alphabet[octet(c) >> 4];
    text += hex_alphabet[octet(c) & 15];
  }
  return text;
}

std::optional<std::string> hex_decode(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const std::uint8_t high = hex_table[octet(text[i])];
    const std::uint8_t low = hex_table[octet(text[i + 1])];
    if (high == no_symbol || low == no_symbol) return std::nullopt;
    bytes += static_cast<char>(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

std::string base64_encode(std::string_view bytes) {
  std::string text = encode_64(bytes, standard_alphabet);
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  // At most two '=' are taken off; a third stays and is refused as a symbol outside the alphabet.
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  return decode_64(text.substr(0, text.size() - padding), standard_table);
}

std::string base64url_encode(std::string_view bytes) { return encode_64(bytes, url_alphabet); }

std::optional<std::string> base64url_decode(std::string_view text) { return decode_64(text, url_table); }

}  // namespace tanbu::crypto
