// The lines of csv.hpp.
#include "api/exports/csv.hpp"

namespace tanbu::exports {
namespace {

// Besides what RFC 4180 demands: blanks at an end, which some programs drop unless they stand in quotes, and the
// delimiters of other countries.
bool needs_quotes(std::string_view cell) {
  return cell.find_first_of("\",;\t\r\n") != std::string_view::npos ||
         (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
}

void append_cell(std::string& out, std::string_view cell) {
  if (!needs_quotes(cell)) {
    out += cell;
    return;
  }
  out += '"';
  for (const char symbol : cell) {
    if (symbol == '"') out += '"';
    out += symbol;
  }
  out += '"';
}

}  // namespace

void append_csv_header(std::string& out, const importers::ExportedList& list) {
  out += "\xef\xbb\xbf";
  for (const auto column : list.columns) {
    if (column != list.columns.front()) out += ',';
    append_cell(out, column);
  }
  out += "\r\n";
}

void append_csv_row(std::string& out, const std::vector<importers::ExportedCell>& cells) {
  for (const auto& cell : cells) {
    if (&cell != &cells.front()) out += ',';
    // An integer stays a number, also below zero.
    append_cell(out, cell.is_integer ? cell.text : importers::spelled_cell(cell.text, importers::CellForm::csv));
  }
  out += "\r\n";
}

}  // namespace tanbu::exports
