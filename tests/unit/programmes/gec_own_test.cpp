// Certificates by position in a month's issuance, and statements of a verifying body: the two programmes whose serials
// are not a registry's own numbers.
#include <catch2/catch.hpp>

#include "tests/unit/programmes/example.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

const Programme& gec() { return *find_programme("GEC"); }
const Programme& own() { return *find_programme("OWN"); }

const std::string asset = "PPC2206652902001J";
const std::string code_a = asset + "230500000000001";
const std::string code_b = asset + "230500000000500";
const std::string other = "PPC2207650421001O230500000000500";

std::string pair_of(const std::string& a, const std::string& b, const std::string& positions) {
  return a + ".." + b + "#" + positions;
}

}  // namespace

TEST_CASE("certificates are positions in the issuance of one asset and month", "[GE-01]") {
  const Serial serial = parsed(gec(), pair_of(code_a, code_b, "1-500"), stated(500, "2023-05-01--2023-05-31"));
  CHECK(serial.space == asset + "/2023-05");
  CHECK(serial.units.first() == 1);
  CHECK(serial.units.last() == 500);
  CHECK(serial.printed_codes == std::vector<std::string>{code_a, code_b});
  CHECK(serial.project_id == asset);
  CHECK(serial.canonical == pair_of(code_a, code_b, "1-500"));
  CHECK(parsed(gec(), pair_of(code_a, code_b, "1-500"), stated(500, "2023-06-01--2023-06-30")).space ==
        asset + "/2023-06");
}

TEST_CASE("one certificate has one code and one canonical spelling", "[GE-02]") {
  const auto month = stated(1, "2024-02-01--2024-02-29");
  const Serial serial = parsed(gec(), code_a + "#7", month);
  CHECK(serial.canonical == code_a + "#7");
  CHECK(serial.printed_codes == std::vector<std::string>{code_a});
  CHECK(serial.units.first() == 7);
  CHECK(serial.units.quantity() == 1);
  CHECK(parsed(gec(), code_a + "#7-7", month).canonical == serial.canonical);
  CHECK(parsed(gec(), pair_of(code_a, code_a, "7-7"), month).canonical == serial.canonical);
}

TEST_CASE("the vintage of certificates is exactly one calendar month") {
  for (const auto* period : {"2023", "2023-05-01--2023-06-30", "2023-05-01--2023-05-30", "2023-05-02--2023-05-31"}) {
    INFO(period);
    CHECK(fault_code(gec(), pair_of(code_a, code_b, "1-500"), stated(500, period)) == "gec_month");
  }
}

TEST_CASE("every malformed serial of certificates is a fault of form", "[GE-02]") {
  const std::vector<std::string> wrong{
      code_a,
      code_a + "#",
      code_a + "#0-499",
      code_a + "#1-500",  // one code, several certificates
      pair_of(code_a, code_a, "1-500"),
      pair_of(code_a, other, "1-500"),
      pair_of(code_a, code_b, "01-500"),
      pair_of(code_a, code_b, "1-500-"),
      pair_of(code_a, code_b, "1--500"),
      pair_of(code_a, code_b, "1-9007199254740992"),
      pair_of(code_a, code_b, "1 -500"),
      pair_of(code_a.substr(1), code_b, "1-500"),
      pair_of(code_a, code_b + "0", "1-500"),
      code_a + "." + code_b + "#1-500",
      code_a + "..." + code_b + "#1-500",
      "pPC2206652902001J230500000000001.." + code_b + "#1-500",
      ".." + code_b + "#1-500",
      "#1-500",
      "..#1-500",
      "绿证" + code_a + "#1",
  };
  for (const auto& serial : wrong) {
    INFO(serial);
    CHECK(fault_code(gec(), serial, stated(500, "2023-05-01--2023-05-31")) == "serial_form");
  }
  CHECK(fault_code(gec(), pair_of(code_a, code_b, "5-5"), stated(1, "2023-05-01--2023-05-31")) == "serial_form");
  CHECK(fault_code(gec(), pair_of(code_a, code_b, "500-1"), stated(500, "2023-05-01--2023-05-31")) ==
        "serial_number_range");
}

TEST_CASE("certificates cover no emissions and name their asset by seventeen characters", "[CE-08][GE-02]") {
  CHECK_FALSE(gec().offset);
  CHECK(gec().unit == Unit::megawatt_hour);
  CHECK(gec().project_id_is_valid(asset));
  CHECK_FALSE(gec().project_id_is_valid(asset.substr(1)));
  CHECK_FALSE(gec().project_id_is_valid(asset + "1"));
  CHECK_FALSE(gec().project_id_is_valid("ppc2206652902001J"));
}

TEST_CASE("a statement of a verifying body numbers its tonnes from one") {
  const Serial serial = parsed(own(), "VS-2023/0117", stated(1200, "2022"));
  CHECK(serial.canonical == "VS-2023/0117");
  CHECK(serial.space == "VS-2023/0117");
  CHECK(serial.units.first() == 1);
  CHECK(serial.units.last() == 1200);
  CHECK_FALSE(serial.project_id);
  CHECK_FALSE(own().transferable);
  CHECK(own().self_registered);
  CHECK(own().opaque);
  CHECK(own().offset);
  CHECK(parsed(own(), "A.1", stated(limits::units_max, "2022")).units.quantity() == limits::units_max);
}

TEST_CASE("a statement number is three to sixty-four of its alphabet") {
  const auto year = stated(1, "2022");
  CHECK(fault_code(own(), "ABC", year).empty());
  CHECK(fault_code(own(), "A" + std::string(63, '/'), year).empty());
  const std::vector<std::string> wrong{
      "AB", "A" + std::string(64, '1'), "-AB", "/AB", ".AB", "aBC", "AB C", "AB_C", "AB\xc3\x84"};
  for (const auto& serial : wrong) {
    INFO(serial);
    CHECK(fault_code(own(), serial, year) == "serial_form");
  }
}
