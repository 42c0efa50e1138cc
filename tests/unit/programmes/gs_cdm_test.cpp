// Gold Standard and Kyoto serials: their forms and every error that real lists hold.
#include <catch2/catch.hpp>

#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Programme& gs() { return *find_programme("GS"); }
const Programme& cdm() { return *find_programme("CDM"); }

const std::string ends = "CN-5-971162088-2-2-0-2898 - CN-5-971164018-2-2-0-2898";
const SerialContext whole = {1931, {make_date(2014, 1, 1), make_date(2014, 12, 31)}};

std::string detail_of(const Programme& programme, std::string_view serial, const SerialContext& context) {
  const auto result = programme.parse_serial(serial, context);
  const auto* fault = std::get_if<SerialFault>(&result);
  return fault == nullptr ? "" : fault->detail;
}

}  // namespace

TEST_CASE("a Gold Standard serial names its issuance and is numbered within it") {
  const auto serial = parsed(gs(), "GS1-1-KE-GS11603-16-2025-30256-110-5463", stated(5354, "2024-03-02--2025-03-10"));
  CHECK(serial.space == "30256");
  CHECK(serial.units == UnitRange{110, 5464});
  CHECK(serial.project_id == "11603");
  CHECK(serial.country == "KE");
  CHECK_FALSE(serial.vintage);
  CHECK_FALSE(serial.hold);
}

TEST_CASE("a Gold Standard serial has one spelling with and without the letters before its project") {
  const auto bare = parsed(gs(), "GS1-1-KH-1020-16-2012-325-1-22283", stated(22283, "2012"));
  const auto lettered = parsed(gs(), "gs1-1-kh-gs1020-16-2012-325-1-22283", stated(22283, "2012"));
  CHECK(bare.canonical == "GS1-1-KH-GS1020-16-2012-325-1-22283");
  CHECK(lettered.canonical == bare.canonical);
  CHECK(bare.project_id == "1020");
}

TEST_CASE("the vintage beside a Gold Standard serial has a day in common with its year") {
  const std::string serial = "GS1-1-KH-GS1020-16-2012-325-1-10";
  CHECK(fault_code(gs(), serial, stated(10, "2011-06-01--2012-01-01")).empty());
  CHECK(fault_code(gs(), serial, stated(10, "2012-12-31--2013-06-01")).empty());
  CHECK(fault_code(gs(), serial, stated(10, "2011")) == "vintage_mismatch");
  CHECK(fault_code(gs(), serial, stated(10, "2013")) == "vintage_mismatch");
  CHECK(fault_code(gs(), serial, stated(9, "2013")) == "range_quantity");
}

TEST_CASE("every malformed token of a Gold Standard serial is a fault of form") {
  for (const std::string serial : {"GS2-1-KE-GS1-16-2025-3-1-10",
                                   "GS1-2-KE-GS1-16-2025-3-1-10",
                                   "GS1-1-KEN-GS1-16-2025-3-1-10",
                                   "GS1-1-K1-GS1-16-2025-3-1-10",
                                   "GS1-1-KE-GS-16-2025-3-1-10",
                                   "GS1-1-KE-GS01-16-2025-3-1-10",
                                   "GS1-1-KE-G1-16-2025-3-1-10",
                                   "GS1-1-KE-GS12345678901-16-2025-3-1-10",
                                   "GS1-1-KE-GS1-161-2025-3-1-10",
                                   "GS1-1-KE-GS1--2025-3-1-10",
                                   "GS1-1-KE-GS1-16-25-3-1-10",
                                   "GS1-1-KE-GS1-16-2O25-3-1-10",
                                   "GS1-1-KE-GS1-16-2025-03-1-10",
                                   "GS1-1-KE-GS1-16-2025-12345678901-1-10",
                                   "GS1-1-KE-GS1-16-2025-3-0-9",
                                   "GS1-1-KE-GS1-16-2025-3-01-10",
                                   "GS1-1-KE-GS1-16-2025-3-1-1O",
                                   "GS1-1-KE-GS1-16-2025-3-1-10-1",
                                   "GS1-1-KE-GS1-16-2025-3-1",
                                   "GS1-1-KE-GS1-16-2025-3-1 - 10",
                                   "GS1-1-KE-GS1-16-2025-3-1-1,0",
                                   "GS1-1-KE-GS1-16-2025-3-1-10.0",
                                   "GS1-1-KE-GS1-16-2025-3-1-18446744073709551626"}) {
    INFO(serial);
    CHECK(fault_code(gs(), serial, stated(10, "2025")) == "serial_form");
  }
  CHECK(fault_code(gs(), "GS1-1-KE-GS1-16-2025-3-10-1", stated(10, "2025")) == "serial_number_range");
  CHECK(fault_code(gs(), "GS1-1-CM-GS1064-16-2012-1253-1-3150", stated(9039, "2012")) == "range_quantity");
}

TEST_CASE("a Kyoto serial is numbered within its Party") {
  const auto serial = parsed(cdm(), ends, whole);
  CHECK(serial.canonical == ends);
  CHECK(serial.space == "CN");
  CHECK(serial.units == UnitRange{971162088, 971164019});
  CHECK(serial.project_id == "2898");
  CHECK(serial.country == "CN");
  CHECK_FALSE(serial.hold);
  CHECK(parsed(cdm(), "CN-5-5-1-1-0-7 - CN-5-6-1-1-0-7", stated(2, "2010")).space == "CN");
  CHECK(parsed(cdm(), "CN-5-5-1-2-0-7 - CN-5-6-1-2-0-7", stated(2, "2010")).space == "CN");
}

TEST_CASE("one Kyoto unit has one spelling") {
  const auto one = parsed(cdm(), "IN-5-7-2-2-0-331", stated(1, "2014"));
  CHECK(one.canonical == "IN-5-7-2-2-0-331");
  CHECK(parsed(cdm(), "in-5-7-2-2-0-331 - IN-5-7-2-2-0-331", stated(1, "2014")).canonical == one.canonical);
}

TEST_CASE("temporary credits are recorded with the reason why they do not count by themselves") {
  for (const std::string unit : {"6", "7"}) {
    const std::string end = "BR-" + unit + "-65142364-1-1-1-2569";
    const auto serial = parsed(cdm(), end, stated(1, "2009"));
    CHECK(serial.hold == "temporary_credit");
    CHECK(serial.space == "BR");
  }
  CHECK(fault_code(cdm(), "BR-5-65142364-1-1-1-2569", stated(1, "2009")) == "serial_form");
  for (const std::string unit : {"1", "2", "3", "4", "8", "0", "55", "05"}) {
    CHECK(fault_code(cdm(), "BR-" + unit + "-65142364-1-1-0-2569", stated(1, "2009")) == "serial_form");
  }
}

TEST_CASE("every error of form that real lists of CERs hold is refused") {
  for (const std::string serial : {
           "NP-5-4414165-2-2-09572 - NP-5-4414175-2-2-09572",  // no hyphen behind the activity
           "NP-5-4414165-2-2-0-09572 - NP-5-4414175-2-2-0-09572",
           "IN-5-273022900- 2-2-0-10404 - IN-5-273022910- 2-2-0-10404",  // blanks inside
           "IN-5-260500045-2-2-0-6484 - IN-5-260500055-2-2-0-648 4",
           "IN-5-260500045-2-2-0-6484  - IN-5-260500055-2-2-0-6484",
           " IN-5-260500045-2-2-0-6484 - IN-5-260500055-2-2-0-6484",
           "IN-5-255145692-2-2-0-7379 - IN-255171762-2-2-0-7379",    // no unit type
           "N-5-237485259-2-2-0-10288 - N-5-237492845-2-2-0-10288",  // no first letter
           "CN-5-862838623-1-1-0-4079-CN-5-862966308-1-1-0-4079",    // no ' - '
           "CN-5-862838623-1-1-0-4079 -CN-5-862966308-1-1-0-4079",
           "NG-5-1746578-1-1-0-5067 to NG-5-1747094-1-1-0-5067",
           "CN-5-862838623-1-1-0-4079 \xe2\x80\x93 CN-5-862966308-1-1-0-4079",  // en dash
           "TH \xe2\x80\x93 5 - 1148791 -1-1-0-2661 - TH \xe2\x80\x93 5 - 1163212 -1-1-0-2661",
           "CN-5-971162088-2-2-0-2898\xc2\xa0- CN-5-971164018-2-2-0-2898",  // blank that does not break
           "CN-5-971162088-2-2-0-2898\xc3\x82\xc2\xa0 - CN-5-971164018-2-2-0-2898",
           "522953 - 537700",  // bare numbers
           "522953",
           "HN-05-00-37743-01-01-000-0000492 - HN-05-00-44927-01-01-000-0000492",  // padded form of an old registry
           "CN-5-971162O88-2-2-0-2898 - CN-5-971164018-2-2-0-2898",                // letter O
           "CN-5-971,162,088-2-2-0-2898 - CN-5-971,164,018-2-2-0-2898",            // commas
           "CN-5-971162088.0-2-2-0-2898 - CN-5-971164018.0-2-2-0-2898",
           "CN-5-0971162088-2-2-0-2898 - CN-5-0971164018-2-2-0-2898",
           "CN-5-971162088-2-2-0-2898 - CN-5-971164018-2-2-0-2898 - CN-5-971164018-2-2-0-2898",
           "CN-5-971162088-2-2-0-2898 - ",
           " - CN-5-971164018-2-2-0-2898",
           "CN-5-971162088-3-3-0-2898 - CN-5-971164018-3-3-0-2898",  // no such commitment period
           "CN-5-971162088-2-1-0-2898 - CN-5-971164018-2-1-0-2898",  // carried backwards
           "1 938.000000",
           "299,564",
           "235604.0",
           "'1336737018645975040",
       }) {
    INFO(serial);
    CHECK(fault_code(cdm(), serial, whole) == "serial_form");
  }
}

TEST_CASE("two Kyoto ends that name different things are refused and say so") {
  for (const std::string other : {"CN-5-971164018-1-1-0-2898", "CN-5-971164018-1-2-0-2898", "CN-5-971164018-2-2-0-2899",
                                  "IN-5-971164018-2-2-0-2898", "CN-6-971164018-2-2-0-2898"}) {
    const std::string serial = "CN-5-971162088-2-2-0-2898 - " + other;
    INFO(serial);
    CHECK(fault_code(cdm(), serial, whole) == "serial_form");
    CHECK(detail_of(cdm(), serial, whole).find("two ends") != std::string::npos);
  }
}

TEST_CASE("a Kyoto range that does not hold the stated quantity never reaches an index", "[RT-02]") {
  // One digit short at the end, and the row that follows it in the same list.
  CHECK(fault_code(cdm(), "CN-5-1074704359-2-2-0-2898 - CN-5-107471244-2-2-0-2898", stated(8086, "2018")) ==
        "serial_number_range");
  CHECK(fault_code(cdm(), "CN-5-107471245-2-2-0-2898 - CN-5-1074720411-2-2-0-2898", stated(8167, "2018")) ==
        "range_quantity");
  CHECK(fault_code(cdm(), "CN-5-9-2-2-0-2898 - CN-5-8-2-2-0-2898", stated(2, "2018")) == "serial_number_range");
  CHECK(fault_code(cdm(), "CN-5-1108879592-2-2-0-6987 - CN-5-1108879592-2-2-0-6987", stated(76519, "2018")) ==
        "range_quantity");
  CHECK(fault_code(cdm(), ends, stated(1930, "2014")) == "range_quantity");
  CHECK(fault_code(cdm(), ends, stated(1932, "2014")) == "range_quantity");
}

TEST_CASE("numbers of Kyoto units may exceed 32 bits and never 53") {
  const auto large = parsed(cdm(), "CN-5-5000000000-2-2-0-7 - CN-5-5000000009-2-2-0-7", stated(10, "2014"));
  CHECK(large.units.first() == 5'000'000'000);
  CHECK(fault_code(cdm(), "CN-5-9007199254740991-2-2-0-7", stated(1, "2014")).empty());
  for (const std::string number :
       {"9007199254740992", "9223372036854775808", "18446744073709551617", "340282366920938463463374607431768211457"}) {
    INFO(number);
    CHECK(fault_code(cdm(), "CN-5-" + number + "-2-2-0-7", stated(1, "2014")) == "serial_form");
    CHECK(fault_code(cdm(), "CN-5-1-2-2-0-7 - CN-5-" + number + "-2-2-0-7", stated(1, "2014")) == "serial_form");
  }
}

TEST_CASE("a fault of quantity or vintage says which units the text states") {
  const auto units_of = [](const Programme& programme, const std::string& serial, const SerialContext& context) {
    const auto result = programme.parse_serial(serial, context);
    return std::get<SerialFault>(result).units;
  };
  CHECK(units_of(cdm(), ends, stated(1, "2014")) == UnitRange{971162088, 971164019});
  CHECK(units_of(gs(), "GS1-1-KE-GS1-16-2025-3-1-10", stated(10, "2020")) == UnitRange{1, 11});
  CHECK(units_of(*find_programme("VCS"), "5-14-23-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2019")) ==
        UnitRange{14, 24});
  CHECK_FALSE(units_of(cdm(), "CN-5-9-2-2-0-2898 - CN-5-8-2-2-0-2898", stated(2, "2018")));
  CHECK_FALSE(units_of(cdm(), "522953 - 537700", stated(2, "2018")));
}
