// Cells of workbooks: every way a program stores one, and what becomes of it.
#include "importers/table/sheet_rows.hpp"
#include "tests/unit/importers/table_support.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

using namespace tanbu::test;

namespace {

std::string row_of(const std::string& cells) { return "<row r=\"1\">" + cells + "</row>"; }
Shown cells_of(const std::string& cells, const std::string& shared = "<sst/>") {
  return read_table(workbook_of(row_of(cells), shared));
}

}  // namespace

TEST_CASE("texts are read wherever a workbook keeps them") {
  const std::string shared =
      "<sst><si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r></si>"
      "<si><t>碳</t><rPh sb=\"0\" eb=\"1\"><t>tàn</t></rPh></si><si><t>a_x000D_&#10;b_x0041_</t></si><si/></sst>";
  CHECK(cells_of("<c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>"
                 "<c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c>",
                 shared) == Shown{"1:plain|rich text|碳|a\r\nbA|"});
  CHECK(
      cells_of("<c t=\"inlineStr\"><is><t>in</t><rPh><t>no</t></rPh></is></c><c t=\"str\"><f>A1</f><v>made</v></c>") ==
      Shown{"1:in|made="});
  CHECK(cells_of("<c t=\"s\"><v>7</v></c><c t=\"s\"><v>-1</v></c><c t=\"z\"><v>1</v></c>") ==
        Shown{"1:!cell_value_broken|!cell_value_broken|1!cell_value_broken"});
}

TEST_CASE("numbers are plain and say when digits were lost") {
  struct Case {
    std::string stored;
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases{{"0", "0", ""},
                                {"-0", "0", ""},
                                {"235604", "235604", ""},
                                {"235604.0", "235604", ""},
                                {"1.2E+3", "1200", ""},
                                {"1.5", "1.5", ""},
                                {"-1.25E-3", "-0.00125", ""},
                                {"0.30000000000000004", "0.3", ""},
                                {"123456789012345", "123456789012345", ""},
                                {"1.23456789012345E+14", "123456789012345", ""},
                                {"999999999999999", "999999999999999", ""},
                                {"1000000000000000", "1000000000000000", "number_precision_lost"},
                                {"1234567890123456789", "1234567890123456789", "number_precision_lost"},
                                {"1.2E+18", "1200000000000000000", "number_precision_lost"},
                                {"999999999.123456", "999999999.123456", ""},
                                {"1234567890.5", "1234567890.5", ""},
                                {"-1234567890.25", "-1234567890.25", ""},
                                {"1234567890.123456", "1234567890.12346", "number_precision_lost"},
                                {"1234567890.1234601", "1234567890.12346", "number_precision_lost"},
                                {"1234567890.123001", "1234567890.123", "number_precision_lost"},
                                {"-9999999999.000001", "-9999999999", "number_precision_lost"},
                                {"12345678901234.5", "12345678901234.5", "number_precision_lost"},
                                {"1e999", "1e999", "cell_value_broken"},
                                {"nan", "nan", "cell_value_broken"},
                                {"", "", "cell_value_broken"},
                                {"12 ", "12 ", "cell_value_broken"}};
  for (const auto& test : cases) {
    INFO(test.stored);
    const auto number = plain_number(test.stored);
    CHECK(number.text == test.text);
    CHECK(number.fault == test.fault);
  }
  CHECK(cells_of("<c><v>1.2E+18</v></c><c t=\"str\"><v>1.2E+31</v></c><c t=\"n\"><v>7</v></c>") ==
        Shown{"1:1200000000000000000!number_precision_lost|1.2E+31!number_precision_lost|7"});
}

TEST_CASE("dates are told by their style and counted from 1900 or 1904") {
  struct Case {
    std::string stored;
    bool from_1904;
    std::string text;
    std::string fault;
  };
  const std::vector<Case> cases{{"1", false, "1900-01-01", ""},
                                {"59", false, "1900-02-28", ""},
                                {"60", false, "60", "date_impossible"},
                                {"61", false, "1900-03-01", ""},
                                {"45683", false, "2025-01-26", ""},
                                {"45683.5", false, "2025-01-26 12:00:00", ""},
                                {"45682.9999999", false, "2025-01-26", ""},
                                {"0.75", false, "18:00:00", ""},
                                {"0", true, "1904-01-01", ""},
                                {"44221", true, "2025-01-26", ""},
                                {"-1", false, "-1", "date_impossible"},
                                {"2958465", false, "2958465", "date_impossible"},
                                {"x", false, "x", "cell_value_broken"}};
  for (const auto& test : cases) {
    INFO(test.stored);
    const auto date = serial_date(test.stored, test.from_1904);
    CHECK(date.text == test.text);
    CHECK(date.fault == test.fault);
  }
  const std::string cells =
      "<c s=\"0\"><v>45683</v></c><c s=\"1\"><v>45683</v></c><c s=\"2\"><v>45683</v></c><c s=\"4\"><v>1.5</v></c>"
      "<c s=\"5\"><v>0.5</v></c><c s=\"99\"><v>3</v></c><c t=\"d\"><v>2025-01-26T00:00:00</v></c>";
  CHECK(cells_of(cells) == Shown{"1:45683|2025-01-26|2025-01-26|1.5|12:00:00|3|2025-01-26 00:00:00"});
  WorkbookParts old_mac;
  old_mac.workbook =
      "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"Rows\" r:id=\"rId1\"/></sheets></workbook>";
  old_mac.sheet = "<worksheet><sheetData><row><c s=\"1\"><v>44221</v></c></row></sheetData></worksheet>";
  const auto bytes = zip_of(entries_of(old_mac));
  const auto table = opened(bytes);
  CHECK(table->facts().dates_from_1904);
  CHECK(shown_table(*table) == Shown{"1:2025-01-26"});
}

TEST_CASE("formats that show days are told from formats that show numbers") {
  for (const std::string code :
       {"yyyy-mm-dd", "d/m/yy", "[$-409]d-mmm-yy;@", "yyyy\"年\"m\"月\"", "h:mm:ss.000", "[Red]d"}) {
    INFO(code);
    CHECK(is_date_format(code));
  }
  for (const std::string code :
       {"General", "0.00", "#,##0\" days\"", "[h]:mm", "0.00E+00", "\"year\"0", "\\d0", "[Red]0", "@", ""}) {
    INFO(code);
    CHECK_FALSE(is_date_format(code));
  }
}

TEST_CASE("errors, truth and formulas that were never calculated are said") {
  CHECK(cells_of("<c t=\"e\"><v>#N/A</v></c><c t=\"b\"><v>1</v></c><c t=\"b\"><v>0</v></c><c><f>1+1</f></c>"
                 "<c><f>1+1</f><v>2</v></c><c t=\"b\"><v>7</v></c>") ==
        Shown{"1:#N/A!cell_error|TRUE|FALSE|=!formula_without_value|2=|FALSE!cell_value_broken"});
  // As programs write them that calculate nothing.
  CHECK(cells_of("<c><f>1+1</f><v></v></c><c><f>1+1</f><v/></c><c><v/></c><c "
                 "t=\"str\"><f>\"\"</f><v></v></c><c><v>3</v></c>") ==
        Shown{"1:=!formula_without_value|=!formula_without_value||=|3"});
}

TEST_CASE("cells and rows without places follow each other, and misplaced ones are told") {
  const std::string cell = "<c><v>1</v></c>";
  CHECK(read_table(workbook_of("<row>" + cell + "</row><row r=\"5\">" + cell + "</row><row>" + cell + "</row>")) ==
        Shown{"1:1", "5:1", "6:1"});
  CHECK(cells_of("<c r=\"C1\"><v>3</v></c><c><v>4</v></c><c r=\"A1\"><v>1</v></c>") == Shown{"1:1||3|4"});
  CHECK(cells_of("<c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>2</v></c>") == Shown{"!cell_repeated@1"});
  CHECK(cells_of("<c r=\"A2\"><v>1</v></c>") == Shown{"!cell_place@1"});
  const auto bytes = workbook_of("<row r=\"3\">" + cell + "</row><row r=\"1\">" + cell + "</row><row r=\"3\">" + cell +
                                 "</row><row r=\"4\"><c s=\"1\"/></row><row r=\"5\"/>");
  const auto table = opened(bytes);
  CHECK(shown_table(*table) == Shown{"3:1", "1:1", "!row_repeated@3"});
  CHECK(table->facts().sheets.at(0).rows_out_of_order);
  CHECK(table->facts().sheets.at(0).rows == 2);
  TableOptions options;
  options.limits.columns_max = 3;
  options.limits.row_bytes_max = 2000;
  CHECK(read_table(
            workbook_of("<row><c r=\"D1\"><v>1</v></c></row><row><c r=\"C2\"><v>1</v></c></row><row><c t=\"str\"><v>" +
                        std::string(1500, 'x') + "</v></c><c t=\"str\"><v>" + std::string(1500, 'x') +
                        "</v></c></row><row><c r=\"XFD4\" s=\"1\"/><c r=\"A4\"><v>1</v></c></row>"),
            options) == Shown{"!too_many_columns@1", "2:||1", "!row_too_long@3", "4:1"});
}

TEST_CASE("sheets come one after the other, and hidden and merged things are facts") {
  WorkbookParts parts;
  parts.workbook =
      "<workbook><sheets><sheet name=\"One\" r:id=\"rId1\"/><sheet name=\"Two\" state=\"hidden\" r:id=\"rId2\"/>"
      "<sheet name=\"Chart\" r:id=\"rId3\"/></sheets></workbook>";
  parts.relations =
      "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"x/worksheet\" Target=\"./worksheets/../worksheets/sheet2.xml\"/>"
      "<Relationship Id=\"rId3\" Type=\"x/chartsheet\" Target=\"chart.xml\"/></Relationships>";
  parts.sheet =
      "<x:worksheet><x:sheetData><x:row hidden=\"1\"><x:c><x:v>1</x:v></x:c></x:row></x:sheetData>"
      "<x:mergeCells><x:mergeCell ref=\"A1:C1\"/></x:mergeCells></x:worksheet>";
  auto entries = entries_of(parts);
  ZipEntry second;
  second.name = "xl/worksheets/sheet2.xml";
  second.content = "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>";
  entries.push_back(second);
  const auto bytes = zip_of(entries);
  const auto table = opened(bytes);
  const auto first = std::get<TableRow>(*table->next());
  CHECK(first.hidden);
  CHECK(first.sheet == 0);
  CHECK(std::get<TableRow>(*table->next()).sheet == 1);
  CHECK_FALSE(table->next().has_value());
  const auto& sheets = table->facts().sheets;
  REQUIRE(sheets.size() == 3);
  CHECK(sheets[0].hidden_rows == 1);
  CHECK(sheets[0].merged == 1);
  CHECK(sheets[0].merged_first == std::vector<std::string>{"A1:C1"});
  CHECK_FALSE(sheets[0].hidden);
  CHECK(sheets[1].hidden);
  TableOptions options;
  options.sheet = "Two";
  CHECK(read_table(bytes, options) == Shown{"1:2"});
  options.sheet = "Three";
  CHECK(ending_code(bytes, options) == "sheet_missing");
}

TEST_CASE("rows before the place where a sheet is broken are given before the fault") {
  const auto bytes = workbook_of("<row><c><v>1</v></c></row><row><c><v>2</v></c></row><row r=\"0\"/>");
  CHECK(read_table(bytes) == Shown{"1:1", "2:2", "!!row_number_range@0"});
}

TEST_CASE("a workbook is known by its octets, whatever it is called, and large ones come in pieces") {
  std::string rows;
  for (int row = 1; row <= 30'000; ++row) rows += "<row><c><v>" + std::to_string(row) + "</v></c></row>";
  const auto bytes = workbook_of(rows);
  const auto table = opened(bytes);
  CHECK(table->facts().format == Format::xlsx);
  const auto shown = shown_table(*table);
  CHECK(shown.size() == 30'000);
  CHECK(shown.back() == "30000:30000");
}
