// The targets of the importers, driven as tests/fuzz/driver.hpp says.
#include <catch2/catch.hpp>
#include <set>

#include "ledger/programme.hpp"
#include "tests/fuzz/driver.hpp"
#include "tests/fuzz/importers/targets.hpp"

using namespace tanbu::fuzz;

TEST_CASE("any octets are values between delimiters or refused", "[csv]") { campaign("importers", targets[0]); }
TEST_CASE("any octets are JSON or refused", "[json]") { campaign("importers", targets[1]); }
TEST_CASE("any octets are an archive or refused", "[archive]") { campaign("importers", targets[2]); }
TEST_CASE("any XML is a sheet or refused", "[sheet]") { campaign("importers", targets[3]); }
TEST_CASE("any text is a serial of one spelling or refused", "[serial]") { campaign("importers", targets[4]); }
TEST_CASE("any cell is a date, a number or refused", "[cell]") { campaign("importers", targets[5]); }

// Mutations of what no grammar reads would only ever see the first lines of each.
TEST_CASE("every programme reads a serial of the corpus", "[serial]") {
  std::set<std::string> read;
  for (const auto& text : corpus_of("importers", targets[4])) read.merge(programmes_that_read(text));
  for (const auto* programme : tanbu::all_programmes()) {
    INFO(programme->code);
    if (programme->parse_serial != nullptr) CHECK(read.count(std::string(programme->code)) == 1);
  }
}
