// What rows become, with tables made here: the quirks of each format, and the registry's news about units that the
// ledger holds.
#include "importers/respelling.hpp"
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Cells = std::map<std::string, std::string>;
using Codes = std::vector<std::string>;

const Line gs_retirements{"Vintage",
                          "Credit Status",
                          "Quantity",
                          "GSID",
                          "Project Name",
                          "Product Type",
                          "Project Type",
                          "Methodology",
                          "Issuance Date",
                          "Retirement Date",
                          "Note",
                          "Monitoring Period End",
                          "Monitoring Period Start",
                          "Serial Number",
                          "Using Entity",
                          "Use Case",
                          "Article Six Authorization"};

Line gs_row(const Cells& changes) {
  Cells cells{{"Vintage", "2024"},
              {"Credit Status", "Retired"},
              {"Quantity", "100"},
              {"GSID", "11236"},
              {"Project Name", "Stoves"},
              {"Product Type", "VER"},
              {"Project Type", "Energy efficiency"},
              {"Methodology", "TPDDTEC"},
              {"Issuance Date", "2026-01-10"},
              {"Retirement Date", "2026-02-03"},
              {"Monitoring Period Start", "2024-01-01"},
              {"Monitoring Period End", "2024-12-08"},
              {"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-1-100"},
              {"Using Entity", "Hilti Corporation"},
              {"Use Case", "Voluntary"}};
  for (const auto& [name, text] : changes) cells[name] = text;
  return line_of(gs_retirements, cells);
}

Reading gs(const std::vector<Cells>& rows, const KnownByProgramme& known = {}) {
  std::vector<Line> lines{gs_retirements};
  for (const auto& row : rows) lines.push_back(gs_row(row));
  return read_good(csv(lines), known);
}

// A ledger that holds units 1 to 1000 of the issuance as one batch.
KnownByProgramme ledger(bool active = true, std::vector<EndedUnits> ended = {}) {
  KnownByProgramme known;
  known["GS"].projects = {"11236"};
  known["GS"].batches = {{"30307", *UnitRange::from_inclusive(1, 1000), 77, active, std::move(ended)}};
  return known;
}

}  // namespace

TEST_CASE("a block that the registry retired becomes a batch with that status, and its organisation is kept") {
  const auto reading = gs({{}});
  REQUIRE(reading.recognised.size() == 1);
  const auto& batch = reading.recognised.front();
  CHECK(batch.retired_on == make_date(2026, 2, 3));
  CHECK_FALSE(batch.cancelled);
  CHECK(batch.beneficiary_text == "Hilti Corporation");
  CHECK(batch.reason_text == "Voluntary");
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().country == "UG");
  CHECK(commands_fault(reading) == "");
}

TEST_CASE("a part of a batch that the registry has retired since becomes an event on exactly these units") {
  const auto reading = gs({{}}, ledger());
  CHECK(reading.recognised.empty());
  CHECK(reading.projects.empty());
  REQUIRE(reading.events.size() == 1);
  const auto& event = reading.events.front();
  CHECK(event.parts == std::vector<BatchPart>{{77, *UnitRange::from_inclusive(1, 100)}});
  CHECK(event.on == make_date(2026, 2, 3));
  CHECK_FALSE(event.cancelled);
  CHECK(commands_fault(reading) == "");
  CHECK(account_of(reading).recorded == 1);
}

TEST_CASE("an event never speaks again of units that ended before it") {
  const auto units = [](std::int64_t first, std::int64_t last) { return *UnitRange::from_inclusive(first, last); };
  // Two batches; of the row's units 1 to 100 some ended in each, in no order.
  KnownByProgramme known;
  known["GS"].projects = {"11236"};
  known["GS"].batches = {{"30307", units(1, 50), 77, true, {{units(21, 30)}, {units(1, 10)}}},
                         {"30307", units(51, 80), 78, true, {{units(71, 900)}}},
                         {"30307", units(81, 1000), 79, false, {}}};
  const auto reading = gs({{}}, known);
  REQUIRE(reading.events.size() == 1);
  CHECK(reading.events.front().parts ==
        std::vector<BatchPart>{{77, units(11, 20)}, {77, units(31, 50)}, {78, units(51, 70)}});
  CHECK(counts_of(reading.notices).at("units_ended_before") == 1);
  CHECK(commands_fault(reading) == "");
  CHECK(account_of(reading).recorded == 1);
  CHECK(counts_of(gs({{}}, ledger()).notices).count("units_ended_before") == 0);
}

TEST_CASE("units that ended otherwise or on another day are known, and the contradiction is said") {
  using enum RegistryEventStatus;
  struct Case {
    RegistryEnd how;
    bool differs;
  };
  const Date same_day = make_date(2026, 2, 3);
  const std::vector<Case> cases{{{retired, same_day}, false},     {{}, false},
                                {{retired, std::nullopt}, false}, {{retired, make_date(2026, 2, 4)}, true},
                                {{cancelled, same_day}, true},    {{withdrawn, same_day}, true}};
  for (const auto& test : cases) {
    // As it was recorded, and as an event said later.
    auto recorded = ledger(false);
    recorded["GS"].batches.front().how = test.how;
    for (const auto& known : {recorded, ledger(true, {{*UnitRange::from_inclusive(1, 1000), test.how}})}) {
      const auto reading = gs({{}}, known);
      CHECK(reading.known.size() == 1);
      CHECK(reading.events.empty());
      CHECK(counts_of(reading.notices).count("ended_differs") == (test.differs ? 1U : 0U));
      if (test.differs) CHECK(reading.notices.back().other_entry == 77);
    }
  }
  CHECK(words_of("ended_differs", Language::english).find("tanbu reconcile") != std::string_view::npos);
  CHECK(words_of("ended_differs", Language::chinese).find("tanbu reconcile") != std::string_view::npos);
}

TEST_CASE("what was reported to the ledger before is known, and what it lacks is not") {
  const auto reading = gs({{}, {{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-101-200"}}},
                          ledger(true, {{*UnitRange::from_inclusive(1, 100)}}));
  CHECK(reading.known.size() == 1);
  CHECK(reading.events.size() == 1);
  const auto all_over = gs({{}}, ledger(false));
  CHECK(all_over.known.size() == 1);
  CHECK(all_over.events.empty());
}

TEST_CASE("a row that reaches beyond what the ledger holds is refused and names the batch") {
  const auto reading =
      gs({{{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-901-1100"}, {"Quantity", "200"}}}, ledger());
  CHECK(codes_of(reading.refused) == Codes{"serial_overlap"});
  CHECK(reading.refused.front().other_entry == 77);
}

TEST_CASE("a row cannot take units of an earlier one, whether they are new, known or news") {
  for (const auto& known : {KnownByProgramme{}, ledger(), ledger(false)}) {
    const auto reading = gs({{}, {}, {{"Serial Number", "GS1-1-UG-GS11236-16-2024-30307-100-199"}}}, known);
    CHECK(codes_of(reading.refused) == Codes{"serial_repeated", "serial_overlap"});
    CHECK(reading.refused.front().other_line == 2);
    CHECK(account_of(reading).is_whole());
  }
}

TEST_CASE("a cancelled block is recorded as cancelled, and never without its day") {
  const auto reading = gs({{{"Credit Status", "Canceled"}}});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().cancelled);
  CHECK(reading.recognised.front().beneficiary_text.empty());
  CHECK(commands_fault(reading) == "");
  const auto undated = gs({{{"Credit Status", "Canceled"}, {"Retirement Date", ""}}});
  CHECK(codes_of(undated.refused) == Codes{"value_missing"});
}

TEST_CASE("a person's name and a sentence about a retirement are never taken over") {
  const auto reading = gs({{{"Using Entity", "Mr John Smith"}, {"Note", "for the wedding of Anna Smith"}}});
  const auto body = boost::json::serialize(record_batch_body(reading, reading.recognised.front()));
  CHECK(body.find("Smith") == std::string::npos);
  CHECK(counts_of(reading.notices).count("beneficiary_personal") == 1);
}

TEST_CASE("credits that were planned, other states and other products are refused by name") {
  CHECK(codes_of(gs({{{"Product Type", "PER"}}}).refused) == Codes{"ex_ante"});
  CHECK(codes_of(gs({{{"Credit Status", "Frozen"}}}).refused).front() == "status_unknown");
  CHECK(codes_of(gs({{{"Product Type", "REC"}}}).refused) == Codes{"unit_type_unknown"});
  CHECK(codes_of(gs({{{"Issuance Date", "2024-12-01"}}}).refused) == Codes{"ex_ante"});
  CHECK(codes_of(gs({{{"GSID", "999"}}}).refused) == Codes{"project_mismatch"});
  CHECK(codes_of(gs({{{"Quantity", "99"}}}).refused) == Codes{"range_quantity"});
}

TEST_CASE("CERs with the label are recorded under the CDM in any spelling of one serial") {
  const std::string twice = "\xc3\x82\xc2\xa0";
  for (const auto& serial : {std::string("IN-5-101-2-2-0-2591 - IN-5-200-2-2-0-2591"),
                             "IN-5-101-2-2-0-2591" + twice + "- IN-5-200-2-2-0-2591",
                             std::string("IN-5-101-2-2-0-2591 to IN-5-200-2-2-0-2591"),
                             std::string("IN-5-101-2-2-0-2591-IN-5-200-2-2-0-2591"),
                             std::string("IN-5-101-2-2-0- 2591 - IN-5-200-2-2-0-25 91")}) {
    INFO(serial);
    const auto reading = gs({{{"Product Type", "CER"}, {"Serial Number", serial}}});
    REQUIRE(reading.recognised.size() == 1);
    CHECK(reading.recognised.front().programme == "CDM");
    CHECK(reading.recognised.front().serial == "IN-5-101-2-2-0-2591 - IN-5-200-2-2-0-2591");
    CHECK(reading.projects.front().programme == "CDM");
    CHECK(reading.projects.front().project_id == "2591");
  }
  const auto broken = gs({{{"Product Type", "CER"}, {"Serial Number", "IN-101-2-2-0-2591 - IN-200-2-2-0-2591"}}});
  CHECK(codes_of(broken.refused) == Codes{"serial_form"});
}

TEST_CASE("a title that looks like a number without its digits is kept, and such a quantity is refused") {
  const auto reading = gs({{{"Project Name", "7E+12"}, {"Project Type", "1.2E+31"}, {"Use Case", "3E+2"}}});
  REQUIRE(reading.projects.size() == 1);
  CHECK(reading.projects.front().title == "7E+12");
  CHECK(reading.projects.front().technology == "1.2E+31");
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().reason_text == "3E+2");
  CHECK(counts_of(reading.notices).count("text_missing") == 0);
  CHECK(codes_of(gs({{{"Quantity", "1.2E+31"}}}).refused).front() == "number_precision_lost");
}

TEST_CASE("empty rows are no rows, and a row that cannot be read is refused by its line") {
  std::vector<Line> lines{gs_retirements, Line(gs_retirements.size(), " "), gs_row({})};
  const auto reading = read_good(csv(lines) + "\"broken\"x,\n");
  CHECK(reading.rows == 2);
  CHECK(codes_of(reading.refused) == Codes{"quote_broken"});
  CHECK(reading.refused.front().line == 4);
  CHECK(account_of(reading).is_whole());
}

TEST_CASE("a row that is broken on its second line is refused beside that line, and both are counted") {
  const auto reading = read_good(csv({gs_retirements}) + "a,\"x\ny\",b\"c,d\n");
  CHECK(reading.rows == 2);
  CHECK(codes_of(reading.refused) == Codes{"quote_broken", "quote_broken"});
  CHECK(reading.refused.front().line == 2);
  CHECK(reading.refused.back().line == 3);
  CHECK(account_of(reading).refused == 2);
  CHECK(account_of(reading).is_whole());
}

TEST_CASE("the interface's blocks of the Gold Standard are read by the names of their fields") {
  const auto reading =
      read_good(R"([{"id":"1","serial_number":"GS1-1-UG-GS11236-16-2024-30307-1-100","number_of_credits":100,
    "vintage":"2024","status":"ISSUED","monitoring_period_start_date":"2024-01-01","monitoring_period_end_date":"2024-12-08",
    "certified_date":"2026-01-10","created_at":"2026-01-11","product":{"name":"Verified Emission Reduction","abbreviation":"VER"},
    "project":{"name":"Stoves","sustaincert_id":11236,"type":"Stoves","methodology":null}}])");
  CHECK(codes_of(reading.refused) == Codes{});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().project_id == "11236");
  CHECK_FALSE(reading.recognised.front().retired_on.has_value());
}

TEST_CASE("the account report's vintage is split between its days, however they are spelt") {
  const Line header{"Sub-Account ID", "Report Type",         "Vintage",       "Project ID",   "Project Name",
                    "Project Type",   "Quantity of Credits", "Serial Number", "Issuance Date"};
  for (const char* vintage :
       {"01/01/2018-31/12/2018", "01/01/2018 - 31/12/2018", "2018-01-01-2018-12-31", "2018-01-01 - 2018-12-31",
        "01-01-2018-31-12-2018", "01-Jan-2018-31-Dec-2018", "1 Jan 2018 \u2013 31 Dec 2018"}) {
    INFO(vintage);
    const auto reading = read_good(csv({header,
                                        {"1", "Active", vintage, "929", "Wind", "Energy", "100",
                                         "1-1-100-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", "2019-05-06"}}));
    CHECK(codes_of(reading.refused) == Codes{});
    REQUIRE(reading.recognised.size() == 1);
    CHECK(reading.recognised.front().vintage == Period{make_date(2018, 1, 1), make_date(2018, 12, 31)});
  }
  const auto broken = read_good(csv({header,
                                     {"1", "Active", "2018-2018", "929", "Wind", "Energy", "100",
                                      "1-1-100-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", "2019-05-06"}}));
  CHECK(codes_of(broken.refused) == Codes{"date_form", "date_form"});
}

TEST_CASE("a list of JSON that is not read and could be recorded is named with its rows") {
  const std::string block =
      R"({"status":"ISSUED","number_of_credits":100,"project.sustaincert_id":11236,"project.name":"x","product.name":"VER",
      "certified_date":"2026-01-10","vintage":"2024","monitoring_period_start_date":"2024-01-01",
      "monitoring_period_end_date":"2024-12-08","serial_number":"GS1-1-UG-GS11236-16-2024-30307-1-100"})";
  const std::string unit = R"({"serialNo":"x","holdingQuantity":1,"unitType":"VCU","projectId":1,"projectName":"x",
      "vintage":2024,"issueDate":"2026-01-01"})";
  const auto reading =
      read_good(R"({"blocks":[)" + block + "," + block + R"(],"units":[)" + unit + R"(],"notes":[{"by":"a"}]})");
  CHECK(reading.profile == "gs-api-blocks/1");
  REQUIRE(counts_of(reading.notices).at("sheet_recordable") == 1);
  const auto notice = std::find_if(reading.notices.begin(), reading.notices.end(),
                                   [](const Remark& one) { return one.code == "sheet_recordable"; });
  CHECK(notice->sheet == 1);
  CHECK(notice->detail == "verra-2026-issuances/1: 1");
}

TEST_CASE("a table of Verra's new platform is read with its mark, its days and its decimals") {
  const std::string rows =
      "\xef\xbb\xbfSerial Number,Quantity,Unit Type,Project ID,Project Name,Vintage,Issuance Date\n"
      "19902-1139690318-1139925921-VCS-VCU-500-VER-US-3352-01012024-31122024-0,235604.0,VCU,3352,Homes,2024,27 Jul "
      "2026\n";
  const auto reading = read_good(rows);
  CHECK(reading.profile == "verra-2026-issuances/1");
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().units.quantity() == 235604);
  CHECK(reading.recognised.front().issued_on == make_date(2026, 7, 27));
  CHECK(counts_of(reading.notices).count("state_at_issue") == 1);
  // Its retirements are news about the block.
  KnownByProgramme known;
  known["VCS"].projects = {"3352"};
  known["VCS"].batches = {{"2020", reading.recognised.front().units, 9, true, {}}};
  const auto retired = read_good(
      "Serial Number,Quantity,Unit Type,Project ID,Project Name,Vintage,Retired Date,Beneficial Owner\n"
      "19902-1139690318-1139690417-VCS-VCU-500-VER-US-3352-01012024-31122024-0,100.0,VCU,3352,Homes,2024,01 Aug "
      "2026,\n",
      known);
  REQUIRE(retired.events.size() == 1);
  CHECK(retired.events.front().parts.front().units.quantity() == 100);
  const auto unknown = read_good(
      "Serial Number,Quantity,Unit Type,Project ID,Project Name,Vintage,Retired Date,Beneficial Owner\n"
      "19902-1139690318-1139690417-VCS-VCU-500-VER-US-3352-01012024-31122024-0,100.5,VCU,3352,Homes,2024,01 Aug "
      "2026,\n");
  CHECK(codes_of(unknown.refused) == Codes{"number_fraction"});
}

TEST_CASE("a row without a day of issue is recorded only where something bounds it") {
  const std::string report =
      "Report Type,Vintage,Project ID,Project Name,Project Type,Quantity of Credits,Serial Number,Sub-Account ID\n"
      "Report 1,01/07/2014-31/12/2014,1686,REDD,AFOLU,50,"
      "7059-367676034-367676083-VCU-005-APX-BR-14-1686-01072014-31122014-1,9464\n";
  CHECK(codes_of(read_good(report).refused) == Codes{"issuance_missing"});
  const auto bounded = read_good(report, {}, ReadOptions{make_date(2022, 1, 31)});
  REQUIRE(bounded.recognised.size() == 1);
  CHECK(bounded.recognised.front().issued_on == make_date(2022, 1, 31));
  CHECK(bounded.recognised.front().vintage == Period{make_date(2014, 7, 1), make_date(2014, 12, 31)});
  CHECK(counts_of(bounded.notices).count("issuance_not_stated") == 1);
}

TEST_CASE("a vintage of which only the year is printed ends with the issue") {
  const std::string header =
      "Project ID,Vintage,Offset Credit Serial Numbers,Quantity of Offset Credits,Status Effective,Project Name,"
      "Project Type,Protocol Version,ARB Eligible,Retirement Reason,Retirement Reason Details,Date Issued,Retirement "
      "Year\n";
  const auto reading = read_good(header +
                                 "ACR102,2013,ACR-US-102-2013-274-1 to 62,62,12/29/15,Gas,Gas,Version 1.0,No,"
                                 "Environmental Benefit,,8/2/13,2015\n");
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().vintage == Period{make_date(2013, 1, 1), make_date(2013, 8, 2)});
  CHECK(counts_of(reading.notices).count("vintage_narrowed") == 1);
  CHECK(commands_fault(reading) == "");
}

TEST_CASE("the CDM's line of totals is held against the rows") {
  const std::string rows =
      "Completion date,Transaction type,Status,SERIAL RANGE,Unit Type,CP,PARTY CODE,Project number,Total\n"
      "2007-11-09 10:33:25,Issuance (1),4 - Completed,1 - 2210,CER,1,HN,9,2210\n"
      "2007-11-09 10:33:25,Issuance (1),4 - Completed,2211 - 9514,lCER,1,HN,28,7304\n";
  const auto right = read_good(rows + "Total,,,,,,,,9514\n");
  CHECK(right.recognised.size() == 2);
  CHECK(right.recognised.front().serial == "HN-5-1-1-1-0-9 - HN-5-2210-1-1-0-9");
  CHECK(right.recognised.back().serial == "HN-7-2211-1-1-1-28 - HN-7-9514-1-1-1-28");
  CHECK(right.recognised.front().vintage == Period{make_date(2000, 1, 1), make_date(2007, 11, 9)});
  CHECK(counts_of(right.notices).count("total_differs") == 0);
  CHECK(commands_fault(right) == "");
  const auto wrong = read_good(rows + "Total,,,,,,,,9513\n");
  CHECK(counts_of(wrong.notices).count("total_differs") == 1);
  CHECK(wrong.rows == 2);
}

TEST_CASE("a transaction of the CDM that was not completed, and columns that do not read, are refused") {
  const std::string header =
      "Completion date,Transaction type,Status,SERIAL RANGE,Unit Type,CP,PARTY CODE,Project number,Total\n";
  const auto refused = [&](const std::string& row) { return codes_of(read_good(header + row).refused); };
  CHECK(refused("2007-11-09,Issuance (1),5 - Terminated,1 - 10,CER,1,HN,9,10\n") == Codes{"status_unknown"});
  CHECK(refused("2007-11-09,Issuance (1),4 - Completed,1 - 10,ERU,1,HN,9,10\n") == Codes{"serial_form"});
  CHECK(refused("2007-11-09,Issuance (1),4 - Completed,1 - 10,CER,1,HN,9,11\n") == Codes{"range_quantity"});
  CHECK(refused("2007-11-09,Issuance (1),4 - Completed,1 - 10,CER,3,HN,9,10\n").front() == "commitment_period_form");
}

TEST_CASE("a row without its period of production is told what is wrong with its serial too") {
  const auto read = [](const std::string& from, const std::string& to, const std::string& quantity) {
    const Line header{"From Certificate ID",
                      "To Certificate ID",
                      "Number of Certificates",
                      "Period of Production Start",
                      "Period of Production End",
                      "Device ID",
                      "Country",
                      "Redemption Date"};
    return codes_of(
        read_good(csv({header, {from, to, quantity, "2021-01-01", "", "DEVICE-1", "CN", "2023-12-31"}})).refused);
  };
  CHECK(read("0000-0000-9088-2258", "0000-0000-9088-2425", "168") == Codes{"value_missing"});
  CHECK(read("0000-0000-9088-2258", "0000-0000-9088-2425", "169") == Codes{"value_missing", "range_quantity"});
  CHECK(read("0000-0000-9088", "0000-0000-9088-2425", "168") == Codes{"value_missing", "serial_form"});
  // Of a serial that names its own period nothing is said about a period that is missing.
  CHECK(codes_of(gs({{{"Monitoring Period Start", ""}}}).refused) == Codes{"value_missing"});
  CHECK(codes_of(gs({{{"Monitoring Period Start", ""}, {"Serial Number", "GS1"}}}).refused) ==
        Codes{"value_missing", "serial_form"});
}

TEST_CASE("the lists of the certificate platforms are recognised by their names and refused with what to ask for") {
  // Names as public client programs use them.
  for (const auto& header : std::vector<Line>{
           {"province", "year", "month", "productionYearMonth", "projectName", "gecUniqueCode", "ordinaryQuantity",
            "greenQuantity"},
           {"orderId", "projectName", "productionYear", "transactionNum", "buyerUniqueCode", "transactionTime"},
           {"电量生产年月", "省份", "城市", "核发量", "已上架", "未上架", "可交易量", "不可交易量"},
           {"订单号", "订单时间", "交易方名称", "电量生产年月", "交易量（张）", "金额"},
           {"项目名称", "交易类型", "售方主体名称", "购方主体名称", "绿证编码", "成交单价(元/个)", "成交数量(个)"},
           {"orderNo", "declareNo", "projectName", "marketEntityNameBuyer", "gpcCertifiNum", "dealTime"},
           {"订单编号", "成交时间", "买方名称", "电力生产年月", "交易量（张）", "价格"}}) {
    INFO(header.front());
    const auto fault = read_bad(csv({header, Line(header.size(), "1")}));
    CHECK(fault.code == "serials_missing");
    CHECK(fault.detail.find("template") != std::string::npos);
    // A column that looks like what is missing is named, in both languages.
    for (const std::string name : {"绿证编码", "gpcCertifiNum"}) {
      if (std::find(header.begin(), header.end(), name) == header.end()) continue;
      CHECK(fault.detail.find(name) != std::string::npos);
      CHECK(fault.detail_zh.find(name + (name == "绿证编码" ? "”列" : " 是")) != std::string::npos);
    }
  }
}

TEST_CASE("the template records any programme and refuses what contradicts itself") {
  const Line header{"机制",       "序列号",     "数量",     "项目编号", "项目名称", "国家代码",
                    "减排起始日", "减排截止日", "签发日期", "状态",     "注销日期", "受益人"};
  const Line own{
      "PHCER-GD",   "GD-PHCER-2024-0017", "4,000",        "GD-001", "南沙充电",   "CN",
      "2024-01-01", "2024-12-31",         "2025年3月1日", "已注销", "2025-06-30", "三明厦钨新能源材料有限公司"};
  const auto reading = read_good(csv({header, own}));
  CHECK(codes_of(reading.refused) == Codes{});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().programme == "PHCER-GD");
  CHECK(reading.recognised.front().beneficiary_text == "三明厦钨新能源材料有限公司");
  CHECK(commands_fault(reading) == "");
  const auto with = [&](std::size_t column, const std::string& text) {
    Line line = own;
    line[column] = text;
    return codes_of(read_good(csv({header, line})).refused);
  };
  CHECK(with(0, "GOLD") == Codes{"programme_unknown"});
  CHECK(with(9, "有效") == Codes{"status_unknown"});
  CHECK(with(5, "China") == Codes{"country_form"});
  CHECK(with(3, "") == Codes{"project_missing"});
  CHECK(with(10, "") == Codes{"value_missing"});
}

TEST_CASE("a certificate's millionths are counted in the template too") {
  const Line header{"programme",    "serial",        "quantity",  "project_id", "country",
                    "vintage_from", "vintage_until", "issued_on", "status"};
  const auto reading = read_good(csv({header,
                                      {"IREC", "0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999", "97.962",
                                       "DEVICE-1", "VN", "2022-10-01", "2022-10-31", "2022-11-30", "active"}}));
  CHECK(codes_of(reading.refused) == Codes{});
  REQUIRE(reading.recognised.size() == 1);
  CHECK(reading.recognised.front().units.quantity() == 97962000);
}

TEST_CASE("a serial is respelt only where it stays the same") {
  CHECK(respelt_cdm_serial("IN-5-1-2-2-0-9 - IN-5-2-2-2-0-9") == "IN-5-1-2-2-0-9 - IN-5-2-2-2-0-9");
  CHECK(respelt_cdm_serial("15302296 - 15310755") == "15302296 - 15310755");
  CHECK(respelt_cdm_serial("RW-5-638440-2-2-06207 - RW-5-660640-2-2-06207") ==
        "RW-5-638440-2-2-06207 - RW-5-660640-2-2-06207");
  CHECK(cdm_serial_of({"1 - 5", "tCER", "1", "BR", "2569"}) == "BR-6-1-1-1-1-2569 - BR-6-5-1-1-1-2569");
  CHECK(cdm_serial_of({"1 - 5", "CER", "1", "", "2569"}) == "");
  CHECK_FALSE(vintage_in_vcs_serial("1-2-3-VCS-VCU-1-VER-US-3352-31122024-01012024-0").has_value());
}
