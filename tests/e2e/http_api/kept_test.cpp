// Answers that are given again: whoever asks gets what a server that keeps nothing would have said, whatever was
// written, however the clock went and whoever asked before.
#include <atomic>
#include <thread>
#include <vector>

#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

AppOptions keeping_in(std::shared_ptr<KeptAnswers> kept) {
  AppOptions options;
  options.kept = std::move(kept);
  return options;
}

struct Keeping {
  std::shared_ptr<KeptAnswers> kept = std::make_shared<KeptAnswers>();
  Service service{nullptr, keeping_in(kept)};
  std::string coverage{};

  Keeping() {
    auto& ledger = service.ledger;
    ledger.populate(25'000);
    service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
    coverage = "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/coverage";
  }
  std::uint64_t retire(std::int64_t first, std::int64_t last) {
    return service.grant(service.ledger.trader, "retire", service.ledger.retire_body(first, last));
  }
  [[nodiscard]] bool shows_holder(const std::string& asker) {
    const auto got = asker.empty() ? service.get("/v1/serials/VCS/500") : service.get_as(asker, "/v1/serials/VCS/500");
    REQUIRE(got.status == 200);
    return got.body.find("\"holder\":\"" + service.ledger.trader + "\"") != std::string::npos;
  }
};

}  // namespace

TEST_CASE("An answer is given again while the ledger stands still, and never after", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  for (const std::string& target : {std::string("/v1/serials/VCS/1"), keeping.coverage}) {
    INFO(target);
    const auto ask = [&] { return service.get_as(service.ledger.plant, target); };
    const auto before = keeping.kept->given();
    const auto first = ask();
    const auto again = ask();
    CHECK(first.status == 200);
    CHECK(again.body == first.body);
    CHECK(again.header("etag") == first.header("etag"));
    CHECK(again.header("vary") == first.header("vary"));
    CHECK(again.header("cache-control") == first.header("cache-control"));
    CHECK(again.header("x-request-id") != first.header("x-request-id"));
    CHECK(keeping.kept->given() == before + 1);
    const auto unit = static_cast<std::int64_t>(before) + 1;
    const auto retirement = keeping.retire(unit, unit);
    const auto later = ask();
    CHECK(keeping.kept->given() == before + 1);
    CHECK(later.json().at("as_of").at("size") == static_cast<std::int64_t>(retirement) + 1);
    CHECK(later.body != first.body);
  }
}

TEST_CASE("A receipt that is given again is the receipt, also to who has it already", "[e2e][kept]") {
  Keeping keeping;
  const auto target = "/v1/entries/" + std::to_string(keeping.retire(1, 3)) + "/receipt";
  const auto first = keeping.service.get(target);
  const auto again = keeping.service.get(target);
  CHECK(keeping.kept->given() == 1);
  CHECK(first.status == 200);
  CHECK(again.body == first.body);
  CHECK(log::ok(log::verify_receipt(again.body, keeping.service.ledger.engine().log_vkey())));
  const auto known = keeping.service.get(target, {{"If-None-Match", first.header("etag")}});
  CHECK(known.status == 304);
  CHECK(known.body.empty());
  CHECK(keeping.service.get(target).body == first.body);
  // Under a checkpoint with its cosignatures, which come and go by themselves, it is made anew.
  const auto given = keeping.kept->given();
  CHECK(keeping.service.get(target + "?checkpoint=latest").status == 200);
  CHECK(keeping.service.get(target + "?checkpoint=latest").status == 200);
  CHECK(keeping.kept->given() == given);
}

TEST_CASE("An answer that was made for one asker is not given to another", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  auto& ledger = service.ledger;
  for (int round = 0; round < 2; ++round) {
    CHECK(keeping.shows_holder(ledger.trader));
    CHECK_FALSE(keeping.shows_holder(""));
    CHECK_FALSE(keeping.shows_holder(ledger.rival));
    CHECK(keeping.shows_holder(ledger.association));
    const auto absent = service.get("/v1/factories/99999/periods/2022/coverage");
    CHECK(service.get_as(ledger.plant, keeping.coverage).status == 200);
    for (const auto& got : {service.get(keeping.coverage), service.get_as(ledger.rival, keeping.coverage)}) {
      CHECK(got.status == 404);
      CHECK(got.json().at("title") == absent.json().at("title"));
      CHECK(got.json().at("detail") == absent.json().at("detail"));
    }
  }
  CHECK(keeping.kept->given() == 5);  // of the second round: four serials and one coverage
}

TEST_CASE("Language and gzip have answers of their own", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  const std::string bearer = "Bearer " + service.token(service.ledger.plant);
  for (int round = 0; round < 2; ++round) {
    const auto ask = [&](Headers headers) {
      headers["Authorization"] = bearer;
      return service.get(keeping.coverage, headers);
    };
    const auto english = ask({});
    CHECK(english.body.find("declared by the operator") != std::string::npos);
    const auto chinese = ask({{"Accept-Language", "zh-CN"}});
    CHECK(chinese.body.find("未经核查") != std::string::npos);
    const auto zipped = ask({{"Accept-Encoding", "gzip"}});
    CHECK(zipped.header("content-encoding") == "gzip");
    CHECK(zipped.body.starts_with("\x1f\x8b"));
    CHECK(english.header("content-encoding").empty());
  }
  CHECK(keeping.kept->given() == 3);
}

TEST_CASE("A token that has run out opens no kept answer, and neither does a revoked key", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  auto& ledger = service.ledger;
  Headers bearer{{"Authorization", "Bearer " + service.token(ledger.plant)}};
  CHECK(service.get(keeping.coverage, bearer).status == 200);
  CHECK(service.get(keeping.coverage, bearer).status == 200);
  CHECK(keeping.kept->given() == 1);
  ledger.clock->pass(600'000);
  CHECK(service.get(keeping.coverage, bearer).code() == "token_expired");
  bearer["Authorization"] = "Bearer " + service.token(ledger.plant);
  CHECK(service.get(keeping.coverage, bearer).status == 200);  // judged
  CHECK(service.get(keeping.coverage, bearer).status == 200);  // known
  CHECK(keeping.kept->given() == 2);
  service.grant(ledger.association, "revoke_key", {{"kid", ledger.key(ledger.plant).kid()}, {"reason", "lost"}});
  ledger.clock->pass(1'000);
  CHECK(service.get(keeping.coverage, bearer).code() == "token_key_not_in_force");
  CHECK(keeping.kept->given() == 2);
}

TEST_CASE("An answer of yesterday is not given today", "[e2e][kept]") {
  Keeping keeping;
  auto& ledger = keeping.service.ledger;
  // A registrar sees who holds what until his last day is over: midnight changes the answer, and no entry says so.
  keeping.service.grant(
      ledger.association, "appoint_registrar",
      {{"party", ledger.rival}, {"programme", "VCS"}, {"from", "2020-01-01"}, {"until", "2025-11-21"}});
  CHECK(keeping.shows_holder(ledger.rival));
  CHECK(keeping.shows_holder(ledger.rival));
  CHECK(keeping.kept->given() == 1);
  ledger.clock->pass(12 * hour_ms);
  CHECK_FALSE(keeping.shows_holder(ledger.rival));
}

TEST_CASE("A question about the past is answered anew", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  const auto target = keeping.coverage + "?as_of=" + std::to_string(service.ledger.engine().health().size);
  CHECK(service.get_as(service.ledger.plant, target).status == 200);
  CHECK(service.get_as(service.ledger.plant, target).status == 200);
  CHECK(keeping.kept->given() == 0);
}

TEST_CASE("Whoever asks after an entry was acknowledged is answered with it", "[e2e][kept]") {
  Keeping keeping;
  auto& service = keeping.service;
  std::atomic<std::int64_t> acknowledged{0};
  std::atomic<bool> over{false};
  std::vector<std::string> stale(2);
  std::vector<int> asked(2);
  {
    std::vector<std::jthread> readers;
    for (std::size_t at = 0; at < stale.size(); ++at) {
      readers.emplace_back([&, at] {
        while (!over) {
          const auto least = acknowledged.load();
          const auto got = service.get("/v1/serials/VCS/1");
          ++asked[at];
          const auto size = got.json().at("as_of").at("size").as_int64();
          if (size < least) stale[at] = std::to_string(size) + " after " + std::to_string(least);
        }
      });
    }
    for (int unit = 1; unit <= 40; ++unit) acknowledged = static_cast<std::int64_t>(keeping.retire(unit, unit)) + 1;
    over = true;
  }
  for (std::size_t at = 0; at < stale.size(); ++at) {
    CHECK(stale[at].empty());
    CHECK(asked[at] > 0);
  }
}
