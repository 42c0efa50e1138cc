// The functions of terminal.hpp.
#include "api/cli/terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "api/cli/exit.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct Decoded {
  char32_t point;
  std::size_t octets;
};

// The character at the start of `text`, which is not empty; nothing where it is not UTF-8 (RFC 3629).
std::optional<Decoded> decode(std::string_view text) {
  const auto octet = [&](std::size_t at) { return static_cast<std::uint8_t>(text[at]); };
  const std::uint8_t lead = octet(0);
  if (lead < 0x80) return Decoded{lead, 1};
  const std::size_t octets = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < octets) return std::nullopt;
  char32_t point = lead & (0xFFU >> (octets + 1));
  for (std::size_t at = 1; at < octets; ++at) {
    if ((octet(at) & 0xC0) != 0x80) return std::nullopt;
    point = (point << 6) | (octet(at) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  if (point < smallest[octets] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
  return Decoded{point, octets};
}

struct Interval {
  char32_t first;
  char32_t last;
};

template <std::size_t Size>
bool contains(const std::array<Interval, Size>& intervals, char32_t point) {
  return std::any_of(intervals.begin(), intervals.end(),
                     [&](const Interval& interval) { return interval.first <= point && point <= interval.last; });
}

constexpr std::array<Interval, 13> wide{{{0x1100, 0x115F},
                                         {0x2E80, 0x303E},
                                         {0x3041, 0x33FF},
                                         {0x3400, 0x4DBF},
                                         {0x4E00, 0x9FFF},
                                         {0xA000, 0xA4CF},
                                         {0xAC00, 0xD7A3},
                                         {0xF900, 0xFAFF},
                                         {0xFE30, 0xFE4F},
                                         {0xFF00, 0xFF60},
                                         {0xFFE0, 0xFFE6},
                                         {0x1F300, 0x1FAFF},
                                         {0x20000, 0x3FFFD}}};
constexpr std::array<Interval, 5> without_width{
    {{0x0300, 0x036F}, {0x200B, 0x200D}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}}};
// C0, DEL and C1 controls, the line and paragraph separators, the marks that embed or override a writing direction, and
// the byte order mark.
constexpr std::array<Interval, 6> harmful{
    {{0x00, 0x1F}, {0x7F, 0x9F}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}}};

std::string padded(const std::string& text, std::size_t width, Align align) {
  const std::size_t own = display_width(text);
  const std::string blanks(width > own ? width - own : 0, ' ');
  return align == Align::right ? blanks + text : text + blanks;
}

void write_all(std::FILE* stream, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stream) != text.size() || std::fflush(stream) != 0) {
    throw Stop(Exit::failure,
               stream == stdout ? std::string(say("the output could not be written", "无法写出结果")) : std::string());
  }
}

}  // namespace

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : std::string_view(value);
}

Language language_of_environment() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = environment(name);
    if (!value.empty()) return value.substr(0, 2) == "zh" ? Language::chinese : Language::english;
  }
  return Language::english;
}

Language language() {
  static const Language chosen = language_of_environment();
  return chosen;
}

std::string_view say(std::string_view english, std::string_view chinese) {
  return language() == Language::chinese ? chinese : english;
}

std::string said(std::string_view english, std::string_view chinese) { return std::string(say(english, chinese)); }

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const auto character = decode(utf8);
    utf8.remove_prefix(character ? character->octets : 1);
    if (character && contains(without_width, character->point)) continue;
    width += character && contains(wide, character->point) ? std::size_t{2} : std::size_t{1};
  }
  return width;
}

std::string harmless(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const auto character = decode(text);
    const std::size_t octets = character ? character->octets : 1;
    if (character && !contains(harmful, character->point)) {
      result += text.substr(0, octets);
    } else {
      result += replacement;
    }
    text.remove_prefix(octets);
  }
  return result;
}

std::string harmless_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = text.find('\n');
    result += harmless(text.substr(0, end));
    if (end == std::string_view::npos) break;
    result += '\n';
    text.remove_prefix(end + 1);
  }
  return result;
}

void Table::add(std::vector<std::string> cells) {
  HOLDS(cells.size() == columns_.size());
  for (auto& cell : cells) cell = harmless(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(bool for_terminal) const {
  std::vector<std::size_t> widths;
  for (const auto& column : columns_) widths.push_back(display_width(column.title));
  for (const auto& row : rows_) {
    for (std::size_t at = 0; at < row.size(); ++at) widths[at] = std::max(widths[at], display_width(row[at]));
  }
  std::string result;
  const auto add_line = [&](const auto& cell_at) {
    std::string line;
    for (std::size_t at = 0; at < columns_.size(); ++at) {
      if (at > 0) line += for_terminal ? "  " : "\t";
      line += for_terminal ? padded(cell_at(at), widths[at], columns_[at].align) : cell_at(at);
    }
    if (for_terminal) line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  };
  add_line([&](std::size_t at) { return columns_[at].title; });
  for (const auto& row : rows_) add_line([&](std::size_t at) { return row[at]; });
  return result;
}

void Sheet::add(std::string_view name, std::string_view value) { lines_.emplace_back(harmless(name), harmless(value)); }

std::string Sheet::text(bool for_terminal) const {
  std::size_t width = 0;
  for (const auto& line : lines_) width = std::max(width, display_width(line.first));
  std::string result;
  for (const auto& [name, value] : lines_) {
    result += for_terminal ? padded(name, width + 2, Align::left) + value : name + "\t" + value;
    result += "\n";
  }
  return result;
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }
bool stdin_is_terminal() { return ::isatty(STDIN_FILENO) == 1; }
bool stderr_is_terminal() { return ::isatty(STDERR_FILENO) == 1; }

std::string coloured(std::string_view text, Colour colour, bool on_terminal) {
  if (!on_terminal || !environment("NO_COLOR").empty() || environment("TERM") == "dumb") return std::string(text);
  const char* code = colour == Colour::red ? "31" : colour == Colour::green ? "32" : "33";
  return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

void print(std::string_view text) { write_all(stdout, text); }
void tell(std::string_view line) {
  // A message nobody can read is no reason to change the exit status of what was done.
  std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

}  // namespace tanbu::cli
