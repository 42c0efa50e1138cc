#include "ledger/form.hpp"

#include <array>
#include <cstdint>

namespace tanbu {
namespace {

bool is_digit(char symbol) { return symbol >= '0' && symbol <= '9'; }

// Decodes one code point at `position` and moves on; nothing on malformed UTF-8 (overlong forms and surrogates
// included).
std::optional<std::uint32_t> next_character(std::string_view text, std::size_t& position) {
  const auto byte_at = [&](std::size_t at) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[at])); };
  const std::uint32_t lead = byte_at(position);
  std::size_t length = 0;
  std::uint32_t value = 0;
  if (lead < 0x80) {
    ++position;
    return lead;
  }
  if (lead >= 0xc2 && lead < 0xe0) {
    length = 2;
    value = lead & 0x1f;
  } else if (lead >= 0xe0 && lead < 0xf0) {
    length = 3;
    value = lead & 0x0f;
  } else if (lead >= 0xf0 && lead < 0xf5) {
    length = 4;
    value = lead & 0x07;
  } else {
    return std::nullopt;
  }
  if (position + length > text.size()) return std::nullopt;
  for (std::size_t at = position + 1; at < position + length; ++at) {
    if ((byte_at(at) & 0xc0) != 0x80) return std::nullopt;
    value = (value << 6) | (byte_at(at) & 0x3f);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (overlong || surrogate || value > 0x10ffff) return std::nullopt;
  position += length;
  return value;
}

void append_utf8(std::string& text, std::uint32_t value) {
  const auto put = [&text](std::uint32_t byte) { text.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xc0 | (value >> 6));
    put(0x80 | (value & 0x3f));
  } else if (value < 0x10000) {
    put(0xe0 | (value >> 12));
    put(0x80 | ((value >> 6) & 0x3f));
    put(0x80 | (value & 0x3f));
  } else {
    put(0xf0 | (value >> 18));
    put(0x80 | ((value >> 12) & 0x3f));
    put(0x80 | ((value >> 6) & 0x3f));
    put(0x80 | (value & 0x3f));
  }
}

// C0 and C1 controls, line and paragraph separators, and the bidirectional controls with which a text can be made to
// read otherwise than it is stored (CVE-2021-42574).
bool is_control(std::uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || value == 0x2028 || value == 0x2029 ||
         (value >= 0x202a && value <= 0x202e) || (value >= 0x2066 && value <= 0x2069) || value == 0xfeff;
}

// Characters that never occur in NFC text or that may compose with their neighbour. Narrower than NFC on purpose: a
// text with combining marks is refused even where no composed form exists, which costs a rare spelling and spares a
// table of a thousand rows.
bool may_be_decomposed(std::uint32_t value) {
  return (value >= 0x300 && value <= 0x36f) || (value >= 0x1100 && value <= 0x11ff) ||
         (value >= 0x1ab0 && value <= 0x1aff) || (value >= 0x20d0 && value <= 0x20ff) || value == 0x2126 ||
         value == 0x212a || value == 0x212b || (value >= 0xf900 && value <= 0xfaff) ||
         (value >= 0xfe20 && value <= 0xfe2f) || value == 0x3099 || value == 0x309a ||
         (value >= 0x2f800 && value <= 0x2fa1f);
}

// GB 11643: weighted sum of 17 digits modulo 11 gives the last character.
bool is_resident_id(std::string_view text) {
  constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t position = 0; position < weights.size(); ++position) {
    if (!is_digit(text[position])) return false;
    sum += (text[position] - '0') * weights[position];
  }
  const char last = text[17] == 'x' ? 'X' : text[17];
  return last == std::string_view("10X98765432")[static_cast<std::size_t>(sum % 11)];
}

bool bounded_by_non_digits(std::string_view text, std::size_t first, std::size_t length) {
  const bool before = first == 0 || !is_digit(text[first - 1]);
  const bool after = first + length == text.size() || !is_digit(text[first + length]);
  return before && after;
}

bool holds_mail_address(std::string_view text) {
  const auto local = [](char symbol) {
    return is_digit(symbol) || (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || symbol == '.' ||
           symbol == '_' || symbol == '-' || symbol == '+';
  };
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    if (at == 0 || !local(text[at - 1])) continue;
    std::size_t end = at + 1;
    while (end < text.size() && local(text[end])) ++end;
    const auto domain = text.substr(at + 1, end - at - 1);
    const auto dot = domain.find('.');
    if (dot != std::string_view::npos && dot > 0 && dot + 2 < domain.size()) return true;
  }
  return false;
}

}  // namespace

bool holds_personal_information(std::string_view utf8) {
  for (std::size_t position = 0; position < utf8.size(); ++position) {
    const bool mobile = position + 11 <= utf8.size() && utf8[position] == '1' && utf8[position + 1] >= '3' &&
                        bounded_by_non_digits(utf8, position, 11) &&
                        utf8.substr(position, 11).find_first_not_of("0123456789") == std::string_view::npos;
    const bool resident = position + 18 <= utf8.size() && bounded_by_non_digits(utf8, position, 18) &&
                          is_resident_id(utf8.substr(position, 18));
    if (mobile || resident) return true;
  }
  return holds_mail_address(utf8);
}

std::optional<std::size_t> count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (std::size_t position = 0; position < utf8.size(); ++count) {
    if (!next_character(utf8, position)) return std::nullopt;
  }
  return count;
}

std::optional<std::string_view> text_fault(std::string_view utf8, std::size_t characters_max) {
  const auto characters = count_characters(utf8);
  if (!characters) return "text_not_utf8";
  if (utf8.find_first_not_of(' ') == std::string_view::npos) return "text_empty";
  if (*characters > characters_max) return "text_too_long";
  for (std::size_t position = 0; position < utf8.size();) {
    const auto value = next_character(utf8, position);
    if (is_control(*value)) return "text_control_character";
    if (may_be_decomposed(*value)) return "text_not_nfc";
  }
  if (holds_personal_information(utf8)) return "pii";
  return std::nullopt;
}

std::string normalised_name(std::string_view utf8) {
  std::string name;
  for (std::size_t position = 0; position < utf8.size();) {
    auto value = next_character(utf8, position);
    if (!value) {
      ++position;  // Malformed bytes take no part in a comparison.
      continue;
    }
    if (*value >= 0xff01 && *value <= 0xff5e) value = *value - 0xff01 + 0x21;
    if (*value == 0x20 || *value == 0x3000 || *value == 0xa0) continue;
    if (*value == '.' || *value == ',' || *value == '(' || *value == ')' || *value == 0x3002 || *value == 0x3001)
      continue;
    if (*value >= 'A' && *value <= 'Z') value = *value - 'A' + 'a';
    append_utf8(name, *value);
  }
  return name;
}

}  // namespace tanbu
