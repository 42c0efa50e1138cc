// Allowances over HTTP: whose they are, and who cannot use them up.
#include "api/serving/limits.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;

TEST_CASE("Who repeats somebody's commands does not use up what their signer may send") {
  std::int64_t now_ms = 0;
  serving::LimitOptions limits;
  limits.commands_of_key = {2, 60'000};
  limits.batch_lines_of_key = {2, 60'000};
  limits.monotonic_ms = [&now_ms] { return now_ms; };
  auto options = AppOptions{};
  options.limits = std::make_shared<serving::Limits>(limits);
  Service service(nullptr, options);
  auto& ledger = service.ledger;
  ledger.populate(1'000);
  const auto first = ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1));
  CHECK(service.post(first).status == 201);
  for (int i = 0; i < 5; ++i) CHECK(service.post(first).status == 200);
  std::string copies;
  for (int i = 0; i < 5; ++i) copies += first + "\n";
  CHECK(service.request("POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}}, copies).status ==
        200);
  // Nor does who asks what somebody's commands would do: everybody can read them from the log.
  for (int i = 0; i < 5; ++i) CHECK(service.post(first, "/v1/commands?dry_run=true").code() == "double_use");
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(2, 2))).status == 201);
  const auto third = service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(3, 3)));
  CHECK(third.status == 429);
  CHECK(third.code() == "commands_too_many");
  now_ms += 60'000;
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(4, 4))).status == 201);
}
