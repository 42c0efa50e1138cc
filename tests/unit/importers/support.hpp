// Files made in the test, from good rows with single cells changed. Test support only.
#pragma once
#include <catch2/catch.hpp>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "tests/support/read_table.hpp"
#include "tests/support/registry_files.hpp"

namespace tanbu::test {

using namespace tanbu::importers;

inline const std::vector<std::string>& verra_columns() {
  static const std::vector<std::string> columns{"Issuance Date",
                                                "Sustainable Development Goals",
                                                "Vintage Start",
                                                "Vintage End",
                                                "ID",
                                                "Name",
                                                "Country/Area",
                                                "Project Type",
                                                "Methodology",
                                                "Total Vintage Quantity",
                                                "Quantity Issued",
                                                "Serial Number",
                                                "Additional Certifications",
                                                "Retirement/Cancellation Date",
                                                "Retirement Beneficiary",
                                                "Retirement Reason",
                                                "Retirement Details"};
  return columns;
}

using Cells = std::map<std::string, std::string>;

inline std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char symbol : text) result += symbol == '"' ? std::string("\"\"") : std::string(1, symbol);
  return result + "\"";
}

// A row of 100 units of project 929 that begins at a number; `changes` replaces cells by their column's name.
inline std::string row_text(const Cells& changes, long first = 681393912) {
  Cells cells{{"Issuance Date", "2019-05-06"},
              {"Vintage Start", "2018-01-01"},
              {"Vintage End", "2018-12-31"},
              {"ID", "929"},
              {"Name", "Grid wind"},
              {"Country/Area", "Canada"},
              {"Project Type", "Energy demand"},
              {"Methodology", "ACM0002"},
              {"Total Vintage Quantity", "1,000"},
              {"Quantity Issued", "100"},
              {"Serial Number", "15312-" + std::to_string(first) + "-" + std::to_string(first + 99) +
                                    "-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0"}};
  for (const auto& [name, text] : changes) cells[name] = text;
  std::string line;
  for (const auto& name : verra_columns()) line += (line.empty() ? "" : ",") + tanbu::test::quoted(cells[name]);
  return line + "\n";
}

inline std::string header_text() {
  std::string line;
  for (const auto& name : verra_columns()) line += (line.empty() ? "" : ",") + name;
  return line + "\n";
}

inline Source test_source() { return {std::string(64, 'a'), 1234}; }

inline Reading read_rows(const std::string& rows, const Known& known = {}) {
  const std::string text = header_text() + rows;
  auto result = read_table(FileBytes::of(text), {{"VCS", known}}, {}, test_source());
  if (const auto* fault = std::get_if<FileFault>(&result)) FAIL(fault->code << ": " << fault->detail);
  return std::get<Reading>(std::move(result));
}

inline FileFault file_fault(const std::string& bytes) {
  auto result = read_table(FileBytes::of(bytes));
  REQUIRE(std::holds_alternative<FileFault>(result));
  return std::get<FileFault>(std::move(result));
}

struct LineColumnCode {
  std::size_t line;
  std::string column;
  std::string code;
  bool operator==(const LineColumnCode&) const = default;
};
inline std::ostream& operator<<(std::ostream& out, const LineColumnCode& remark) {
  return out << remark.line << " " << remark.column << " " << remark.code;
}
inline std::vector<LineColumnCode> codes_of(const std::vector<Remark>& remarks) {
  std::vector<LineColumnCode> codes;
  for (const auto& remark : remarks) codes.push_back({remark.line, remark.column, remark.code});
  return codes;
}
using Codes = std::vector<LineColumnCode>;

}  // namespace tanbu::test
