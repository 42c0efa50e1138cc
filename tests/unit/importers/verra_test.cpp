// Rows of Verra's public export of 17 columns, by the profile verra-vcu-17/1: what is recognised, what is refused and
// why, and what is withheld.
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>

#include "importers/report.hpp"
#include "ledger/codec/codec.hpp"
#include "tests/unit/importers/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

// The one refusal of a file with one changed row between two good ones, which must survive.
LineColumnCode refusal(const Cells& changes) {
  const auto reading = read_rows(row_text({}, 1000) + row_text(changes) + row_text({}, 2000));
  CHECK(reading.rows == 3);
  CHECK(reading.recognised.size() == 2);
  const auto codes = codes_of(reading.refused);
  REQUIRE(codes.size() == 1);
  return codes.front();
}

Reading read_row(const Cells& changes) {
  auto reading = read_rows(row_text(changes));
  CHECK(codes_of(reading.refused) == Codes{});
  REQUIRE(reading.recognised.size() == 1);
  return reading;
}

}  // namespace

TEST_CASE("a good row becomes a batch and its project") {
  const auto reading = read_row({{"Methodology", ""}});
  CHECK(reading.profile == "verra-vcu-17/1");
  const auto& batch = reading.recognised.front();
  CHECK(batch.line == 2);
  CHECK(batch.space == "2020");
  CHECK(batch.units.first() == 681393912);
  CHECK(batch.units.quantity() == 100);
  CHECK_FALSE(batch.retired_on.has_value());
  REQUIRE(reading.projects.size() == 1);
  CHECK(register_project_body(reading, reading.projects.front()) ==
        boost::json::parse(R"({"programme":"VCS","project_id":"929","title":"Grid wind","country":"CA",
          "technology":"Energy demand","methodology":"not stated","evidence":{"sha256":")" +
                           std::string(64, 'a') + R"(","bytes":1234,"media_type":"text/csv","reference":"row 2"}})"));
  CHECK(record_batch_body(reading, batch) == boost::json::parse(R"({"programme":"VCS",
          "serial":"15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0","quantity":100,
          "project":"929","vintage_from":"2018-01-01","vintage_until":"2018-12-31","issued_on":"2019-05-06",
          "registry_status":{"status":"active"},"evidence":{"sha256":")" +
                                                                std::string(64, 'a') +
                                                                R"(","bytes":1234,"media_type":"text/csv",
          "reference":"row 2"}})"));
}

TEST_CASE("the profile is chosen by the names in the header in any order") {
  std::string shuffled = "\xef\xbb\xbf";
  for (std::size_t index = 17; index > 0; --index) shuffled += verra_columns()[index - 1] + (index > 1 ? "," : "\r\n");
  const std::string values =
      ",,,,,15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0,100,\"1,000\",ACM0002,Energy demand,"
      "Canada,Grid wind,929,2018-12-31,2018-01-01,,2019-05-06\r\n";
  const std::string text = shuffled + values;
  const auto result = read_table(FileBytes::of(text));
  const auto& reading = std::get<Reading>(result);
  CHECK(codes_of(reading.refused) == Codes{});
  CHECK(reading.recognised.size() == 1);
}

TEST_CASE("a file with another header is refused as a whole and says what is missing") {
  CHECK(file_fault("").code == "file_empty");
  CHECK(file_fault("a,b\n1,2\n").code == "profile_unknown");
  CHECK(file_fault("\"a").code == "profile_unknown");
  std::string header = header_text();
  const auto replaced = [&](const std::string& from, const std::string& to) {
    std::string text = header;
    return text.replace(text.find(from), from.size(), to);
  };
  const auto missing = file_fault(replaced("Serial Number,", ""));
  CHECK(missing.code == "profile_unknown");
  CHECK(missing.detail.find("(verra-vcu-17/1); the header lacks: Serial Number") != std::string::npos);
  CHECK(file_fault(replaced("Retirement Details", "Retirement Details,ID")).code == "column_repeated");
}

TEST_CASE("names of columns count whatever their capitals and blanks, and a column more is left out") {
  const std::vector<std::pair<std::string, std::string>> changes{
      {"Serial Number", "serial number"}, {"Serial Number", "Serial  Number "}, {"Issuance Date", "ISSUANCE DATE"}};
  for (const auto& [from, to] : changes) {
    INFO(to);
    std::string header = header_text();
    header.replace(header.find(from), from.size(), to);
    const std::string text = header + row_text({});
    const auto result = read_table(FileBytes::of(text));
    REQUIRE(std::holds_alternative<Reading>(result));
    CHECK(std::get<Reading>(result).recognised.size() == 1);
  }
  std::string wider = header_text() + row_text({});
  wider.insert(wider.find('\n'), ",Status");
  wider.insert(wider.size() - 1, ",retired");
  const auto result = read_table(FileBytes::of(wider));
  REQUIRE(std::holds_alternative<Reading>(result));
  REQUIRE(std::get<Reading>(result).recognised.size() == 1);
  CHECK_FALSE(std::get<Reading>(result).recognised.front().retired_on.has_value());
}

TEST_CASE("each wrong cell is refused with its column and hinders no other row") {
  using L = LineColumnCode;
  const std::string serial = "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0";
  CHECK(refusal({{"Quantity Issued", "99"}}) == L{3, "Quantity Issued", "range_quantity"});
  CHECK(refusal({{"Quantity Issued", ""}}) == L{3, "Quantity Issued", "value_missing"});
  CHECK(refusal({{"Quantity Issued", "1,00"}}) == L{3, "Quantity Issued", "number_form"});
  CHECK(refusal({{"Serial Number", ""}}) == L{3, "Serial Number", "value_missing"});
  CHECK(refusal({{"Serial Number", "GS1-1-CN-GS929-2-2018-1-1-100"}}) == L{3, "Serial Number", "serial_form"});
  CHECK(refusal({{"Serial Number", "15312-2-1-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0"}}) ==
        L{3, "Serial Number", "serial_number_range"});
  CHECK(refusal({{"Serial Number", "15312-681393912-681394011-VCS-VPC-208-VER-CA-3-929-01012018-31122018-0"}}) ==
        L{3, "Serial Number", "serial_plastic"});
  CHECK(refusal({{"ID", "930"}}) == L{3, "ID", "project_mismatch"});
  CHECK(refusal({{"ID", "VCS929"}}) == L{3, "ID", "project_id_form"});
  CHECK(refusal({{"Vintage End", "2018-12-30"}}) == L{3, "Vintage Start", "vintage_mismatch"});
  CHECK(refusal({{"Vintage End", "2017-12-31"}}) == L{3, "Vintage End", "date_order"});
  CHECK(refusal({{"Vintage Start", "01/01/2018"}}) == L{3, "Vintage Start", "date_form"});
  CHECK(refusal({{"Issuance Date", "06/05/2019"}}) == L{3, "Issuance Date", "date_ambiguous"});
  CHECK(refusal({{"Issuance Date", "2018-12-30"}}) == L{3, "Issuance Date", "ex_ante"});
  CHECK(refusal({{"Retirement/Cancellation Date", "soon"}}) == L{3, "Retirement/Cancellation Date", "date_form"});
  CHECK(refusal({{"Retirement Beneficiary", "Example Ltd"}}) == L{3, "Retirement/Cancellation Date", "value_missing"});
  CHECK(refusal({{"Retirement Details", "offset 2020"}}) == L{3, "Retirement/Cancellation Date", "value_missing"});
  CHECK(refusal({{"Name", "Gr\xeen"}}) == L{3, "Name", "not_utf8"});
}

TEST_CASE("a project's number in full width or with a strange dash is the same number, and that is told") {
  const auto reading = read_row({{"ID", "\uFF19\uFF12\uFF19"}});
  REQUIRE(reading.projects.size() == 1);
  CHECK(register_project_body(reading, reading.projects.front()).at("project_id") == "929");
  const auto told = codes_of(reading.notices);
  CHECK(std::count(told.begin(), told.end(), LineColumnCode{2, "ID", "serial_tidied"}) == 1);
  // Digits are never repaired.
  CHECK(refusal({{"ID", "\uFF19\uFF13\uFF10"}}) == LineColumnCode{3, "ID", "project_mismatch"});
  CHECK(refusal({{"ID", "\uFF36\uFF23\uFF33\uFF19\uFF12\uFF19"}}) == LineColumnCode{3, "ID", "project_id_form"});
}

TEST_CASE("all faults of one row are told at once") {
  const auto reading = read_rows(row_text({{"Issuance Date", "x"}, {"Vintage End", "y"}, {"Quantity Issued", "many"}}));
  CHECK(codes_of(reading.refused) == Codes{{2, "Quantity Issued", "number_form"},
                                           {2, "Issuance Date", "date_form"},
                                           {2, "Vintage End", "date_form"}});
  CHECK(totals_of(reading).refused_rows == 1);
}

TEST_CASE("a broken row is a refused row") {
  const auto reading = read_rows(row_text({}, 1000) + "2019-05-06,\"never closed\n" + row_text({}, 2000) + "a,b\n");
  CHECK(codes_of(reading.refused) == Codes{{3, "", "quote_broken"}, {5, "", "column_count"}});
  CHECK(reading.recognised.size() == 2);
  CHECK(reading.rows == 4);
}

TEST_CASE("an overlap is refused in the second row and names the first") {
  const auto reading = read_rows(row_text({}, 1000) + row_text({}, 1099) + row_text({}, 901) + row_text({}, 1100));
  CHECK(codes_of(reading.refused) ==
        Codes{{3, "Serial Number", "serial_overlap"}, {4, "Serial Number", "serial_overlap"}});
  CHECK(reading.refused[0].other_line == 2);
  CHECK(reading.refused[0].detail == "units 1099 to 1099");
  CHECK(reading.refused[1].other_line == 2);
  CHECK(reading.refused[1].detail == "units 1000 to 1000");
  CHECK(reading.recognised.size() == 2);
}

TEST_CASE("the same units again are a repetition and no overlap") {
  const auto reading = read_rows(row_text({}) + row_text({}));
  CHECK(codes_of(reading.refused) == Codes{{3, "Serial Number", "serial_repeated"}});
  CHECK(reading.refused[0].other_line == 2);
}

TEST_CASE("the serial names the project where no column does") {
  CHECK(read_row({{"ID", ""}}).recognised.front().project_id == "929");
}

TEST_CASE("a refused row takes no units") {
  const auto reading = read_rows(row_text({{"ID", "930"}}) + row_text({}));
  CHECK(reading.recognised.size() == 1);
  CHECK(codes_of(reading.refused) == Codes{{2, "ID", "project_mismatch"}});
}

TEST_CASE("equal numbers of the old and the new series do not collide") {
  const auto reading =
      read_rows(row_text({}) +
                row_text({{"Serial Number", "4147-681393912-681394011-VCU-016-MER-CA-3-929-01012018-31122018-0"}}));
  CHECK(reading.recognised.size() == 2);
  CHECK(reading.recognised[1].space == "old");
}

TEST_CASE("what the ledger holds is known and what it holds differently is said") {
  Known known;
  known.projects = {"929"};
  known.batches = {{"2020", *UnitRange::from_inclusive(1000, 1099), 17, true},
                   {"2020", *UnitRange::from_inclusive(2000, 2098), 18, true}};
  const auto reading =
      read_rows(row_text({}, 1000) + row_text({}, 2000) + row_text({}, 3000) + row_text({}, 1000), known);
  REQUIRE(reading.known.size() == 1);
  CHECK(reading.known[0].line == 2);
  CHECK(reading.known[0].batch == 17);
  CHECK(reading.known[0].quantity == 100);
  CHECK(codes_of(reading.refused) ==
        Codes{{3, "Serial Number", "serial_overlap"}, {5, "Serial Number", "serial_repeated"}});
  CHECK(reading.refused[0].other_entry == 18U);
  CHECK(reading.refused[0].other_line == 0);
  CHECK(reading.recognised.size() == 1);
  CHECK(reading.projects.empty());
  CHECK(reading.notices.empty());

  // Retired since: news about exactly these units. Held as retired, and active in the file: a doubt.
  const auto retired = read_rows(row_text({{"Retirement/Cancellation Date", "2024-01-01"}}, 1000), known);
  REQUIRE(retired.events.size() == 1);
  CHECK(retired.events.front().parts == std::vector<BatchPart>{{17, *UnitRange::from_inclusive(1000, 1099)}});
  CHECK(retired.known.empty());
  known.batches.front().active = false;
  const auto differs = read_rows(row_text({}, 1000), known);
  CHECK(codes_of(differs.notices) == Codes{{2, "Retirement/Cancellation Date", "status_differs"}});
  CHECK(differs.known.size() == 1);
}

TEST_CASE("retired rows keep an organisation as beneficiary and never the details") {
  const auto reading = read_row({{"Retirement/Cancellation Date", "2024-01-02"},
                                 {"Retirement Beneficiary", "  杭州某某科技有限公司 \n"},
                                 {"Retirement Reason", "Environmental Benefit"},
                                 {"Retirement Details", "for the journey of Anna"}});
  CHECK(reading.notices.empty());
  const auto body = record_batch_body(reading, reading.recognised.front());
  CHECK(body.at("registry_status") == boost::json::parse(R"({"status":"retired","on":"2024-01-02",
    "beneficiary_text":"杭州某某科技有限公司","reason_text":"Environmental Benefit"})"));
  CHECK(boost::json::serialize(body).find("Anna") == std::string::npos);
  CHECK(boost::json::serialize(report_json(reading, "x.csv")).find("Anna") == std::string::npos);
}

TEST_CASE("a beneficiary that may be a person is withheld and never named in the report") {
  struct Withheld {
    std::string text;
    std::string code;
  };
  const std::vector<Withheld> cases{{"Matt Clifford", "beneficiary_withheld"},
                                    {"Mr Clifford of Example Ltd", "beneficiary_personal"},
                                    {"Clifford Ltd 13812345678", "beneficiary_personal"},
                                    {"Clifford q\xcc\x83 Ltd", "beneficiary_unspellable"}};
  for (const auto& [text, code] : cases) {
    INFO(text);
    const auto reading = read_row({{"Retirement/Cancellation Date", "2024-01-02"}, {"Retirement Beneficiary", text}});
    CHECK(reading.recognised.front().beneficiary_text.empty());
    CHECK(codes_of(reading.notices) == Codes{{2, "Retirement Beneficiary", code}});
    for (const auto language : {Language::english, Language::chinese}) {
      CHECK(report_text(reading, "x.csv", language).find("Clifford") == std::string::npos);
    }
    CHECK(boost::json::serialize(report_json(reading, "x.csv")).find("Clifford") == std::string::npos);
  }
}

TEST_CASE("a retired row that says nothing may be a cancellation") {
  const auto reading = read_row({{"Retirement/Cancellation Date", "2024-01-02"}});
  CHECK(codes_of(reading.notices) == Codes{{2, "Retirement/Cancellation Date", "may_be_cancelled"}});
  CHECK(record_batch_body(reading, reading.recognised.front()).at("registry_status") ==
        boost::json::parse(R"({"status":"retired","on":"2024-01-02"})"));
  for (const auto* column : {"Retirement Beneficiary", "Retirement Reason", "Retirement Details"}) {
    const auto saying = read_row({{"Retirement/Cancellation Date", "2024-01-02"}, {column, "Example Ltd"}});
    CHECK(saying.notices.empty());
  }
}

TEST_CASE("texts are cut, replaced or left out with a notice") {
  const auto cut = read_row({{"Name", std::string(501, 'x')}});
  CHECK(cut.projects.front().title.size() == 500);
  CHECK(codes_of(cut.notices) == Codes{{2, "Name", "text_cut"}});
  const auto missing = read_row({{"Name", " "}});
  CHECK(missing.projects.front().title == "VCS 929");
  CHECK(codes_of(missing.notices) == Codes{{2, "Name", "text_missing"}});
  const auto personal = read_row({{"Name", "call 13812345678"}});
  CHECK(personal.projects.front().title == "VCS 929");
  CHECK(codes_of(personal.notices) == Codes{{2, "Name", "text_withheld"}});
  const auto reason =
      read_row({{"Retirement/Cancellation Date", "2024-01-02"}, {"Retirement Reason", "for a@example.com"}});
  CHECK(reason.recognised.front().reason_text.empty());
  CHECK(codes_of(reason.notices) == Codes{{2, "Retirement Reason", "reason_withheld"}});
  const auto long_name = read_row({{"Retirement/Cancellation Date", "2024-01-02"},
                                   {"Retirement Beneficiary", "Example Ltd " + std::string(300, 'x')}});
  CHECK(long_name.recognised.front().beneficiary_text.size() == 300);
}

TEST_CASE("doubts that change nothing are notices") {
  CHECK(codes_of(read_row({{"Total Vintage Quantity", "?"}}).notices) ==
        Codes{{2, "Total Vintage Quantity", "total_unreadable"}});
  CHECK(codes_of(read_row({{"Total Vintage Quantity", "99"}}).notices) ==
        Codes{{2, "Total Vintage Quantity", "total_exceeded"}});
  CHECK(codes_of(read_row({{"Retirement/Cancellation Date", "2019-05-05"}, {"Retirement Reason", "Other"}}).notices) ==
        Codes{{2, "Retirement/Cancellation Date", "retired_before_issuance"}});
  const auto named = read_rows(row_text({}, 1000) + row_text({{"Name", "Another name"}}, 2000));
  CHECK(named.projects.size() == 1);
  CHECK(codes_of(named.notices) == Codes{{3, "Name", "project_differs"}});
}

TEST_CASE("the flag at the serial's end is compared with the certifications") {
  const std::string flagged = "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-1";
  CHECK(read_row({{"Serial Number", flagged}, {"Additional Certifications", "CCB-Gold"}}).notices.empty());
  CHECK(codes_of(read_row({{"Serial Number", flagged}}).notices) ==
        Codes{{2, "Additional Certifications", "flag_differs"}});
  CHECK(codes_of(read_row({{"Additional Certifications", "CCB-Gold"}}).notices) ==
        Codes{{2, "Additional Certifications", "flag_differs"}});
}

TEST_CASE("hostile cells do not reach a body and never stop the import") {
  for (const std::string text :
       {"=cmd|' /C calc'!A0", "\x1b[31mred",
        "a\xe2\x80\xae"
        "b",
        "\"\"\"", "<script>", "'; DROP TABLE x;--", "{\"kind\":\"retire\"}", "\\u0000", "a\r\nb"}) {
    INFO(text);
    const auto reading = read_row({{"Name", text},
                                   {"Retirement/Cancellation Date", "2024-01-02"},
                                   {"Retirement Beneficiary", text + " Ltd"},
                                   {"Retirement Reason", text}});
    const auto payload = boost::json::object{{"iss", "x:registrar"},
                                             {"aud", "ledger.example.cn/tanbu/1"},
                                             {"jti", "01JD8Z4QW3E9"},
                                             {"iat", 1763700000},
                                             {"exp", 1763703600},
                                             {"kind", "record_batch"},
                                             {"body", record_batch_body(reading, reading.recognised.front())}};
    const auto read = codec::read_payload(boost::json::serialize(payload));
    REQUIRE(std::holds_alternative<codec::Payload>(read));
    CHECK(std::holds_alternative<Command>(codec::read_command(std::get<codec::Payload>(read))));
  }
}
