// A registry's file as rows of cells, whatever it is: comma-separated values, a workbook (XLSX), JSON or lines of JSON.
// What it is, is decided by its octets and never by its name. Rows come one at a time; memory is bounded by the rows in
// flight and by TableLimits, not by the file. Not a profile: which row is the header and what a column means is decided
// by who reads. Threading: one table belongs to one thread. Source: formats section 32.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "importers/file_bytes.hpp"
#include "importers/reading.hpp"

namespace tanbu::importers {

enum class Format { csv, xlsx, json, ndjson };
[[nodiscard]] std::string_view name_of(Format format);        // "csv", "xlsx", "json", "ndjson"
[[nodiscard]] std::string_view media_type_of(Format format);  // of the evidence: "text/csv" ...

enum class Encoding { utf8, utf16le, utf16be, gb18030, windows1252 };
[[nodiscard]] std::string_view name_of(Encoding encoding);  // "utf-8", "utf-16le", ...
// The name as people write it: letters of any case; gbk and gb2312 are gb18030, cp1252 and latin1 are windows-1252.
[[nodiscard]] std::optional<Encoding> encoding_named(std::string_view name);

struct TableLimits {
  std::uint64_t file_bytes_max = 1024ULL * 1024 * 1024;
  std::size_t rows_max = 5'000'000;          // of the whole file, headers included
  std::size_t columns_max = 1'000;           // of one row
  std::size_t row_bytes_max = 1024U * 1024;  // text of one row
  std::size_t depth_max = 32;                // of JSON values and XML elements
  // Workbooks. Counted while inflating; what the file says about itself is compared and never trusted.
  std::uint64_t unpacked_bytes_max = 50ULL * 1024 * 1024;  // of everything that is read
  std::uint64_t ratio_max = 100;                           // unpacked octets for each packed one
  std::size_t entries_max = 1'000;
  std::size_t sheets_max = 100;
  std::size_t shared_text_bytes_max = 32U * 1024 * 1024;
};

struct TableOptions {
  std::optional<Encoding> encoding;  // of a text; overrides the guess
  std::optional<char> delimiter;     // , ; or tab; overrides the guess
  std::optional<std::string> sheet;  // of a workbook: its name; of JSON: the path of the rows. Otherwise all, or chosen
  TableLimits limits;
};

enum class CellKind { empty, text, number, date, boolean, error };

struct TableCell {
  std::size_t column = 0;  // from 0. A workbook's A is 0; JSON: the place of the name in the first row
  CellKind kind = CellKind::text;
  // UTF-8 without NUL. CSV: as it stands, quotes taken off. Numbers of JSON: digit for digit as in the file. Numbers of
  // a workbook: plain decimal with at most 15 significant digits, as Excel shows them, never with an exponent. Dates of
  // a workbook: YYYY-MM-DD, YYYY-MM-DD HH:MM:SS or HH:MM:SS. Booleans: TRUE, FALSE. Objects within a JSON row become
  // columns named a.b; arrays become their JSON text.
  std::string text;
  bool formula = false;  // of a workbook; the text is the value that was calculated last
  // Why the cell cannot be relied upon, or empty: number_precision_lost (a program has dropped digits), cell_error
  // (#N/A ...), formula_without_value, date_impossible. Only who uses the cell needs to refuse it. Words: report.hpp.
  std::string fault;
  std::size_t line = 0;   // in the file, from 1; 0 in a workbook
  std::size_t octet = 0;  // of CSV: in that line after decoding, from 1; otherwise 0
};

struct TableRow {
  std::size_t sheet = 0;  // in FileFacts::sheets; CSV and JSON have one
  // What a person counts: CSV and NDJSON the line of the file, a workbook the row of the sheet, JSON the element
  // from 1. The names of JSON's columns come first, as a row with the number 0.
  std::size_t row = 0;
  bool hidden = false;           // in a workbook
  std::vector<TableCell> cells;  // by column, ascending; a column that is not there is empty
  [[nodiscard]] const TableCell* find(std::size_t column) const;  // nullptr where it is not there
  [[nodiscard]] std::string_view text(std::size_t column) const;  // empty where it is not there
  [[nodiscard]] std::size_t width() const;                        // one more than the last column; 0 when empty
};

struct TableFault {
  // Of a row, after which reading goes on: the codes of csv.hpp; text_undecodable (octets that the encoding does not
  // have); row_repeated, cell_repeated (a workbook); json_broken (a line of NDJSON), json_name_repeated,
  // json_row_form (neither object nor array).
  // Of the file (`ends`): file_changed, too_many_rows, and whatever is broken or hostile further in: formats
  // section 32.
  std::string code;
  bool ends = false;
  std::size_t sheet = 0;
  std::size_t row = 0;  // as in TableRow; 0 where it has none
  std::size_t octet = 0;
  std::optional<std::size_t> column;
  std::string detail;  // English; repeats nothing of the file
};

struct SheetFacts {
  std::string name;  // empty for CSV and JSON lines; JSON: path of the rows, "" is the whole document
  bool hidden = false;
  // Complete once next() has given the sheet's last row.
  std::size_t rows = 0;  // that hold a cell; without JSON's row of names
  // Of a list of JSON that is not read because another one is larger: its names; its rows are complete then.
  std::vector<std::string> names_unread;
  std::size_t hidden_rows = 0;
  std::size_t formulas = 0;
  std::size_t merged = 0;                 // ranges
  std::vector<std::string> merged_first;  // at most 20 of them, "A1:C1"
  bool rows_out_of_order = false;
};

struct EncodingSample {
  std::size_t line = 0;
  std::string text;  // a cell that reads otherwise under another encoding
};

// What was found out about the file. Codes have words in both languages (report.hpp).
struct FileFacts {
  Format format = Format::csv;
  std::uint64_t bytes = 0;
  Encoding encoding = Encoding::utf8;
  // encoding_told, encoding_mark (byte order mark), encoding_ascii, encoding_utf8 (all of it is strict UTF-8),
  // encoding_zeros (UTF-16 seen by its zero octets), encoding_gb18030 (no UTF-8, and Chinese in GB18030),
  // encoding_unknown (none of them: read as UTF-8, and each row with other octets is refused by its line)
  std::string encoding_reason;
  std::vector<EncodingSample> encoding_samples;  // at most 3; none for ASCII
  char delimiter = 0;                            // of CSV
  // delimiter_told, delimiter_stated (the line "sep=;"), delimiter_counted (the one that gives rows of equal width),
  // delimiter_only (one column, whichever is taken)
  std::string delimiter_reason;
  bool dates_from_1904 = false;    // of a workbook
  std::vector<SheetFacts> sheets;  // in the order of the file
};

class Table {
 public:
  virtual ~Table() = default;
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  [[nodiscard]] virtual const FileFacts& facts() const = 0;
  // The next row or fault in the order of the file, sheet after sheet; nothing at the end or after a fault that ends.
  [[nodiscard]] virtual std::optional<std::variant<TableRow, TableFault>> next() = 0;

 protected:
  Table() = default;
};

// A file that cannot be read at all is named for what it is: file_empty, file_too_large, html_file, xml_file, xls_file
// (before 2007), xlsx_encrypted, xlsb_file, ods_file, ole_file, pdf_file, zip_file (no workbook), compressed_file,
// binary_file; and the codes of formats section 32 for broken and hostile ones. Faults of the machine are exceptions.
[[nodiscard]] std::variant<std::unique_ptr<Table>, FileFault> open_table(std::shared_ptr<const FileBytes> file,
                                                                         const TableOptions& options = {});

// Where a cell stands, as people of spreadsheets say it: "A", "AB".
[[nodiscard]] std::string column_letters(std::size_t column);

}  // namespace tanbu::importers
