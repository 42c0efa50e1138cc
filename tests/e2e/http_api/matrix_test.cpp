// The matrix of rights: every route of the table, asked by every role about its own, another's and an absent object.
// Whoever adds a route adds its row here, or the first test fails. What one may not see looks exactly like what is not
// there: status, headers and body, but for the path that was asked and the time.
#include <algorithm>

#include "api/http/router.hpp"
#include "api/http/routes.hpp"
#include "tests/e2e/http_api/matrix_scene.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using tanbu::test::Json;

namespace {

enum class Shown {
  same_to_all,  // the same octets to everybody
  open_to_all,  // to everybody, but the octets change with time
  hidden,       // to the readers; to others it is not there
  partly,       // to everybody, but the secret to the readers alone
  own_list,     // to whoever has a token; the secret to the readers alone
  elsewhere,    // in a test of its own, here or in matrix_writes_test.cpp
};

struct MatrixRow {
  std::string_view method;
  std::string_view pattern;
  Shown shown{};
  std::string target;
  std::string absent{};  // by the same route, where there is such a thing
  Roles readers{};
  std::string secret{};
  Roles others_see_own{};  // of partly: who sees something else of his own
};

const std::string nothing = "999999";
const Headers traced{{"X-Request-Id", "matrix"}};

std::string number(std::uint64_t value) { return std::to_string(value); }
std::string without_query(const std::string& target) { return target.substr(0, target.find('?')); }

// An answer without what may differ between two absent things.
struct Look {
  int status = 0;
  std::multimap<std::string, std::string> headers;
  std::string body;
  bool operator==(const Look&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Look& look) {
  out << look.status;
  for (const auto& [name, value] : look.headers) out << "\n" << name << ": " << value;
  return out << "\n" << look.body;
}

Look look_of(const Got& got, const std::string& target) {
  Look look{got.status, got.headers, got.body};
  const auto path = without_query(target);
  for (auto at = look.body.find(path); at != std::string::npos; at = look.body.find(path)) {
    look.body.erase(at, path.size());
  }
  look.headers.erase("date");
  look.headers.erase("content-length");  // that of the body with the path, which is compared without it
  return look;
}

Look look_of_head(const Got& got) {
  Look look{got.status, got.headers, ""};
  look.headers.erase("date");
  return look;
}

std::vector<MatrixRow> log_rows(const MatrixScene& scene, std::uint64_t size) {
  const auto transfer = number(scene.service.ledger.batch + 1);
  using enum Shown;
  return {
      {"GET", "/log/checkpoint", same_to_all, "/log/checkpoint"},
      {"GET", "/log/checkpoint.witnessed", same_to_all, "/log/checkpoint.witnessed"},
      {"GET", "/log/tile/{tile*}", same_to_all, "/log/tile/0/000.p/" + number(size), "/log/tile/7/000"},
      {"GET", "/log/tile/{tile*}", same_to_all, "/log/tile/entries/000.p/" + number(size), "/log/tile/entries/007"},
      {"GET", "/log/anchor/{file}", same_to_all, "/log/anchor/5.tsr", "/log/anchor/6.tsr"},
      {"GET", "/v1/anchors", same_to_all, "/v1/anchors"},
      {"GET", "/v1/log", same_to_all, "/v1/log"},
      {"GET", "/v1/entries", same_to_all, "/v1/entries?limit=500"},
      {"GET", "/v1/entries/{index}", elsewhere, "/v1/entries/5", "/v1/entries/" + nothing},
      {"GET", "/v1/entries/{index}/receipt", same_to_all, "/v1/entries/" + transfer + "/receipt",
       "/v1/entries/" + nothing + "/receipt"},
      {"GET", "/v1/entries/{index}/command", elsewhere, "/v1/entries/5/command"},
      {"GET", "/v1/entries/{index}/affected", elsewhere, "/v1/entries/5/affected"},
      {"GET", "/v1/commands", elsewhere, "/v1/commands"},
      {"GET", "/v1/conflicts", same_to_all, "/v1/conflicts?status=all"},
      {"GET",
       "/v1/refused-double-uses",
       hidden,
       "/v1/refused-double-uses",
       "/v1/entries/" + nothing + "/command",
       {role::association}},
      {"GET",
       "/v1/pending",
       own_list,
       "/v1/pending",
       "/v1/entries/" + nothing + "/command",
       {role::receiver},
       "\"kind\":\"transfer\""},
      {"GET", "/v1/proofs/inclusion", same_to_all, "/v1/proofs/inclusion?index=" + transfer,
       "/v1/proofs/inclusion?index=" + nothing},
      {"GET", "/v1/proofs/consistency", same_to_all, "/v1/proofs/consistency?from=3&to=5",
       "/v1/proofs/consistency?from=3&to=" + nothing},
      {"GET", "/", same_to_all, "/"},
      {"GET", "/healthz", open_to_all, "/healthz"},
      {"GET", "/readyz", open_to_all, "/readyz"},
      {"GET", "/version", open_to_all, "/version"},
      {"GET", "/v1/events", same_to_all, "/v1/events?limit=500"},
      {"GET", "/openapi.json", same_to_all, "/openapi.json"},
      {"GET", "/docs", same_to_all, "/docs"},
      {"GET", "/docs/style.css", same_to_all, "/docs/style.css"},
      {"GET", "/problems", same_to_all, "/problems"},
      {"GET", "/problems/{code}", same_to_all, "/problems/not_found", "/problems/none"},
  };
}

std::vector<MatrixRow> party_rows(const MatrixScene& scene) {
  const auto factory = "/v1/factories/" + number(scene.service.ledger.factory);
  const auto none = "/v1/factories/" + nothing;
  using enum Shown;
  return {
      {"GET", "/v1/programmes", same_to_all, "/v1/programmes"},
      {"GET", "/v1/parties", same_to_all, "/v1/parties?limit=500"},
      {"GET", "/v1/parties/{party}", same_to_all, "/v1/parties/x:trader", "/v1/parties/x:nobody"},
      {"GET", "/v1/bodies", same_to_all, "/v1/bodies?scheme=" + MatrixScene::scheme},
      {"GET", "/v1/bodies/{party}", same_to_all, "/v1/bodies/x:engaged-body", "/v1/bodies/x:nobody"},
      {"GET", "/v1/factories", same_to_all, "/v1/factories"},
      {"GET", "/v1/factories/{index}", same_to_all, factory, none},
      {"GET", "/v1/factories/{index}/claims", same_to_all, factory + "/claims", none + "/claims"},
      {"GET", "/v1/schemes", same_to_all, "/v1/schemes"},
      {"GET", "/v1/schemes/{scheme}", same_to_all, "/v1/schemes/" + MatrixScene::scheme, "/v1/schemes/none"},
      {"GET", "/v1/certificates", same_to_all, "/v1/certificates"},
      {"GET", "/v1/certificates/{index}", same_to_all, "/v1/certificates/" + number(scene.certificate),
       "/v1/certificates/" + nothing},
      {"GET", "/v1/certificates/{index}/word", same_to_all, "/v1/certificates/" + number(scene.certificate) + "/word",
       "/v1/certificates/" + nothing + "/word"},
      {"GET", "/v1/certificates/{index}/label", same_to_all, "/v1/certificates/" + number(scene.certificate) + "/label",
       "/v1/certificates/" + nothing + "/label"},
      {"GET", "/v1/attestations/{index}", same_to_all, "/v1/attestations/" + number(scene.attestation),
       "/v1/attestations/" + nothing},
  };
}

// A factory-year of each operator, in every spelling of the question.
std::vector<MatrixRow> year_rows(const MatrixScene& scene) {
  const auto none = "/v1/factories/" + nothing;
  const auto own = "/v1/factories/" + number(scene.service.ledger.factory);
  const auto other = "/v1/factories/" + number(scene.service.ledger.other_factory);
  const Roles own_readers{role::plant, role::engaged_body, role::association};
  const Roles other_readers{role::rival, role::association};
  using enum Shown;
  std::vector<MatrixRow> rows{
      {"GET",
       "/v1/factories/{index}/engagements",
       hidden,
       own + "/engagements",
       none + "/engagements",
       {role::plant, role::engaged_body, role::offered_body, role::ended_body, role::association}},
      {"GET", "/v1/factories/{index}/engagements", hidden, other + "/engagements", none + "/engagements",
       other_readers}};
  const std::vector<std::pair<std::string_view, std::string>> questions{
      {"/v1/factories/{index}/periods/{period}/coverage", "/periods/2022/coverage"},
      {"/v1/factories/{index}/periods/{period}/coverage", "/periods/2022/coverage?as_of=50"},
      {"/v1/factories/{index}/periods/{period}/coverage", "/periods/2022/coverage?scheme=" + MatrixScene::scheme},
      {"/v1/factories/{index}/periods/{period}/checks", "/periods/2022/checks?scheme=" + MatrixScene::scheme},
      {"/v1/factories/{index}/periods/{period}/word", "/periods/2022/word"}};
  // A year before those that the bodies are engaged for.
  for (const std::string what : {"coverage", "word"}) {
    const auto question = "/periods/2021/" + what;
    const auto& pattern = what == "word" ? questions.back().first : questions.front().first;
    rows.push_back({"GET", pattern, hidden, own + question, none + question, {role::plant, role::association}});
  }
  const std::string versions = "\"inventories\":[";
  for (const std::string query : {"", "?on=2024-01-05"}) {
    rows.push_back({"GET", "/v1/factories/{index}/periods/{period}", partly, own + "/periods/2022" + query,
                    none + "/periods/2022" + query, own_readers, versions});
    rows.push_back({"GET", "/v1/factories/{index}/periods/{period}", partly, other + "/periods/2022" + query,
                    none + "/periods/2022" + query, other_readers, versions});
  }
  for (const auto& [pattern, question] : questions) {
    rows.push_back({"GET", pattern, hidden, own + question, none + question, own_readers});
    rows.push_back({"GET", pattern, hidden, other + question, none + question, other_readers});
  }
  return rows;
}

std::vector<MatrixRow> unit_rows(const MatrixScene& scene) {
  const auto& ledger = scene.service.ledger;
  const auto retirement = "/v1/retirements/" + number(scene.retirement);
  const std::string other_serial = "GS1-1-KE-GS11603-16-2020-30256-110-5463";
  const Roles holder{role::holder, role::registrar, role::association};
  const Roles other_holder{role::rival, role::other_registrar, role::association};
  const std::string trader = "\"holder\":\"" + ledger.trader + "\"";
  const std::string rival = "\"holder\":\"" + ledger.rival + "\"";
  using enum Shown;
  return {
      {"GET", "/v1/projects", same_to_all, "/v1/projects?programme=VCS"},
      {"GET", "/v1/projects/{programme}/{project}", same_to_all, "/v1/projects/VCS/929", "/v1/projects/VCS/930"},
      {"GET", "/v1/batches", same_to_all, "/v1/batches"},
      {"GET",
       "/v1/batches/{index}",
       partly,
       "/v1/batches/" + number(ledger.batch),
       "/v1/batches/" + nothing,
       holder,
       trader,
       {role::receiver, role::rival}},
      {"GET", "/v1/batches/{index}", partly, "/v1/batches/" + number(scene.other_batch), "/v1/batches/" + nothing,
       other_holder, rival},
      // A free unit, a reserved one, and those of another programme.
      {"GET", "/v1/serials/{programme}/{serial}", partly, "/v1/serials/VCS/24500", {}, holder, trader},
      {"GET", "/v1/serials/{programme}/{serial}", partly, "/v1/serials/VCS/23005", {}, holder, trader},
      {"GET", "/v1/serials/{programme}/{serial}", partly, "/v1/serials/GS/" + other_serial, {}, other_holder, rival},
      {"GET", "/v1/units", partly, "/v1/units?programme=VCS&number=24500", {}, holder, trader},
      {"GET", "/v1/units", partly, "/v1/units?programme=GS&serial=" + other_serial, {}, other_holder, rival},
      {"GET", "/v1/units/absence", same_to_all,
       "/v1/units/absence?programme=VCS&serial=15312-90001-90002-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0"},
      {"GET", "/v1/retirements", same_to_all, "/v1/retirements"},
      {"GET", "/v1/registers/retirements/{year}", same_to_all, "/v1/registers/retirements/2023"},
      {"GET", "/v1/retirements/{index}", same_to_all, retirement, "/v1/retirements/" + nothing},
      {"GET", "/v1/retirements/{index}/word", same_to_all, retirement + "/word",
       "/v1/retirements/" + nothing + "/word"},
      {"GET",
       "/v1/holdings",
       hidden,
       "/v1/holdings?party=" + ledger.trader,
       "/v1/holdings?party=x:nobody",
       {role::holder, role::association}},
      {"GET",
       "/v1/holdings",
       hidden,
       "/v1/holdings?party=x:receiver&limit=1",
       "/v1/holdings?party=x:nobody",
       {role::receiver, role::association}},
      {"GET",
       "/v1/holdings",
       hidden,
       "/v1/holdings?party=" + ledger.rival,
       "/v1/holdings?party=x:nobody",
       {role::rival, role::association}},
  };
}

std::vector<MatrixRow> write_rows() {
  using enum Shown;
  return {
      {"POST", "/v1/commands", elsewhere, "/v1/commands"},
      {"POST", "/v1/commands:batch", elsewhere, "/v1/commands:batch"},
      {"POST", "/v1/imports", elsewhere, "/v1/imports"},
      {"GET", "/v1/imports/{import}", elsewhere, "/v1/imports/x"},
      {"GET", "/v1/imports/{import}/rows", elsewhere, "/v1/imports/x/rows"},
      {"GET", "/v1/imports/{import}/commands", elsewhere, "/v1/imports/x/commands"},
      {"POST", "/v1/imports/{import}/commit", elsewhere, "/v1/imports/x/commit"},
  };
}

std::vector<MatrixRow> all_rows(const MatrixScene& scene) {
  const auto size = static_cast<std::uint64_t>(scene.service.get("/v1/log").json().at("size").as_int64());
  std::vector<MatrixRow> rows;
  for (auto group : {log_rows(scene, size), party_rows(scene), year_rows(scene), unit_rows(scene), write_rows()}) {
    for (MatrixRow& row : group) rows.push_back(std::move(row));
  }
  return rows;
}

void judge_hidden(const MatrixRow& row, const std::string& asker, const Got& got, const Got& absent) {
  CHECK(absent.status == 404);
  if (row.readers.count(asker) > 0) {
    CHECK(got.status == 200);
  } else {
    CHECK(look_of(got, row.target) == look_of(absent, row.absent));
  }
}

void judge_partly(const MatrixRow& row, const std::string& asker, const Got& got, const Got& anonymous) {
  const bool reads = row.readers.count(asker) > 0;
  CHECK(got.status == 200);
  CHECK((got.body.find(row.secret) != std::string::npos) == reads);
  if (row.shown == Shown::partly && !reads && row.others_see_own.count(asker) == 0) CHECK(got.body == anonymous.body);
}

void judge(const MatrixRow& row, const std::string& asker, MatrixScene& scene) {
  const std::string method(row.method);
  const auto got = scene.ask(asker, method, row.target, traced);
  const auto head = scene.ask(asker, "HEAD", row.target, traced);
  CHECK(head.body.empty());
  if (row.shown != Shown::open_to_all) CHECK(look_of_head(head) == look_of_head(got));
  const auto anonymous = scene.ask(role::anonymous, method, row.target, traced);
  const auto absent = row.absent.empty() ? Got{} : scene.ask(asker, method, row.absent, traced);
  switch (row.shown) {
    case Shown::same_to_all:
      CHECK(got.body == anonymous.body);
      [[fallthrough]];
    case Shown::open_to_all:
      CHECK(got.status == anonymous.status);
      if (!row.absent.empty()) CHECK((absent.status == 404 || absent.status == 400));
      break;
    case Shown::hidden:
      judge_hidden(row, asker, got, absent);
      break;
    case Shown::partly:
      judge_partly(row, asker, got, anonymous);
      if (!row.absent.empty()) CHECK(absent.status == 404);
      break;
    case Shown::own_list:
      if (asker == role::anonymous) CHECK(look_of(got, row.target) == look_of(absent, row.absent));
      if (asker != role::anonymous) judge_partly(row, asker, got, anonymous);
      break;
    case Shown::elsewhere:
      break;
  }
}

}  // namespace

TEST_CASE("Every route has its rows in the matrix of rights, and each is asked by the route that it names",
          "[asvs:8.2.1][asvs:8.2.2]") {
  MatrixScene scene;
  const Router router(all_routes());
  std::set<std::pair<std::string_view, std::string_view>> named;
  for (const MatrixRow& row : all_rows(scene)) {
    INFO(row.method << " " << row.target);
    named.emplace(row.method, row.pattern);
    const auto target = parse_target(row.target);
    REQUIRE(std::holds_alternative<Target>(target));
    const Route* route = router.find(row.method, std::get<Target>(target));
    REQUIRE(route != nullptr);
    CHECK(route->pattern == row.pattern);
    // What is not for everybody is never judged as if it were, nor the other way round.
    const bool by_right = row.shown != Shown::same_to_all && row.shown != Shown::open_to_all;
    if (row.shown != Shown::elsewhere) CHECK((route->access == Access::by_right) == by_right);
  }
  for (const Route& route : all_routes()) {
    INFO(route.method << " " << route.pattern << " has no row in matrix_test.cpp");
    CHECK(named.count({route.method, route.pattern}) == 1);
  }
}

TEST_CASE("Every route shows every role its own, others' and absent objects as the matrix says",
          "[asvs:8.2.1][asvs:8.2.2][asvs:8.2.3]") {
  MatrixScene scene;
  std::size_t asked = 0;
  for (const MatrixRow& row : all_rows(scene)) {
    if (row.shown == Shown::elsewhere) continue;
    for (const auto& asker : scene.roles()) {
      INFO(row.method << " " << row.target << " by the " << asker);
      judge(row, asker, scene);
      ++asked;
    }
  }
  CHECK(asked > 800);
}

TEST_CASE("Every entry shows its command, its effects and whom it hits to those alone whom it concerns",
          "[asvs:8.2.2][asvs:8.2.3]") {
  MatrixScene scene;
  const auto size = static_cast<std::uint64_t>(scene.service.get("/v1/log").json().at("size").as_int64());
  const auto entry = [](std::uint64_t index) { return "/v1/entries/" + number(index); };
  for (const auto& asker : scene.roles()) {
    std::vector<bool> readable;
    const auto absent = scene.ask(asker, "GET", "/v1/entries/" + nothing + "/command", traced);
    for (std::uint64_t index = 0; index < size; ++index) {
      const auto restricted = scene.restricted.find(index);
      const bool reads = restricted == scene.restricted.end() || restricted->second.count(asker) > 0;
      const auto shown = scene.ask(asker, "GET", entry(index), traced);
      INFO("entry " << shown.body << " by the " << asker);
      readable.push_back(reads);
      CHECK(shown.status == 200);
      CHECK(shown.json().contains("effects") == reads);
      CHECK(shown.json().contains("flags") == reads);
      for (const std::string what : {"/command", "/affected"}) {
        const auto got = scene.ask(asker, "GET", entry(index) + what, traced);
        INFO(what);
        if (reads) CHECK(got.status == 200);
        if (!reads) CHECK(look_of(got, entry(index) + what) == look_of(absent, "/v1/entries/" + nothing + "/command"));
      }
    }
    std::istringstream stream(scene.ask(asker, "GET", "/v1/commands?limit=500").body);
    std::vector<bool> given;
    for (std::string line; std::getline(stream, line);) {
      given.push_back(!boost::json::parse(line).at("command").is_null());
    }
    INFO("the stream of commands for the " << asker);
    CHECK(given == readable);
  }
}
