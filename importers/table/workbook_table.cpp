// A workbook as a table: sheet after sheet.
#include <algorithm>
#include <utility>

#include "importers/table/open.hpp"
#include "importers/table/sheet_rows.hpp"

namespace tanbu::importers {
namespace {

class WorkbookTable final : public Table {
 public:
  WorkbookTable(std::shared_ptr<const FileBytes> file, FileFacts facts, std::unique_ptr<Archive> archive,
                Workbook workbook, const TableOptions& options)
      : file_(std::move(file)),
        facts_(std::move(facts)),
        archive_(std::move(archive)),
        workbook_(std::move(workbook)),
        options_(options) {}
  const FileFacts& facts() const override { return facts_; }

  std::optional<std::variant<TableRow, TableFault>> next() override {
    for (;;) {
      if (rows_ && !rows_->queue.empty()) {
        auto item = std::move(rows_->queue.front());
        rows_->queue.pop_front();
        return item;
      }
      if (fault_) return end(*std::exchange(fault_, std::nullopt));
      if (ended_) return std::nullopt;
      if (reader_ && !reader_->ended()) {
        // The rows before the trouble are given first.
        fault_ = reader_->step();
        continue;
      }
      if (!open_next_sheet()) {
        ended_ = true;
        if (file_->changed()) return end({"file_changed", std::string(file_changed_detail)});
      }
    }
  }

 private:
  TableFault end(FileFault fault) {
    ended_ = true;
    return {std::move(fault.code), true, sheet_, 0, 0, std::nullopt, std::move(fault.detail)};
  }

  bool open_next_sheet() {
    reader_.reset();
    for (; next_sheet_ < workbook_.sheets.size(); ++next_sheet_) {
      const auto& sheet = workbook_.sheets[next_sheet_];
      if (sheet.part.empty() || (options_.sheet && *options_.sheet != sheet.name)) continue;
      sheet_ = next_sheet_++;
      rows_ = std::make_unique<SheetRows>(workbook_, options_.limits, sheet_, facts_.sheets[sheet_], rows_of_all_);
      reader_ = std::make_unique<XmlReader>(archive_->part(sheet.part), *rows_, options_.limits);
      return true;
    }
    return false;
  }

  std::shared_ptr<const FileBytes> file_;
  FileFacts facts_;
  std::unique_ptr<Archive> archive_;
  Workbook workbook_;
  TableOptions options_;
  std::unique_ptr<SheetRows> rows_;
  std::unique_ptr<XmlReader> reader_;  // reads from the archive into the rows
  std::size_t next_sheet_ = 0;
  std::size_t sheet_ = 0;
  std::size_t rows_of_all_ = 0;
  std::optional<FileFault> fault_;  // told behind the rows that came before it
  bool ended_ = false;
};

}  // namespace

Opened open_workbook(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options) {
  auto opened = Archive::open(file, options.limits);
  if (auto* fault = std::get_if<FileFault>(&opened)) return std::move(*fault);
  auto archive = std::get<std::unique_ptr<Archive>>(std::move(opened));
  auto read = read_workbook(*archive, options.limits);
  if (auto* fault = std::get_if<FileFault>(&read)) return std::move(*fault);
  auto workbook = std::get<Workbook>(std::move(read));
  facts.format = Format::xlsx;
  facts.dates_from_1904 = workbook.dates_from_1904;
  bool is_there = !options.sheet.has_value();
  for (const auto& sheet : workbook.sheets) {
    is_there = is_there || sheet.name == *options.sheet;
    auto& added = facts.sheets.emplace_back();
    added.name = sheet.name;
    added.hidden = sheet.hidden;
  }
  if (!is_there) return FileFault{"sheet_missing", "the workbook has no sheet of this name"};
  return std::make_unique<WorkbookTable>(std::move(file), std::move(facts), std::move(archive), std::move(workbook),
                                         options);
}

}  // namespace tanbu::importers
