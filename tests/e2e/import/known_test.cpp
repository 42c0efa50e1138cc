// What a ledger says of one batch, as the importers take it.
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "api/cli/import_known.hpp"

using namespace tanbu;
using namespace tanbu::cli;

namespace {

constexpr const char* batch =
    R"({"batch":7,"namespace":"30307","first":1,"last":100,"registry_status":{"status":"STATUS","on":"2025-12-31"},"registry_events":[EVENTS]})";

importers::KnownBatch known(const std::string& status, const std::string& events) {
  std::string text = batch;
  text.replace(text.find("STATUS"), 6, status);
  text.replace(text.find("EVENTS"), 6, events);
  const auto result = known_batch(boost::json::parse(text));
  REQUIRE(result.has_value());
  return *result;
}

using Ended = std::vector<importers::EndedUnits>;
importers::EndedUnits ended(std::int64_t begin, std::int64_t end, const std::string& how,
                            const char* on = "2026-05-04") {
  return {{begin, end}, {registry_event_status(how), parse_date(on)}};
}

std::string event(const std::string& status, int first, int last) {
  return R"({"entry":9,"status":")" + status + R"(","on":"2026-05-04","first":)" + std::to_string(first) +
         R"(,"last":)" + std::to_string(last) + "}";
}

}  // namespace

TEST_CASE("what a registry said last of units counts") {
  CHECK(known("active", "").active);
  CHECK(known("active", "").ended.empty());
  CHECK(known("active", event("retired", 11, 20)).ended == Ended{ended(11, 21, "retired")});
  // Said twice, the units are ended once: they are counted.
  CHECK(known("active", event("retired", 11, 20) + "," + event("cancelled", 15, 30)).ended ==
        Ended{ended(11, 15, "retired"), ended(15, 31, "cancelled")});
  CHECK(known("active", event("retired", 11, 20) + "," + event("active", 13, 14)).ended ==
        Ended{ended(11, 13, "retired"), ended(15, 21, "retired")});
  // An event may speak of more units than the batch has.
  CHECK(known("active", event("withdrawn", 91, 300)).ended == Ended{ended(91, 101, "withdrawn")});
  // A word that nobody knows sets no units free.
  const auto strange = known("active", event("burnt", 1, 5));
  REQUIRE(strange.ended.size() == 1);
  CHECK_FALSE(strange.ended.front().how.status.has_value());
}

TEST_CASE("a batch that was recorded as ended is ended but for what the registry calls active since") {
  const auto later = known("retired", event("active", 1, 10));
  CHECK(later.active);
  CHECK(later.ended == Ended{ended(11, 101, "retired", "2025-12-31")});
  CHECK(known("cancelled", event("active", 1, 100)).ended.empty());
  const auto plain = known_batch(
      boost::json::parse(R"({"batch":7,"namespace":"1","first":1,"last":2,"registry_status":{"status":"retired"}})"));
  REQUIRE(plain.has_value());
  CHECK_FALSE(plain->active);
  CHECK(plain->how == importers::RegistryEnd{RegistryEventStatus::retired, std::nullopt});
}

TEST_CASE("a batch without numbers that a file could name is left out") {
  CHECK_FALSE(known_batch(boost::json::parse(R"({"batch":7,"first":5,"last":4})")).has_value());
  CHECK_FALSE(known_batch(boost::json::parse(R"({"batch":7,"first":1})")).has_value());
  CHECK_FALSE(known_batch(boost::json::parse(R"([])")).has_value());
}
