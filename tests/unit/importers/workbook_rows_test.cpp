// Workbooks made octet by octet and read by their profile: what a cell's own kind and a row's own number do to the
// rows.
#include <algorithm>
#include <map>

#include "importers/profile.hpp"
#include "importers/template.hpp"
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

// Three sheets: the template's rows, a list of the Gold Standard, and one of nobody.
std::string three_lists() {
  WorkbookParts parts;
  parts.workbook =
      "<workbook><sheets><sheet name=\"Own\" r:id=\"rId1\"/><sheet name=\"Gold\" r:id=\"rId2\"/>"
      "<sheet name=\"Notes\" r:id=\"rId3\"/></sheets></workbook>";
  parts.relations = "<Relationships>";
  for (const std::string number : {"1", "2", "3"}) {
    parts.relations +=
        "<Relationship Id=\"rId" + number + "\" Type=\"x/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
  }
  parts.relations += "</Relationships>";
  const auto sheet = [](const std::string& rows) {
    return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
  };
  parts.sheet = sheet(text_row(1, names) + data_row(2, 1, number_cell("100")));
  auto entries = entries_of(parts);
  const std::vector<std::string> gold{"Credit Status",
                                      "Quantity",
                                      "GSID",
                                      "Project Name",
                                      "Project Type",
                                      "Methodology",
                                      "Product Type",
                                      "Issuance Date",
                                      "Vintage",
                                      "Monitoring Period Start",
                                      "Monitoring Period End",
                                      "Serial Number",
                                      "Article Six Authorization"};
  const std::vector<std::string> issued{"Issued", "100",        "11236",      "Stoves",
                                        "Stoves", "TPDDTEC",    "VER",        "2026-01-10",
                                        "2024",   "2024-01-01", "2024-12-08", "GS1-1-UG-GS11236-16-2024-30307-1-100",
                                        "no"};
  ZipEntry more;
  more.name = "xl/worksheets/sheet2.xml";
  more.content = sheet(text_row(1, {"A title"}) + text_row(2, gold) + text_row(3, issued) + text_row(4, issued));
  entries.push_back(more);
  more.name = "xl/worksheets/sheet3.xml";
  more.content = sheet(text_row(1, {"somebody", "wrote"}));
  entries.push_back(more);
  return zip_of(entries);
}

Reading read_lists(const TableOptions& options, const Profile* only) {
  const auto bytes = three_lists();  // outlives the table
  auto opened = open_table(FileBytes::of(bytes), options);
  REQUIRE(std::holds_alternative<std::unique_ptr<Table>>(opened));
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  const auto found = find_profile(table, only);
  REQUIRE(std::holds_alternative<FoundProfile>(found));
  auto rows = read_rows(table, std::get<FoundProfile>(found), Source{std::string(64, 'a'), 1}, {});
  REQUIRE(std::holds_alternative<Reading>(rows));
  return std::get<Reading>(std::move(rows));
}

std::string shown_notices(const Reading& reading) {
  std::string text;
  for (const auto& notice : reading.notices) {
    if (notice.code.substr(0, 5) == "sheet") text += notice.code + "@" + std::to_string(notice.sheet) + " ";
    if (notice.code == "sheet_recordable") text += "(" + notice.detail + ") ";
  }
  return text;
}

}  // namespace

TEST_CASE("a sheet that holds another known list is named with its rows, wherever it stands") {
  const auto first = read_lists({}, nullptr);
  CHECK(first.recognised.size() == 1);
  CHECK(shown_notices(first) == "sheet_recordable@1 (gs-issuances-2026/1: 2) sheet_skipped@2 ");
  const auto second = read_lists({}, profile_named("gs-issuances-2026/1"));
  CHECK(second.rows == 2);
  CHECK(shown_notices(second) == "sheet_recordable@0 (tanbu-template/1: 1) sheet_skipped@2 ");
  TableOptions told;
  told.sheet = "Gold";
  CHECK(read_lists(told, nullptr).rows == 2);
}

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

TEST_CASE("a template that was filled in with a spreadsheet program is read with its dates, decimals and serials") {
  // Days are numbers with a style, a quantity has a decimal that says nothing, and a serial of digits is a text.
  const auto day = [](const char* serial) { return "<c s=\"1\"><v>" + std::string(serial) + "</v></c>"; };
  std::map<std::string, std::string> cells{
      {"programme", text_cell("CCER")},      {"serial", text_cell("1234567890123456789")},
      {"quantity", number_cell("235604.0")}, {"project_id", text_cell("A210001")},
      {"title", text_cell("风电")},          {"country", text_cell("CN")},
      {"vintage_from", day("43101")},        {"vintage_until", day("43465")},
      {"issued_on", day("43591")},           {"status", text_cell("已注销")},
      {"ended_on", day("45293.5")}};
  std::string row = "<row r=\"2\">";
  for (const auto& name : template_columns()) {
    const auto cell = cells.find(name.substr(0, name.find(' ')));
    row += cell == cells.end() ? "<c/>" : cell->second;
  }
  auto result = tanbu::test::read_table(FileBytes::of(workbook_of(text_row(1, template_columns()) + row + "</row>")));
  REQUIRE(std::holds_alternative<Reading>(result));
  const auto& reading = std::get<Reading>(result);
  CHECK(reading.profile == template_profile);
  for (const auto& remark : reading.refused) UNSCOPED_INFO(remark.column << " " << remark.code);
  REQUIRE(reading.recognised.size() == 1);
  const auto& batch = reading.recognised.front();
  CHECK(batch.serial == "1234567890123456789");
  CHECK(batch.units.quantity() == 235'604);
  CHECK(batch.vintage == Period{make_date(2018, 1, 1), make_date(2018, 12, 31)});
  CHECK(batch.issued_on == make_date(2019, 5, 6));
  CHECK(batch.retired_on == make_date(2024, 1, 2));
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
