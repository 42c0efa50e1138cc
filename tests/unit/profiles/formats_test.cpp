// What rows of single formats become, with tables made here: the quirks that a registry alone has.
#include "importers/respelling.hpp"
#include "tests/unit/profiles/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

using Codes = std::vector<std::string>;

}  // namespace

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

TEST_CASE("a serial is respelt only where it stays the same") {
  CHECK(respelt_cdm_serial("IN-5-1-2-2-0-9 - IN-5-2-2-2-0-9") == "IN-5-1-2-2-0-9 - IN-5-2-2-2-0-9");
  CHECK(respelt_cdm_serial("15302296 - 15310755") == "15302296 - 15310755");
  CHECK(respelt_cdm_serial("RW-5-638440-2-2-06207 - RW-5-660640-2-2-06207") ==
        "RW-5-638440-2-2-06207 - RW-5-660640-2-2-06207");
  CHECK(cdm_serial_of({"1 - 5", "tCER", "1", "BR", "2569"}) == "BR-6-1-1-1-1-2569 - BR-6-5-1-1-1-2569");
  CHECK(cdm_serial_of({"1 - 5", "CER", "1", "", "2569"}) == "");
  CHECK_FALSE(vintage_in_vcs_serial("1-2-3-VCS-VCU-1-VER-US-3352-31122024-01012024-0").has_value());
}
