// Which numbers a printed serial may state, without knowing its quantity and vintage.
#include <algorithm>
#include <catch2/catch.hpp>

#include "api/http/serial_search.hpp"

using namespace tanbu;
using namespace tanbu::http;

namespace {

std::vector<UnitRange> stated(const char* programme, const char* serial) {
  return stated_units(*find_programme(programme), serial);
}

}  // namespace

TEST_CASE("The numbers of a printed serial are found for every grammar") {
  using Ranges = std::vector<UnitRange>;
  CHECK(stated("VCS", "15312-681393912-681394011-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0") ==
        Ranges{{681'393'912, 681'394'012}});
  CHECK(stated("VCS", "8040-449402497-449402560-VCU-042-MER-PE-14-1360-01072013-30062014-1") ==
        Ranges{{449'402'497, 449'402'561}});
  CHECK(stated("GEC", "PPC1302632802001I240100000000001..PPC1302632802001I240100000000500#1-500") == Ranges{{1, 501}});
  CHECK(stated("GEC", "PPC1707632801002C240200000000007#7") == Ranges{{7, 8}});
  CHECK(stated("OWN", "VS-2023/0117").empty());
  CHECK(stated("VCS", "rubbish").empty());
}

TEST_CASE("A block number that lies as far away as the last number hides nothing") {
  const auto found = stated("VCS", "5-14-23-VCS-VCU-208-VER-CA-3-929-01012018-31122018-0");
  CHECK(std::find(found.begin(), found.end(), UnitRange{14, 24}) != found.end());
}

TEST_CASE("Every example of every programme states its own quantity or none") {
  for (const Programme* programme : all_programmes()) {
    for (const std::string_view example : programme->examples) {
      const auto bar = example.find('|');
      const auto serial = example.substr(0, bar);
      const auto quantity = std::stoll(std::string(example.substr(bar + 1)));
      INFO(example);
      const auto found = stated_units(*programme, serial);
      CHECK(found.empty() == programme->opaque);
      for (const UnitRange units : found) CHECK(units.quantity() == quantity);
    }
  }
}
