// The spelling of single cells. A spreadsheet that opens comma-separated values runs a cell that begins as a formula
// does, quoted or not (CVE-2014-3524 in OpenOffice; "=cmd|'/c calc'!A1" in Excel), and where the country's list
// separator is a semicolon it also begins a cell behind every semicolon of an unquoted or wrongly quoted text.
#include <algorithm>
#include <array>
#include <cstdint>

#include "importers/exported.hpp"

namespace tanbu::importers {
namespace {

constexpr std::string_view escaped_low_line = "_x005F_";

struct Character {
  std::uint32_t value = 0;
  std::size_t octets = 1;
};

// The character at a place of valid UTF-8.
Character character_at(std::string_view text, std::size_t at) {
  const auto octet = [&](std::size_t place) {
    return place < text.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(text[place])) : 0U;
  };
  const std::uint32_t first = octet(at);
  if (first < 0x80) return {first, 1};
  if (first < 0xe0) return {(first & 0x1fU) << 6U | (octet(at + 1) & 0x3fU), 2};
  if (first < 0xf0) return {(first & 0xfU) << 12U | (octet(at + 1) & 0x3fU) << 6U | (octet(at + 2) & 0x3fU), 3};
  return {0x10000, 4};  // none of them is blank or a sign
}

// What programs skip before they look whether a formula begins: white space, control and invisible characters.
bool is_passed_over(std::uint32_t value) {
  struct Range {
    std::uint32_t first, last;
  };
  constexpr std::array<Range, 11> ranges{{{0, 0x20},
                                          {0x7f, 0xa0},
                                          {0xad, 0xad},
                                          {0x1680, 0x1680},
                                          {0x180e, 0x180e},
                                          {0x2000, 0x200f},
                                          {0x2028, 0x202f},
                                          {0x205f, 0x206f},
                                          {0x3000, 0x3000},
                                          {0xfe00, 0xfe0f},
                                          {0xfeff, 0xfeff}}};
  return std::any_of(ranges.begin(), ranges.end(),
                     [value](const Range& range) { return range.first <= value && value <= range.last; });
}

// = + - @ |, and the small, full-width and mathematical signs that programs and people turn into them.
bool begins_formula(std::uint32_t value) {
  constexpr std::array<std::uint32_t, 15> signs{'=',    '+',    '-',    '@',    '|',    0x2212, 0xfe62, 0xfe63,
                                                0xfe66, 0xfe6b, 0xff0b, 0xff0d, 0xff1d, 0xff20, 0xff5c};
  return std::find(signs.begin(), signs.end(), value) != signs.end();
}

constexpr std::string_view separators = ";\t\r\n";
bool is_separator(char symbol) { return separators.find(symbol) != separators.npos; }

// Whether what stands here, where some program begins a cell, needs the apostrophe.
bool needs_apostrophe(std::string_view text, std::size_t at) {
  if (at == text.size()) return false;
  if (text[at] == '\'') return true;
  // A cell that begins with white space that ends cells is itself taken for something else.
  if (at == 0 && is_separator(text[at]) && text[at] != ';') return true;
  while (at < text.size()) {
    const auto character = character_at(text, at);
    if (begins_formula(character.value)) return true;
    // Behind a separator another cell begins, which is judged by itself.
    if (!is_passed_over(character.value) || is_separator(text[at])) return false;
    at += character.octets;
  }
  return false;
}

// The beginning of one of our own escapes, or what a text could make one of.
bool looks_escaped(std::string_view text, std::size_t at) {
  const auto part = text.substr(at, 6);
  return part == "_x0000" || part == "_x005F" || part == "_xFFFE" || part == "_xFFFF";
}

std::string with_escapes(std::string_view text) {
  const bool has_none =
      text.find("_x") == text.npos && text.find('\0') == text.npos && text.find("\xef\xbf") == text.npos;
  if (has_none) return std::string(text);  // nearly every text
  std::string spelled;
  spelled.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto noncharacter = text.substr(at, 3);
    if (text[at] == '\0') {
      spelled += "_x0000_";
    } else if (noncharacter == "\xef\xbf\xbe" || noncharacter == "\xef\xbf\xbf") {
      spelled += noncharacter == "\xef\xbf\xbe" ? "_xFFFE_" : "_xFFFF_";
      at += 2;
    } else if (looks_escaped(text, at)) {
      spelled += escaped_low_line;
    } else {
      spelled += text[at];
    }
  }
  return spelled;
}

std::string without_workbook_escapes(std::string_view cell) {
  if (cell.find("_x") == cell.npos) return std::string(cell);
  struct Escape {
    std::string_view spelled, meant;
  };
  static constexpr std::array<Escape, 4> escapes{{{escaped_low_line, "_"},
                                                  {"_x0000_", std::string_view("\0", 1)},
                                                  {"_xFFFE_", "\xef\xbf\xbe"},
                                                  {"_xFFFF_", "\xef\xbf\xbf"}}};
  std::string text;
  text.reserve(cell.size());
  for (std::size_t at = 0; at < cell.size();) {
    const auto* found = std::find_if(escapes.begin(), escapes.end(), [&](const Escape& escape) {
      return cell.substr(at, escape.spelled.size()) == escape.spelled;
    });
    if (found == escapes.end()) {
      text += cell[at++];
    } else {
      text += found->meant;
      at += found->spelled.size();
    }
  }
  return text;
}

}  // namespace

std::string spelled_cell(std::string_view text, CellForm form) {
  std::string escaped = with_escapes(text);
  if (form == CellForm::workbook) return escaped;
  if (escaped.find_first_of(separators) == std::string::npos && !needs_apostrophe(escaped, 0)) return escaped;
  std::string spelled;
  spelled.reserve(escaped.size() + 1);
  for (std::size_t at = 0; at < escaped.size(); ++at) {
    const bool may_begin = at == 0 || is_separator(escaped[at - 1]);
    if (may_begin && needs_apostrophe(escaped, at)) spelled += '\'';
    spelled += escaped[at];
  }
  return spelled;
}

std::string original_cell(std::string_view cell, CellForm form) {
  if (form == CellForm::workbook || cell.find('\'') == cell.npos) return without_workbook_escapes(cell);
  std::string escaped;
  escaped.reserve(cell.size());
  for (std::size_t at = 0; at < cell.size(); ++at) {
    const bool may_begin = at == 0 || is_separator(cell[at - 1]);
    if (!may_begin || cell[at] != '\'') escaped += cell[at];
  }
  return without_workbook_escapes(escaped);
}

}  // namespace tanbu::importers
