// The lists that a ledger hands out as tables: which columns each has, how a row of the HTTP interface becomes cells,
// and how a cell is spelled so that no spreadsheet takes it for a formula and our own reader gets the original back.
// Writers (api/exports) and readers (importers/table) share this one account of it. Not here: files. Pure functions;
// texts are valid UTF-8. Source: formats section 34, decision 41; OWASP ASVS 5.0 requirement 1.2.10.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tanbu::importers {

// A column is named as the member of the row that it holds: "serial"; "registry_status.status" for a member of a
// member. Columns are added at the end and never renamed.
struct ExportedList {
  std::string_view name;  // "batches"
  std::vector<std::string_view> columns;
};
[[nodiscard]] std::span<const ExportedList> exported_lists();
// Nothing where no list has the name.
[[nodiscard]] const ExportedList* exported_list(std::string_view name);

struct ExportedCell {
  std::string text;
  bool is_integer = false;  // of at most 15 digits: what a spreadsheet keeps exactly
};
// One cell for each column. Text as it is; integers in digits; true and false as words; lists, and objects that are
// columns themselves, as their JSON text; empty where the member is absent or null. Nothing where the row holds a
// member that no column shows, which would be lost.
[[nodiscard]] std::optional<std::vector<ExportedCell>> exported_row(const ExportedList& list,
                                                                    const boost::json::object& row);

enum class CellForm { csv, workbook };
// What no table can hold (NUL, U+FFFE, U+FFFF) is spelled _x0000_, _xFFFE_, _xFFFF_, in the manner of workbooks, and
// the low line of a text that has _x0000, _x005F, _xFFFE or _xFFFF in it as _x005F_. In CSV an apostrophe then stands
// before every place where a program may begin a cell (the beginning; behind a semicolon, tab or end of line, which
// separate cells under other settings) if that would be read as a formula or begins with an apostrophe itself.
[[nodiscard]] std::string spelled_cell(std::string_view text, CellForm form);
// The inverse: original_cell(spelled_cell(text, form), form) is the text.
[[nodiscard]] std::string original_cell(std::string_view cell, CellForm form);

// Whether the file begins with the header line of one of these lists, comma-separated.
[[nodiscard]] bool begins_as_exported(std::string_view head);

}  // namespace tanbu::importers
