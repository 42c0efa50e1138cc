// Verra's serials: the printed forms, their namespaces and every way in which one is wrong.
#include <catch2/catch.hpp>

#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Programme& vcs() { return *find_programme("VCS"); }

constexpr std::string_view old_serial = "8040-449402497-449402560-VCU-042-MER-PE-14-1360-01072013-30062014-1";
constexpr std::string_view new_serial = "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-O";

}  // namespace

TEST_CASE("the vectors of VCS hold at least forty real serials of every form") {
  const auto vectors = read_vectors("VCS");
  CHECK(vectors.size() >= 40);
  int apx = 0;
  int mer = 0;
  int since_2020 = 0;
  for (const auto& [serial, context] : vectors) {
    INFO(serial);
    const Serial read = parsed(vcs(), serial, context);
    const bool old = serial.find("-VCS-VCU-") == std::string::npos;
    CHECK(read.space == (old ? "old" : "2020"));
    apx += serial.find("-APX-") != std::string::npos ? 1 : 0;
    mer += serial.find("-MER-") != std::string::npos ? 1 : 0;
    since_2020 += old ? 0 : 1;
  }
  CHECK(apx >= 5);
  CHECK(mer >= 5);
  CHECK(since_2020 >= 20);
}

TEST_CASE("a VCS serial of the old series is read token by token") {
  const Serial serial = parsed(vcs(), old_serial, stated(64, "2013-07-01--2014-06-30"));
  CHECK(serial.canonical == old_serial);
  CHECK(serial.space == "old");
  CHECK(serial.units.first() == 449402497);
  CHECK(serial.units.last() == 449402560);
  CHECK(serial.project_id == "1360");
  CHECK(serial.country == "PE");
  CHECK(serial.vintage == parse_period("2013-07-01--2014-06-30"));
  CHECK(serial.printed_codes.empty());
  CHECK(parsed(vcs(), "1-5-5-VCU-008-VER-SG-3-1712-04032017-31122017-0", stated(1, "2017-03-04--2017-12-31")).space ==
        "old");
}

TEST_CASE("a final letter O of a VCS serial is the digit and small letters are capitals", "[RT-02]") {
  const Serial serial = parsed(vcs(), new_serial, stated(100, "2018"));
  CHECK(serial.canonical == "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0");
  CHECK(serial.space == "2020");
  CHECK(parsed(vcs(), "15312-681393912-681394011-vcs-vcu-208-ver-ca-3-929-01012018-31122018-o", stated(100, "2018"))
            .canonical == serial.canonical);
}

TEST_CASE("a VCS serial without the sectoral scope is read by its content") {
  const Serial serial =
      parsed(vcs(), "19385-941467007-941467431-VCS-VCU-1507-VER-ET-1340-01012020-31122020-1", stated(425, "2020"));
  CHECK(serial.project_id == "1340");
  CHECK(serial.space == "2020");
  CHECK(fault_code(vcs(), "8040-449402497-449402560-VCU-042-MER-PE-1360-01072013-30062014-1",
                   stated(64, "2013-07-01--2014-06-30")) == "serial_form");
}

TEST_CASE("plastic units are refused by name") {
  for (const std::string unit : {"VPC", "PWRP", "PWCP", "WCC", "WRC", "PLASTIC"}) {
    INFO(unit);
    CHECK(fault_code(vcs(), "1-1-10-VCS-" + unit + "-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2018")) ==
          "serial_plastic");
    CHECK(fault_code(vcs(), "1-1-10-" + unit + "-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2018")) ==
          "serial_plastic");
  }
  CHECK(fault_code(vcs(), "1-1-10-VCS-VER-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2018")) == "serial_form");
}

TEST_CASE("every malformed token of a VCS serial is a fault of form") {
  const std::vector<std::string> wrong{
      "0015312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",  // leading zeros
      "15312-01-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-010-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-9007199254740992-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",  // 2^53
      "15312-1-99999999999999999999-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-1O-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312--1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-208-VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU--VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-1234567-VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-20A-VER-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-APX-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-XYZ-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCU-208-XYZ-CA-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CAN-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-C1-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-3-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-003-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-X-929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-0929-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-92900000000-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-P29-01012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-31022018-31122018-0",  // 31 February
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01132018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01010018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-1012018-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-2018-0101-31122018-0",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-31122018-01012018-0",  // ends before it begins
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-2",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-OO",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018",
      "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0-0",
      "15312-1-10",
      "15312",
      "-",
      "----------------------------------------",
  };
  for (const auto& serial : wrong) {
    INFO(serial);
    CHECK(fault_code(vcs(), serial, stated(10, "2018")) == "serial_form");
  }
  CHECK(fault_code(vcs(), "15312-1-10-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2018")).empty());
}

TEST_CASE("a VCS serial that ends before it begins is refused before its quantity is", "[RT-02]") {
  CHECK(fault_code(vcs(), "1-10-9-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", stated(10, "2018")) ==
        "serial_number_range");
  CHECK(fault_code(vcs(), "1-10-9-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", stated(0, "2018")) ==
        "serial_number_range");
}

TEST_CASE("the vintage beside a VCS serial must be the one inside and is asked after the quantity") {
  CHECK(fault_code(vcs(), new_serial, stated(100, "2019")) == "vintage_mismatch");
  CHECK(fault_code(vcs(), new_serial, stated(100, "2018-01-01--2018-12-30")) == "vintage_mismatch");
  CHECK(fault_code(vcs(), new_serial, stated(99, "2019")) == "range_quantity");
}

TEST_CASE("the largest unit number of a VCS serial is 2^53-1") {
  const Serial serial = parsed(
      vcs(), "1-9007199254740990-9007199254740991-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0", stated(2, "2018"));
  CHECK(serial.units.last() == limits::unit_number_max);
  // A range of all numbers is no batch, whatever is stated beside it.
  CHECK(fault_code(vcs(), "1-0-9007199254740991-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0",
                   stated(limits::unit_number_max, "2018")) == "range_quantity");
}

TEST_CASE("a VCS project is named by up to ten digits") {
  for (const auto* good : {"1", "929", "1360", "1234567890"}) CHECK(vcs().project_id_is_valid(good));
  for (const auto* bad : {"", "0", "0929", "12345678901", "VCS929", "9 29", "-1", "１"}) {
    INFO(bad);
    CHECK_FALSE(vcs().project_id_is_valid(bad));
  }
}
