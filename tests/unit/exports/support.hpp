// Lists written and read back. Test support only.
#pragma once
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "api/exports/csv.hpp"
#include "api/exports/workbook.hpp"
#include "importers/csv.hpp"
#include "importers/table.hpp"
#include "tests/support/temporary_folder.hpp"

namespace tanbu::test {

using Rows = std::vector<std::vector<std::string>>;

inline std::vector<importers::ExportedCell> cells_of(const std::vector<std::string>& texts) {
  std::vector<importers::ExportedCell> cells;
  for (const auto& text : texts) cells.push_back({text, false});
  return cells;
}

inline std::string csv_of(const importers::ExportedList& list, const Rows& rows) {
  std::string text;
  exports::append_csv_header(text, list);
  for (const auto& row : rows) exports::append_csv_row(text, cells_of(row));
  return text;
}

inline std::vector<std::string> columns_of(const importers::ExportedList& list) {
  return {list.columns.begin(), list.columns.end()};
}

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

inline std::string workbook_of(const importers::ExportedList& list, const Rows& rows,
                               exports::WorkbookLimits limits = {}) {
  TemporaryFolder folder;
  const auto path = folder.path() / "list.xlsx";
  exports::WorkbookWriter writer(path, std::string(list.name), columns_of(list), limits);
  for (const auto& row : rows) REQUIRE_FALSE(writer.add(cells_of(row)).has_value());
  const auto fault = writer.finish();
  INFO((fault ? fault->code : ""));
  REQUIRE_FALSE(fault.has_value());
  return bytes_of(path);
}

// What the importers find below the header of each sheet.
inline Rows rows_read(const std::string& file) {
  auto opened = importers::open_table(importers::FileBytes::of(file));
  if (const auto* fault = std::get_if<importers::FileFault>(&opened)) FAIL(fault->code << ": " << fault->detail);
  auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  Rows rows;
  std::size_t width = 0;
  std::optional<std::size_t> sheet;
  while (const auto item = table.next()) {
    if (const auto* fault = std::get_if<importers::TableFault>(&*item)) FAIL(fault->code << " at " << fault->row);
    const auto& row = std::get<importers::TableRow>(*item);
    if (sheet != row.sheet) {
      sheet = row.sheet;
      width = row.width();
      continue;
    }
    auto& cells = rows.emplace_back();
    for (std::size_t column = 0; column < width; ++column) cells.emplace_back(row.text(column));
  }
  return rows;
}

// The cells as a stranger's program finds them: quotes taken off, nothing else.
inline Rows raw_csv_cells(const std::string& file) {
  importers::CsvReader reader(file);
  Rows rows;
  while (const auto item = reader.next()) {
    auto& cells = rows.emplace_back();
    for (const auto& cell : std::get<importers::CsvRow>(*item).cells) cells.push_back(cell.text);
  }
  return rows;
}

}  // namespace tanbu::test
