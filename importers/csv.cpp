// The reader of csv.hpp.
#include "importers/csv.hpp"

#include <algorithm>
#include <utility>

#include "importers/text_stream.hpp"
#include "ledger/form.hpp"

namespace tanbu::importers {
namespace {

// Nearly every cell of a registry is; the others are decoded to see whether they are UTF-8.
bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char symbol) { return static_cast<unsigned char>(symbol) < 0x80; });
}

// What is wrong inside the cells of a row whose shape is right.
std::optional<CsvFault> content_fault(const CsvRow& row) {
  for (std::size_t index = 0; index < row.cells.size(); ++index) {
    const Cell& cell = row.cells[index];
    if (!is_ascii(cell.text) && !count_characters(cell.text))
      return CsvFault{"not_utf8", cell.line, cell.column, index, "no UTF-8"};
    if (cell.text.find('\0') != std::string::npos) {
      return CsvFault{"nul_character", cell.line, cell.column, index, "the cell holds a NUL"};
    }
  }
  return std::nullopt;
}

}  // namespace

// One attempt at a row.
struct CsvReader::Scan {
  std::size_t begin = 0;
  std::size_t at = 0;
  std::size_t line = 0;
  std::size_t line_begin = 0;  // where the present line begins
  bool row_ended = false;
  CsvRow row;

  [[nodiscard]] std::size_t column() const { return at - line_begin + 1; }
  [[nodiscard]] CsvFault fault(std::string code, std::string detail) const {
    return {std::move(code), line, column(), row.cells.size(), std::move(detail)};
  }
};

CsvReader::CsvReader(std::string_view bytes, CsvLimits limits, CsvForm form)
    : text_(text_in_memory(bytes)), limits_(limits), form_(form), bytes_all_(bytes.size()) {}

CsvReader::CsvReader(std::unique_ptr<TextStream> text, CsvLimits limits, CsvForm form)
    : text_(std::move(text)), limits_(limits), form_(form) {}

CsvReader::~CsvReader() = default;
CsvReader::CsvReader(CsvReader&&) noexcept = default;

CsvFault CsvReader::stop(std::string code, std::string detail) {
  ended_ = true;
  return {std::move(code), 0, 0, 0, std::move(detail)};
}

// A row that is too long must be seen to be so, hence more than a row.
void CsvReader::look() { bytes_ = text_->window(limits_.row_bytes_max + 16); }

void CsvReader::begin() {
  // Programs that put one before a text do not look whether another has done so.
  for (look(); bytes_.substr(0, byte_order_mark.size()) == byte_order_mark; look()) {
    text_->skip(byte_order_mark.size());
  }
}

// Octets of the line break at a place: 0 where there is none.
std::size_t CsvReader::line_break(std::size_t at) const {
  if (bytes_[at] == '\n') return 1;
  return bytes_[at] == '\r' && at + 1 < bytes_.size() && bytes_[at + 1] == '\n' ? 2 : 0;
}

bool CsvReader::cell_ends(std::size_t at) const {
  return at == bytes_.size() || bytes_[at] == form_.delimiter || line_break(at) != 0;
}

// The first place from `at`, but not behind `stop`, that holds a quote, a line feed or one of two other signs. Nearly
// all octets of a file are passed by here.
std::size_t CsvReader::first_of(std::size_t at, std::size_t stop, char one, char other) const {
  const char* data = bytes_.data();
  const std::size_t end = std::min(stop, bytes_.size());
  while (at < end && data[at] != '"' && data[at] != '\n' && data[at] != one && data[at] != other) ++at;
  return at;
}

void CsvReader::skip_empty_lines() {
  for (look(); !bytes_.empty(); look()) {
    const std::size_t length = line_break(0);
    if (length == 0) return;
    text_->skip(length);
    ++line_;
  }
}

void CsvReader::give_up_line() {
  ++line_;
  for (look(); !bytes_.empty(); look()) {
    const auto end = bytes_.find('\n');
    text_->skip(end == std::string_view::npos ? bytes_.size() : end + 1);
    if (end != std::string_view::npos) return;
  }
}

std::optional<CsvFault> CsvReader::scan_quoted(Scan& scan, Cell& cell) const {
  const auto opened_here = [&](std::string code, std::string detail) {
    return CsvFault{std::move(code), cell.line, cell.column, scan.row.cells.size(), std::move(detail)};
  };
  ++scan.at;
  std::size_t from = scan.at;  // what is not copied yet
  for (;;) {
    if (scan.at - scan.begin > limits_.row_bytes_max) {
      return opened_here("row_too_long", "a quote is opened here and not closed within the limit of a row");
    }
    if (scan.at >= bytes_.size()) return opened_here("quote_broken", "a quote is opened here and never closed");
    const char symbol = bytes_[scan.at];
    if (symbol == '"') {
      cell.text.append(bytes_.substr(from, scan.at - from));
      const bool doubled = scan.at + 1 < bytes_.size() && bytes_[scan.at + 1] == '"';
      if (!doubled) break;
      from = scan.at + 1;
      scan.at += 2;
      continue;
    }
    ++scan.at;
    if (symbol == '\n') {
      ++scan.line;
      scan.line_begin = scan.at;
    }
    scan.at = first_of(scan.at, scan.begin + limits_.row_bytes_max, '"', '"');
  }
  ++scan.at;
  if (cell_ends(scan.at)) return std::nullopt;
  if (scan.line != cell.line) {
    return opened_here("quote_broken", "a quote is opened here and a later line holds one where none can close it");
  }
  return scan.fault("quote_broken", "a closed quote is followed by something other than the end of its cell");
}

std::optional<CsvFault> CsvReader::scan_cell(Scan& scan) const {
  Cell cell{{}, scan.line, scan.column()};
  if (scan.at < bytes_.size() && bytes_[scan.at] == '"') {
    if (auto fault = scan_quoted(scan, cell)) return fault;
  }
  const std::size_t from = scan.at;
  while (!cell_ends(scan.at)) {
    const char symbol = bytes_[scan.at];
    if (symbol == '"') return scan.fault("quote_broken", "a quote stands inside a cell that does not begin with one");
    if (symbol == '\r') return scan.fault("line_end", "a carriage return stands alone");
    if (scan.at - scan.begin >= limits_.row_bytes_max) return scan.fault("row_too_long", "the row is too long");
    scan.at = first_of(scan.at + 1, scan.begin + limits_.row_bytes_max, form_.delimiter, '\r');
  }
  cell.text.append(bytes_.substr(from, scan.at - from));
  if (scan.row.cells.size() == limits_.columns_max) {
    return scan.fault("too_many_columns", "a row has at most " + std::to_string(limits_.columns_max) + " cells");
  }
  scan.row.cells.push_back(std::move(cell));
  if (scan.at < bytes_.size() && bytes_[scan.at] == form_.delimiter) {
    // Also where every cell is empty, so that a row never reaches beyond the window.
    if (scan.at - scan.begin >= limits_.row_bytes_max) return scan.fault("row_too_long", "the row is too long");
    ++scan.at;
    return std::nullopt;
  }
  scan.row_ended = true;
  return std::nullopt;
}

std::optional<CsvFault> CsvReader::scan_row(Scan& scan) const {
  while (!scan.row_ended) {
    if (auto fault = scan_cell(scan)) return fault;
  }
  return judge(scan);
}

// What is wrong with the shape of a row that was taken apart.
std::optional<CsvFault> CsvReader::judge(const Scan& scan) const {
  if (scan.at - scan.begin > limits_.row_bytes_max) {
    return CsvFault{"row_too_long", scan.row.line, 0, 0, "the row is too long"};
  }
  const std::size_t cells = scan.row.cells.size();
  if (columns_ == 0 || cells == columns_ || (above_ > columns_ && cells == above_)) return std::nullopt;
  std::string detail = "the row has " + std::to_string(cells) + " cells, the header has ";
  detail += above_ > columns_ ? std::to_string(above_) + ", most rows have " : "";
  return CsvFault{"column_count", scan.row.line, 0, cells, detail + std::to_string(columns_)};
}

std::optional<std::variant<CsvRow, CsvFault>> CsvReader::next() {
  if (ended_) return std::nullopt;
  if (bytes_all_ > limits_.file_bytes_max) {
    return stop("file_too_large", "a file has at most " + std::to_string(limits_.file_bytes_max) + " octets");
  }
  if (rows_ == 0) begin();
  skip_empty_lines();
  if (bytes_.empty()) {
    if (rows_ == 0) return stop("file_empty", "the file holds no row");
    ended_ = true;
    return std::nullopt;
  }
  if (rows_ == limits_.rows_max) {
    return stop("too_many_rows", "a file has at most " + std::to_string(limits_.rows_max) + " rows");
  }
  ++rows_;
  Scan scan{0, 0, line_, 0, false, {line_, {}}};
  if (auto fault = scan_row(scan)) {
    fault->row = scan.row.line;
    give_up_line();
    return *std::move(fault);
  }
  line_ = scan.line;
  if (scan.at < bytes_.size()) {
    scan.at += line_break(scan.at);
    ++line_;
  }
  text_->skip(scan.at);
  const bool counts = form_.columns == 0 || scan.row.cells.size() == form_.columns;
  if (form_.equal_columns && columns_ == 0) (counts ? columns_ : above_) = scan.row.cells.size();
  if (auto fault = content_fault(scan.row)) {
    fault->row = scan.row.line;
    return *std::move(fault);
  }
  return std::move(scan.row);
}

}  // namespace tanbu::importers
