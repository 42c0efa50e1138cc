// Allowances over HTTP: whose they are, and who cannot use them up.
#include "api/serving/limits.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;

namespace {

std::string lines_of(const std::vector<std::string>& commands) {
  std::string lines;
  for (const auto& command : commands) lines += command + "\n";
  return lines;
}

// A file of the template with one row: a batch of project 929.
std::string file_of(std::int64_t first, std::int64_t last) {
  return "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status\nVCS,15312-" +
         std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0," +
         std::to_string(last - first + 1) + ",929,Wind,CN,2022-01-01,2022-12-31,2023-02-01,active\n";
}

AppOptions limited(serving::LimitOptions limits) {
  limits.monotonic_ms = [] { return std::int64_t{0}; };  // nothing ever comes back by waiting
  AppOptions options;
  options.limits = std::make_shared<serving::Limits>(std::move(limits));
  return options;
}

// The one command that the import offers, once it was read.
tanbu::test::Json offered(const Service& service, const Headers& headers, const std::string& import) {
  for (int asked = 0; asked < 100'000; ++asked) {
    const auto got = service.get("/v1/imports/" + import + "/commands", headers);
    if (got.code() == "import_reading") continue;
    REQUIRE(got.status == 200);
    return boost::json::parse(got.body.substr(0, got.body.find('\n'))).at("payload").at("body").as_object();
  }
  FAIL("the file was never read");
  return {};
}

}  // namespace

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
  for (int i = 0; i < 5; ++i) CHECK(service.post(first, "/v1/commands?dry_run=true").status == 200);
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(2, 2))).status == 201);
  const auto third = service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(3, 3)));
  CHECK(third.status == 429);
  CHECK(third.code() == "commands_too_many");
  now_ms += 60'000;
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(4, 4))).status == 201);
}

TEST_CASE(
    "A batch that one of its keys may not send costs no other key, and one above the whole allowance never waits") {
  serving::LimitOptions limits;
  limits.batch_lines_of_key = {3, 60'000};
  Service service(nullptr, limited(limits));
  auto& ledger = service.ledger;
  ledger.populate(1'000);
  const auto wish = [&](const std::string& party, std::int64_t unit) {
    return ledger.sign(party, "retire", ledger.retire_body(unit, unit));
  };
  const auto send = [&](const std::vector<std::string>& commands) {
    return service.request("POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}},
                           lines_of(commands));
  };
  // Whichever of the two keys comes first in the server's order, the other's allowance is whole afterwards.
  for (const auto& [full, other] :
       {std::pair{ledger.trader, ledger.plant}, std::pair{ledger.rival, ledger.registrar}}) {
    CHECK(send({wish(full, 1), wish(full, 2)}).status == 200);
    for (int i = 0; i < 3; ++i) {
      CHECK(send({wish(other, 3), wish(other, 4), wish(full, 5), wish(full, 6)}).code() == "batch_lines_too_many");
    }
    CHECK(send({wish(other, 3), wish(other, 4), wish(other, 5)}).status == 200);
  }
  const auto long_one = send({wish(ledger.association, 1), wish(ledger.association, 2), wish(ledger.association, 3),
                              wish(ledger.association, 4)});
  CHECK(long_one.status == 413);
  CHECK(long_one.code() == "batch_above_allowance");
  CHECK(long_one.header("retry-after").empty());
}

TEST_CASE("A file that is not taken for its options costs nothing of the party's allowance") {
  serving::LimitOptions limits;
  limits.imports_of_party = {1, 60'000};
  Service service(nullptr, limited(limits));
  auto& ledger = service.ledger;
  ledger.populate(1'000);
  const Headers headers{{"Authorization", "Bearer " + service.token(ledger.registrar)}, {"Content-Type", "text/csv"}};
  const auto post = [&](const std::string& query) {
    return service.request("POST", "/v1/imports" + query, headers, file_of(5'001, 5'100));
  };
  for (int i = 0; i < 3; ++i) CHECK(post("?encoding=rot13").code() == "import_option_unknown");
  CHECK(post("").status == 202);
  CHECK(post("").code() == "imports_too_many");
}

TEST_CASE("A commit costs the lines that it records, not what it asks, repeats or is refused") {
  serving::LimitOptions limits;
  limits.batch_lines_of_key = {1, 60'000};
  Service service(nullptr, limited(limits));
  auto& ledger = service.ledger;
  ledger.populate(1'000);
  const Headers headers{{"Authorization", "Bearer " + service.token(ledger.registrar)},
                        {"Content-Type", "application/jose-seq"}};
  const auto posted = service.request("POST", "/v1/imports", headers, file_of(5'001, 5'100));
  REQUIRE(posted.status == 202);
  const std::string import(posted.json().at("id").as_string());
  const auto line = ledger.sign(ledger.registrar, "record_batch", offered(service, headers, import));
  const auto commit = [&](const std::vector<std::string>& lines, const std::string& query = "") {
    return service.request("POST", "/v1/imports/" + import + "/commit" + query, headers, lines_of(lines));
  };
  for (int i = 0; i < 3; ++i) {
    CHECK(commit({line}, "?dry_run=true").status == 200);
    CHECK(commit({line, "no command"}).code() == "import_commit_refused");
  }
  const auto done = commit({line});
  INFO(done.body);
  CHECK(done.status == 200);
  for (int i = 0; i < 3; ++i) CHECK(commit({line}).status == 200);
  CHECK(commit({ledger.sign(ledger.registrar, "record_batch", offered(service, headers, import))}).code() ==
        "batch_lines_too_many");
}
