// Brings a serial from a spreadsheet, a web page or a person's hand to the plain spelling: what word processors and
// wrong encodings do to blanks and hyphens is undone. Not a grammar and not a repair: digits and letters are never
// added, dropped or exchanged, so a wrong serial stays wrong and is refused by the grammar afterwards.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace tanbu::programmes {

namespace tidying {

// Far above any serial; a longer text is no serial and is handed back as it came.
inline constexpr std::size_t text_bytes_max = 1024;

// Byte sequences of UTF-8 and what they stand for. The second group are characters that were encoded twice: bytes of
// UTF-8 that somebody read as Windows-1252. The longest that fits is taken.
inline constexpr std::array<std::pair<std::string_view, char>, 21> spellings{{
    {"\xe3\x80\x80", ' '},   // full-width blank
    {"\xe2\x80\x89", ' '},   // thin blank
    {"\xe2\x80\xaf", ' '},   // narrow blank that does not break
    {"\xe2\x80\x8b", '\0'},  // blank of no width
    {"\xef\xbb\xbf", '\0'},  // byte order mark
    {"\xe2\x80\x90", '-'},
    {"\xe2\x80\x91", '-'},
    {"\xe2\x80\x92", '-'},  // hyphens and the figure dash
    {"\xe2\x80\x93", '-'},
    {"\xe2\x80\x94", '-'},
    {"\xe2\x80\x95", '-'},                      // en dash, em dash, bar
    {"\xe2\x88\x92", '-'},                      // minus
    {"\xc3\x82\xc2\xa0", ' '},                  // twice: blank that does not break
    {"\xc3\x82 ", ' '},                         // ... after somebody trimmed its second half
    {"\xc3\xa2\xe2\x82\xac\xe2\x80\x9c", '-'},  // twice: en dash
    {"\xc3\xa2\xe2\x82\xac\xe2\x80\x9d", '-'},  // twice: em dash
    {"\xc2\xa0", ' '},                          // blank that does not break
    {"\t", ' '},
    {"\r", ' '},
    {"\n", ' '},
    {" ", ' '},
}};

// U+FF01..U+FF5E are U+0021..U+007E in full width.
[[nodiscard]] inline char half_width(std::string_view text) {
  if (text.size() < 3 || text[0] != '\xef') return '\0';
  const auto middle = static_cast<unsigned char>(text[1]);
  const auto last = static_cast<unsigned char>(text[2]);
  if ((middle != 0xBC && middle != 0xBD) || last < 0x80 || last > 0xBF) return '\0';
  const int code = ((middle & 0x3F) << 6) + (last & 0x3F) - 0xF00 - 1 + '!';
  return code >= '!' && code <= '~' ? static_cast<char>(code) : '\0';
}

// Every character plain, every run of blanks one blank, none at the ends.
[[nodiscard]] inline std::string with_plain_characters(std::string_view text) {
  std::string plain;
  const auto add = [&plain](char symbol) {
    if (symbol == '\0' || (symbol == ' ' && (plain.empty() || plain.back() == ' '))) return;
    plain += symbol;
  };
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [bytes, symbol] : spellings) {
      if (text.substr(0, bytes.size()) != bytes) continue;
      add(symbol);
      taken = bytes.size();
      break;
    }
    if (const char half = taken == 0 ? half_width(text) : '\0'; half != '\0') {
      add(half);
      taken = 3;
    }
    if (taken == 0) {
      plain += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  if (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

[[nodiscard]] inline bool is_separator(char symbol) {
  return symbol == '-' || symbol == '#' || symbol == '/' || symbol == '.';
}

[[nodiscard]] inline bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The hyphen between two ends, "first - last": blanks stood beside it, both sides have equally many parts, and both
// begin with the same word or with a number. npos where the text has no such hyphen.
[[nodiscard]] inline std::size_t middle_hyphen(std::string_view plain) {
  std::size_t hyphens = 0;
  for (const char symbol : plain) hyphens += symbol == '-' ? 1 : 0;
  if (hyphens % 2 == 0) return std::string_view::npos;
  std::size_t middle = plain.find('-');
  for (std::size_t passed = 0; passed < hyphens / 2; ++passed) middle = plain.find('-', middle + 1);
  const bool before = middle > 0 && plain[middle - 1] == ' ';
  const bool after = middle + 1 < plain.size() && plain[middle + 1] == ' ';
  if (!before && !after) return std::string_view::npos;
  const auto first_word = [](std::string_view side) {
    while (!side.empty() && side.front() == ' ') side.remove_prefix(1);
    return side.substr(0, side.find_first_of("- "));
  };
  const auto left = first_word(plain.substr(0, middle));
  const auto right = first_word(plain.substr(middle + 1));
  return !left.empty() && (left == right || (is_number(left) && is_number(right))) ? middle : std::string_view::npos;
}

[[nodiscard]] inline std::string without_blanks_at_separators(std::string_view plain) {
  std::string tight;
  for (std::size_t at = 0; at < plain.size(); ++at) {
    const bool beside =
        (at > 0 && is_separator(plain[at - 1])) || (at + 1 < plain.size() && is_separator(plain[at + 1]));
    if (plain[at] != ' ' || !beside) tight += plain[at];
  }
  while (!tight.empty() && tight.back() == ' ') tight.pop_back();
  return tight;
}

[[nodiscard]] inline std::string tidied_once(std::string_view text) {
  const std::string plain = with_plain_characters(text);
  const auto middle = middle_hyphen(plain);
  if (middle == std::string::npos) return without_blanks_at_separators(plain);
  const auto left = without_blanks_at_separators(std::string_view(plain).substr(0, middle));
  const auto right = without_blanks_at_separators(" " + plain.substr(middle + 1));
  return left + " - " + right.substr(right.find_first_not_of(' '));
}

}  // namespace tidying

// The plain spelling of a serial, for importers and search; the strict grammars never call it. Blanks that do not
// break, once or twice encoded, dashes and full-width characters become ASCII, runs of blanks one blank, and blanks
// beside - # / and . go, except around the hyphen between two ends: "first - last" stays so. Tidying a tidied text
// changes nothing. A text of more than 1'024 bytes is handed back as it came.
[[nodiscard]] inline std::string tidied_serial(std::string_view text) {
  std::string tidy(text);
  if (text.size() > tidying::text_bytes_max) return tidy;
  // Dropping a character may bring together two others that were the halves of a third.
  for (std::string next = tidying::tidied_once(tidy); next != tidy; next = tidying::tidied_once(tidy)) {
    tidy = std::move(next);
  }
  return tidy;
}

}  // namespace tanbu::programmes
