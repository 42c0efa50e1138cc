// A list as a workbook (XLSX, by libxlsxwriter), row by row: memory does not grow with the list. Cells are texts or
// whole numbers, never formulas or links. A sheet that is full is followed by another one with the same header. What
// was written is read back before it is called a workbook: libxlsxwriter does not notice a disk that is full.
// Threading: one writer belongs to one thread. Source: formats section 34, decision 41.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "importers/exported.hpp"

namespace tanbu::exports {

// Of Excel; the first is without the header.
struct WorkbookLimits {
  std::size_t sheet_rows_max = 1'048'575;
  std::size_t cell_characters_max = 32'767;
  std::size_t sheets_max = 100;
};

struct WorkbookFault {
  // cell_too_long, too_many_rows; workbook_failed where the file could not be written, workbook_differs where it holds
  // something else than was put into it.
  std::string code;
  std::size_t row = 0;  // of the list, from 1; 0 where no row is meant
  std::string column{};
};

class WorkbookWriter {
 public:
  // Writes to `path`, which is replaced; the caller gives it a name of its own and moves it when it is finished.
  // Temporary files stand in the same folder.
  WorkbookWriter(std::filesystem::path path, std::string sheet, std::vector<std::string> columns,
                 WorkbookLimits limits = {});
  // Leaves nothing behind unless finish() came to its end.
  ~WorkbookWriter();
  WorkbookWriter(const WorkbookWriter&) = delete;
  WorkbookWriter& operator=(const WorkbookWriter&) = delete;

  // One cell for each column. After a fault nothing more may be added.
  [[nodiscard]] std::optional<WorkbookFault> add(const std::vector<importers::ExportedCell>& cells);
  // A sheet of its own behind the list, for what must not be mistaken for a row of it. Ends the list.
  void begin_sheet(std::string sheet, std::vector<std::string> columns);
  // Writes the file, reads it back and compares every cell.
  [[nodiscard]] std::optional<WorkbookFault> finish();
  [[nodiscard]] std::size_t rows() const;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::exports
