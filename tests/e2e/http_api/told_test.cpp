// What answers tell somebody who is not concerned: facts that are public are told as facts, not as the pieces into
// which transfers and reservations had divided the units before; and nobody learns the present by trying old commands.
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

Json freezing(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  return {{"ranges", boost::json::array{{{"batch", batch}, {"first", first}, {"last", last}}}},
          {"reason", "质疑"},
          {"authority", "Ministry"},
          {"evidence", tanbu::test::evidence_json()}};
}

}  // namespace

TEST_CASE("A public fact over units that were divided in private is told as one piece", "[e2e][told]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 11, 20, ledger.rival));
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 31, 31, ledger.plant));
  const auto frozen = service.grant(ledger.registrar, "freeze", freezing(ledger.batch, 1, 50));
  const auto entry = service.get("/v1/entries/" + std::to_string(frozen)).json();
  const auto& units = entry.at("effects").as_array().front().at("units").as_array();
  REQUIRE(units.size() == 1);
  CHECK(units.front().at("first") == 1);
  CHECK(units.front().at("last") == 50);
  const auto affected = service.get("/v1/entries/" + std::to_string(frozen) + "/affected");
  REQUIRE(affected.status == 200);
  CHECK(affected.body.find("\"first\":11") == std::string::npos);
  CHECK(affected.body.find("\"first\":31") == std::string::npos);
}

TEST_CASE("Who tries a public command again learns nothing of the present", "[e2e][told]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto jws = ledger.sign(ledger.registrar, "freeze", freezing(ledger.batch, 1, 50));
  const auto first = service.post(jws);
  REQUIRE(first.status == 201);
  const auto tried = [&] { return service.post(jws, "/v1/commands?dry_run=true"); };
  const auto before = tried();
  CHECK(before.status == 200);
  CHECK(before.header("idempotency-replayed") == "true");
  CHECK(before.json().at("would_be_index") == first.json().at("index"));
  service.grant(ledger.registrar, "unfreeze", [&] {
    Json body = freezing(ledger.batch, 1, 50);
    return Json{{"ranges", body.at("ranges")}, {"reason", "排除"}, {"evidence", body.at("evidence")}};
  }());
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 11, 20, ledger.rival));
  CHECK(tried().body == before.body);
  CHECK(service.post(jws).body == first.body);
}

TEST_CASE("A release of reserved units is told to who sends it again as to everybody", "[e2e][told]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  service.grant(ledger.trader, "reserve",
                {{"ranges", boost::json::array{{{"batch", ledger.batch}, {"first", 1}, {"last", 5}}}},
                 {"factory", ledger.factory},
                 {"period", "2022"},
                 {"purpose", "factory_offset"},
                 {"until", "2030-01-01"}});
  service.grant(ledger.registrar, "freeze", freezing(ledger.batch, 1, 10));
  const auto jws = ledger.sign(ledger.registrar, "unfreeze",
                               {{"ranges", boost::json::array{{{"batch", ledger.batch}, {"first", 1}, {"last", 10}}}},
                                {"reason", "排除"},
                                {"evidence", tanbu::test::evidence_json()}});
  const auto first = service.post(jws);
  REQUIRE(first.status == 201);
  CHECK(first.body.find("reserved") == std::string::npos);
  CHECK(service.post(jws).body == first.body);
}

TEST_CASE("An unsigned payload is refused for its times as the command would be", "[e2e][told]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto payload =
      ledger.payload(ledger.trader, "retire", ledger.retire_body(1, 10), {{"iat", 1'000}, {"exp", 2'000}});
  const auto refused = service.request(
      "POST", "/v1/commands?dry_run=true",
      {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + service.token(ledger.trader)}},
      boost::json::serialize(payload));
  CHECK(refused.code() == "command_expired");
}
