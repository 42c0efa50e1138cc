// The matrix of rights, its writing half: commands about others' objects, by dry run and for good, and files that
// belong to whoever posted them. What a command is refused with tells its signer nothing that he may not read.
#include <algorithm>

#include "api/http/wire/message.hpp"
#include "tests/e2e/http_api/matrix_scene.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::evidence_json;
using tanbu::test::Json;
using tanbu::test::range_json;

namespace {

struct Act {
  std::string kind;
  Json body;
  Roles signers;  // who may sign it; everybody else is refused
};

const Headers jose{{"Content-Type", "application/jose"}};
const std::string dry = "/v1/commands?dry_run=true";

Json with_evidence(Json body) {
  body["evidence"] = evidence_json();
  return body;
}
Json with_reason(Json body) {
  body["reason"] = "an error";
  return body;
}

// One act for each way in which an object is somebody's.
std::vector<Act> acts_of(const MatrixScene& scene) {
  const auto& ledger = scene.service.ledger;
  const auto trader_range = boost::json::array{range_json(ledger.batch, 24'500, 24'509)};
  Json use = ledger.retire_body(24'500, 24'509);
  use["registry_reference"] = "VCS-R-9";
  Json inventory = inventory_body(ledger.factory);
  inventory["period"] = "2023";
  Json engage{{"factory", ledger.factory},
              {"scheme", MatrixScene::scheme},
              {"from_period", "2023"},
              {"body", "x:idle-body"},
              {"role", "verify"}};
  Json reserve{{"ranges", trader_range},
               {"factory", ledger.factory},
               {"period", "2022"},
               {"purpose", "factory_offset"},
               {"until", "2026-12-31"}};
  return {
      {"retire", use, {role::holder, role::registrar}},
      {"transfer", ledger.transfer_body(ledger.batch, 24'500, 24'509, "x:stranger"), {role::holder, role::registrar}},
      {"transfer",
       ledger.transfer_body(scene.other_batch, 5'000, 5'010, "x:stranger"),
       {role::rival, role::other_registrar}},
      {"reserve", reserve, {role::holder}},
      {"release", with_reason({{"reservation", scene.reservation}}), {role::holder}},
      {"declare_inventory", inventory, {role::plant}},
      {"update_factory", {{"factory", ledger.factory}, {"zone", "West"}}, {role::plant}},
      {"engage_body", engage, {role::plant}},
      {"accept_engagement", {{"engagement", scene.offered}}, {role::offered_body}},
      {"end_engagement", with_reason({{"engagement", scene.engagement}}), {role::plant, role::engaged_body}},
      {"decline", with_reason({{"pending", scene.pending}}), {role::receiver}},
      {"approve", {{"pending", scene.pending}}, {}},  // the one who could has another key than the roles have
      {"withdraw_attestation",
       with_reason({{"attestation", scene.attestation}}),
       {role::engaged_body, role::association}},
      {"suspend_certificate",
       with_reason({{"certificate", scene.certificate}, {"effective_on", "2025-11-21"}}),
       {role::engaged_body, role::association}},
      {"record_registry_event",
       {{"ranges", trader_range}, {"status", "cancelled"}, {"on", "2025-11-01"}, {"reference", "VCS-C-1"}},
       {role::registrar}},
      {"invalidate",
       with_evidence(with_reason({{"ranges", trader_range}, {"authority", "Registry"}})),
       {role::registrar, role::association}},
      {"update_party", with_evidence({{"party", ledger.trader}, {"name", "Another Name"}}), {role::association}},
      {"appoint_registrar",
       {{"party", "x:stranger"}, {"programme", "VCS"}, {"from", "2025-01-01"}, {"until", "2026-01-01"}},
       {role::association}},
      {"end_appointment", with_reason({{"appointment", scene.appointment}, {"on", "2026-01-01"}}), {role::association}},
  };
}

std::int64_t log_size(const MatrixScene& scene) { return scene.service.get("/v1/log").json().at("size").as_int64(); }

// Entries that the body itself names tell its signer nothing.
bool names_entry(const Json& body, std::int64_t entry) {
  return std::any_of(body.begin(), body.end(), [&](const auto& member) { return member.value() == entry; });
}

void check_tells_nothing(const MatrixScene& scene, const std::string& asker, const Act& act, const Got& got) {
  const auto problem = got.json();
  if (const auto* conflict = problem.if_contains("conflict")) {
    const auto index = conflict->at("index").as_int64();
    const auto restricted = scene.restricted.find(static_cast<std::uint64_t>(index));
    const bool readable = restricted == scene.restricted.end() || restricted->second.count(asker) > 0;
    CHECK((readable || names_entry(act.body, index)));
  }
  for (const std::string party : {"x:trader", "x:receiver", "x:offered-body", "x:ended-body"}) {
    const bool said_himself = boost::json::serialize(act.body).find(party) != std::string::npos;
    if (scene.party(asker) != party && !said_himself) CHECK(got.body.find(party) == std::string::npos);
  }
}

const std::string template_head =
    "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status\n";
const std::string template_row =
    "VCS,15312-50001-50010-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0,10,929,Wind,CN,2022-01-01,2022-12-31,"
    "2023-02-01,active\n";

// The id of a file of the registrar's once it was read; each question is a round trip and no clock is asked.
std::string posted_import(MatrixScene& scene) {
  const auto posted =
      scene.ask(role::registrar, "POST", "/v1/imports", {{"Content-Type", "text/csv"}}, template_head + template_row);
  INFO(posted.body);
  REQUIRE(posted.status == 202);
  const auto id = std::string(posted.json().at("id").as_string());
  for (int asked = 0; asked < 100'000; ++asked) {
    const auto got = scene.ask(role::registrar, "GET", "/v1/imports/" + id).json();
    if (got.at("status").as_string() == "ready") return id;
    REQUIRE(got.at("status").as_string() == "reading");
  }
  FAIL("the file was never read");
  return {};
}

std::string without(std::string text, const std::string& word) {
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word)) text.erase(at, word.size());
  return text;
}

}  // namespace

TEST_CASE("A command about another's object is refused, tells nothing of it and leaves no trace by dry run",
          "[asvs:8.2.1][asvs:8.2.2]") {
  MatrixScene scene;
  const auto before = log_size(scene);
  for (const Act& act : acts_of(scene)) {
    for (const auto& asker : scene.roles()) {
      if (asker == role::anonymous) continue;
      const auto got = scene.service.request("POST", dry, jose, scene.sign(asker, act.kind, act.body));
      INFO(act.kind << " by the " << asker << ": " << got.body);
      if (act.signers.count(asker) > 0) {
        CHECK(got.status == 200);
      } else {
        CHECK((got.status == 403 || got.status == 409));
        check_tells_nothing(scene, asker, act, got);
      }
    }
  }
  CHECK(log_size(scene) == before);
}

TEST_CASE("An unsigned dry run needs the token of the party that it is for", "[asvs:8.2.1]") {
  MatrixScene scene;
  const Act act = acts_of(scene).front();
  const auto payload =
      boost::json::serialize(scene.service.ledger.payload(scene.party(role::holder), act.kind, act.body));
  for (const auto& asker : scene.roles()) {
    const auto got = scene.ask(asker, "POST", dry, {{"Content-Type", "application/json"}}, payload);
    INFO(asker << ": " << got.body);
    CHECK(got.status == (asker == role::holder ? 200 : 401));
    if (asker != role::holder) CHECK(got.body.find("not_free") == std::string::npos);
  }
}

TEST_CASE("A token beside a command lends it no right, and one in its place is no command", "[asvs:8.2.1]") {
  MatrixScene scene;
  const auto before = log_size(scene);
  const auto acts = acts_of(scene);
  for (const Act& act : acts) {
    for (const auto& asker : scene.roles()) {
      // The stranger signs; whoever may do it lends him his token.
      const auto jws = scene.sign(role::stranger, act.kind, act.body);
      const auto got = scene.ask(asker, "POST", "/v1/commands", jose, jws);
      INFO(act.kind << " with the token of the " << asker << ": " << got.body);
      CHECK((got.status == 403 || got.status == 409));
    }
  }
  for (const auto& asker : scene.roles()) {
    std::string lines;
    for (const Act& act : acts) lines += scene.sign(role::stranger, act.kind, act.body) + "\n";
    const auto got = scene.ask(asker, "POST", "/v1/commands:batch", {{"Content-Type", "application/jose-seq"}}, lines);
    INFO("a batch with the token of the " << asker);
    REQUIRE(got.status == 200);
    std::istringstream answers(got.body);
    std::size_t refused = 0;
    for (std::string line; std::getline(answers, line);) {
      const auto status = boost::json::parse(line).at("status").as_int64();
      refused += status == 403 || status == 409 ? 1U : 0U;
    }
    CHECK(refused == acts.size());
  }
  const auto token = scene.service.token(scene.service.ledger.trader);
  for (const std::string target : {"/v1/commands", "/v1/commands?dry_run=true"}) {
    CHECK(scene.service.post(token, target).code() == "token_not_a_command");
  }
  CHECK(log_size(scene) == before);
}

TEST_CASE("A refusal about another's units tells neither their bounds nor the entry that moved them", "[asvs:8.2.3]") {
  MatrixScene scene;
  const auto& ledger = scene.service.ledger;
  const auto& stranger = role::stranger;
  // The asked numbers cross from the holder's units to the receiver's, and from free units to reserved ones.
  for (const std::int64_t first : {23'990, 22'995, 24'095}) {
    const auto last = first + 20;
    const Json ranges{{"ranges", boost::json::array{range_json(ledger.batch, first, last)}}};
    Json reserve = ranges;
    reserve["factory"] = ledger.other_factory;
    reserve["period"] = "2022";
    reserve["purpose"] = "factory_offset";
    reserve["until"] = "2026-12-31";
    Json benefit = with_evidence(ranges);
    benefit["to"] = "x:idle-body";
    const std::vector<std::pair<std::string, Json>> wishes{
        {"retire", ledger.retire_body(first, last)},
        {"transfer", ledger.transfer_body(ledger.batch, first, last, "x:idle-body")},
        {"reserve", reserve},
        {"assign_benefit", benefit}};
    for (const auto& [kind, body] : wishes) {
      const auto got = scene.service.request("POST", dry, jose, scene.sign(stranger, kind, body));
      INFO(kind << ": " << got.body);
      REQUIRE(got.status == 409);
      const auto problem = got.json();
      CHECK_FALSE(problem.contains("conflict"));
      CHECK(problem.at("facts").at("first").as_string() == std::to_string(first));
      CHECK(problem.at("facts").at("last").as_string() == std::to_string(last));
    }
  }
}

TEST_CASE("What waits for another's second signature is answered like what does not wait at all", "[asvs:8.2.3]") {
  MatrixScene scene;
  const auto not_pending = scene.service.ledger.batch + 1;
  for (const auto& asker : scene.roles()) {
    if (asker == role::anonymous || asker == role::receiver) continue;
    for (const std::string kind : {"approve", "decline"}) {
      const auto about = [&](std::uint64_t index) {
        auto got = scene.service.request("POST", dry, {{"Content-Type", "application/jose"}, {"X-Request-Id", "same"}},
                                         scene.sign(asker, kind, {{"pending", index}}));
        got.body = without(got.body, std::to_string(index));
        return std::pair(got.status, got.body);
      };
      INFO(kind << " by the " << asker);
      CHECK(about(scene.pending) == about(not_pending));
    }
  }
}

TEST_CASE("An import belongs to the party that posted it, and to others it is not there", "[asvs:8.2.2]") {
  MatrixScene scene;
  const Roles registrars{role::registrar, role::other_registrar};
  for (const auto& asker : scene.roles()) {
    const auto got =
        scene.ask(asker, "POST", "/v1/imports", {{"Content-Type", "text/csv"}}, template_head + template_row);
    INFO("a file of the " << asker << ": " << got.body);
    const int refused = asker == role::anonymous ? 401 : 403;
    CHECK(got.status == (registrars.count(asker) > 0 ? 202 : refused));
  }
  const auto id = posted_import(scene);
  std::string absent(id.size(), '0');
  const auto before = log_size(scene);
  for (const auto& asker : scene.roles()) {
    for (const std::string what : {"", "/rows", "/commands", "/commit", "/commit?dry_run=true"}) {
      const bool commits = what.find("/commit?") == 0 || what == "/commit";
      const std::string method = commits ? "POST" : "GET";
      const Headers headers{{"Content-Type", "application/jose-seq"}, {"X-Request-Id", "same"}};
      const std::string line =
          scene.sign(role::registrar, "record_batch", scene.service.ledger.batch_body(60'001, 60'010));
      const auto asked = [&](const std::string& which) {
        return scene.ask(asker, method, "/v1/imports/" + which + what, headers, commits ? line + "\n" : "");
      };
      const auto got = asked(id);
      const auto none = asked(absent);
      INFO(method << " " << what << " by the " << asker << ": " << got.body);
      if (asker == role::registrar) {
        CHECK(got.status == (commits ? 409 : 200));  // the line is no command of the import
        CHECK(none.status == 404);
      } else {
        CHECK(got.status == (asker == role::anonymous ? 401 : 404));
        CHECK(got.status == none.status);
        CHECK(without(got.body, id) == without(none.body, absent));
        auto headers_of_got = got.headers;
        auto headers_of_none = none.headers;
        for (auto* all : {&headers_of_got, &headers_of_none}) all->erase("date");
        CHECK(headers_of_got == headers_of_none);
      }
    }
  }
  CHECK(log_size(scene) == before);
}

TEST_CASE("A body reads its own engagements and learns of no other", "[asvs:8.2.3]") {
  MatrixScene scene;
  const auto target = "/v1/factories/" + std::to_string(scene.service.ledger.factory) + "/engagements";
  for (const auto& asker : {role::engaged_body, role::offered_body, role::ended_body}) {
    const auto got = scene.ask(asker, "GET", target);
    INFO(got.body);
    REQUIRE(got.json().at("data").as_array().size() == 1);
    CHECK(got.json().at("data").at(0).at("body").as_string() == scene.party(asker));
  }
  CHECK(scene.ask(role::plant, "GET", target).json().at("data").as_array().size() == 3);
  // Nor by asking for what was said about the year.
  const auto checks = "/v1/factories/" + std::to_string(scene.service.ledger.factory) +
                      "/periods/2022/checks?scheme=" + MatrixScene::scheme;
  const auto engaged_in = [&](const std::string& asker) {
    return scene.ask(asker, "GET", checks).json().at("engagements").as_array();
  };
  const auto own = engaged_in(role::engaged_body);
  REQUIRE(own.size() == 1);
  CHECK(own.at(0).at("body").as_string() == scene.party(role::engaged_body));
  CHECK(engaged_in(role::plant).size() == 3);
}
