// Workbooks: sheets that are full, cells that are too long, numbers, and files that are whole or not there.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>

#include "tests/unit/exports/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const importers::ExportedList& anchors() { return *importers::exported_list("anchors"); }

Rows numbered_rows(std::size_t count) {
  Rows rows;
  for (std::size_t row = 1; row <= count; ++row)
    rows.push_back({std::to_string(row), "2025-01-01T00:00:00.000Z " + std::to_string(row * 7919)});
  return rows;
}

std::vector<std::string> sheet_names(const std::string& file) {
  auto opened = importers::open_table(importers::FileBytes::of(file));
  const auto& table = *std::get<std::unique_ptr<importers::Table>>(opened);
  std::vector<std::string> names;
  for (const auto& sheet : table.facts().sheets) names.push_back(sheet.name);
  return names;
}

}  // namespace

TEST_CASE("A sheet that is full is followed by another one with the same header") {
  const auto rows = numbered_rows(25);
  exports::WorkbookLimits limits;
  limits.sheet_rows_max = 10;
  const auto file = workbook_of(anchors(), rows, limits);
  CHECK(sheet_names(file) == std::vector<std::string>{"anchors", "anchors 2", "anchors 3"});
  CHECK(rows_read(file) == rows);
  CHECK(sheet_names(workbook_of(anchors(), numbered_rows(10), limits)).size() == 1);
  CHECK(rows_read(workbook_of(anchors(), {}, limits)).empty());
}

TEST_CASE("A list that no workbook can hold is refused by its row, and no file is left behind") {
  TemporaryFolder folder;
  const auto path = folder.path() / "list.xlsx";
  {
    exports::WorkbookWriter writer(path, "anchors", columns_of(anchors()));
    CHECK_FALSE(writer.add(cells_of({"1", std::string(32'767, 'x')})).has_value());
    std::string two_units_each;
    for (int count = 0; count < 16'383; ++count) two_units_each += "😀";
    CHECK_FALSE(writer.add(cells_of({"1", two_units_each})).has_value());
    const auto emoji = writer.add(cells_of({"2", two_units_each + "😀"}));
    REQUIRE(emoji.has_value());
    CHECK(emoji->code == "cell_too_long");
    const auto fault = writer.add(cells_of({"2", std::string(32'768, 'x')}));
    REQUIRE(fault.has_value());
    CHECK(fault->code == "cell_too_long");
    CHECK(fault->row == 4);
    CHECK(fault->column == "time");
  }
  CHECK(std::filesystem::is_empty(folder.path()));
  {
    exports::WorkbookLimits limits;
    limits.sheet_rows_max = 2;
    limits.sheets_max = 2;
    exports::WorkbookWriter writer(path, "anchors", columns_of(anchors()), limits);
    for (int row = 0; row < 4; ++row) CHECK_FALSE(writer.add(cells_of({"1", "x"})).has_value());
    const auto fault = writer.add(cells_of({"1", "x"}));
    REQUIRE(fault.has_value());
    CHECK(fault->code == "too_many_rows");
  }
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("What belongs to a list but is no row of it stands on a sheet of its own") {
  TemporaryFolder folder;
  const auto path = folder.path() / "list.xlsx";
  exports::WorkbookWriter writer(path, "anchors", columns_of(anchors()));
  CHECK_FALSE(writer.add(cells_of({"1", "x"})).has_value());
  writer.begin_sheet("totals", {"rows"});
  CHECK_FALSE(writer.add({{"1", true}}).has_value());
  REQUIRE_FALSE(writer.finish().has_value());
  CHECK(sheet_names(bytes_of(path)) == std::vector<std::string>{"anchors", "totals"});
}

TEST_CASE("Numbers of a workbook read back digit for digit") {
  TemporaryFolder folder;
  const auto path = folder.path() / "list.xlsx";
  exports::WorkbookWriter writer(path, "anchors", columns_of(anchors()));
  const std::vector<std::string> numbers{"0", "-5", "999999999999999", "123456789012345", "-100000000000000"};
  for (const auto& number : numbers) CHECK_FALSE(writer.add({{number, true}, {number, false}}).has_value());
  REQUIRE_FALSE(writer.finish().has_value());
  const auto rows = rows_read(bytes_of(path));
  REQUIRE(rows.size() == numbers.size());
  for (std::size_t at = 0; at < numbers.size(); ++at)
    CHECK(rows[at] == std::vector<std::string>{numbers[at], numbers[at]});
}

TEST_CASE("A disk that fills up while a workbook is written gives no workbook, wherever it fills up") {
  const auto rows = numbered_rows(400);
  for (const std::size_t room : {0U, 500U, 4'096U, 9'000U, 20'000U, 40'000U}) {
    TemporaryFolder folder;
    const auto path = folder.path() / "list.xlsx";
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      std::signal(SIGXFSZ, SIG_IGN);  // writes fail with EFBIG, as they do with ENOSPC
      const struct rlimit limit { room, room };
      if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(9);
      bool failed = false;
      try {
        exports::WorkbookWriter writer(path, "anchors", columns_of(anchors()));
        for (const auto& row : rows) failed = failed || writer.add(cells_of(row)).has_value();
        failed = failed || writer.finish().has_value();
      } catch (const std::exception&) {
        failed = true;
      }
      ::_exit(failed ? 1 : 0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    INFO(room);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 1);
  }
}
