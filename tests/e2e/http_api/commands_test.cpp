// Writing over HTTP: answers, repetitions, dry runs, batches.
#include <thread>

#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

std::vector<boost::json::object> lines_of(const std::string& ndjson) {
  std::vector<boost::json::object> lines;
  std::stringstream stream(ndjson);
  for (std::string line; std::getline(stream, line);) lines.push_back(boost::json::parse(line).as_object());
  return lines;
}

}  // namespace

TEST_CASE("An accepted command is answered with an entry and a receipt that verifies offline") {
  Service service;
  service.ledger.populate();
  const auto got =
      service.post(service.ledger.sign(service.ledger.trader, "retire", service.ledger.retire_body(1, 10)));
  INFO(got.body);
  REQUIRE(got.status == 201);
  const auto json = got.json();
  const auto verified =
      log::verify_receipt(std::string(json.at("receipt").as_string()), service.ledger.engine().log_verifier());
  REQUIRE(log::ok(verified));
  CHECK(log::value(verified).entry == json.at("entry").as_string());
  const auto index = std::to_string(json.at("index").as_int64());
  CHECK(got.header("location") == "/v1/entries/" + index);
  CHECK(json.at("effects").at(0).at("type").as_string() == "units_retired");
  CHECK(json.at("effects").at(0).at("quantity").as_int64() == 10);
  const auto read = service.get("/v1/entries/" + index + "/receipt");
  CHECK(read.body == json.at("receipt").as_string());
  CHECK(service.get("/v1/entries/" + index + "/receipt", {{"If-None-Match", read.header("etag")}}).status == 304);
}

TEST_CASE("Sixty-four senders of one command make one entry and get equal receipts", "[asvs:2.3.4]") {
  Service service;
  service.ledger.populate();
  const auto jws = service.ledger.sign(service.ledger.trader, "retire", service.ledger.retire_body(1, 10));
  const auto before = service.get("/v1/log").json().at("size").as_int64();
  std::vector<Got> got(64);
  std::vector<std::thread> senders;
  for (auto& one : got) senders.emplace_back([&service, &jws, &one] { one = service.post(jws); });
  for (auto& sender : senders) sender.join();
  int created = 0;
  for (const Got& one : got) {
    created += one.status == 201 ? 1 : 0;
    CHECK((one.status == 201 || (one.status == 200 && one.header("idempotency-replayed") == "true")));
    CHECK(one.body == got.front().body);
  }
  CHECK(created == 1);
  CHECK(service.get("/v1/log").json().at("size").as_int64() == before + 1);
}

TEST_CASE("Refusals have the status of their group and say what they collided with") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate();
  const auto first = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  const auto twice = service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(5, 12)));
  CHECK(twice.status == 409);
  CHECK(twice.code() == "double_use");
  CHECK(twice.json().at("conflict").at("index").as_int64() == static_cast<std::int64_t>(first));
  CHECK(twice.header("content-type") == "application/problem+json");
  CHECK(service.post(ledger.sign(ledger.trader, "declare_inventory", inventory_body(ledger.factory))).status == 403);
  auto stranger = ledger.sign(ledger.trader, "retire", ledger.retire_body(20, 21));
  stranger[stranger.size() - 10] = stranger[stranger.size() - 10] == 'A' ? 'B' : 'A';
  CHECK(service.post(stranger).status == 401);
  const Json same{{"jti", "jti-reused-1"}};
  CHECK(service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(20, 21), same)).status == 201);
  const auto reused = service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(22, 23), same));
  CHECK(reused.status == 422);
  CHECK(reused.code() == "jti_reused");
  auto faulty = ledger.retire_body(30, 31);
  faulty["quantity"] = 7;
  faulty["surplus"] = true;
  const auto form = service.post(ledger.sign(ledger.trader, "retire", faulty));
  CHECK(form.status == 422);
  CHECK(form.json().at("errors").as_array().size() == 2);
  CHECK(service.post("no jws").status == 400);
  const auto token = service.post(service.token(ledger.trader));
  CHECK(token.status == 401);
  CHECK(token.code() == "token_not_a_command");
  CHECK(service.post(service.token(ledger.trader), "/v1/commands?dry_run=true").code() == "token_not_a_command");
  CHECK(service.request("POST", "/v1/commands", {{"Content-Type", "application/json"}}, "{}").status == 415);
}

TEST_CASE("A dry run gives the same verdict and writes nothing") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate();
  const auto size = service.get("/v1/log").json().at("size").as_int64();
  const auto signed_run =
      service.post(ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 10)), "/v1/commands?dry_run=true");
  CHECK(signed_run.status == 200);
  CHECK(signed_run.json().at("would_be_index").as_int64() == size);
  const auto refused =
      service.post(ledger.sign(ledger.rival, "retire", ledger.retire_body(1, 10)), "/v1/commands?dry_run=true");
  CHECK(refused.code() == "not_free");
  const std::string payload =
      boost::json::serialize(ledger.payload(ledger.trader, "retire", ledger.retire_body(1, 10)));
  const std::string target = "/v1/commands?dry_run=true";
  const auto unsigned_as = [&](const std::string& party) {
    return service.request("POST", target,
                           {{"Content-Type", "application/json"}, {"Authorization", "Bearer " + service.token(party)}},
                           payload);
  };
  CHECK(unsigned_as(ledger.trader).status == 200);
  CHECK(unsigned_as(ledger.rival).status == 401);
  CHECK(service.request("POST", target, {{"Content-Type", "application/json"}}, payload).code() == "token_required");
  CHECK(service.get("/v1/log").json().at("size").as_int64() == size);
}

TEST_CASE("A batch is answered line by line in order, and a bad line stops nobody") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(5000);
  std::string body;
  for (std::int64_t at = 0; at < 200; ++at) {
    const auto jws = ledger.sign(ledger.trader, "retire", ledger.retire_body(at * 10 + 1, at * 10 + 10));
    body += at == 50 ? "garbage" : at == 51 ? service.token(ledger.trader) : jws;
    body += '\n';
  }
  body += ledger.sign(ledger.trader, "retire", ledger.retire_body(1, 1)) + "\n";
  const auto got = service.request("POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}}, body);
  REQUIRE(got.status == 200);
  CHECK(got.header("content-type") == "application/x-ndjson");
  const auto lines = lines_of(got.body);
  REQUIRE(lines.size() == 201);
  std::int64_t last_index = 0;
  for (std::size_t at = 0; at < lines.size(); ++at) {
    CHECK(lines[at].at("line").as_int64() == static_cast<std::int64_t>(at) + 1);
    if (at == 50 || at == 51 || at == 200) continue;
    CHECK(lines[at].at("status").as_int64() == 201);
    CHECK(lines[at].at("index").as_int64() > last_index);
    last_index = lines[at].at("index").as_int64();
  }
  CHECK(lines[50].at("problem").at("code").as_string() == "jws_shape");
  CHECK(lines[51].at("status").as_int64() == 401);
  CHECK(lines[51].at("problem").at("code").as_string() == "token_not_a_command");
  CHECK(lines[200].at("problem").at("code").as_string() == "double_use");
}
