// Workbooks made octet by octet and read by their profile: what a cell's own kind and a row's own number do to the
// rows.
#include <algorithm>

#include "tests/support/read_table.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

using namespace tanbu;
using namespace tanbu::test;
using namespace tanbu::importers;

namespace {

const std::vector<std::string> names{"programme",    "serial",        "quantity",  "project_id", "title",   "country",
                                     "vintage_from", "vintage_until", "issued_on", "status",     "ended_on"};

std::string text_cell(const std::string& text) { return "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>"; }
std::string number_cell(const std::string& stored) { return "<c><v>" + stored + "</v></c>"; }

// 100 units of one block of project 929, whose number 1 is `first`; the quantity is a cell of one's own.
std::string data_row(int number, long first, const std::string& quantity, const std::string& title = "Wind") {
  const std::string serial =
      "1-" + std::to_string(first) + "-" + std::to_string(first + 99) + "-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0";
  return "<row r=\"" + std::to_string(number) + "\">" + text_cell("VCS") + text_cell(serial) + quantity +
         text_cell("929") + text_cell(title) + text_cell("CA") + text_cell("2018-01-01") + text_cell("2018-12-31") +
         text_cell("2019-05-06") + text_cell("active") + "</row>";
}

Reading read_workbook_rows(const std::string& rows) {
  auto result = tanbu::test::read_table(FileBytes::of(workbook_of(text_row(1, names) + rows)));
  if (const auto* fault = std::get_if<FileFault>(&result)) FAIL(fault->code << ": " << fault->detail);
  return std::get<Reading>(std::move(result));
}

}  // namespace

TEST_CASE("a row that stands three times in a sheet is recorded once and refused twice") {
  const auto reading = read_workbook_rows(data_row(2, 1, number_cell("100")) + data_row(2, 101, number_cell("100")) +
                                          data_row(2, 201, number_cell("100")) + data_row(3, 301, number_cell("100")));
  const auto account = account_of(reading);
  CHECK(account.rows == 4);
  CHECK(account.recorded == 2);
  CHECK(account.refused == 2);
  CHECK(account.refused_by_code.at("row_repeated") == 2);
  CHECK(account.is_whole());
}

TEST_CASE("decimals that a workbook could not hold refuse the row instead of being rounded") {
  const auto row = [](const std::string& quantity) {
    return "<row r=\"2\">" + text_cell("IREC") + text_cell("0000-0000-0000-1.000000 - 0000-0000-0000-2.000000") +
           number_cell(quantity) + text_cell("DEVICE1") + text_cell("Wind") + text_cell("CN") +
           text_cell("2018-01-01") + text_cell("2018-12-31") + text_cell("2019-05-06") + text_cell("active") + "</row>";
  };
  const auto has_lost = [](const Reading& reading) {
    return std::any_of(reading.refused.begin(), reading.refused.end(),
                       [](const Remark& one) { return one.code == "number_precision_lost"; });
  };
  CHECK(has_lost(read_workbook_rows(row("1234567890.123456"))));
  CHECK_FALSE(has_lost(read_workbook_rows(row("1234567.123456"))));
}

TEST_CASE("a point and three noughts are refused in a text and read in a number") {
  const auto text = read_workbook_rows(data_row(2, 1, text_cell("100.000")));
  REQUIRE(text.refused.size() == 1);
  CHECK(text.refused.front().code == "number_ambiguous");
  CHECK(text.refused.front().detail == "write 100 or 100000");
  CHECK(read_workbook_rows(data_row(2, 1, number_cell("100.000"))).recognised.size() == 1);
  std::string json = "[{";
  for (std::size_t at = 0; at < names.size(); ++at) {
    const std::vector<std::string> values{"\"VCS\"",
                                          "\"1-1-100-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0\"",
                                          "100.000",
                                          "929.0",
                                          "\"Wind\"",
                                          "\"CA\"",
                                          "\"2018-01-01\"",
                                          "\"2018-12-31\"",
                                          "\"2019-05-06\"",
                                          "\"active\"",
                                          "null"};
    json += (at == 0 ? "\"" : ",\"") + names[at] + "\":" + values[at];
  }
  auto result = tanbu::test::read_table(FileBytes::of(json + "}]"));
  REQUIRE(std::holds_alternative<Reading>(result));
  CHECK(std::get<Reading>(result).refused.empty());
  CHECK(std::get<Reading>(result).recognised.size() == 1);
}
