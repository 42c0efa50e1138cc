// The rows of one sheet of a workbook, as its XML goes by. Source: ECMA-376 part 1, section 18.3. Threading: one object
// belongs to one thread.
#pragma once
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "importers/table/workbook.hpp"
#include "importers/table/xml_reader.hpp"

namespace tanbu::importers {

// Numbers as a sheet stores them.
struct SheetNumber {
  std::string text;
  std::string fault;  // number_precision_lost, date_impossible, cell_value_broken, or empty
};
// Plain decimal, at most 15 significant digits, no exponent.
[[nodiscard]] SheetNumber plain_number(std::string_view stored);
// Days since the beginning of 1900 or 1904 as YYYY-MM-DD, with HH:MM:SS where there is a time. Excel counts 29 February
// 1900, which never was (ECMA-376 part 1, 18.17.4.1).
[[nodiscard]] SheetNumber serial_date(std::string_view stored, bool from_1904);

class SheetRows final : public XmlEvents {
 public:
  SheetRows(const Workbook& workbook, const TableLimits& limits, std::size_t sheet, SheetFacts& facts,
            std::size_t& rows_of_all);
  // Filled by the reader of the XML, emptied by the table.
  std::deque<std::variant<TableRow, TableFault>> queue;

  std::optional<FileFault> begin(std::string_view element, const XmlAttributes& attributes) override;
  std::optional<FileFault> end(std::string_view element) override;
  std::optional<FileFault> text(std::string_view part) override;

 private:
  std::optional<FileFault> begin_row(const XmlAttributes& attributes);
  std::optional<FileFault> begin_cell(const XmlAttributes& attributes);
  void end_cell();
  void read_value();
  void end_row();
  void refuse_row(std::string code, std::string detail);

  const Workbook& workbook_;
  TableLimits limits_;
  std::size_t sheet_;
  SheetFacts& facts_;
  std::size_t& rows_of_all_;
  std::vector<bool> seen_;  // rows by their number
  std::size_t last_row_ = 0;
  TableRow row_;
  std::optional<TableFault> row_fault_;
  std::size_t row_bytes_ = 0;
  bool in_row_ = false;
  std::size_t next_column_ = 0;
  TableCell cell_;
  std::string type_;
  std::string value_;
  bool date_ = false;
  bool has_value_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_reading_ = false;
};

}  // namespace tanbu::importers
