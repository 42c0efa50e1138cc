// How retirements compare with their registries, where people and bodies look for it.
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http::test;
using tanbu::test::evidence_json;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace {

std::string state_of(const boost::json::value& holder) {
  return std::string(holder.at("match").at("state").as_string());
}

Json registry_event(std::uint64_t batch, std::int64_t first, std::int64_t last, const std::string& beneficiary) {
  return {{"ranges", boost::json::array{range_json(batch, first, last)}},
          {"status", "retired"},
          {"on", "2023-06-01"},
          {"beneficiary_text", beneficiary},
          {"reason_text", "for 2022"},
          {"reference", "VCS-R-9"},
          {"evidence", evidence_json()}};
}

}  // namespace

TEST_CASE("a retirement shows whether its registry agrees, alone, in the list, in coverage and among the checks") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(300);
  service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
  std::vector<std::uint64_t> uses;
  for (const std::int64_t first : {1, 101, 201})
    uses.push_back(service.grant(ledger.trader, "retire", ledger.retire_body(first, first + 99)));
  const auto agreed = service.grant(ledger.registrar, "record_registry_event",
                                    registry_event(ledger.batch, 1, 100, "Plant One Ltd (registry)"));
  service.grant(ledger.registrar, "record_registry_event", registry_event(ledger.batch, 101, 150, "Plant One Ltd"));

  const auto alone = service.get("/v1/retirements/" + std::to_string(uses[0])).json();
  CHECK(state_of(alone) == "agrees");
  CHECK(alone.at("match").at("compared").at(0).at("entry").to_number<std::uint64_t>() == agreed);
  CHECK(alone.at("match").at("compared").at(0).at("kind").as_string() == "record_registry_event");
  CHECK(alone.at("match").at("compared").at(0).at("ranges").at(0).at("last").to_number<int>() == 100);
  CHECK(alone.at("match").at("units").at("agree").to_number<int>() == 100);
  const auto part = service.get("/v1/retirements/" + std::to_string(uses[1])).json();
  CHECK(state_of(part) == "differs");
  CHECK(part.at("match").at("differences").at(0).at("field").as_string() == "quantity");
  CHECK(part.at("match").at("differences").at(0).at("registry").as_string() == "50");
  CHECK(part.at("match").at("hints").at(0).at("field").as_string() == "beneficiary");
  const auto list = service.get("/v1/retirements").json();
  REQUIRE(list.at("data").as_array().size() == 3);
  CHECK(state_of(list.at("data").at(2)) == "unchecked");

  const std::string year = "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/";
  for (const std::string& target : {year + "coverage", year + "checks?scheme=ceca-g-0171-2022",
                                    year + "coverage?as_of=" + std::to_string(agreed)}) {
    const auto answer = service.get_as(ledger.plant, target).json();
    REQUIRE(answer.at("matches").as_array().size() == 3);
    for (std::size_t at = 0; at < 3; ++at) {
      const auto& one = answer.at("matches").at(at);
      CHECK(one.at("retirement").to_number<std::uint64_t>() == uses[at]);
      CHECK(state_of(one) == std::vector<std::string>{"agrees", "differs", "unchecked"}[at]);
    }
  }
}
