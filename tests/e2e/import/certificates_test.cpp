// Certificates of electricity from a file to the ledger: ranges of green certificates by our template, and I-REC's
// ranges of both eras, whole certificates and millionths, on one axis. And rows of a workbook of several sheets.
#include "tests/e2e/import/processes.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

std::uint64_t total_of(const Registrar& registrar, const std::string& name) {
  return cli::number_at(registrar.answer, "report.totals." + name).value();
}

struct Recorded {
  std::string serial;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const Recorded&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Recorded& batch) {
  return out << batch.serial << " " << batch.first << " " << batch.last;
}

// What the ledger answers, in the order of its entries.
std::vector<Recorded> batches_of(const ServedLedger& ledger, const std::string& programme) {
  std::vector<Recorded> batches;
  const auto page = ledger.get("/v1/batches?programme=" + programme);
  for (const auto& batch : cli::at(page, "data").as_array()) {
    batches.push_back(
        {cli::text_at(batch, "serial"), cli::number_at(batch, "first").value(), cli::number_at(batch, "last").value()});
  }
  return batches;
}

std::string code_of(const std::string& month, int position) {
  const std::string number = std::to_string(position);
  return "PPC1302632802001I" + month + "01" + std::string(9 - number.size(), '0') + number;
}

std::string range_of(const std::string& month, int first, int last) {
  const auto positions = "#" + std::to_string(first);
  if (first == last) return code_of(month, first) + positions;
  return code_of(month, first) + ".." + code_of(month, last) + positions + "-" + std::to_string(last);
}

// A row of the template with Chinese names of columns.
std::string certificates(const std::string& serial, int quantity, const std::string& month_of_2024) {
  const std::string last = month_of_2024 == "02" ? "29" : "31";
  return "GEC," + serial + "," + std::to_string(quantity) + ",PPC1302632802001I,风电场,CN,风力发电,2024-" +
         month_of_2024 + "-01,2024-" + month_of_2024 + "-" + last + ",2024-05-20,有效\n";
}

}  // namespace

TEST_CASE("ranges of green certificates go by the template into the ledger, each position of a month once") {
  ServedLedger ledger({"GEC"});
  Registrar registrar(ledger, ledger.key());
  const std::string text = "机制,序列号,数量,项目编号,项目名称,国家,技术类型,减排起始日,减排截止日,签发日期,状态\n" +
                           certificates(range_of("2401", 1, 500), 500, "01") +
                           certificates(range_of("2402", 1, 100), 100, "02") +  // the same positions of another month
                           certificates(range_of("2402", 101, 101), 1, "02") +
                           certificates(range_of("2402", 90, 120), 31, "02") +    // some of them again
                           certificates(range_of("2402", 200, 300), 100, "02") +  // one more than it says
                           "GEC," + range_of("2403", 1, 10) +
                           ",10,PPC1302632802001I,风电场,CN,风力发电,2024-03-01,2024-03-15,2024-05-20,有效\n";
  const auto file = registrar.write("gec.csv", text);
  CHECK(registrar.run(file) == static_cast<int>(cli::Exit::failure));
  CHECK(total_of(registrar, "active.rows") == 3);
  CHECK(total_of(registrar, "active.units") == 601);
  CHECK(total_of(registrar, "refused_rows") == 3);
  const auto& refused = cli::at(registrar.answer, "report.refused").as_array();
  REQUIRE(refused.size() == 3);
  CHECK(cli::text_at(refused[0], "code") == "serial_overlap");
  CHECK(cli::number_at(refused[0], "other_row") == 3U);
  CHECK(cli::text_at(refused[1], "code") == "range_quantity");
  CHECK(cli::text_at(refused[2], "code") == "gec_month");
  CHECK(cli::number_at(registrar.answer, "outcome.recorded") == 4U);  // the project too
  CHECK(batches_of(ledger, "GEC") == std::vector<Recorded>{{range_of("2401", 1, 500), 1, 500},
                                                           {range_of("2402", 1, 100), 1, 100},
                                                           {range_of("2402", 101, 101), 101, 101}});
  const auto before = ledger.size();
  CHECK(registrar.run(file) == static_cast<int>(cli::Exit::failure));
  CHECK(total_of(registrar, "known.rows") == 3);
  CHECK(ledger.size() == before);
}

TEST_CASE("I-REC's whole certificates and its millionths are numbers of one axis from the file to the ledger") {
  ServedLedger ledger({"IREC"});
  Registrar registrar(ledger, ledger.key());
  const std::string header =
      "From Certificate ID,To Certificate ID,Number of Certificates,Period of Production Start,Period of Production "
      "End,Device ID,Device,Country,Redemption Date,Beneficiary\n";
  const std::string device = ",2022-10-01,2022-10-31,CNWIND01,Wind farm,CN,2023-03-01,Example Power Co. Ltd\n";
  const auto file =
      registrar.write("irec.csv", header + "0000-0000-9088-2258,0000-0000-9088-2425,168" + device +
                                      "0000-0003-7984-7342.000000,0000-0003-7984-7439.961999,97.962" + device +
                                      // The rest of the last certificate, which the range before it had begun.
                                      "0000-0003-7984-7439.962000,0000-0003-7984-7439.999999,0.038" + device +
                                      // Whole certificates of the first era over millionths of the second.
                                      "0000-0003-7984-7400,0000-0003-7984-7401,2" + device);
  CHECK(registrar.run(file) == static_cast<int>(cli::Exit::failure));
  CHECK(total_of(registrar, "retired.rows") == 3);
  CHECK(total_of(registrar, "retired.units") == 168'000'000 + 97'962'000 + 38'000);
  const auto& refused = cli::at(registrar.answer, "report.refused").as_array();
  REQUIRE(refused.size() == 1);
  CHECK(cli::text_at(refused[0], "code") == "serial_overlap");
  CHECK(cli::number_at(refused[0], "other_row") == 3U);
  CHECK(cli::number_at(registrar.answer, "outcome.recorded") == 4U);
  constexpr std::uint64_t millionths = 1'000'000;
  CHECK(batches_of(ledger, "IREC") ==
        std::vector<Recorded>{
            {"0000-0000-9088-2258 - 0000-0000-9088-2425", 90882258 * millionths, 90882426 * millionths - 1},
            {"0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999", 379847342 * millionths,
             379847439 * millionths + 961'999},
            {"0000-0003-7984-7439.962000 - 0000-0003-7984-7439.999999", 379847439 * millionths + 962'000,
             379847440 * millionths - 1}});
  CHECK(registrar.run(file) == static_cast<int>(cli::Exit::failure));
  CHECK(total_of(registrar, "known.rows") == 3);
}

TEST_CASE("a workbook that is larger than usual when unpacked is read where somebody allows it") {
  ServedLedger ledger({"GEC"});
  Registrar registrar(ledger, ledger.key());
  registrar.offline = true;
  // Stored as it is, since a bomb is told by its ratio first. Some 2 MiB of cells that no column needs.
  std::string rows = text_row(1, {"programme", "serial", "quantity", "project_id", "vintage_from", "vintage_until",
                                  "issued_on", "status", "note"});
  for (int number = 2; number < 202; ++number) {
    rows += text_row(number, {"OTHER", "X-" + std::to_string(number), "1", "P-1", "2024-01-01", "2024-01-31",
                              "2024-05-20", "active", std::string(10'000, 'x')});
  }
  WorkbookParts parts;
  parts.sheet = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
  cli::ImportArguments arguments;
  arguments.file = registrar.write("large.xlsx", zip_of(entries_of(parts, false)));
  arguments.unpacked_max = "1";
  CHECK(registrar.run(arguments, true) == static_cast<int>(cli::Exit::failure));
  CHECK(registrar.messages.find("unpacked_too_large") != std::string::npos);
  CHECK(registrar.messages.find("--unpacked-max") != std::string::npos);
  for (const char* allowed : {"3", ""}) {
    arguments.unpacked_max = allowed;
    (void)registrar.run(arguments, true);
    CHECK(registrar.messages.find("unpacked_too_large") == std::string::npos);
    CHECK(total_of(registrar, "rows") == 200);
  }
  for (const char* wrong : {"0", "-1", "16385", "much", "1.5"}) {
    arguments.unpacked_max = wrong;
    CHECK(registrar.run(arguments, true) == static_cast<int>(cli::Exit::usage));
  }
}

TEST_CASE("rows of a workbook are reported with the name of their sheet, to people, programs and in the report") {
  ServedLedger ledger;
  Registrar registrar(ledger, ledger.key());
  const auto text_cell = [](const std::string& place, const std::string& text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
  };
  const std::vector<std::string> names{"programme",    "serial",        "quantity",  "project_id", "title",
                                       "vintage_from", "vintage_until", "issued_on", "status",     "country"};
  const auto line = [&](int row, const std::vector<std::string>& cells) {
    std::string text = "<row r=\"" + std::to_string(row) + "\">";
    for (std::size_t at = 0; at < cells.size(); ++at) {
      text += text_cell(static_cast<char>('A' + at) + std::to_string(row), cells[at]);
    }
    return text + "</row>";
  };
  const auto block = [&](int row, long first, const std::string& quantity) {
    return line(row, {"VCS",
                      "1-" + std::to_string(first) + "-" + std::to_string(first + 9) +
                          "-VCS-VCU-208-VER-CA-3-4711-01012018-31122018-0",
                      quantity, "4711", "Rows", "2018-01-01", "2018-12-31", "2019-05-06", "active", "CA"});
  };
  const auto sheet = [](const std::string& rows) {
    return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
  };
  WorkbookParts parts;
  parts.workbook =
      "<workbook><workbookPr/><sheets><sheet name=\"2023\" sheetId=\"1\" r:id=\"rId1\"/>"
      "<sheet name=\"二〇二四\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>";
  parts.relations =
      "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
      "<Relationship Id=\"rId2\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
  parts.sheet = sheet(line(1, names) + block(2, 600'000'000, "10"));
  auto entries = entries_of(parts);
  auto second = entries.back();
  second.name = "xl/worksheets/sheet2.xml";
  second.content = xml_begin + sheet(line(3, names) + block(4, 610'000'000, "10") + block(5, 620'000'000, "11"));
  entries.push_back(second);
  cli::ImportArguments arguments;
  arguments.file = registrar.write("rows.xlsx", zip_of(entries));
  arguments.report = registrar.path("report.jsonl");
  CHECK(registrar.run(arguments, true) == static_cast<int>(cli::Exit::failure));
  INFO(registrar.printed);
  CHECK(total_of(registrar, "active.rows") == 2);
  const auto& refused = cli::at(registrar.answer, "report.refused").as_array();
  REQUIRE(refused.size() == 1);
  CHECK(cli::text_at(refused[0], "sheet") == "二〇二四");
  CHECK(cli::number_at(refused[0], "row") == 5U);
  CHECK(text_of_file(arguments.report).find("\"sheet\":\"二〇二四\"") != std::string::npos);
  CHECK(registrar.run(arguments, true) == static_cast<int>(cli::Exit::usage));  // the name is taken
  arguments.report.clear();
  registrar.for_people = true;
  CHECK(registrar.run(arguments, true) == static_cast<int>(cli::Exit::failure));
  CHECK(registrar.printed.find("sheet 二〇二四, row 5, quantity: ") != std::string::npos);
  registrar.for_people = false;
  CHECK(registrar.run(arguments) == static_cast<int>(cli::Exit::failure));
  CHECK(cli::number_at(registrar.answer, "outcome.recorded") == 3U);
}
