// What a batch of electricity certificates claims of its plant's month (XM-02): the serial says it, and whoever states
// something else is mistaken.
#include <catch2/catch.hpp>

#include "tests/unit/codec/support.hpp"

using namespace tanbu;
using namespace tanbu::test;

namespace {

json::value certificates(const json::array& claims = {}) {
  json::value body{{"programme", "GEC"},
                   {"serial", "PPC1302632802001I240100000000001..PPC1302632802001I240100000000500#1-500"},
                   {"quantity", 500},
                   {"project", "PPC1302632802001I"},
                   {"vintage_from", "2024-01-01"},
                   {"vintage_until", "2024-01-31"},
                   {"issued_on", "2024-03-01"},
                   {"registry_status", {{"status", "active"}}}};
  if (!claims.empty()) body.as_object()["claimed_generation"] = claims;
  return body;
}

json::value claim(const char* asset_code, const char* month, std::int64_t kilowatt_hours) {
  return {{"asset_code", asset_code}, {"month", month}, {"kwh", kilowatt_hours}};
}

constexpr auto asset = "PPC1302632802001I";

std::vector<ClaimedGeneration> claims_of(const json::value& body) {
  return std::get<RecordBatchCommand>(command_of("record_batch", body)).claimed_generation;
}

}  // namespace

TEST_CASE("certificates claim a thousand kilowatt hours each of the plant and month that they certify",
          "[GE-01][XM-02]") {
  for (const auto& body : {certificates(), certificates({claim(asset, "2024-01", 500'000)})}) {
    const auto claims = claims_of(body);
    REQUIRE(claims.size() == 1);
    CHECK(claims.front().asset_code == asset);
    CHECK(claims.front().month == "2024-01");
    CHECK(claims.front().electricity == KilowattHours{500'000});
  }
}

TEST_CASE("a stated claim that is not the serial's is refused") {
  const Faulty mismatch{{"/body/claimed_generation/0", "generation_mismatch"}};
  CHECK(faults_of("record_batch", certificates({claim(asset, "2024-01", 499'999)})) == mismatch);
  CHECK(faults_of("record_batch", certificates({claim(asset, "2024-02", 500'000)})) == mismatch);
  CHECK(faults_of("record_batch", certificates({claim("PPC9", "2024-01", 500'000)})) == mismatch);
  CHECK(faults_of("record_batch", certificates({claim(asset, "2024-01", 500'000), claim("PPC9", "2024-01", 1)})) ==
        Faulty{{"/body/claimed_generation/1", "generation_mismatch"}});
  CHECK(faults_of("record_batch", certificates({claim(asset, "2024-01", 500'000), claim(asset, "2024-01", 500'000)})) ==
        Faulty{{"/body/claimed_generation/1", "claim_repeated"}});
}

TEST_CASE("credits claim what their signer states and nothing else") {
  CHECK(claims_of(sample("record_batch").minimal).empty());
  const auto claims = claims_of(sample("record_batch").full);
  REQUIRE(claims.size() == 1);
  CHECK(claims.front().electricity == KilowattHours{1000});
}

TEST_CASE("units wait for a confirmation only where their serial says so") {
  for (const auto& body : {sample("record_batch").minimal, sample("record_batch").full, certificates()}) {
    CHECK(std::get<RecordBatchCommand>(command_of("record_batch", body)).serial_hold.empty());
  }
}

TEST_CASE("more certificates than the world generates are refused before anything is added up") {
  auto body = certificates();
  body = with(body, "/quantity", 1'000'000'000'000);
  body = with(body, "/serial", "PPC1302632802001I240100000000001..PPC1302632802001I240100000000500#1-1000000000000");
  CHECK(faults_of("record_batch", body) == Faulty{{"/body/quantity", "out_of_range"}});
}
