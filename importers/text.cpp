// Cleaning of text.hpp.
#include "importers/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "ledger/form.hpp"

namespace tanbu::importers {
namespace {

constexpr char32_t replacement = 0xfffd;

// Unicode's canonical compositions of Latin letters, by combining mark. A mark or letter that is not here is rare
// enough in the names of projects and companies to be shown as replaced.
struct Composition {
  char32_t mark;
  std::u32string_view letters;
  std::u32string_view composed;
};
constexpr std::array<Composition, 13> compositions{{
    {0x300, U"AEIOUaeiou", U"ÀÈÌÒÙàèìòù"},
    {0x301, U"AEIOUYaeiouyCcNnSsZzLlRr", U"ÁÉÍÓÚÝáéíóúýĆćŃńŚśŹźĹĺŔŕ"},
    {0x302, U"AEIOUaeiouCcGgHhJjSsWwYy", U"ÂÊÎÔÛâêîôûĈĉĜĝĤĥĴĵŜŝŴŵŶŷ"},
    {0x303, U"ANOanoIiUu", U"ÃÑÕãñõĨĩŨũ"},
    {0x304, U"AaEeIiOoUu", U"ĀāĒēĪīŌōŪū"},
    {0x306, U"AaGgUu", U"ĂăĞğŬŭ"},
    {0x307, U"ZzIEeGgCc", U"ŻżİĖėĠġĊċ"},
    {0x308, U"AEIOUYaeiouy", U"ÄËÏÖÜŸäëïöüÿ"},
    {0x30a, U"AaUu", U"ÅåŮů"},
    {0x30b, U"OoUu", U"ŐőŰű"},
    {0x30c, U"CcDdEeNnRrSsTtZz", U"ČčĎďĚěŇňŘřŠšŤťŽž"},
    {0x327, U"CcSsTt", U"ÇçŞşŢţ"},
    {0x328, U"AaEeIiUu", U"ĄąĘęĮįŲų"},
}};

// The input is valid UTF-8, so the lead octet alone tells the length.
std::u32string decoded(std::string_view utf8) {
  std::u32string text;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t value = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t next = at + 1; next < at + length && next < utf8.size(); ++next) {
      value = (value << 6) | (static_cast<unsigned char>(utf8[next]) & 0x3fU);
    }
    text.push_back(value);
    at += length;
  }
  return text;
}

void append(std::string& text, char32_t value) {
  const auto put = [&text](char32_t octet) { text.push_back(static_cast<char>(static_cast<unsigned char>(octet))); };
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

std::string encoded(std::u32string_view text) {
  std::string utf8;
  for (const char32_t value : text) append(utf8, value);
  return utf8;
}

bool is_white_space(char32_t value) {
  return value == ' ' || (value >= 0x9 && value <= 0xd) || value == 0x85 || value == 0xa0 ||
         (value >= 0x2000 && value <= 0x200a) || value == 0x2028 || value == 0x2029 || value == 0x202f ||
         value == 0x205f || value == 0x3000;
}

// Controls, and characters that are not seen but make two equal-looking texts different (CVE-2021-42574).
bool is_invisible(char32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || value == 0xad || (value >= 0x200b && value <= 0x200f) ||
         (value >= 0x202a && value <= 0x202e) || (value >= 0x2060 && value <= 0x206f) || value == 0xfeff;
}

bool is_mark(char32_t value) {
  return (value >= 0x300 && value <= 0x36f) || (value >= 0x1ab0 && value <= 0x1aff) ||
         (value >= 0x20d0 && value <= 0x20ff) || (value >= 0xfe20 && value <= 0xfe2f) || value == 0x3099 ||
         value == 0x309a;
}

// Characters besides the marks that the ledger refuses because normalising could change them (ledger/form.cpp).
bool may_be_decomposed(char32_t value) {
  return (value >= 0x1100 && value <= 0x11ff) || (value >= 0xf900 && value <= 0xfaff) ||
         (value >= 0x2f800 && value <= 0x2fa1f);
}

// Kelvin, Angstrom and Ohm signs are letters in normal form C.
char32_t without_twin(char32_t value) {
  if (value == 0x212a) return 'K';
  if (value == 0x212b) return 0xc5;
  return value == 0x2126 ? 0x3a9 : value;
}

char32_t composed(char32_t letter, char32_t mark) {
  for (const auto& composition : compositions) {
    if (composition.mark != mark) continue;
    const auto at = composition.letters.find(letter);
    if (at != std::u32string_view::npos) return composition.composed[at];
  }
  return replacement;
}

}  // namespace

CleanText clean_text(std::string_view utf8, std::size_t characters_max) {
  CleanText clean;
  std::u32string text;
  for (const char32_t original : decoded(utf8)) {
    char32_t value = without_twin(original);
    if (is_white_space(value)) {
      if (!text.empty() && text.back() != ' ') text.push_back(' ');
      continue;
    }
    if (is_invisible(value)) {
      clean.dropped = true;
      continue;
    }
    if (is_mark(value) && !text.empty()) {
      text.back() = composed(text.back(), value);
      clean.replaced = clean.replaced || text.back() == replacement;
      continue;
    }
    if (is_mark(value) || may_be_decomposed(value)) {
      value = replacement;
      clean.replaced = true;
    }
    text.push_back(value);
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.size() > characters_max) {
    clean.cut = true;
    text.resize(characters_max);
    if (!text.empty() && text.back() == ' ') text.pop_back();
  }
  clean.text = encoded(text);
  return clean;
}

std::string readable(std::string_view octets) {
  constexpr std::string_view stands_for_octet = "\xef\xbf\xbd";
  constexpr std::size_t character_octets_max = 4;
  std::string text;
  while (!octets.empty()) {
    std::size_t length = 0;
    for (std::size_t more = 1; more <= std::min(character_octets_max, octets.size()) && length == 0; ++more) {
      if (count_characters(octets.substr(0, more)) == 1U) length = more;
    }
    text += length == 0 ? stands_for_octet : octets.substr(0, length);
    octets.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return text;
}

std::string without_accents(std::string_view utf8) {
  std::u32string text = decoded(utf8);
  for (char32_t& value : text) {
    if (value < 0x80) continue;
    for (const auto& composition : compositions) {
      const auto at = composition.composed.find(value);
      if (at != std::u32string_view::npos) value = composition.letters[at];
    }
  }
  return encoded(text);
}

}  // namespace tanbu::importers
