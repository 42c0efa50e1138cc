// The programmes for breadth, the opaque ones and the regional registries.
#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Programme& programme_named(std::string_view code) {
  const Programme* programme = find_programme(code);
  REQUIRE(programme != nullptr);
  return *programme;
}

}  // namespace

TEST_CASE("the table of programmes is the one that the documents name and is sorted by code") {
  std::vector<std::string_view> codes;
  for (const Programme* programme : all_programmes()) codes.push_back(programme->code);
  CHECK(codes == std::vector<std::string_view>{"ACR", "ART", "CAR", "CCER", "CDM", "GEC", "GS", "IREC", "OTHER", "OWN",
                                               "PHCER-BJ", "PHCER-CQ", "PHCER-GD", "PHCER-SC", "PHCER-SH", "PHCER-ZJ",
                                               "VCS"});
}

TEST_CASE("a programme without rules of its own counts only while it is recognised", "[CE-09][PH-01]") {
  for (const auto* code :
       {"ACR", "ART", "CAR", "IREC", "OTHER", "PHCER-BJ", "PHCER-CQ", "PHCER-SC", "PHCER-SH", "PHCER-ZJ"}) {
    INFO(code);
    CHECK(programme_named(code).needs_recognition);
    CHECK_FALSE(programme_named(code).recognition);
  }
  for (const auto* code : {"CCER", "CDM", "GEC", "GS", "OWN", "PHCER-GD", "VCS"}) {
    INFO(code);
    CHECK_FALSE(programme_named(code).needs_recognition);
  }
}

TEST_CASE("the rules of Guangdong hold from 2022-05-06 for five years", "[PH-02]") {
  const auto& guangdong = programme_named("PHCER-GD");
  REQUIRE(guangdong.recognition);
  CHECK(guangdong.recognition->from == make_date(2022, 5, 6));
  CHECK(guangdong.recognition->until == make_date(2027, 5, 5));
  CHECK(guangdong.recognition->document == "粤环发〔2022〕4号");
  CHECK(guangdong.division == "44");
  CHECK(guangdong.units_per_whole == 1);
}

TEST_CASE("an opaque serial is a namespace of its own whose units begin at 1", "[RT-02][PH-03]") {
  for (const auto* code : {"ART", "CCER", "OTHER", "PHCER-GD", "PHCER-SH"}) {
    INFO(code);
    const auto& programme = programme_named(code);
    CHECK(programme.opaque);
    const auto serial = parsed(programme, "A.2024/17-1", stated(12, "2024"));
    CHECK(serial.canonical == "A.2024/17-1");
    CHECK(serial.space == serial.canonical);
    CHECK(serial.units == UnitRange{1, 13});
    for (const std::string wrong : {"AB", "a-17", "A 17",
                                    "A\xc2\xa0"
                                    "17",
                                    "'1336737018645975040", "299,564", "1 938.000000", "-17"}) {
      INFO(wrong);
      CHECK(fault_code(programme, wrong, stated(12, "2024")) == "serial_form");
    }
  }
}

TEST_CASE("a CCER project is a letter and two to six digits") {
  const auto& ccer = programme_named("CCER");
  for (const auto* good : {"A110001", "N210002", "A11", "B10001"}) CHECK(ccer.project_id_is_valid(good));
  for (const auto* bad : {"A", "A1", "110001", "a110001", "A1100012", "AA10001", "A11-0001", "A11O001"}) {
    INFO(bad);
    CHECK_FALSE(ccer.project_id_is_valid(bad));
  }
}

TEST_CASE("certificates of both eras lie on one axis of millionths") {
  const auto& irec = programme_named("IREC");
  CHECK(irec.unit == Unit::megawatt_hour);
  CHECK_FALSE(irec.offset);
  CHECK(irec.units_per_whole == 1'000'000);
  const auto month = "2022-09-01--2022-09-30";
  const auto whole = parsed(irec, "0000-0002-8269-5127 - 0000-0002-8270-1302", stated(6'176'000'000, month));
  const auto parts =
      parsed(irec, "0000-0002-8270-1303.000000 - 0000-0002-8270-5716.999999", stated(4'414'000'000, month));
  CHECK(whole.units.first() == 282'695'127'000'000);
  CHECK(whole.units.end == parts.units.begin);
  CHECK(whole.space == parts.space);
  CHECK(parts.canonical == "0000-0002-8270-1303 - 0000-0002-8270-5716");
}

TEST_CASE("part of a certificate is an integer of millionths and overlaps the whole one") {
  const auto& irec = programme_named("IREC");
  const auto month = "2022-09-01--2022-09-30";
  const auto part = parsed(irec, "0000-0003-7984-7439.500000 - 0000-0003-7984-7439.961999", stated(462'000, month));
  const auto whole = parsed(irec, "0000-0003-7984-7439", stated(1'000'000, month));
  CHECK(whole.units.contains(part.units));
  CHECK(whole.canonical == "0000-0003-7984-7439");
  CHECK(parsed(irec, "0000-0003-7984-7439.000007", stated(1, month)).canonical == "0000-0003-7984-7439.000007");
}

TEST_CASE("every malformed certificate number is a fault of form") {
  const auto& irec = programme_named("IREC");
  for (const std::string serial :
       {"0000-0000-9088-2258 - 0000-0000-9088-2259.000000", "0000-0000-9088-225", "0000-0000-9088-22588",
        "0000-0000-9088-2258.00000", "0000-0000-9088-2258,000000", "00000000-9088-2258", "0000-0000-9O88-2258",
        "0000-0000-9088-2258-0000-0000-9088-2259", "0000-0000-9088-2258 \xe2\x80\x93 0000-0000-9088-2259",
        "9999-9999-9999-9999", "0000-0090-0719-9254", "90882258 - 90882259"}) {
    INFO(serial);
    CHECK(fault_code(irec, serial, stated(2'000'000, "2022")) == "serial_form");
  }
  CHECK(fault_code(irec, "0000-0000-9088-2259 - 0000-0000-9088-2258", stated(2'000'000, "2022")) ==
        "serial_number_range");
  CHECK(fault_code(irec, "0000-0000-9088-2258 - 0000-0000-9088-2259", stated(2, "2022")) == "range_quantity");
}

TEST_CASE("issuances of ACR that bear one number in two projects or years are different units") {
  // All three were issued on the platform of 2026, two of them as issuance 1.
  const auto& acr = programme_named("ACR");
  const auto first = parsed(acr, "ACR-US-1187-2024-1-1 to 30429", stated(30429, "2024"));
  const auto second = parsed(acr, "ACR-US-1202-2024-1-1 to 8959", stated(8959, "2024"));
  const auto third = parsed(acr, "ACR-US-1187-2025-2-1 to 16820", stated(16820, "2025"));
  CHECK(first.space == "1187-2024-1");
  CHECK(second.space == "1202-2024-1");
  CHECK(third.space == "1187-2025-2");
  CHECK(parsed(acr, "ACR-US-1187-2025-1-1 to 5", stated(5, "2025")).space != first.space);
  // The same units under another country are the same units.
  CHECK(parsed(acr, "ACR-CA-1187-2024-1-1 to 30429", stated(30429, "2024")).space == first.space);
}

TEST_CASE("serials of ACR and CAR are numbered within their issuance and keep the small word between the ends") {
  const auto acr = parsed(programme_named("ACR"), "ACR-US-102-2003-274-120158095 TO 120158156", stated(62, "2003"));
  CHECK(acr.canonical == "ACR-US-102-2003-274-120158095 to 120158156");
  CHECK(acr.space == "102-2003-274");
  CHECK(acr.project_id == "ACR102");
  const auto car = parsed(programme_named("CAR"), "CAR-ROC-US-1316-105-276-CA-2025-9388-1 to 1", stated(1, "2025"));
  CHECK(car.canonical == "CAR-ROC-US-1316-105-276-CA-2025-9388-1 to 1");
  CHECK(car.space == "9388");
  CHECK(car.project_id == "CAR1316");
  for (const std::string serial :
       {"ACR-US-102-2003-274-1-10", "ACR-US-102-2003-274-1 - 10", "ACR-US-102-2003-274-1 to 10 to 12",
        "ACR-US-102-2003-274-1  to 10", "ACR-US-102-2003-274-0 to 9", "ACR-US-0102-2003-274-1 to 10",
        "ACR-USA-102-2003-274-1 to 10", "ACR-US-102-03-274-1 to 10", "ACR-US-102-2003-X-1 to 10",
        "ACR-US-102-2003-274"}) {
    INFO(serial);
    CHECK(fault_code(programme_named("ACR"), serial, stated(10, "2003")) == "serial_form");
  }
  for (const std::string serial :
       {"CAR-2-US-1335-31-983-KS-2025-9205-1 to 10", "CAR-1-US-1335-31-983-K-2025-9205-1 to 10",
        "CAR-1-US-1335-31-983-2025-9205-1 to 10", "CAR-1-US-1335-31-983-KS-2025-9205-1 to 1O",
        "CAR-1-US-1335-A-983-KS-2025-9205-1 to 10", "CAR-1-US-CAR1335-31-983-KS-2025-9205-1 to 10"}) {
    INFO(serial);
    CHECK(fault_code(programme_named("CAR"), serial, stated(10, "2025")) == "serial_form");
  }
  CHECK(fault_code(programme_named("CAR"), "CAR-1-US-1335-31-983-KS-2025-9205-1 to 10", stated(10, "2024")) ==
        "vintage_mismatch");
}

TEST_CASE("a certificate's serial says which plant's generation it certifies") {
  const auto& gec = programme_named("GEC");
  for (const auto& [serial, context] : all_examples(gec)) {
    CHECK(parsed(gec, serial, context).asset_code == serial.substr(0, 17));
  }
}
