// The way of a list into a file.
#include "api/cli/list_output.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <optional>
#include <system_error>

#include "api/cli/answer.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/files.hpp"
#include "api/cli/ledger_lists.hpp"
#include "api/cli/out_file.hpp"
#include "api/cli/terminal.hpp"
#include "api/exports/csv.hpp"
#include "api/exports/workbook.hpp"
#include "ledger/holds.hpp"

namespace tanbu::cli {
namespace {

using importers::ExportedCell;
using importers::ExportedList;
using Cells = std::vector<ExportedCell>;

// A list may be as long as the ledger; these are against a server that never ends.
constexpr PageLimits whole_list{.pages_max = 5'000'000, .bytes_max = std::size_t{1} << 42U};

Existing existing_of(const ListOutput& output) { return output.replace ? Existing::replace : Existing::keep; }

void check_output(const ListOutput& output, bool json) {
  if (!output.xlsx.empty() && output.csv)
    stop_usage("--xlsx", output.xlsx, say("--csv or --xlsx, one of the two", "--csv 与 --xlsx 二选一"));
  if (!output.out.empty() && !output.csv) stop_usage("--out", output.out, say("goes with --csv", "须与 --csv 同用"));
  const std::string& path = output.xlsx.empty() ? output.out : output.xlsx;
  if (path.empty() && output.replace)
    stop_usage("--replace", "",
               say("names no file; goes with --out or --xlsx", "未指明文件；须与 --out 或 --xlsx 同用"));
  if (path.empty() && json) stop_usage("--csv", "", say("--csv or --json, one of the two", "--csv 与 --json 二选一"));
  std::error_code ignored;
  // Told before the ledger is asked for all of it; once more where the file gets its name.
  if (!path.empty() && !output.replace && std::filesystem::exists(path, ignored)) stop_taken(path);
}

// Where the rows of a list go.
class Sink {
 public:
  Sink() = default;
  virtual ~Sink() = default;
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;
  virtual void add(const Cells& cells) = 0;
  virtual void finish(const Totals* totals) = 0;
};

class CsvSink final : public Sink {
 public:
  CsvSink(const ExportedList& list, const ListOutput& output) : output_(output) {
    if (!output.out.empty()) file_.emplace(output.out);
    exports::append_csv_header(waiting_, list);
  }
  void add(const Cells& cells) override {
    exports::append_csv_row(waiting_, cells);
    if (waiting_.size() >= std::size_t{64} * 1024) hand_on();
  }
  void finish(const Totals*) override {
    hand_on();
    if (!file_) return;
    if (output_.replace) {
      file_->finish();
    } else if (!file_->finish_unless_taken()) {
      stop_taken(output_.out);
    }
  }

 private:
  void hand_on() {
    file_ ? file_->add(waiting_) : print(waiting_);
    waiting_.clear();
  }
  const ListOutput& output_;
  std::optional<GrowingFile> file_;
  std::string waiting_;
};

[[noreturn]] void stop_workbook(const exports::WorkbookFault& fault) {
  struct Words {
    std::string_view code, english, chinese;
  };
  static constexpr Words all[] = {
      {"cell_too_long", "a cell has more characters than a workbook takes (32,767); take --csv",
       "单元格字符数超出工作簿上限（32,767）；请改用 --csv"},
      {"too_many_rows", "the list has more rows than a workbook takes; take --csv",
       "列表行数超出工作簿上限；请改用 --csv"},
      {"workbook_failed", "the workbook could not be written; is the disk full?", "无法写入工作簿；磁盘是否已满？"},
      {"workbook_differs", "the workbook does not hold what was written into it; is the disk full?",
       "工作簿内容与写入内容不符；磁盘是否已满？"}};
  std::string text = fault.code;
  for (const auto& words : all) {
    if (words.code == fault.code) text += ": " + std::string(say(words.english, words.chinese));
  }
  if (fault.row != 0)
    text += fmt::format(fmt::runtime(say("  (row {}, {})", "（第 {} 行，{}）")), fault.row, fault.column);
  text += say("; no file was written", "；未写入文件");
  throw Stop(Exit::failure, text);
}

class WorkbookSink final : public Sink {
 public:
  WorkbookSink(const ExportedList& list, const ListOutput& output)
      : output_(output),
        temporary_(temporary_beside(output.xlsx)),
        writer_(temporary_, std::string(list.name), {list.columns.begin(), list.columns.end()}) {}
  void add(const Cells& cells) override {
    if (const auto fault = writer_.add(cells)) stop_workbook(*fault);
  }
  void finish(const Totals* totals) override {
    if (totals != nullptr) {
      writer_.begin_sheet(totals->sheet, totals->columns);
      for (const auto& row : totals->rows()) add(row);
    }
    if (const auto fault = writer_.finish()) stop_workbook(*fault);
    if (place_file(temporary_, output_.xlsx, existing_of(output_))) return;
    remove_file(temporary_);
    stop_taken(output_.xlsx);
  }

 private:
  const ListOutput& output_;
  std::filesystem::path temporary_;
  exports::WorkbookWriter writer_;
};

std::unique_ptr<Sink> sink_of(const ExportedList& list, const ListOutput& output) {
  if (output.xlsx.empty()) return std::make_unique<CsvSink>(list, output);
  return std::make_unique<WorkbookSink>(list, output);
}

Cells cells_of(const ExportedList& list, const boost::json::value& row) {
  auto cells = row.is_object() ? importers::exported_row(list, row.get_object()) : std::nullopt;
  if (cells) return *std::move(cells);
  throw Stop(
      Exit::failure,
      std::string(say("list_member_unknown: the ledger's rows hold something that this program has no column for; "
                      "nothing is left out in silence, so nothing was written. Use the ledger's own version.",
                      "list_member_unknown：账本的行含有本程序没有对应列的内容；不会悄悄丢弃，故未写入。"
                      "请使用与账本相同的版本。")));
}

}  // namespace

void add_list_output(CLI::App& verb, ListOutput& output) {
  verb.add_flag("--csv", output.csv, std::string(say("all rows as CSV", "以 CSV 给出全部行")));
  verb.add_option("--out", output.out,
                  std::string(say("file for --csv; default: stdout", "--csv 的文件；默认标准输出")));
  verb.add_option("--xlsx", output.xlsx,
                  std::string(say("all rows as a workbook, into this file", "全部行写入此工作簿")));
  verb.add_flag("--replace", output.replace, std::string(say("write over a file of that name", "覆盖同名文件")));
}

Exit write_list(Session& session, std::string_view name, const std::string& path, Access access,
                const ListOutput& output, const Totals* totals) {
  check_output(output, session.json());
  const auto* list = importers::exported_list(name);
  HOLDS(list != nullptr);
  const auto sink = sink_of(*list, output);
  std::size_t rows = 0;
  session.each_page(path, access, whole_list, [&](const boost::json::value& page) {
    for (const auto& row : rows_of(page)) {
      const auto cells = cells_of(*list, row);
      if (totals != nullptr) totals->count(cells);
      sink->add(cells);
      ++rows;
    }
  });
  sink->finish(totals);
  const std::string& file = output.xlsx.empty() ? output.out : output.xlsx;
  if (session.json()) {
    print_json(boost::json::object{{"rows", rows}, {"out", file}});
  } else if (!file.empty()) {
    tell(fmt::format(fmt::runtime(say("{} rows written to {}", "已将 {} 行写入 {}")), rows, harmless(file)));
  }
  return Exit::ok;
}

}  // namespace tanbu::cli
