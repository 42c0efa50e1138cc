// The writer of workbook.hpp.
#include "api/exports/workbook.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <system_error>
#include <utility>

#include "crypto/digest.hpp"
#include "importers/table/open.hpp"
#include "ledger/holds.hpp"

namespace tanbu::exports {
namespace {

using importers::CellForm;
using importers::ExportedCell;
using Fault = std::optional<WorkbookFault>;

bool is_hexadecimal(char symbol) {
  return (symbol >= '0' && symbol <= '9') || (symbol >= 'A' && symbol <= 'F') || (symbol >= 'a' && symbol <= 'f');
}

// A workbook's readers take _x0041_ for the letter A (ECMA-376 part 1, 22.9.2.19). libxlsxwriter 1.1.4 spells control
// characters so and leaves a text alone that has the look already, which then reads otherwise than it was.
std::string in_xml(std::string_view text) {
  if (text.find("_x") == text.npos) return std::string(text);
  std::string spelled;
  spelled.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto part = text.substr(at, 6);
    const bool looks_escaped =
        part.size() == 6 && part.substr(0, 2) == "_x" && std::all_of(part.begin() + 2, part.end(), is_hexadecimal);
    if (looks_escaped) {
      spelled += "_x005F_";
    } else {
      spelled += text[at];
    }
  }
  return spelled;
}

// What Excel counts as characters: those beyond the first plane, whose first octet is F0 or above, are two.
std::size_t utf16_units(std::string_view utf8) {
  const auto units = [](char octet) {
    const auto value = static_cast<unsigned char>(octet);
    return value >= 0xf0 ? 2U : (value & 0xc0U) == 0x80U ? 0U : 1U;
  };
  return std::accumulate(utf8.begin(), utf8.end(), std::size_t{0},
                         [&](std::size_t sum, char octet) { return sum + units(octet); });
}

// What a reader of the file finds in a row, folded into one digest after the other: equal digests, equal cells.
class RowsDigest {
 public:
  void add(const std::vector<std::string>& cells) {
    std::string row;
    std::size_t filled = cells.size();
    while (filled > 0 && cells[filled - 1].empty()) --filled;  // a workbook keeps no empty cells
    if (filled == 0) return;
    for (std::size_t at = 0; at < filled; ++at) row += std::to_string(cells[at].size()) + ":" + cells[at];
    const auto digest = crypto::sha256(row);
    const auto all = crypto::sha256(std::string(crypto::as_bytes(all_)) + std::string(crypto::as_bytes(digest)));
    all_ = all;
  }
  bool operator==(const RowsDigest&) const = default;

 private:
  crypto::Digest all_{};
};

}  // namespace

class WorkbookWriter::Inside {
 public:
  Inside(std::filesystem::path path, std::string sheet, std::vector<std::string> columns, WorkbookLimits limits)
      : path_(std::move(path)), limits_(limits) {
    folder_ = path_.has_parent_path() ? path_.parent_path().string() : ".";
    // The library copies neither name.
    file_name_ = path_.string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = folder_.data();
    workbook_ = ::workbook_new_opt(file_name_.c_str(), &options);
    if (workbook_ == nullptr) throw std::bad_alloc();
    begin(std::move(sheet), std::move(columns));
  }
  ~Inside() {
    if (workbook_ != nullptr) (void)::workbook_close(workbook_);  // the only way to give its memory back
    std::error_code ignored;
    if (!finished_) std::filesystem::remove(path_, ignored);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  void begin(std::string sheet, std::vector<std::string> columns) {
    sheet_ = std::move(sheet);
    columns_ = std::move(columns);
    sheets_of_list_ = 0;
    next_sheet();
  }

  Fault add(const std::vector<ExportedCell>& cells) {
    HOLDS(cells.size() == columns_.size());
    ++rows_;
    const auto texts = texts_of(cells);
    if (auto fault = refuse(texts)) return fault;
    if (row_ > limits_.sheet_rows_max) {
      if (sheets_ == limits_.sheets_max) return WorkbookFault{"too_many_rows", rows_};
      next_sheet();
    }
    return write(cells, texts);
  }

  Fault finish() {
    const auto closed = ::workbook_close(std::exchange(workbook_, nullptr));
    if (closed != LXW_NO_ERROR) return WorkbookFault{"workbook_failed"};
    if (auto fault = read_back()) return fault;
    finished_ = true;
    return std::nullopt;
  }
  [[nodiscard]] std::size_t rows() const { return rows_; }

 private:
  void next_sheet() {
    ++sheets_;
    ++sheets_of_list_;
    const auto name = sheets_of_list_ == 1 ? sheet_ : sheet_ + " " + std::to_string(sheets_of_list_);
    worksheet_ = ::workbook_add_worksheet(workbook_, name.c_str());
    HOLDS(worksheet_ != nullptr);  // the names are ours: short, plain and each another one
    row_ = 0;
    std::vector<ExportedCell> header;
    for (const auto& column : columns_) header.push_back({column, false});
    HOLDS(!write(header, texts_of(header)));
    ::worksheet_freeze_panes(worksheet_, 1, 0);
  }

  static std::vector<std::string> texts_of(const std::vector<ExportedCell>& cells) {
    std::vector<std::string> texts;
    texts.reserve(cells.size());
    for (const auto& cell : cells) texts.push_back(importers::spelled_cell(cell.text, CellForm::workbook));
    return texts;
  }

  Fault refuse(const std::vector<std::string>& texts) const {
    for (std::size_t at = 0; at < texts.size(); ++at) {
      const bool fits = utf16_units(in_xml(texts[at])) <= limits_.cell_characters_max;
      if (!fits) return WorkbookFault{"cell_too_long", rows_, columns_[at]};
    }
    return std::nullopt;
  }

  Fault write(const std::vector<ExportedCell>& cells, const std::vector<std::string>& texts) {
    const auto row = static_cast<lxw_row_t>(row_);
    for (std::size_t at = 0; at < cells.size(); ++at) {
      const auto column = static_cast<lxw_col_t>(at);
      const auto& text = texts[at];
      if (text.empty()) continue;
      const auto written = cells[at].is_integer
                               ? ::worksheet_write_number(worksheet_, row, column, std::stod(text), nullptr)
                               : ::worksheet_write_string(worksheet_, row, column, in_xml(text).c_str(), nullptr);
      if (written != LXW_NO_ERROR) return WorkbookFault{"workbook_failed", rows_, columns_[at]};
    }
    ++row_;
    expected_.add(texts);
    return std::nullopt;
  }

  // By the reader that imports workbooks, without its limits for files of strangers.
  Fault read_back() const {
    const auto file = importers::FileBytes::open(path_);
    importers::TableOptions options;
    options.limits.file_bytes_max = options.limits.unpacked_bytes_max = std::numeric_limits<std::int64_t>::max();
    options.limits.ratio_max = 100'000;
    options.limits.sheets_max = 2 * limits_.sheets_max;
    options.limits.rows_max = std::numeric_limits<std::size_t>::max();
    options.limits.row_bytes_max = std::size_t{64} << 20U;
    auto opened = importers::open_workbook(file, {}, options);
    auto* table = std::get_if<std::unique_ptr<importers::Table>>(&opened);
    if (table == nullptr) return WorkbookFault{"workbook_differs"};
    RowsDigest found;
    while (const auto item = (*table)->next()) {
      const auto* row = std::get_if<importers::TableRow>(&*item);
      if (row == nullptr) return WorkbookFault{"workbook_differs"};
      std::vector<std::string> cells;
      for (std::size_t at = 0; at < row->width(); ++at) cells.emplace_back(row->text(at));
      found.add(cells);
    }
    if (!(found == expected_)) return WorkbookFault{"workbook_differs"};
    return std::nullopt;
  }

  std::filesystem::path path_;
  std::string file_name_;
  std::string folder_;
  WorkbookLimits limits_;
  std::string sheet_;
  std::vector<std::string> columns_;
  lxw_workbook* workbook_ = nullptr;
  lxw_worksheet* worksheet_ = nullptr;
  std::size_t sheets_ = 0;
  std::size_t sheets_of_list_ = 0;
  std::size_t row_ = 0;  // of the sheet, from 0, the header included
  std::size_t rows_ = 0;
  RowsDigest expected_;
  bool finished_ = false;
};

WorkbookWriter::WorkbookWriter(std::filesystem::path path, std::string sheet, std::vector<std::string> columns,
                               WorkbookLimits limits)
    : inside_(std::make_unique<Inside>(std::move(path), std::move(sheet), std::move(columns), limits)) {}
WorkbookWriter::~WorkbookWriter() = default;
Fault WorkbookWriter::add(const std::vector<ExportedCell>& cells) { return inside_->add(cells); }
void WorkbookWriter::begin_sheet(std::string sheet, std::vector<std::string> columns) {
  inside_->begin(std::move(sheet), std::move(columns));
}
Fault WorkbookWriter::finish() { return inside_->finish(); }
std::size_t WorkbookWriter::rows() const { return inside_->rows(); }

}  // namespace tanbu::exports
