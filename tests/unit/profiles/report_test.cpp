// What the report says of a file besides its rows, and of news about units that the ledger holds.
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

FileFacts facts_of_text(Encoding encoding, const std::string& reason) {
  FileFacts facts;
  facts.encoding = encoding;
  facts.encoding_reason = reason;
  facts.encoding_samples = {{3, "碳\n汇"}};
  facts.delimiter = '\t';
  facts.delimiter_reason = "delimiter_counted";
  facts.sheets.resize(1);
  return facts;
}

FileFacts facts_of_workbook() {
  FileFacts facts;
  facts.format = Format::xlsx;
  facts.sheets.resize(2);
  facts.sheets[0].name = "Notes";
  facts.sheets[1].name = "Issued\nunits";
  facts.sheets[1].rows = 12;
  facts.sheets[1].hidden_rows = 2;
  return facts;
}

Reading reading_with_events() {
  Reading reading;
  reading.profile = "gs-retirements-2026/1";
  reading.programme = "GS";
  reading.rows = 4;
  EventRow event;
  event.line = 2;
  event.serial = "GS1";
  event.parts = {{7, {1, 101}}, {9, {101, 151}}};
  event.on = make_date(2026, 5, 4);
  reading.events.push_back(event);
  event.line = 3;
  event.parts = {{7, {151, 161}}};
  event.cancelled = true;
  reading.events.push_back(event);
  BatchRow batch;
  batch.line = 4;
  batch.units = {1, 6};
  batch.retired_on = make_date(2026, 5, 4);
  batch.cancelled = true;
  reading.recognised.push_back(batch);
  Remark refusal;
  refusal.line = 5;
  refusal.sheet = 1;
  refusal.column = "Serial Number";
  refusal.code = "serial_form";
  reading.refused.push_back(refusal);
  Remark skipped;
  skipped.code = "sheet_skipped";
  reading.notices.push_back(skipped);
  return reading;
}

}  // namespace

TEST_CASE("an encoding that was guessed shows cells by which a person can judge it, a proved one does not") {
  const auto guessed = facts_of_text(Encoding::gb18030, "encoding_gb18030");
  const auto text = report_text({}, "x.csv", Language::english, &guessed);
  CHECK(holds(text, "encoding: gb18030 ("));
  CHECK(holds(text, "line 3: 碳 汇\n"));  // a cell cannot forge a line of the report
  CHECK(holds(text, "delimiter: tab ("));
  CHECK(holds(report_text({}, "x.csv", Language::chinese, &guessed), "第 3 行：碳 汇"));
  const auto proved = facts_of_text(Encoding::utf8, "encoding_utf8");
  CHECK_FALSE(holds(report_text({}, "x.csv", Language::english, &proved), "line 3"));
  const auto json = report_json({}, "x.csv", &guessed);
  CHECK(json.at("file").at("encoding") == boost::json::value("gb18030"));
  CHECK(json.at("file").at("encoding_samples").at(0).at("line") == boost::json::value(3));
}

TEST_CASE("rows of a workbook are named with their sheet") {
  const auto facts = facts_of_workbook();
  const auto reading = reading_with_events();
  const auto text = report_text(reading, "x.xlsx", Language::english, &facts);
  CHECK(holds(text, "format: xlsx\n"));
  CHECK_FALSE(holds(text, "encoding"));
  CHECK(holds(text, "sheet: Issued units, 12 rows, hidden rows: 2\n"));
  CHECK(holds(text, "sheet Issued units, row 5, Serial Number: "));
  CHECK(holds(text, "[sheet_skipped]: Notes\n"));
  auto other = reading;
  other.notices.back().code = "sheet_recordable";
  other.notices.back().detail = "gs-issuances-2026/1: 100";
  CHECK(holds(report_text(other, "x.xlsx", Language::english, &facts),
              "[sheet_recordable]: Notes (gs-issuances-2026/1: 100)\n"));
  CHECK(holds(line_of(reading.refused.front(), Language::chinese, &facts), "工作表 Issued units，第 5 行"));
  CHECK(report_json(reading, "x.xlsx", &facts).at("refused").at(0).at("sheet") == boost::json::value("Issued\nunits"));
}

TEST_CASE("news of the registry and cancelled units are counted on their own") {
  const auto reading = reading_with_events();
  const auto totals = totals_of(reading);
  CHECK(totals.events_retired == Count{1, 150});
  CHECK(totals.events_cancelled == Count{1, 10});
  CHECK(totals.cancelled == Count{1, 5});
  CHECK(totals.retired == Count{});
  CHECK(totals.refused_rows == 1);
  const auto text = report_text(reading, "x.csv", Language::english);
  CHECK(holds(text, "retired at the registry since they were recorded: 1 rows, 150 t"));
  CHECK(holds(text, "to record, cancelled at the registry: 1 rows, 5 t"));
  const auto json = report_json(reading, "x.csv");
  CHECK(json.at("recognised").at(0).at("status") == boost::json::value("cancelled"));
  CHECK(json.at("events").at(0).at("quantity") == boost::json::value(150));
  CHECK(json.at("events").at(0).at("batches").as_array().size() == 2);
  CHECK(json.at("events").at(1).at("status") == boost::json::value("cancelled"));
}

TEST_CASE("a file that is refused as a whole says what to ask for in both languages") {
  const auto fault = read_bad(
      "Project ID,Total Credits Issued,Credits Issued to Buffer Pool,Date Issued (GMT)\nACR1,2,3,2026-01-01\n");
  CHECK(fault.code == "serials_missing");
  CHECK(holds(fault.detail, "Credit Serial Numbers"));
  CHECK(holds(fault.detail_zh, "请使用"));
}
