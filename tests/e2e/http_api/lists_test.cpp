// Lists: both directions, snapshots, chosen fields, three forms, tags and gzip; and what a page costs, in steps of the
// database and not in time.
#include <sqlite3.h>
#include <zlib.h>

#include <algorithm>
#include <atomic>

#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;

namespace {

// The steps that SQLite's machine takes for every statement of this process.
std::atomic<std::uint64_t> steps_taken{0};

int count_steps(unsigned, void*, void* statement, void*) {
  steps_taken += static_cast<std::uint64_t>(
      sqlite3_stmt_status(static_cast<sqlite3_stmt*>(statement), SQLITE_STMTSTATUS_VM_STEP, 1));
  return 0;
}

int watch_connection(sqlite3* handle, const char**, const sqlite3_api_routines*) {
  return sqlite3_trace_v2(handle, SQLITE_TRACE_PROFILE, count_steps, nullptr);
}

using EntryPoint = void (*)();
void watch_all_connections() {
  static const int watched = sqlite3_auto_extension(reinterpret_cast<EntryPoint>(watch_connection));
  REQUIRE(watched == SQLITE_OK);
}

struct Walk {
  std::vector<boost::json::object> rows;
  std::vector<std::uint64_t> steps;  // of each page
};

// Every page, by the Link fields.
Walk walk(const Service& service, std::string target) {
  Walk walked;
  while (!target.empty()) {
    const auto before = steps_taken.load();
    const auto got = service.get(target);
    INFO(target << " " << got.body);
    REQUIRE(got.status == 200);
    walked.steps.push_back(steps_taken.load() - before);
    const auto answer = got.json();
    for (const auto& row : answer.at("data").as_array()) walked.rows.push_back(row.as_object());
    const auto link = got.header("link");
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  return walked;
}

std::vector<boost::json::object> reversed(std::vector<boost::json::object> rows) {
  std::reverse(rows.begin(), rows.end());
  return rows;
}

std::string opened(const std::string& packed) {
  std::string text(1 << 20, '\0');
  std::string input = packed;
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_CASE("Every page of a list costs the same work, in both directions and under every filter") {
  watch_all_connections();
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  for (std::int64_t unit = 1; unit <= 400; ++unit)
    ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
  const auto factory = std::to_string(ledger.factory);
  for (const std::string& list :
       {std::string("/v1/entries?limit=20"), std::string("/v1/retirements?limit=20"),
        "/v1/retirements?limit=20&factory=" + factory, "/v1/retirements?limit=20&factory=" + factory + "&period=2022",
        "/v1/retirements?limit=20&beneficiary=" + ledger.plant}) {
    INFO(list);
    const auto forward = walk(service, list);
    const auto backward = walk(service, list + "&sort=-entry");
    CHECK(forward.rows.size() >= 400);
    CHECK(backward.rows == reversed(forward.rows));
    CHECK(walk(service, list + "&sort=entry").rows == forward.rows);
    for (const auto* walked : {&forward, &backward}) {
      REQUIRE(walked->steps.size() >= 20);
      // All but the last are full. A list that counted its way to a page would take twenty times the steps there.
      const auto last_full = walked->steps[walked->steps.size() - 2];
      INFO(walked->steps.front() << " steps for the first page, " << last_full << " for the last");
      CHECK(walked->steps.front() > 20);
      CHECK(last_full < walked->steps.front() * 3 / 2);
    }
  }
}

TEST_CASE("All pages of a list show the log as the first page saw it, from either end") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  for (std::int64_t unit = 1; unit <= 10; ++unit) ledger.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
  for (const std::string order : {"entry", "-entry"}) {
    const std::string list = "/v1/retirements?limit=4&sort=" + order;
    const auto whole = service.get("/v1/retirements?limit=500&sort=" + order).json().at("data").as_array();
    auto page = service.get(list).json();
    boost::json::array rows = page.at("data").as_array();
    std::int64_t unit = order == "entry" ? 11 : 21;
    while (page.at("next").is_string()) {
      service.grant(ledger.trader, "retire", ledger.retire_body(unit, unit));
      ++unit;
      const std::string cursor(page.at("next").as_string());
      // A cursor goes on in the direction in which it came.
      CHECK(service.get("/v1/retirements?cursor=" + cursor + (order == "entry" ? "&sort=-entry" : "")).code() ==
            "cursor_invalid");
      page = service.get(list + "&cursor=" + cursor).json();
      for (const auto& row : page.at("data").as_array()) rows.push_back(row);
    }
    CHECK(rows == whole);
  }
  CHECK(service.get("/v1/entries?from=5&limit=3&sort=-entry").json().at("data").at(0).at("index").as_int64() == 5);
  CHECK(service.get("/v1/entries?from=999999&limit=3&sort=-entry").json().at("data").as_array().size() == 3);
  CHECK(service.get("/v1/retirements?sort=quantity").code() == "parameter_invalid");
  // A list without that order says so, instead of giving another.
  CHECK(service.get("/v1/conflicts?sort=-entry").code() == "unknown_parameter");
}

TEST_CASE("A client is given the fields that it names, and told which exist when one does not") {
  Service service;
  service.ledger.populate(100);
  const auto whole = service.get("/v1/batches").json().at("data").at(0).as_object();
  const auto some = service.get("/v1/batches?fields=serial,batch,registry_status.status").json();
  const boost::json::object expected{{"serial", whole.at("serial")},
                                     {"batch", whole.at("batch")},
                                     {"registry_status", {{"status", whole.at("registry_status").at("status")}}}};
  CHECK(boost::json::serialize(some.at("data").at(0)) == boost::json::serialize(expected));
  CHECK(some.at("next").is_null());
  const auto member = service.get("/v1/batches?fields=registry_status").json().at("data").at(0).as_object();
  CHECK(member == boost::json::object{{"registry_status", whole.at("registry_status")}});
  CHECK(service.get("/v1/batches?fields=project").json().at("data").at(0).at("project").at("title").is_string());
  const auto table = service.get("/v1/batches?fields=serial,batch", {{"Accept", "text/csv"}});
  CHECK(table.body.find("serial,batch\r\n") == 3);  // behind the byte order mark
  CHECK(table.body.find(std::string(whole.at("serial").as_string())) != std::string::npos);
  for (const std::string bad :
       {"colour", "batch,colour", "batch,batch", "batch,", ",batch", "registry_status.colour", "registry", "Batch"}) {
    INFO(bad);
    const auto refused = service.get("/v1/batches?fields=" + bad);
    CHECK(refused.status == 400);
    CHECK(refused.code() == "field_unknown");
    const auto known = refused.json().at("known").as_array();
    CHECK(std::find(known.begin(), known.end(), boost::json::value("registry_status.on")) != known.end());
    CHECK(refused.body.find("colour") == std::string::npos);  // what a stranger sent is not said again
  }
  CHECK(service.get("/v1/log?fields=size").code() == "unknown_parameter");
}

TEST_CASE("Lines of JSON are the rows of the page") {
  Service service;
  service.ledger.populate(100);
  const auto page = service.get("/v1/entries?limit=5");
  const auto lines = service.get("/v1/entries?limit=5", {{"Accept", "application/x-ndjson"}});
  CHECK(lines.header("content-type") == "application/x-ndjson");
  CHECK(lines.header("link") == page.header("link"));
  std::string expected;
  const auto answer = page.json();
  for (const auto& row : answer.at("data").as_array()) expected += boost::json::serialize(row) + "\n";
  CHECK(lines.body == expected);
  const auto chosen = service.get("/v1/entries?limit=2&fields=index", {{"Accept", "application/x-ndjson"}});
  CHECK(chosen.body == "{\"index\":0}\n{\"index\":1}\n");
}

TEST_CASE("A list that has not changed is not sent again, and gzip is another representation") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const std::string list = "/v1/entries?limit=500";
  const auto plain = service.get(list);
  const auto tag = plain.header("etag");
  REQUIRE(tag.size() > 2);
  CHECK(tag.front() == '"');  // strong
  CHECK(service.get(list, {{"If-None-Match", tag}}).status == 304);
  CHECK(service.get(list, {{"If-None-Match", "\"x\" ,\t" + tag}}).status == 304);
  CHECK(service.get(list, {{"If-None-Match", tag}}).body.empty());
  CHECK(service.get(list, {{"If-None-Match", "\"x\""}}).status == 200);
  const auto packed = service.get(list, {{"Accept-Encoding", "gzip"}});
  CHECK(packed.header("content-encoding") == "gzip");
  CHECK(packed.body.size() < plain.body.size());
  CHECK(opened(packed.body) == plain.body);
  CHECK(packed.header("etag") != tag);
  CHECK(service.get(list, {{"Accept-Encoding", "gzip"}, {"If-None-Match", packed.header("etag")}}).status == 304);
  CHECK(service.get(list, {{"If-None-Match", packed.header("etag")}}).status == 200);
  for (const auto* got : {&plain, &packed}) {
    const auto [begin, end] = got->headers.equal_range("vary");
    CHECK(std::any_of(begin, end, [](const auto& field) { return field.second == "Accept-Encoding"; }));
  }
  // Too short to be worth it, not a text, or refused.
  CHECK(service.get("/v1/log", {{"Accept-Encoding", "gzip;q=0"}}).header("content-encoding").empty());
  CHECK(service.get("/healthz", {{"Accept-Encoding", "gzip"}}).header("content-encoding").empty());
  CHECK(service.request("HEAD", list, {{"Accept-Encoding", "gzip"}}).header("content-length") ==
        std::to_string(packed.body.size()));
  service.grant(ledger.trader, "retire", ledger.retire_body(1, 1));
  CHECK(service.get(list, {{"If-None-Match", tag}}).status == 200);
  // What is somebody's own business has no tag, because nobody keeps it.
  CHECK(service.get_as(ledger.trader, "/v1/holdings?party=" + ledger.trader).header("etag").empty());
}
