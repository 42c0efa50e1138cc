// What a workbook says outside its sheets: their names and parts, texts that cells share, which styles show dates.
// Source: ECMA-376 part 1, sections 18.2 to 18.8. Threading: free functions of one thread.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "importers/table/archive.hpp"

namespace tanbu::importers {

// Texts one after the other in one block of memory.
class SharedTexts {
 public:
  // False when the block would grow beyond the limit.
  [[nodiscard]] bool add(std::string_view text, std::size_t bytes_max);
  [[nodiscard]] std::optional<std::string_view> at(std::size_t index) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;
};

struct WorkbookSheet {
  std::string name;
  std::string part;  // empty: a sheet of another kind, a chart for instance, which holds no rows
  bool hidden = false;
};

struct Workbook {
  std::vector<WorkbookSheet> sheets;
  bool dates_from_1904 = false;
  std::vector<bool> style_is_date;  // by the index that cells name
  SharedTexts texts;
};

// zip_file, xlsb_file, ods_file, too_many_sheets, shared_text_too_large, xlsx_part_missing, and the faults of XML.
[[nodiscard]] std::variant<Workbook, FileFault> read_workbook(Archive& archive, const TableLimits& limits);

// A number format that shows a day or a time of day: ECMA-376 part 1, 18.8.30 and 18.8.31.
[[nodiscard]] bool is_date_format(unsigned id);
[[nodiscard]] bool is_date_format(std::string_view code);

// _x000D_ is a carriage return (ECMA-376 part 1, 22.4.2.4, bstr); NUL stays spelt.
[[nodiscard]] std::string without_escapes(std::string_view text);

}  // namespace tanbu::importers
