// What a ledger says of one batch, as the importers take it.
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "api/cli/import_known.hpp"

using namespace tanbu;
using namespace tanbu::cli;

namespace {

constexpr const char* batch =
    R"({"batch":7,"namespace":"30307","first":1,"last":100,"registry_status":{"status":"STATUS"},"registry_events":[EVENTS]})";

importers::KnownBatch known(const std::string& status, const std::string& events) {
  std::string text = batch;
  text.replace(text.find("STATUS"), 6, status);
  text.replace(text.find("EVENTS"), 6, events);
  const auto result = known_batch(boost::json::parse(text));
  REQUIRE(result.has_value());
  return *result;
}

std::string event(const std::string& status, int first, int last) {
  return R"({"entry":9,"status":")" + status + R"(","on":"2026-05-04","first":)" + std::to_string(first) +
         R"(,"last":)" + std::to_string(last) + "}";
}

}  // namespace

TEST_CASE("what a registry said last of units counts") {
  CHECK(known("active", "").active);
  CHECK(known("active", "").ended.empty());
  CHECK(known("active", event("retired", 11, 20)).ended == std::vector<UnitRange>{{11, 21}});
  // Said twice, the units are ended once: they are counted.
  CHECK(known("active", event("retired", 11, 20) + "," + event("cancelled", 15, 30)).ended ==
        std::vector<UnitRange>{{11, 15}, {15, 31}});
  CHECK(known("active", event("retired", 11, 20) + "," + event("active", 13, 14)).ended ==
        std::vector<UnitRange>{{11, 13}, {15, 21}});
  // An event may speak of more units than the batch has.
  CHECK(known("active", event("withdrawn", 91, 300)).ended == std::vector<UnitRange>{{91, 101}});
}

TEST_CASE("a batch that was recorded as ended is ended but for what the registry calls active since") {
  const auto ended = known("retired", event("active", 1, 10));
  CHECK(ended.active);
  CHECK(ended.ended == std::vector<UnitRange>{{11, 101}});
  CHECK(known("cancelled", event("active", 1, 100)).ended.empty());
  const auto plain = known_batch(
      boost::json::parse(R"({"batch":7,"namespace":"1","first":1,"last":2,"registry_status":{"status":"retired"}})"));
  REQUIRE(plain.has_value());
  CHECK_FALSE(plain->active);
}

TEST_CASE("a batch without numbers that a file could name is left out") {
  CHECK_FALSE(known_batch(boost::json::parse(R"({"batch":7,"first":5,"last":4})")).has_value());
  CHECK_FALSE(known_batch(boost::json::parse(R"({"batch":7,"first":1})")).has_value());
  CHECK_FALSE(known_batch(boost::json::parse(R"([])")).has_value());
}
