// What an answer of the ledger tells an import of units that are known.
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "api/cli/import_known.hpp"

using namespace tanbu;

TEST_CASE("The numbers of a batch that was voided are free for an import") {
  auto batch = boost::json::parse(
      R"({"batch":12,"namespace":"VCS-1","first":1,"last":30,"registry_status":{"status":"active"}})");
  const auto known = cli::known_batch(batch);
  REQUIRE(known.has_value());
  CHECK(known->batch == 12);
  CHECK(known->units == *UnitRange::from_inclusive(1, 30));
  batch.as_object()["voided_by"] = 40;
  CHECK_FALSE(cli::known_batch(batch).has_value());
}
