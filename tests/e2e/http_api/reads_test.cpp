// Reading over HTTP: the log as strangers verify it, rights, coverage, serials, hostile requests.
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

#include "api/http/routes.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/log/tree.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;

TEST_CASE("Tiles, bundles and proofs rebuild the root that the checkpoint signs") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  for (std::int64_t at = 1; at <= 290; ++at) ledger.grant(ledger.trader, "retire", ledger.retire_body(at, at));
  const auto checkpoint = service.get("/log/checkpoint");
  const auto opened = log::open_checkpoint(checkpoint.body, ledger.engine().log_verifier());
  REQUIRE(log::ok(opened));
  const auto size = log::value(opened).size;
  REQUIRE(size > 256);
  log::Tree tree;
  std::string hashes;
  const auto rest = std::to_string(size - 256);
  for (const std::string& name : {std::string("000"), "001.p/" + rest}) {
    const auto bundle = service.get("/log/tile/entries/" + name);
    REQUIRE(bundle.status == 200);
    CHECK(bundle.header("cache-control").find("immutable") != std::string::npos);
    const auto entries = log::decode_bundle(bundle.body);
    REQUIRE(entries.has_value());
    for (const auto entry : *entries) tree.append(log::leaf_hash(entry));
    hashes += service.get("/log/tile/0/" + name).body;
  }
  CHECK(tree.size() == size);
  CHECK(tree.root() == log::value(opened).root);
  CHECK(hashes.size() == size * 32);
  CHECK(service.get("/log/tile/0/001").status == 404);
  CHECK(service.get("/log/tile/0/001.p/" + std::to_string(size - 255)).status == 404);
  CHECK(service.get("/log/tile/0/0").status == 404);
  const auto info = service.get("/v1/log").json();
  CHECK(info.at("root").as_string() == log::digest_to_base64(tree.root()));
  const auto proof = service.get("/v1/proofs/consistency?from=7&to=" + std::to_string(size)).json();
  log::Proof siblings;
  for (const auto& hash : proof.at("hashes").as_array()) {
    siblings.push_back(*log::digest_from_base64(std::string(hash.as_string())));
  }
  CHECK(log::verify_consistency(7, size, *log::digest_from_base64(std::string(proof.at("root_from").as_string())),
                                tree.root(), siblings));
  CHECK(service.get("/v1/proofs/consistency?from=0&to=3").code() == "proof_from_empty");
  CHECK(service.get("/v1/proofs/inclusion?index=5&size=5").status == 400);
}

TEST_CASE("Coverage of the main job is exact to the kilogram", "[C-1]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(20'000);
  const std::string target = "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/coverage";
  CHECK(service.get_as(ledger.plant, target).code() == "inventory_absent");
  service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
  service.grant(ledger.trader, "retire", ledger.retire_body(1, 19'706));
  auto coverage = service.get_as(ledger.plant, target).json();
  CHECK(coverage.at("to_offset_t").as_string() == "19706.57");
  CHECK(coverage.at("percent").at("exact").as_string() == "19706000/19706570");
  CHECK(coverage.at("percent").at("shown").as_string() == "99.99");
  CHECK(coverage.at("covered").as_bool() == false);
  CHECK(coverage.at("gap_t").as_string() == "0.57");
  CHECK(coverage.at("credits_needed").as_int64() == 1);
  service.grant(ledger.trader, "retire", ledger.retire_body(19'707, 19'707));
  coverage = service.get_as(ledger.association, target).json();
  CHECK(coverage.at("percent").at("shown").as_string() == "100.00");
  CHECK(coverage.at("covered").as_bool());
  CHECK(coverage.at("gap_kg").as_int64() == 0);
  CHECK(coverage.at("surplus_t").as_string() == "0.43");
  CHECK(coverage.at("retired").at("declared_t").as_int64() == 19'707);
}

TEST_CASE("Others' restricted records look exactly like absent ones", "[asvs:8.2.2]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto inventory = service.grant(ledger.plant, "declare_inventory", inventory_body(ledger.factory));
  const auto transfer = ledger.batch + 1;  // populate() transfers right after it records
  const auto entry = [](std::uint64_t index) { return "/v1/entries/" + std::to_string(index) + "/command"; };
  const std::string coverage = "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/coverage";
  const std::string checks =
      "/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/checks?scheme=ceca-g-0171-2022";
  const std::string holdings = "/v1/holdings?party=" + ledger.trader;
  struct Row {
    std::string target;
    std::set<std::string> allowed;
  };
  const std::vector<Row> rows{
      {entry(inventory), {ledger.plant, ledger.association}},
      {entry(transfer), {ledger.registrar, ledger.trader, ledger.association}},
      {entry(transfer).substr(0, entry(transfer).rfind('/')) + "/affected",
       {ledger.registrar, ledger.trader, ledger.association}},
      {coverage, {ledger.plant, ledger.association}},
      {checks, {ledger.plant, ledger.association}},
      {"/v1/factories/" + std::to_string(ledger.factory) + "/periods/2022/word", {ledger.plant, ledger.association}},
      {"/v1/factories/" + std::to_string(ledger.factory) + "/engagements", {ledger.plant, ledger.association}},
      {"/v1/refused-double-uses", {ledger.association}},
      {holdings, {ledger.trader, ledger.association}}};
  const auto masked = [](const Got& got, const std::string& instance) {
    std::string body = got.body;
    for (const auto& word : {got.header("x-request-id"), instance.substr(0, instance.find('?'))}) {
      for (auto at = body.find(word); !word.empty() && at != std::string::npos; at = body.find(word))
        body.erase(at, word.size());
    }
    return body;
  };
  const std::string absent_target = entry(999'999);
  const auto absent = masked(service.get(absent_target), absent_target);
  // Who adds a restricted route adds it to a test of rights: here, with the stream and the serials below, in
  // questions_test.cpp, or in imports_test.cpp.
  std::set<std::string_view> restricted;
  for (const Route& route : all_routes()) {
    if (route.access == Access::by_right) restricted.insert(route.pattern);
  }
  CHECK(restricted == std::set<std::string_view>{"/v1/entries/{index}",
                                                 "/v1/entries/{index}/command",
                                                 "/v1/commands",
                                                 "/v1/entries/{index}/affected",
                                                 "/v1/refused-double-uses",
                                                 "/v1/pending",
                                                 "/v1/factories/{index}/engagements",
                                                 "/v1/units",
                                                 "/v1/factories/{index}/periods/{period}",
                                                 "/v1/factories/{index}/periods/{period}/coverage",
                                                 "/v1/factories/{index}/periods/{period}/checks",
                                                 "/v1/factories/{index}/periods/{period}/word",
                                                 "/v1/batches/{index}",
                                                 "/v1/serials/{programme}/{serial}",
                                                 "/v1/holdings",
                                                 "/v1/imports",
                                                 "/v1/imports/{import}",
                                                 "/v1/imports/{import}/rows",
                                                 "/v1/imports/{import}/commands",
                                                 "/v1/imports/{import}/commit"});
  for (const Row& row : rows) {
    INFO(row.target);
    CHECK(service.get(row.target).status == 404);
    CHECK(masked(service.get(row.target), row.target) == absent);
    for (const auto& party : {ledger.association, ledger.registrar, ledger.trader, ledger.plant, ledger.rival}) {
      INFO(party);
      const auto got = service.get_as(party, row.target);
      CHECK(got.status == (row.allowed.count(party) > 0 ? 200 : 404));
      if (got.status == 404) CHECK(masked(got, row.target) == absent);
    }
  }
  CHECK_FALSE(service.get("/v1/entries/" + std::to_string(inventory)).json().contains("effects"));
  CHECK(service.get_as(ledger.plant, "/v1/entries/" + std::to_string(inventory)).json().contains("effects"));
  CHECK(service.get(coverage, {{"Authorization", "Bearer x"}}).status == 401);
  CHECK(service.get("/v1/log", {{"Authorization", "Basic eDp5"}}).status == 401);
  CHECK(service.get("/v1/log", {{"Authorization", "Basic eDp5"}}).header("www-authenticate").find("Bearer") == 0);
}

TEST_CASE("The stream of commands withholds what the reader may not see") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto count = [](const std::string& text, const std::string& word) {
    std::size_t found = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
    return found;
  };
  const auto all = service.get("/v1/commands?from=0&limit=500");
  const auto size = static_cast<std::size_t>(service.get("/v1/log").json().at("size").as_int64());
  CHECK(count(all.body, "\n") == size);
  CHECK(count(all.body, "\"command\":null") == 1);
  CHECK(count(service.get_as(ledger.association, "/v1/commands").body, "\"command\":null") == 0);
}

TEST_CASE("A serial, a part of it and a bare number are found, and holders stay hidden") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 1, 500, ledger.plant));
  const auto retirement = service.grant(ledger.trader, "retire", ledger.retire_body(601, 700));
  const std::string whole = "15312-1-1000-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
  const std::string part = "15312-650-750-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0";
  const auto asked = [&](const std::string& serial) { return service.get("/v1/serials/VCS/" + serial).json(); };
  const auto by_whole = asked(whole);
  REQUIRE(by_whole.at("found").as_bool());
  // Two holders of free units are one row to the public: the bounds of a transfer are not public.
  CHECK(by_whole.at("answers").at(0).at("units").as_array().size() == 3);
  CHECK(service.get_as(ledger.association, "/v1/serials/VCS/" + whole)
            .json()
            .at("answers")
            .at(0)
            .at("units")
            .as_array()
            .size() == 4);
  const auto by_part = asked(part);
  REQUIRE(by_part.at("found").as_bool());
  const auto& units = by_part.at("answers").at(0).at("units").as_array();
  REQUIRE(units.size() == 2);
  CHECK(units[0].at("first").as_int64() == 650);
  CHECK(units[0].at("retirement").as_int64() == static_cast<std::int64_t>(retirement));
  CHECK(units[1].at("status").as_string() == "free");
  CHECK_FALSE(units[1].as_object().contains("holder"));
  const auto by_number = asked("699");
  REQUIRE(by_number.at("found").as_bool());
  CHECK(by_number.at("answers").at(0).at("units").at(0).at("status").as_string() == "retired");
  CHECK_FALSE(asked("1001").at("found").as_bool());
  CHECK_FALSE(asked("15312-2000-2001-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0").at("found").as_bool());
  // Another vintage on paper does not hide that the numbers are used.
  CHECK(asked("15312-650-750-VCS-VCU-208-VER-CA-3-929-01012021-31122021-0").at("found").as_bool());
  CHECK(service.get("/v1/serials/VCS/rubbish").status == 400);
  CHECK(service.get("/v1/batches/" + std::to_string(ledger.batch)).json().at("totals").at("free").as_int64() == 900);
}

TEST_CASE("Who may not see a holder is told nothing of what that one has reserved") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto range = [&](std::int64_t first, std::int64_t last) {
    return tanbu::test::Json{{"ranges", boost::json::array{tanbu::test::range_json(ledger.batch, first, last)}}};
  };
  auto reservation = range(11, 20);
  reservation["factory"] = ledger.factory;
  reservation["period"] = "2022";
  reservation["purpose"] = "factory_offset";
  reservation["until"] = "2026-12-31";
  service.grant(ledger.trader, "reserve", reservation);
  const auto batch = "/v1/batches/" + std::to_string(ledger.batch);
  for (const auto& got : {service.get(batch), service.get_as(ledger.rival, batch)}) {
    INFO(got.body);
    CHECK(got.json().at("units").as_array().size() == 1);
    CHECK(got.json().at("totals") == boost::json::value{{"free", 100}});
  }
  for (const auto& party : {ledger.trader, ledger.registrar}) {
    const auto got = service.get_as(party, batch).json();
    CHECK(got.at("units").as_array().size() == 3);
    CHECK(got.at("totals").at("reserved").as_int64() == 10);
  }
  for (const std::string unit : {"5", "15"}) {
    const auto found = service.get("/v1/serials/VCS/" + unit).json();
    CHECK(found.at("answers").at(0).at("units").at(0).at("status").as_string() == "free");
  }
  // A refusal about a free unit and one about a reserved one have the same words.
  const auto told = [&](const std::string& kind, tanbu::test::Json body, std::int64_t unit) {
    body["ranges"] = boost::json::array{tanbu::test::range_json(ledger.batch, unit, unit)};
    const auto got = service.post(ledger.sign(ledger.rival, kind, body), "/v1/commands?dry_run=true");
    INFO(got.body);
    CHECK(got.code() == "not_free");
    CHECK_FALSE(got.json().contains("conflict"));
    return std::string(got.json().at("facts").at("status").as_string());
  };
  auto use = ledger.retire_body(1, 1);
  use["factory"] = ledger.other_factory;
  use["beneficiary"] = ledger.rival;
  for (const std::int64_t unit : {5, 15}) {
    CHECK(told("transfer", ledger.transfer_body(ledger.batch, 1, 1, ledger.plant), unit) == "held_by_another");
    CHECK(told("retire", use, unit) == "held_by_another");
  }
  const auto own =
      service.post(ledger.sign(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 15, 15, ledger.plant)),
                   "/v1/commands?dry_run=true");
  CHECK(own.json().at("conflict").at("status").as_string() == "reserved");
  // What a public fact did to units tells reserved ones as free, but for the association.
  auto frozen = range(11, 20);
  frozen["reason"] = "an enquiry";
  frozen["authority"] = "the registry";
  const auto freeze = service.grant(ledger.registrar, "freeze", frozen);
  frozen.erase("authority");
  const auto released = service.grant(ledger.registrar, "unfreeze", frozen);
  CHECK(freeze < released);
  const auto effects = "/v1/entries/" + std::to_string(released);
  CHECK(service.get(effects).body.find("reserved") == std::string::npos);
  CHECK(service.get_as(ledger.association, effects).body.find("reserved") != std::string::npos);
}

TEST_CASE("Holdings that changed between two pages are read again from the first one") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  for (std::int64_t unit = 10; unit <= 60; unit += 10) {
    service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, unit, unit, ledger.rival));
  }
  const auto target = "/v1/holdings?limit=3&party=" + ledger.rival;
  const auto first = service.get_as(ledger.rival, target).json();
  const auto second = target + "&cursor=" + std::string(first.at("next").as_string());
  CHECK(service.get_as(ledger.rival, second).json().at("data").as_array().size() == 3);
  // What came before the place where the second page begins is not on it, and what came behind is told.
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 5, 5, ledger.rival));
  CHECK(service.get_as(ledger.rival, second).status == 200);
  service.grant(ledger.trader, "transfer", ledger.transfer_body(ledger.batch, 45, 45, ledger.rival));
  const auto changed = service.get_as(ledger.rival, second);
  CHECK(changed.status == 409);
  CHECK(changed.code() == "holdings_changed");
  CHECK(service.get_as(ledger.rival, target).status == 200);
}

TEST_CASE("Lists are pages of the entries that there were when the first was read") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  for (std::int64_t at = 1; at <= 5; ++at) service.grant(ledger.trader, "retire", ledger.retire_body(at, at));
  auto page = service.get("/v1/retirements?limit=2").json();
  service.grant(ledger.trader, "retire", ledger.retire_body(6, 6));
  std::size_t listed = page.at("data").as_array().size();
  while (!page.at("next").is_null()) {
    page = service.get("/v1/retirements?limit=2&cursor=" + std::string(page.at("next").as_string())).json();
    listed += page.at("data").as_array().size();
  }
  CHECK(listed == 5);
  auto holdings = service.get_as(ledger.trader, "/v1/holdings?party=" + ledger.trader).json();
  CHECK(holdings.at("totals").at(0).at("quantity").as_int64() == 94);
  for (const char* target : {"/v1/parties", "/v1/factories", "/v1/projects?programme=VCS",
                             "/v1/batches?programme=VCS&project=929", "/v1/programmes", "/v1/entries?limit=3"}) {
    INFO(target);
    CHECK_FALSE(service.get(target).json().at("data").as_array().empty());
  }
}

TEST_CASE("A server that speaks TLS itself tells browsers to come by it alone, and nobody hears how full its disk is") {
  AppOptions options;
  options.tls = true;
  Service service(nullptr, options);
  for (const char* target : {"/", "/v1/log", "/nothing"}) {
    CHECK(service.get(target).header("strict-transport-security") == "max-age=31536000");
  }
  const auto ready = service.get("/readyz");
  CHECK(ready.status == 200);
  CHECK_FALSE(ready.json().contains("disk_free_bytes"));
  CHECK(ready.json().at("checks").at("disk").as_bool());
}

TEST_CASE("Every answer carries its guards, and no request writes headers or log lines", "[asvs:16.4.1]") {
  std::ostringstream written;
  auto log = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(written));
  log->set_pattern("%v");
  {
    Service service(log);
    for (const char* target : {"/", "/healthz", "/readyz", "/version", "/v1/log", "/nothing", "/v1/log?x=1"}) {
      INFO(target);
      const auto got = service.get(target, {{"X-Request-Id", "abc"}});
      CHECK(got.header("x-request-id") == "abc");
      CHECK(got.header("x-content-type-options") == "nosniff");
      CHECK(got.header("content-security-policy").find("default-src 'none'") == 0);
      CHECK(got.header("access-control-allow-origin") == "*");
      for (const char* name : {"ETag", "Link", "RateLimit", "Retry-After", "X-Request-Id"}) {
        CHECK(got.header("access-control-expose-headers").find(name) != std::string::npos);
      }
      CHECK(got.header("strict-transport-security").empty());
      CHECK(got.headers.count("server") == 0);
      CHECK(got.headers.count("cache-control") == 1);
    }
    CHECK(service.request("HEAD", "/v1/log").body.empty());
    CHECK(service.request("DELETE", "/v1/retirements/1").header("allow") == "GET, HEAD");
    const auto hostile = service.get("/v1/%1b%5b2J%0d%0aX:1", {{"X-Request-Id", "a b; c"}});
    CHECK(hostile.status == 400);
    CHECK(hostile.header("x-request-id").size() == 32);
    CHECK(service.get("/v1/log", {{"Accept-Language", "zh-CN"}, {"Authorization", "Bearer secret-token"}})
              .body.find("令牌") != std::string::npos);
  }
  const std::string text = written.str();
  CHECK(text.find("secret-token") == std::string::npos);
  std::stringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    INFO(line);
    boost::json::error_code error;
    CHECK(boost::json::parse(line, error).is_object());
  }
  CHECK(count == 11);
}
