// Comma-separated values as RFC 4180 describes them, also with semicolons or tabs between, read one row at a time with
// the place of every cell. Not a table: what a column means is the business of a profile. A broken row is reported and
// the rows around it are read all the same. Threading: one reader belongs to one thread.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tanbu::importers {

class TextStream;

struct CsvLimits {
  std::size_t file_bytes_max = 50U * 1024 * 1024;
  std::size_t row_bytes_max = 1024U * 1024;  // all lines of one row together
  std::size_t columns_max = 100;
  std::size_t rows_max = 1'000'000;  // the header included
};

struct CsvForm {
  char delimiter = ',';
  // How many cells a row has; 0: as many as the first row. Rows before the first one of this width stand above the
  // table (a title, a date) and are given as they are. Where the last of them is wider it may be the header of rows
  // that lost their empty cells, and a row as wide as it is whole.
  std::size_t columns = 0;
  // False: a row may have any number of cells.
  bool equal_columns = true;
};

struct Cell {
  std::string text;        // quotes taken off, doubled quotes made one; valid UTF-8 without NUL
  std::size_t line = 0;    // of its first octet, from 1
  std::size_t column = 0;  // of its first octet in that line, from 1, in octets
};

struct CsvRow {
  std::size_t line = 0;  // of its first cell, from 1
  std::vector<Cell> cells;
};

struct CsvFault {
  // Of a row: quote_broken, line_end (a carriage return alone), column_count (not as many cells as the first row),
  // too_many_columns, row_too_long, not_utf8, nul_character.
  // Of the file, after which nothing more is read: file_too_large, too_many_rows, file_empty.
  std::string code;
  std::size_t line = 0;    // of the trouble, from 1; 0 for a fault of the file
  std::size_t column = 0;  // of the trouble in that line, from 1, in octets; 0 where it has no place
  std::size_t cell = 0;    // which cell of the row, from 0
  std::string detail;      // English; repeats nothing of the file
  std::size_t row = 0;     // line of the row's first cell, by which the row is called; 0 for a fault of the file
};

// Reads rows in order. The first row is the header: its number of cells is the number that every later row must have
// (RFC 4180 section 2.4). Lines end with LF or CRLF; a byte order mark is skipped; empty lines are no rows.
//
// A quote that is opened and never closed makes the following rows part of one cell until some other quote contradicts
// it. Whenever a row that stretches over several lines turns out to be broken, or has a wrong number of cells, only its
// first line is given up and reading goes on at the next one, so that a neighbour is never lost. The cost stays linear:
// a line that ends inside a quote has an odd number of quotes, and the next such line ends the row or breaks it.
class CsvReader {
 public:
  // The bytes must outlive the reader.
  explicit CsvReader(std::string_view bytes, CsvLimits limits = {}, CsvForm form = {});
  // file_bytes_max is the business of whoever opened the file.
  CsvReader(std::unique_ptr<TextStream> text, CsvLimits limits, CsvForm form);
  ~CsvReader();
  CsvReader(CsvReader&&) noexcept;
  // The next row or fault; nothing at the end.
  [[nodiscard]] std::optional<std::variant<CsvRow, CsvFault>> next();

 private:
  struct Scan;
  [[nodiscard]] std::optional<CsvFault> scan_row(Scan& scan) const;
  [[nodiscard]] std::optional<CsvFault> scan_cell(Scan& scan) const;
  [[nodiscard]] std::optional<CsvFault> scan_quoted(Scan& scan, Cell& cell) const;
  [[nodiscard]] std::optional<CsvFault> judge(const Scan& scan) const;
  [[nodiscard]] bool cell_ends(std::size_t at) const;
  [[nodiscard]] std::size_t line_break(std::size_t at) const;
  [[nodiscard]] std::size_t first_of(std::size_t at, std::size_t stop, char one, char other) const;
  void look();
  void begin();
  void skip_empty_lines();
  void give_up_line();
  [[nodiscard]] CsvFault stop(std::string code, std::string detail);

  std::unique_ptr<TextStream> text_;
  CsvLimits limits_;
  CsvForm form_;
  std::string_view bytes_;     // the window: a row of any allowed length, or all that is left
  std::size_t bytes_all_ = 0;  // of a text in memory
  std::size_t line_ = 1;
  std::size_t rows_ = 0;
  std::size_t columns_ = 0;  // that a row must have; 0 before that is known
  std::size_t above_ = 0;    // that the row before the first of these had, which may be the header of shorter rows
  bool ended_ = false;
};

}  // namespace tanbu::importers
