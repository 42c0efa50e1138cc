// Values between commas, semicolons or tabs as a table.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "importers/csv.hpp"
#include "importers/table/open.hpp"
#include "importers/text_stream.hpp"

namespace tanbu::importers {
namespace {

constexpr std::size_t sample_bytes = 256U * 1024;
constexpr std::size_t sample_rows = 200;
constexpr std::array<char, 3> delimiters{',', ';', '\t'};

CsvLimits csv_limits(const TableLimits& limits) {
  CsvLimits csv;
  csv.row_bytes_max = limits.row_bytes_max;
  csv.columns_max = limits.columns_max;
  csv.rows_max = limits.rows_max;
  return csv;
}

// How many rows of the sample have the width that most of them have.
struct Width {
  std::size_t columns = 0;
  std::size_t rows = 0;
  bool any = false;
};
Width width_of(std::string_view sample, char delimiter, CsvLimits limits) {
  CsvReader reader(sample, limits, CsvForm{delimiter, 0, false});
  std::map<std::size_t, std::size_t> rows_by_width;
  Width width;
  std::size_t first = 0;
  for (std::size_t count = 0; count < sample_rows; ++count) {
    const auto next = reader.next();
    if (!next) break;
    if (const auto* fault = std::get_if<CsvFault>(&*next)) {
      width.any = width.any || fault->line != 0;
      continue;
    }
    width.any = true;
    const auto columns = std::get<CsvRow>(*next).cells.size();
    if (first == 0) first = columns;
    ++rows_by_width[columns];
  }
  // On equal terms the first row wins, which is the header in most files.
  if (first != 0) {
    width.columns = first;
    width.rows = rows_by_width[first];
  }
  for (const auto& [columns, rows] : rows_by_width) {
    if (rows > width.rows) {
      width.columns = columns;
      width.rows = rows;
    }
  }
  return width;
}

struct Choice {
  char delimiter = ',';
  std::string reason;
  Width width;
};
Choice choose(std::string_view sample, const TableOptions& options, CsvLimits limits) {
  if (options.delimiter) return {*options.delimiter, "delimiter_told", width_of(sample, *options.delimiter, limits)};
  Choice best{',', "delimiter_only", width_of(sample, ',', limits)};
  for (const char delimiter : delimiters) {
    const auto width = width_of(sample, delimiter, limits);
    if (width.columns < 2) continue;
    const bool is_first = best.reason == "delimiter_only";
    const bool is_better = std::pair(width.rows, width.columns) > std::pair(best.width.rows, best.width.columns);
    if (is_first || is_better) best = {delimiter, "delimiter_counted", width};
  }
  return best;
}

// "sep=;" in the first line, as Excel writes and reads it.
std::optional<char> stated_delimiter(std::string_view sample) {
  while (sample.substr(0, 3) == byte_order_mark) sample.remove_prefix(3);
  if (sample.size() < 6 || sample.substr(0, 4) != "sep=") return std::nullopt;
  const auto end = sample.substr(5, 2);
  if (end.front() != '\n' && end != "\r\n") return std::nullopt;
  const auto* found = std::find(delimiters.begin(), delimiters.end(), sample[4]);
  if (found == delimiters.end()) return std::nullopt;
  return *found;
}

class CsvTable final : public Table {
 public:
  CsvTable(std::shared_ptr<const FileBytes> file, FileFacts facts, CsvReader reader, bool skips_first)
      : file_(std::move(file)), facts_(std::move(facts)), reader_(std::move(reader)), skips_first_(skips_first) {}
  const FileFacts& facts() const override { return facts_; }

  std::optional<std::variant<TableRow, TableFault>> next() override {
    if (ended_) return std::nullopt;
    auto item = reader_.next();
    if (item && std::exchange(skips_first_, false)) item = reader_.next();
    if (!item) {
      ended_ = true;
      if (!file_->changed()) return std::nullopt;
      return TableFault{"file_changed", true, 0, 0, 0, std::nullopt, std::string(file_changed_detail)};
    }
    if (auto* fault = std::get_if<CsvFault>(&*item)) return faulted(*fault);
    return converted(std::get<CsvRow>(*item));
  }

 private:
  TableFault faulted(CsvFault& fault) {
    ended_ = fault.line == 0;
    TableFault result{std::move(fault.code), ended_, 0, fault.row, fault.column, std::nullopt, std::move(fault.detail)};
    if (fault.column != 0) result.column = fault.cell;
    if (result.code == "not_utf8" && facts_.encoding != Encoding::utf8) {
      result.code = "text_undecodable";
      result.detail = "octets that " + std::string(name_of(facts_.encoding)) + " does not have";
    }
    // A row is called by its first line; a cell of it may have gone wrong on a later one, which is a row of its own to
    // the reader once the first was given up.
    if (fault.line > fault.row) result.detail = "in line " + std::to_string(fault.line) + ": " + result.detail;
    return result;
  }
  TableRow converted(CsvRow& row) {
    ++facts_.sheets.front().rows;
    TableRow result;
    result.row = row.line;
    result.cells.reserve(row.cells.size());
    for (auto& cell : row.cells) {
      auto& added = result.cells.emplace_back();
      added.column = result.cells.size() - 1;
      added.kind = cell.text.empty() ? CellKind::empty : CellKind::text;
      added.line = cell.line;
      added.octet = cell.column;
      if (has_lost_digits(cell.text)) added.fault = "number_precision_lost";
      added.text = std::move(cell.text);
    }
    return result;
  }

  std::shared_ptr<const FileBytes> file_;
  FileFacts facts_;
  CsvReader reader_;
  bool skips_first_;
  bool ended_ = false;
};

}  // namespace

Opened open_csv(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options) {
  auto text = text_of_file(file, facts.encoding);
  auto sample = text->window(sample_bytes);
  if (sample.size() > sample_bytes) {
    // Whole lines only, or the last row would have a width of its own.
    sample = sample.substr(0, sample_bytes);
    sample = sample.substr(0, sample.rfind('\n') + 1);
    if (sample.empty()) sample = text->window(sample_bytes);
  }
  const auto limits = csv_limits(options.limits);
  const auto stated = stated_delimiter(sample);
  auto told = options;
  if (stated && !told.delimiter) told.delimiter = stated;
  const auto without_statement = stated ? sample.substr(sample.find('\n') + 1) : sample;
  auto choice = choose(without_statement, told, limits);
  if (!choice.width.any) return FileFault{"file_empty", "the file holds no row"};
  facts.format = Format::csv;
  facts.delimiter = choice.delimiter;
  facts.delimiter_reason = stated && !options.delimiter ? "delimiter_stated" : choice.reason;
  facts.sheets.emplace_back();
  const CsvForm form{choice.delimiter, choice.width.columns, true};
  return std::make_unique<CsvTable>(std::move(file), std::move(facts), CsvReader(std::move(text), limits, form),
                                    stated.has_value());
}

}  // namespace tanbu::importers
