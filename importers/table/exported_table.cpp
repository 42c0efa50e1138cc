// Lists of our own, read back.
#include <algorithm>
#include <utility>

#include "importers/exported.hpp"
#include "importers/table/open.hpp"

namespace tanbu::importers {
namespace {

bool is_header(const TableRow& row) {
  const auto stands = [&](std::string_view column) {
    return std::any_of(row.cells.begin(), row.cells.end(), [&](const TableCell& cell) { return cell.text == column; });
  };
  const auto lists = exported_lists();
  return std::any_of(lists.begin(), lists.end(), [&](const ExportedList& list) {
    return list.columns.size() <= row.cells.size() &&
           std::all_of(list.columns.begin(), list.columns.end(),
                       [&](std::string_view column) { return stands(column); });
  });
}

class ExportedTable final : public Table {
 public:
  explicit ExportedTable(std::unique_ptr<Table> table)
      : table_(std::move(table)), form_(table_->facts().format == Format::csv ? CellForm::csv : CellForm::workbook) {}
  [[nodiscard]] const FileFacts& facts() const override { return table_->facts(); }

  [[nodiscard]] std::optional<std::variant<TableRow, TableFault>> next() override {
    auto item = table_->next();
    auto* row = item ? std::get_if<TableRow>(&*item) : nullptr;
    if (row == nullptr) return item;
    if (!sheet_ || *sheet_ != row->sheet) {
      sheet_ = row->sheet;
      is_ours_ = is_header(*row);
    } else if (is_ours_) {
      for (TableCell& cell : row->cells) cell.text = original_cell(cell.text, form_);
    }
    return item;
  }

 private:
  std::unique_ptr<Table> table_;
  CellForm form_;
  std::optional<std::size_t> sheet_;
  bool is_ours_ = false;
};

}  // namespace

std::unique_ptr<Table> with_original_cells(std::unique_ptr<Table> table) {
  return std::make_unique<ExportedTable>(std::move(table));
}

}  // namespace tanbu::importers
