// What one question may cost: long rows end a page early, a batch in many pieces is not read whole, and a filter that
// nothing fits is not searched to the end of a long list at once.
#include <sstream>

#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace {

constexpr std::int64_t uses = 80;
constexpr std::int64_t ranges_of_use = 256;
constexpr std::size_t page_bytes_max = std::size_t{1} << 20;
// One row that was begun below the bound, and what stands around the rows.
constexpr std::size_t page_bytes_more = 64 * 1024;

// Retirements of every other unit of the batch, as many in each as a command takes.
void cut_into_pieces(Service& service) {
  auto& ledger = service.ledger;
  for (std::int64_t use = 0; use < uses; ++use) {
    auto body = ledger.retire_body(1, 1);
    boost::json::array ranges;
    for (std::int64_t at = 0; at < ranges_of_use; ++at) {
      const std::int64_t unit = 2 * (use * ranges_of_use + at) + 1;
      ranges.push_back(range_json(ledger.batch, unit, unit));
    }
    body["ranges"] = ranges;
    body["quantity"] = ranges_of_use;
    service.grant(ledger.trader, "retire", body);
  }
}

std::string cursor_of(const Got& got) {
  const auto next = got.json().at("next");
  return next.is_null() ? "" : "&cursor=" + std::string(next.as_string());
}

}  // namespace

TEST_CASE("A page of long rows ends before its limit, and a batch in many pieces shows its first ones without sums",
          "[asvs:15.2.2]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(2 * uses * ranges_of_use);
  cut_into_pieces(service);
  std::set<std::int64_t> listed;
  std::size_t pages = 0;
  std::string cursor;
  do {
    const auto page = service.get("/v1/retirements?limit=500" + cursor);
    REQUIRE(page.status == 200);
    CHECK(page.body.size() < page_bytes_max + page_bytes_more);
    const auto shown = page.json();
    for (const auto& row : shown.at("data").as_array()) {
      CHECK(listed.insert(row.at("retirement").as_int64()).second);
    }
    cursor = cursor_of(page);
    ++pages;
  } while (!cursor.empty());
  CHECK(listed.size() == static_cast<std::size_t>(uses));
  CHECK(pages > 1);
  // Short rows are still one page.
  CHECK(service.get("/v1/entries?limit=500").json().at("next").is_null());

  // Commands have no cursor: who goes on behind the last line gets all of them.
  const auto size = static_cast<std::uint64_t>(service.get("/v1/log").json().at("size").as_int64());
  std::uint64_t next = 0;
  pages = 0;
  for (; next < size; ++pages) {
    const auto got = service.get("/v1/commands?limit=500&from=" + std::to_string(next));
    REQUIRE(got.status == 200);
    REQUIRE_FALSE(got.body.empty());
    CHECK(got.body.size() < page_bytes_max + page_bytes_more);
    std::istringstream lines(got.body);
    for (std::string line; std::getline(lines, line); ++next) {
      REQUIRE(boost::json::parse(line).at("index").as_int64() == static_cast<std::int64_t>(next));
    }
  }
  CHECK(pages > 1);

  const auto batch = service.get("/v1/batches/" + std::to_string(ledger.batch)).json();
  CHECK_FALSE(batch.at("units_complete").as_bool());
  CHECK(batch.at("totals").is_null());
  CHECK(batch.at("units").as_array().size() == 5'000);
}

TEST_CASE("A filter that nothing fits looks at so many certificates and says where to go on", "[asvs:15.2.2]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(10);
  std::string lines;
  constexpr int certificates = 2'100;
  for (int at = 0; at < certificates; ++at) {
    lines += ledger.sign(ledger.association, "record_legacy_certificate",
                         {{"number", "15/23GHGZC" + std::to_string(at) + "R0"},
                          {"period", "2022"},
                          {"scheme", "ceca-g-0171-2022"},
                          {"type", "UNKNOWN"},
                          {"star", 5},
                          {"body_name", "A body of before"},
                          {"applicant", "Plant One Ltd"},
                          {"emissions_t", "19706.57"},
                          {"offset_percent", "100"},
                          {"first_issued_on", "2023-07-21"},
                          {"issued_on", "2023-07-21"},
                          {"cycle_from", "2023-07-21"},
                          {"valid_until", "2026-07-20"},
                          {"evidence", tanbu::test::evidence_json()}}) +
             "\n";
  }
  const auto answers = service.request("POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}}, lines);
  REQUIRE(answers.status == 200);
  INFO(answers.body.substr(0, 1'000));
  REQUIRE(answers.body.find("\"problem\"") == std::string::npos);
  const auto first = service.get("/v1/certificates?status=cancelled&limit=1");
  CHECK(first.json().at("data").as_array().empty());
  const auto cursor = cursor_of(first);
  REQUIRE_FALSE(cursor.empty());
  const auto second = service.get("/v1/certificates?status=cancelled&limit=1" + cursor);
  CHECK(second.json().at("data").as_array().empty());
  CHECK(second.json().at("next").is_null());
  // Without a filter all of them come, each once.
  std::set<std::int64_t> listed;
  for (std::string more = "&"; !more.empty();) {
    const auto page = service.get("/v1/certificates?limit=500" + (more == "&" ? "" : more));
    REQUIRE(page.status == 200);
    const auto shown = page.json();
    for (const auto& row : shown.at("data").as_array()) listed.insert(row.at("entry").as_int64());
    more = cursor_of(page);
  }
  CHECK(listed.size() == static_cast<std::size_t>(certificates));
}
