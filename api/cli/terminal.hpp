// What people see: the language of the messages, tables whose columns line up in Chinese, and text of strangers made
// harmless for a terminal. Not the machine's output: --json prints what the server sent.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu::cli {

// Empty where the variable is not set.
[[nodiscard]] std::string_view environment(const char* name);

enum class Language { english, chinese };
// From the POSIX variables: LC_ALL before LC_MESSAGES before LANG; Chinese when the first that is set starts with zh.
[[nodiscard]] Language language_of_environment();
// The language of this process, read from the environment once.
[[nodiscard]] Language language();
// One of two spellings of a text, by language().
[[nodiscard]] std::string_view say(std::string_view english, std::string_view chinese);
// The same, to add to.
[[nodiscard]] std::string said(std::string_view english, std::string_view chinese);

// Columns that a text takes on a terminal: 2 for a wide character (UAX 11: W and F), 0 for a combining one. What is not
// UTF-8 counts one column an octet.
[[nodiscard]] std::size_t display_width(std::string_view utf8);
// Control characters, broken UTF-8 and characters that turn the writing direction become U+FFFD: a company's name must
// not be able to move the cursor, recolour a verdict or hide a digit (CVE-2021-42574 did it to source code).
[[nodiscard]] std::string harmless(std::string_view text);

// The same for a text of many lines, whose line feeds stay.
[[nodiscard]] std::string harmless_lines(std::string_view text);

enum class Align { left, right };
struct Column {
  std::string title;
  Align align = Align::left;
};

// Rows of text. On a terminal: padded columns below a line of titles; elsewhere: tab-separated values with one line of
// titles, so that cut and awk can be used.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // A row has one cell for each column.
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] std::string text(bool for_terminal) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// Names and values, one pair a line; names are padded on a terminal and followed by a tab elsewhere.
class Sheet {
 public:
  void add(std::string_view name, std::string_view value);
  [[nodiscard]] std::string text(bool for_terminal) const;

 private:
  std::vector<std::pair<std::string, std::string>> lines_;
};

[[nodiscard]] bool stdout_is_terminal();
[[nodiscard]] bool stdin_is_terminal();
[[nodiscard]] bool stderr_is_terminal();
enum class Colour { red, green, yellow };
// The text in colour where stderr (or stdout) is a terminal, NO_COLOR is unset or empty and TERM is not "dumb".
[[nodiscard]] std::string coloured(std::string_view text, Colour colour, bool on_terminal);

// Data goes to stdout, messages to stderr. A reader that has gone away (EPIPE) or a full disk is a Stop with failure.
void print(std::string_view text);
void tell(std::string_view line);  // adds the end of line

}  // namespace tanbu::cli
