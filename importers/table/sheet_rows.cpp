// The rows of sheet_rows.hpp.
#include "importers/table/sheet_rows.hpp"

#include <algorithm>
#include <charconv>

#include "importers/table/open.hpp"
#include "ledger/form.hpp"

namespace tanbu::importers {
namespace {

// Of Excel and of the standard.
constexpr std::size_t row_number_max = 1'048'576;
constexpr std::size_t column_number_max = 16'384;
constexpr std::size_t merged_shown_max = 20;

struct CellPlace {
  std::size_t column = 0;  // from 0
  std::size_t row = 0;     // from 1
};
std::optional<CellPlace> place_of(std::string_view reference) {
  CellPlace place;
  std::size_t at = 0;
  while (at < reference.size() && at < 8 && reference[at] >= 'A' && reference[at] <= 'Z') {
    place.column = place.column * 26 + static_cast<std::size_t>(reference[at] - 'A') + 1;
    ++at;
  }
  const auto* end = reference.data() + reference.size();
  const auto result = std::from_chars(reference.data() + at, end, place.row);
  if (at == 0 || result.ec != std::errc{} || result.ptr != end) return std::nullopt;
  --place.column;
  return place;
}

}  // namespace

SheetRows::SheetRows(const Workbook& workbook, const TableLimits& limits, std::size_t sheet, SheetFacts& facts,
                     std::size_t& rows_of_all)
    : workbook_(workbook),
      limits_(limits),
      sheet_(sheet),
      facts_(facts),
      rows_of_all_(rows_of_all),
      seen_(row_number_max + 1, false) {}

void SheetRows::refuse_row(std::string code, std::string detail) {
  if (row_fault_) return;
  const auto column = in_cell_ ? std::optional(cell_.column) : std::nullopt;
  row_fault_ = TableFault{std::move(code), false, sheet_, row_.row, 0, column, std::move(detail)};
}

std::optional<FileFault> SheetRows::begin_row(const XmlAttributes& attributes) {
  std::size_t number = last_row_ + 1;
  if (const auto stated = attributes.find("r")) {
    const auto* end = stated->data() + stated->size();
    const auto result = std::from_chars(stated->data(), end, number);
    if (result.ec != std::errc{} || result.ptr != end) number = 0;
  }
  if (number == 0 || number > row_number_max) {
    return FileFault{"row_number_range", "a sheet has rows 1 to " + std::to_string(row_number_max)};
  }
  if (number <= last_row_) facts_.rows_out_of_order = true;
  last_row_ = number;
  row_ = {};
  row_.sheet = sheet_;
  row_.row = number;
  row_fault_.reset();
  row_bytes_ = 0;
  next_column_ = 0;
  cell_ = {};
  in_row_ = true;
  const auto hidden = attributes.find("hidden");
  row_.hidden = hidden && (*hidden == "1" || *hidden == "true");
  if (row_.hidden) ++facts_.hidden_rows;
  if (seen_[number]) refuse_row("row_repeated", "the sheet holds this row twice");
  seen_[number] = true;
  return std::nullopt;
}

std::optional<FileFault> SheetRows::begin_cell(const XmlAttributes& attributes) {
  cell_ = {};
  cell_.column = next_column_;
  in_cell_ = true;
  if (const auto reference = attributes.find("r")) {
    const auto place = place_of(*reference);
    if (!place || place->column >= column_number_max) {
      return FileFault{"column_range", "a sheet has columns A to XFD, and a cell names another"};
    }
    cell_.column = place->column;
    if (place->row != row_.row) refuse_row("cell_place", "a cell names another row than the one it stands in");
  }
  if (cell_.column >= column_number_max) return FileFault{"column_range", "a sheet has columns A to XFD"};
  next_column_ = cell_.column + 1;
  type_ = attributes.find("t").value_or("n");
  date_ = false;
  std::size_t style = 0;
  const auto stated = attributes.find("s").value_or("0");
  std::from_chars(stated.data(), stated.data() + stated.size(), style);
  if (style < workbook_.style_is_date.size()) date_ = workbook_.style_is_date[style];
  value_.clear();
  has_value_ = false;
  return std::nullopt;
}

// The stored value as its type says.
void SheetRows::read_value() {
  if (type_ == "s") {
    std::size_t index = 0;
    const auto* end = value_.data() + value_.size();
    const auto result = std::from_chars(value_.data(), end, index);
    const auto shared = result.ec == std::errc{} && result.ptr == end ? workbook_.texts.at(index) : std::nullopt;
    if (!shared) cell_.fault = "cell_value_broken";
    cell_.text = shared.value_or("");
  } else if (type_ == "str" || type_ == "inlineStr") {
    cell_.text = without_escapes(value_);
  } else if (type_ == "b") {
    cell_.kind = CellKind::boolean;
    cell_.text = value_ == "1" || value_ == "true" ? "TRUE" : "FALSE";
    if (value_ != "1" && value_ != "0" && value_ != "true" && value_ != "false") cell_.fault = "cell_value_broken";
  } else if (type_ == "e") {
    cell_.kind = CellKind::error;
    cell_.text = value_;
    cell_.fault = "cell_error";
  } else if (type_ == "d") {
    cell_.kind = CellKind::date;
    cell_.text = value_;
    std::replace(cell_.text.begin(), cell_.text.end(), 'T', ' ');
  } else if (type_ == "n") {
    auto number = date_ ? serial_date(value_, workbook_.dates_from_1904) : plain_number(value_);
    cell_.kind = date_ ? CellKind::date : CellKind::number;
    cell_.text = std::move(number.text);
    cell_.fault = std::move(number.fault);
  } else {
    cell_.text = value_;
    cell_.fault = "cell_value_broken";
  }
  if (cell_.kind == CellKind::text && has_lost_digits(cell_.text)) cell_.fault = "number_precision_lost";
  if (cell_.text.empty() && cell_.fault.empty()) cell_.kind = CellKind::empty;
}

void SheetRows::end_cell() {
  if (cell_.formula) ++facts_.formulas;
  // Programs that calculate nothing write an element of a value with nothing in it. A text may be empty, a number not.
  const bool has_value = has_value_ && !(type_ == "n" && value_.empty());
  if (has_value) {
    read_value();
  } else if (cell_.formula) {
    cell_.kind = CellKind::empty;
    cell_.fault = "formula_without_value";
  } else {
    return;  // a style without a value
  }
  if (cell_.column >= limits_.columns_max) {
    return refuse_row("too_many_columns", "a row has at most " + std::to_string(limits_.columns_max) + " cells");
  }
  row_bytes_ += cell_.text.size();
  if (row_bytes_ > limits_.row_bytes_max) return refuse_row("row_too_long", "the row is too long");
  if (!row_fault_) row_.cells.push_back(cell_);
}

void SheetRows::end_row() {
  in_row_ = false;
  if (row_fault_) {
    queue.emplace_back(*std::move(row_fault_));
    row_fault_.reset();
    return;
  }
  if (row_.cells.empty()) return;
  const auto by_column = [](const TableCell& a, const TableCell& b) { return a.column < b.column; };
  const auto same_column = [](const TableCell& a, const TableCell& b) { return a.column == b.column; };
  if (!std::is_sorted(row_.cells.begin(), row_.cells.end(), by_column)) {
    std::sort(row_.cells.begin(), row_.cells.end(), by_column);
  }
  const auto twice = std::adjacent_find(row_.cells.begin(), row_.cells.end(), same_column);
  if (twice != row_.cells.end()) {
    queue.emplace_back(
        TableFault{"cell_repeated", false, sheet_, row_.row, 0, twice->column, "the row holds a cell twice"});
    return;
  }
  ++facts_.rows;
  queue.emplace_back(std::move(row_));
}

std::optional<FileFault> SheetRows::begin(std::string_view element, const XmlAttributes& attributes) {
  if (element == "row") {
    if (++rows_of_all_ > limits_.rows_max) {
      return FileFault{"too_many_rows", "a file has at most " + std::to_string(limits_.rows_max) + " rows"};
    }
    return begin_row(attributes);
  }
  if (element == "c" && in_row_) return begin_cell(attributes);
  if (in_cell_) {
    if (element == "f") cell_.formula = true;
    if (element == "rPh") in_reading_ = true;
    const bool is_value = element == "v" || (element == "t" && type_ == "inlineStr" && !in_reading_);
    if (is_value) has_value_ = in_value_ = true;
  } else if (element == "mergeCell") {
    ++facts_.merged;
    const auto range = attributes.find("ref").value_or("");
    if (facts_.merged_first.size() < merged_shown_max && range.size() <= 32) facts_.merged_first.emplace_back(range);
  }
  return std::nullopt;
}

std::optional<FileFault> SheetRows::end(std::string_view element) {
  if (element == "v" || element == "t") in_value_ = false;
  if (element == "rPh") in_reading_ = false;
  if (element == "c" && in_cell_) {
    end_cell();
    in_cell_ = false;
  }
  if (element == "row" && in_row_) end_row();
  return std::nullopt;
}

std::optional<FileFault> SheetRows::text(std::string_view part) {
  if (!in_value_) return std::nullopt;
  if (value_.size() + part.size() > limits_.row_bytes_max) {
    refuse_row("row_too_long", "the row is too long");
    return std::nullopt;
  }
  value_ += part;
  return std::nullopt;
}

}  // namespace tanbu::importers
