// Tables as short lines of text that tests can compare. Test support only.
#pragma once
#include <catch2/catch.hpp>
#include <string>
#include <variant>
#include <vector>

#include "importers/table.hpp"

namespace tanbu::test {

using namespace tanbu::importers;
using Shown = std::vector<std::string>;

inline std::string shown_row(const TableRow& row) {
  std::string text = std::to_string(row.row) + ":";
  for (std::size_t column = 0; column < row.width(); ++column) {
    const auto* cell = row.find(column);
    text += (column == 0 ? "" : "|") + std::string(row.text(column));
    if (cell != nullptr && cell->formula) text += "=";
    if (cell != nullptr && !cell->fault.empty()) text += "!" + cell->fault;
  }
  return text;
}

// Rows as "3:a|b", faults as "!code@3", and a "!!" before a fault that ends.
inline Shown shown_table(Table& table) {
  Shown lines;
  while (const auto item = table.next()) {
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      lines.push_back((fault->ends ? "!!" : "!") + fault->code + "@" + std::to_string(fault->row));
    } else {
      lines.push_back(shown_row(std::get<TableRow>(*item)));
    }
  }
  CHECK_FALSE(table.next().has_value());
  return lines;
}

inline std::unique_ptr<Table> opened(std::string_view bytes, const TableOptions& options = {}) {
  auto result = open_table(FileBytes::of(bytes), options);
  if (const auto* fault = std::get_if<FileFault>(&result)) FAIL(fault->code << ": " << fault->detail);
  return std::get<std::unique_ptr<Table>>(std::move(result));
}

inline Shown read_table(std::string_view bytes, const TableOptions& options = {}) {
  return shown_table(*opened(bytes, options));
}

// The code that ends the reading of a file, whether at its opening or in the middle; empty where it is read to its end.
inline std::string ending_code(std::string_view bytes, const TableOptions& options = {}) {
  auto result = open_table(FileBytes::of(bytes), options);
  if (const auto* fault = std::get_if<FileFault>(&result)) return fault->code;
  auto& table = *std::get<std::unique_ptr<Table>>(result);
  while (const auto item = table.next()) {
    const auto* fault = std::get_if<TableFault>(&*item);
    if (fault != nullptr && fault->ends) return fault->code;
  }
  return {};
}

}  // namespace tanbu::test
