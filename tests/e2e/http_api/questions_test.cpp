// Questions about the wider ledger: the life of units, a signed absence, conflicts, what a fact touches, who tried to
// use something twice, projects, bodies, engagements and what waits; and what each of them keeps to itself.
#include <future>
#include <thread>

#include "ledger/commands.hpp"
#include "ledger/log/note.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::evidence_json;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace {

Json ranges_of(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  return {{"ranges", boost::json::array{range_json(batch, first, last)}}};
}

Json invalidation(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  Json body = ranges_of(batch, first, last);
  body["authority"] = "Registry";
  body["reason"] = "over-issued";
  body["evidence"] = evidence_json();
  return body;
}

Json foreign_use(std::uint64_t batch, std::int64_t first, std::int64_t last) {
  Json body = ranges_of(batch, first, last);
  body["purpose"] = "event";
  body["user"] = "Somebody Ltd";
  body["evidence"] = evidence_json();
  return body;
}

std::string decimal(std::uint64_t value) { return std::to_string(value); }

const std::string unknown_serial = "15312-5001-5002-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";

}  // namespace

TEST_CASE("The life of a unit is told by serial and by number with every action and conflict") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(1, 100));
  const auto taken = service.grant(ledger.registrar, "invalidate", invalidation(ledger.batch, 51, 60));
  const auto used = service.grant(ledger.registrar, "record_foreign_use", foreign_use(ledger.batch, 91, 95));
  const auto asked = [&](const std::string& what) { return service.get("/v1/units?programme=VCS&" + what); };
  const auto by_number = asked("number=55").json();
  REQUIRE(by_number.at("found").as_bool());
  CHECK(by_number.at("parsed").as_bool());
  const auto& answer = by_number.at("answers").at(0).as_object();
  CHECK(answer.at("units").at(0).at("status").as_string() == "invalidated");
  CHECK(answer.at("units").at(0).at("retirement").as_int64() == static_cast<std::int64_t>(retirement));
  REQUIRE(answer.at("actions").as_array().size() == 1);
  CHECK(answer.at("actions").at(0).at("entry").as_int64() == static_cast<std::int64_t>(taken));
  CHECK(answer.at("actions").at(0).at("action").as_string() == "invalidation");
  CHECK(answer.at("conflicts").as_array().empty());
  const auto disputed = asked("number=93").json();
  CHECK(disputed.at("answers").at(0).at("units").at(0).at("status").as_string() == "in_conflict");
  CHECK(disputed.at("answers").at(0).at("conflicts").at(0).at("entry").as_int64() == static_cast<std::int64_t>(used));
  const auto by_serial = asked("serial=15312-1-1000-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0").json();
  REQUIRE(by_serial.at("found").as_bool());
  CHECK(by_serial.at("answers").at(0).at("actions").as_array().size() == 2);
  CHECK(asked("serial=x&number=1").status == 400);
  CHECK(asked("").status == 400);
  CHECK_FALSE(service.get("/v1/units?programme=CCER&serial=NONE-1").json().at("parsed").as_bool());
  // The transfer that the trader's units came by is not the world's business.
  CHECK(service.get("/v1/units?programme=VCS&number=55").body.find(ledger.trader) == std::string::npos);
  CHECK(service.get("/v1/units?programme=VCS&number=55").body.find("\"transfer\"") == std::string::npos);
}

TEST_CASE("That a serial is not used is stated under a key that genesis names", "[formats-13]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const std::string target = "/v1/units/absence?programme=VCS&serial=";
  const auto got = service.get(target + unknown_serial);
  INFO(got.body);
  REQUIRE(got.status == 200);
  const auto info = service.get("/v1/log").json();
  const auto verifier = log::Verifier::parse(std::string(info.at("statement_vkey").as_string()));
  REQUIRE(log::ok(verifier));
  CHECK(log::value(verifier).name() == statement_key_name(ledger.origin));
  const auto opened = log::open_note(got.body, {log::value(verifier)});
  REQUIRE(log::ok(opened));
  CHECK(log::value(opened).text == "tanbu-absence/1\n" + ledger.origin + "\nVCS " + unknown_serial + "\n" +
                                       std::to_string(info.at("size").as_int64()) + "\n" +
                                       std::string(info.at("root").as_string()) + "\n");
  CHECK_FALSE(log::ok(log::open_note(got.body, {ledger.engine().log_verifier()})));
  const auto known = service.get(target + "15312-990-1010-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0");
  CHECK(known.status == 409);
  CHECK(known.code() == "serial_known");
  CHECK(known.json().at("entries").at(0).at("index").as_int64() == static_cast<std::int64_t>(ledger.batch));
  CHECK(service.get(target + "rubbish").status == 400);
  CHECK(service.get(target + "55").status == 400);
}

TEST_CASE("One question tells whom an invalidation hits") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto first = service.grant(ledger.trader, "retire", ledger.retire_body(1, 100));
  service.grant(ledger.trader, "retire", ledger.retire_body(101, 200));
  const auto taken = service.grant(ledger.registrar, "invalidate", invalidation(ledger.batch, 91, 100));
  const auto got = service.get("/v1/entries/" + decimal(taken) + "/affected").json();
  REQUIRE(got.at("retirements").as_array().size() == 1);
  CHECK(got.at("retirements").at(0).at("retirement").as_int64() == static_cast<std::int64_t>(first));
  CHECK(got.at("retirements").at(0).at("affected").as_int64() == 10);
  CHECK(got.at("retirements").at(0).at("counted").as_int64() == 90);
  CHECK(got.at("factories").at(0).as_int64() == static_cast<std::int64_t>(ledger.factory));
  CHECK(got.at("periods").at(0).at("period").as_string() == "2022");
  CHECK(got.at("units").at(0).at("first").as_int64() == 91);
  CHECK(service.get("/v1/entries/999999/affected").status == 404);
}

TEST_CASE("Conflicts are public and name entries and never holders") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  CHECK(service.get("/v1/conflicts").json().at("data").as_array().empty());
  const auto fact = service.grant(ledger.registrar, "record_foreign_use", foreign_use(ledger.batch, 5, 12));
  const auto got = service.get("/v1/conflicts?status=open");
  REQUIRE(got.json().at("data").as_array().size() == 1);
  const auto conflict = got.json().at("data").at(0).as_object();
  CHECK(conflict.at("entry").as_int64() == static_cast<std::int64_t>(fact));
  CHECK(conflict.at("kind").as_string() == "foreign_use");
  CHECK(conflict.at("retirements").at(0).as_int64() == static_cast<std::int64_t>(retirement));
  CHECK(got.body.find(ledger.trader) == std::string::npos);
  service.grant(ledger.registrar, "void", {{"target", fact}, {"reason", "a slip"}, {"evidence", evidence_json()}});
  CHECK(service.get("/v1/conflicts").json().at("data").as_array().empty());
  CHECK(service.get("/v1/conflicts?status=all").json().at("data").at(0).at("status").as_string() == "closed");
  CHECK(service.get("/v1/conflicts?status=some").status == 400);
}

TEST_CASE("Signed attempts to use something twice are kept for the association") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto first = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  std::string again;
  for (std::int64_t at = 1; at <= 3; ++at) {
    again = ledger.sign(ledger.trader, "retire", ledger.retire_body(at, at));
    CHECK(service.post(again).code() == "double_use");
  }
  CHECK(service.post(again).code() == "double_use");  // the same again is no second attempt
  CHECK(service.post(ledger.sign(ledger.rival, "retire", ledger.retire_body(20, 21))).code() == "not_free");
  const auto page = service.get_as(ledger.association, "/v1/refused-double-uses?limit=2").json();
  REQUIRE(page.at("data").as_array().size() == 2);
  const auto rest = service.get_as(
      ledger.association, "/v1/refused-double-uses?limit=2&cursor=" + std::string(page.at("next").as_string()));
  REQUIRE(rest.json().at("data").as_array().size() == 1);
  const auto row = rest.json().at("data").at(0).as_object();
  CHECK(row.at("issuer").as_string() == ledger.trader);
  CHECK(row.at("reason").as_string() == "double_use");
  CHECK(row.at("conflict").as_int64() == static_cast<std::int64_t>(first));
  CHECK(row.at("jws").as_string() == again);
  CHECK(rest.json().at("next").is_null());
  CHECK(service.get_as(ledger.trader, "/v1/refused-double-uses").status == 404);
}

TEST_CASE("A project shows its uses and its links and its conflicts") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  const auto got = service.get("/v1/projects/VCS/929").json();
  CHECK(got.at("batches").at(0).as_int64() == static_cast<std::int64_t>(ledger.batch));
  REQUIRE(got.at("uses").as_array().size() == 1);
  CHECK(got.at("uses").at(0).at("retirement").as_int64() == static_cast<std::int64_t>(retirement));
  CHECK(got.at("lock").is_null());
  CHECK(got.at("links").as_array().empty());
  CHECK(got.at("conflicts").as_array().empty());
}

TEST_CASE("Bodies are public and engagements are for those who signed them") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const std::string scheme = "t-cace-0142-2024";
  service.grant(ledger.association, "authorise_body",
                {{"party", ledger.rival},
                 {"scheme", scheme},
                 {"batch", 1},
                 {"verifier_count", 8},
                 {"from", "2024-01-01"},
                 {"until", "2030-12-31"}});
  const auto bodies = service.get("/v1/bodies?scheme=" + scheme).json();
  REQUIRE(bodies.at("data").as_array().size() == 1);
  CHECK(bodies.at("data").at(0).at("party").as_string() == ledger.rival);
  // A body may be authorised under a scheme that this ledger does not compute, so no code is known to be wrong.
  CHECK(service.get("/v1/bodies?scheme=other").json().at("data").as_array().empty());
  CHECK(service.get("/v1/bodies/" + ledger.rival).json().at("authorisations").as_array().size() == 1);
  const auto engagement = service.grant(ledger.plant, "engage_body",
                                        {{"factory", ledger.factory},
                                         {"scheme", scheme},
                                         {"from_period", "2022"},
                                         {"body", ledger.rival},
                                         {"role", "verify"}});
  const std::string target = "/v1/factories/" + decimal(ledger.factory) + "/engagements";
  CHECK(service.get(target).status == 404);
  CHECK(service.get_as(ledger.trader, target).status == 404);
  CHECK(service.get_as(ledger.rival, target).json().at("data").at(0).at("accepted_by").is_null());
  CHECK(service.get_as(ledger.plant, target).json().at("data").at(0).at("body").as_string() == ledger.rival);
  // The engaged body reads the factory's inventories once it has accepted, and not before.
  service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
  const std::string coverage = "/v1/factories/" + decimal(ledger.factory) + "/periods/2022/coverage";
  CHECK(service.get_as(ledger.rival, coverage).status == 404);
  service.grant(ledger.rival, "accept_engagement", {{"engagement", engagement}});
  CHECK(service.get_as(ledger.rival, coverage).status == 200);
}

TEST_CASE("What waits for a second signature is shown to its own party") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto second = crypto::SigningKey::generate_ed25519();
  const std::string kid = second.kid();
  const auto proof = crypto::sign_jws(
      "tanbu-proof+jws", boost::json::serialize(Json{{"party", ledger.trader}, {"aud", ledger.origin}}), second);
  service.grant(ledger.trader, "add_key",
                {{"party", ledger.trader}, {"key", crypto::to_jwk(second.public_key())}, {"proof", proof}});
  const auto keys = service.get("/v1/parties/" + ledger.trader).json().at("keys").as_array();
  CHECK(keys.size() == 2);
  CHECK(keys.at(1).at("kid").as_string() == kid);
  CHECK(keys.at(1).at("valid_until").is_null());
  service.grant(ledger.trader, "set_approval_policy",
                {{"kinds", boost::json::array{"retire"}},
                 {"approvers", boost::json::array{kid, ledger.key(ledger.trader).kid()}},
                 {"expires_after_hours", 24}});
  const auto waiting = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
  const auto pending = service.get_as(ledger.trader, "/v1/pending").json();
  REQUIRE(pending.at("data").as_array().size() == 1);
  CHECK(pending.at("data").at(0).at("pending").as_int64() == static_cast<std::int64_t>(waiting));
  CHECK(pending.at("data").at(0).at("kind").as_string() == "retire");
  CHECK(service.get_as(ledger.rival, "/v1/pending").json().at("data").as_array().empty());
  CHECK(service.get("/v1/pending").status == 404);
}

TEST_CASE("Who held units reads the entry by which a registrar moved them") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto moved =
      service.grant(ledger.registrar, "transfer", ledger.transfer_body(ledger.batch, 1, 10, ledger.plant));
  const std::string target = "/v1/entries/" + decimal(moved) + "/command";
  CHECK(service.get_as(ledger.trader, target).status == 200);
  CHECK(service.get_as(ledger.plant, target).status == 200);
  CHECK(service.get_as(ledger.rival, target).status == 404);
}

TEST_CASE("Coverage counts units that still stand and what may be attested beside it") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(1, 100));
  service.grant(ledger.registrar, "invalidate", invalidation(ledger.batch, 1, 30));
  const std::string target = "/v1/factories/" + decimal(ledger.factory) + "/periods/2022/coverage";
  auto coverage = service.get_as(ledger.plant, target).json();
  CHECK(coverage.at("retired").at("counted_t").as_int64() == 70);
  CHECK(coverage.at("retired").at("invalidated_t").as_int64() == 30);
  CHECK(coverage.at("attestable").at("counted_t").as_int64() == 0);
  CHECK_FALSE(coverage.at("inventory").at("verified").as_bool());
  service.grant(ledger.registrar, "confirm_evidence",
                {{"target", retirement}, {"registry_reference", "R-7"}, {"evidence", evidence_json()}});
  coverage = service.get_as(ledger.plant, target).json();
  CHECK(coverage.at("attestable").at("counted_t").as_int64() == 70);
  CHECK(coverage.at("attestable").at("percent").at("exact").as_string() == "70000/19706570");
}

TEST_CASE("Questions about the past hold up nobody else and are refused when too many wait") {
  tanbu::test::LedgerFolder ledger;
  ledger.populate(1000);
  const auto number_of_batch = decimal(ledger.batch);
  AppOptions options;
  options.past_threads = 1;
  options.past_waiting_max = 1;
  App app(ledger.engine(), std::move(options));
  const auto request = [](const std::string& target) {
    Request asked;
    asked.method = "GET";
    asked.target = target;
    return asked;
  };
  const std::string past = "/v1/certificates/" + number_of_batch + "?as_of=5";
  const auto asker = std::this_thread::get_id();

  std::promise<std::thread::id> first_answered;
  std::promise<void> let_go;
  app.handle(request(past), [&, gate = let_go.get_future().share()](const Response&) {
    first_answered.set_value(std::this_thread::get_id());
    gate.wait();
  });
  CHECK(first_answered.get_future().get() != asker);  // its thread is held from here on
  std::promise<int> second;
  app.handle(request(past), [&](const Response& response) { second.set_value(response.status); });
  int third = 0;
  std::string third_body;
  app.handle(request(past), [&](const Response& response) {
    third = response.status;
    third_body = response.body;
  });
  CHECK(third == 503);
  CHECK(third_body.find("questions_full") != std::string::npos);
  int present = 0;
  app.handle(request("/v1/log"), [&](const Response& response) { present = response.status; });
  CHECK(present == 200);
  let_go.set_value();
  CHECK(second.get_future().get() == 404);
}
