// The reader of csv.hpp.
#include "importers/csv.hpp"

#include <utility>

#include "ledger/form.hpp"

namespace tanbu::importers {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// What is wrong inside the cells of a row whose shape is right.
std::optional<CsvFault> content_fault(const CsvRow& row) {
  for (std::size_t index = 0; index < row.cells.size(); ++index) {
    const Cell& cell = row.cells[index];
    if (!count_characters(cell.text)) return CsvFault{"not_utf8", cell.line, cell.column, index, "no UTF-8"};
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

CsvReader::CsvReader(std::string_view bytes, CsvLimits limits) : bytes_(bytes), limits_(limits) {
  if (bytes_.substr(0, byte_order_mark.size()) == byte_order_mark) bytes_.remove_prefix(byte_order_mark.size());
}

CsvFault CsvReader::stop(std::string code, std::string detail) {
  ended_ = true;
  return {std::move(code), 0, 0, 0, std::move(detail)};
}

// Octets of the line break at a place: 0 where there is none.
std::size_t CsvReader::line_break(std::size_t at) const {
  if (bytes_[at] == '\n') return 1;
  return bytes_.substr(at, 2) == "\r\n" ? 2 : 0;
}

void CsvReader::skip_empty_lines() {
  while (at_ < bytes_.size()) {
    const std::size_t length = line_break(at_);
    if (length == 0) return;
    at_ += length;
    ++line_;
  }
}

std::optional<CsvFault> CsvReader::scan_quoted(Scan& scan, Cell& cell) const {
  const auto opened_here = [&](std::string code, std::string detail) {
    return CsvFault{std::move(code), cell.line, cell.column, scan.row.cells.size(), std::move(detail)};
  };
  ++scan.at;
  for (;;) {
    if (scan.at - scan.begin > limits_.row_bytes_max) {
      return opened_here("row_too_long", "a quote is opened here and not closed within the limit of a row");
    }
    if (scan.at >= bytes_.size()) return opened_here("quote_broken", "a quote is opened here and never closed");
    const char symbol = bytes_[scan.at];
    if (symbol == '"') {
      const bool doubled = scan.at + 1 < bytes_.size() && bytes_[scan.at + 1] == '"';
      if (!doubled) break;
      cell.text += '"';
      scan.at += 2;
      continue;
    }
    cell.text += symbol;
    ++scan.at;
    if (symbol == '\n') {
      ++scan.line;
      scan.line_begin = scan.at;
    }
  }
  ++scan.at;
  const bool ends = scan.at == bytes_.size() || bytes_[scan.at] == ',' || line_break(scan.at) != 0;
  if (ends) return std::nullopt;
  if (scan.line != cell.line) {
    return opened_here("quote_broken", "a quote is opened here and a later line holds one where none can close it");
  }
  return scan.fault("quote_broken", "a closed quote is followed by something other than a comma");
}

std::optional<CsvFault> CsvReader::scan_cell(Scan& scan) const {
  Cell cell{{}, scan.line, scan.column()};
  if (scan.at < bytes_.size() && bytes_[scan.at] == '"') {
    if (auto fault = scan_quoted(scan, cell)) return fault;
  }
  while (scan.at < bytes_.size() && bytes_[scan.at] != ',' && line_break(scan.at) == 0) {
    const char symbol = bytes_[scan.at];
    if (symbol == '"') return scan.fault("quote_broken", "a quote stands inside a cell that does not begin with one");
    if (symbol == '\r') return scan.fault("line_end", "a carriage return stands alone");
    if (scan.at - scan.begin >= limits_.row_bytes_max) return scan.fault("row_too_long", "the row is too long");
    cell.text += symbol;
    ++scan.at;
  }
  if (scan.row.cells.size() == limits_.columns_max) {
    return scan.fault("too_many_columns", "a row has at most " + std::to_string(limits_.columns_max) + " cells");
  }
  scan.row.cells.push_back(std::move(cell));
  if (scan.at < bytes_.size() && bytes_[scan.at] == ',') {
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
  if (columns_ == 0 || scan.row.cells.size() == columns_) return std::nullopt;
  return CsvFault{
      "column_count", scan.row.line, 0, scan.row.cells.size(),
      "the row has " + std::to_string(scan.row.cells.size()) + " cells, the header has " + std::to_string(columns_)};
}

std::optional<std::variant<CsvRow, CsvFault>> CsvReader::next() {
  if (ended_) return std::nullopt;
  if (bytes_.size() > limits_.file_bytes_max) {
    return stop("file_too_large", "a file has at most " + std::to_string(limits_.file_bytes_max) + " octets");
  }
  skip_empty_lines();
  if (at_ >= bytes_.size()) {
    if (rows_ == 0) return stop("file_empty", "the file holds no row");
    ended_ = true;
    return std::nullopt;
  }
  if (rows_ == limits_.rows_max) {
    return stop("too_many_rows", "a file has at most " + std::to_string(limits_.rows_max) + " rows");
  }
  ++rows_;
  Scan scan{at_, at_, line_, at_, false, {line_, {}}};
  if (auto fault = scan_row(scan)) {
    const auto end = bytes_.find('\n', at_);
    at_ = end == std::string_view::npos ? bytes_.size() : end + 1;
    ++line_;
    return *std::move(fault);
  }
  at_ = scan.at;
  line_ = scan.line;
  if (at_ < bytes_.size()) {
    at_ += line_break(at_);
    ++line_;
  }
  if (columns_ == 0) columns_ = scan.row.cells.size();
  if (auto fault = content_fault(scan.row)) return *std::move(fault);
  return std::move(scan.row);
}

}  // namespace tanbu::importers
