// Files over HTTP: posted, read, offered as commands, and committed whole or not at all.
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "importers/template.hpp"
#include "tests/e2e/http_api/support.hpp"
#include "tests/support/registry_files.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
namespace json = boost::json;

namespace {

// A file of the template: project 929 is registered already, others are not.
std::string table_of(const std::vector<std::string>& rows) {
  std::string text = "programme,serial,quantity,project_id,title,country,vintage_from,vintage_until,issued_on,status\n";
  for (const auto& row : rows) text += row + "\n";
  return text;
}
std::string row_of(const std::string& project, std::int64_t first, std::int64_t last) {
  const std::string serial = "15312-" + std::to_string(first) + "-" + std::to_string(last) + "-VCS-VCU-208-VER-CA-3-" +
                             project + "-01012022-31122022-0";
  return "VCS," + serial + "," + std::to_string(last - first + 1) + "," + project + ",Wind " + project +
         ",CN,2022-01-01,2022-12-31,2023-02-01,active";
}

class Console {
 public:
  explicit Console(Service& service, std::string party) : service_(service), party_(std::move(party)) {}

  [[nodiscard]] Headers headers(const std::string& type = "text/csv") {
    return {{"Authorization", "Bearer " + service_.token(party_)}, {"Content-Type", type}};
  }
  [[nodiscard]] Got post(const std::string& file, const std::string& query = "") {
    return service_.request("POST", "/v1/imports" + query, headers(), file);
  }
  // The id of the import once it was read.
  std::string read(const std::string& file, const std::string& query = "", const std::string& status = "ready") {
    const auto posted = post(file, query);
    INFO(posted.body);
    REQUIRE(posted.status == 202);
    const auto id = std::string(posted.json().at("id").as_string());
    CHECK(posted.header("location") == "/v1/imports/" + id);
    CHECK(posted.json().at("status").as_string() == "reading");
    CHECK(posted.json().at("bytes").as_int64() == static_cast<std::int64_t>(file.size()));
    CHECK(posted.json().at("sha256").as_string() == crypto::hex_encode(crypto::as_bytes(crypto::sha256(file))));
    // Reading ends by itself; each question is a round trip and no clock is asked.
    for (int asked = 0; asked < 100'000; ++asked) {
      const auto got = get(id);
      REQUIRE(got.status == 200);
      if (got.json().at("status").as_string() == "reading") continue;
      INFO(got.body);
      REQUIRE(got.json().at("status").as_string() == status);
      return id;
    }
    FAIL("the file was never read");
    return {};
  }
  [[nodiscard]] Got get(const std::string& id, const std::string& rest = "") {
    return service_.get("/v1/imports/" + id + rest, headers());
  }
  struct Offered {
    std::string kind;
    std::int64_t row;
    json::object body;
  };
  std::vector<Offered> commands(const std::string& id) {
    std::vector<Offered> all;
    while (true) {
      const auto got = get(id, "/commands?limit=500&from=" + std::to_string(all.size()));
      REQUIRE(got.status == 200);
      std::istringstream lines(got.body);
      std::size_t count = 0;
      for (std::string line; std::getline(lines, line); ++count) {
        const auto value = json::parse(line).as_object();
        const auto& payload = value.at("payload").as_object();
        CHECK(value.at("number").as_int64() == static_cast<std::int64_t>(all.size()));
        CHECK(payload.at("iss").as_string() == party_);
        CHECK(payload.at("aud").as_string() == service_.ledger.origin);
        CHECK(payload.at("kind") == value.at("kind"));
        all.push_back(
            {std::string(value.at("kind").as_string()), value.at("row").as_int64(), payload.at("body").as_object()});
      }
      if (count < 500) return all;
    }
  }
  std::vector<std::string> sign(const std::vector<Offered>& offered) {
    std::vector<std::string> lines;
    for (const auto& command : offered) lines.push_back(service_.ledger.sign(party_, command.kind, command.body));
    return lines;
  }
  Got commit(const std::string& id, const std::vector<std::string>& lines, const std::string& query = "") {
    std::string body;
    for (const auto& line : lines) body += line + "\n";
    return service_.request("POST", "/v1/imports/" + id + "/commit" + query, headers("application/jose-seq"), body);
  }

 private:
  Service& service_;
  std::string party_;
};

std::vector<json::object> lines_in(const std::string& text) {
  std::vector<json::object> all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) all.push_back(json::parse(line).as_object());
  return all;
}
// Of a refused commit: "recorded_before", "would_be_recorded", or the code of the refusal.
std::vector<std::string> outcomes(const Got& got) {
  std::vector<std::string> all;
  const auto answer = got.json();
  for (const auto& line : answer.at("lines").as_array()) {
    const auto outcome = std::string(line.at("outcome").as_string());
    all.push_back(outcome == "refused" ? std::string(line.at("problem").at("code").as_string()) : outcome);
  }
  return all;
}
std::int64_t log_size(const Service& service) { return service.get("/v1/log").json().at("size").as_int64(); }

}  // namespace

TEST_CASE("A posted file is read, shown row by row, offered as commands and recorded as a whole") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  Console console(service, ledger.registrar);
  // Known, to record with its project, to record, refused (the quantity is not the range's), and held in part.
  const auto file = table_of({row_of("929", 1, 1000), row_of("930", 5001, 5100), row_of("929", 6001, 6100),
                              "VCS,15312-7001-7100-VCS-VCU-208-VER-CA-3-929-01012022-31122022-0,99,929,Wind,CN,"
                              "2022-01-01,2022-12-31,2023-02-01,active",
                              row_of("929", 900, 1100)});
  const auto id = console.read(file);
  const auto shown = console.get(id).json();
  CHECK(shown.at("profile").as_string() == importers::template_profile);
  CHECK(shown.at("ledger_size").as_int64() == log_size(service));
  const auto& rows = shown.at("rows").as_object();
  CHECK(rows.at("all").as_int64() == 5);
  CHECK(rows.at("recorded").as_int64() == 2);
  CHECK(rows.at("known").as_int64() == 1);
  CHECK(rows.at("refused").as_int64() == 2);
  CHECK(shown.at("reasons").as_array().size() == 2);
  CHECK(shown.at("totals").at("active").at("units").as_int64() == 200);
  CHECK(shown.at("file").at("encoding").as_string() == "utf-8");
  CHECK(shown.at("commands").as_int64() == 3);
  CHECK(shown.at("committed").as_int64() == 0);

  std::vector<json::object> listed;
  std::string cursor;
  do {
    const auto got = console.get(id, "/rows?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    const auto page = got.json();
    for (const auto& row : page.at("data").as_array()) listed.push_back(row.as_object());
    cursor = page.at("next").is_null() ? "" : std::string(page.at("next").as_string());
    const auto link = got.header("link");
    CHECK(link.empty() == cursor.empty());
    if (!cursor.empty()) CHECK(link == "</v1/imports/" + id + "/rows?limit=2&cursor=" + cursor + ">; rel=\"next\"");
  } while (!cursor.empty());
  REQUIRE(listed.size() == 5);
  const std::vector<std::string> expected{"known", "recorded", "recorded", "refused", "refused"};
  for (std::size_t at = 0; at < listed.size(); ++at) {
    CHECK(listed[at].at("row").as_int64() == static_cast<std::int64_t>(at + 2));
    CHECK(listed[at].at("outcome").as_string() == expected[at]);
  }
  CHECK(listed[0].at("batch").as_int64() == static_cast<std::int64_t>(ledger.batch));
  CHECK(listed[1].at("commands").as_array().size() == 2);
  CHECK_FALSE(listed[3].at("reasons").at(0).at("words").as_string().empty());
  CHECK(console.get(id, "/rows?outcome=refused").json().at("data").as_array().size() == 2);
  CHECK(console.get(id, "/rows?outcome=lost").code() == "import_option_unknown");

  const auto commands = console.commands(id);
  REQUIRE(commands.size() == 3);
  CHECK(commands[0].kind == "register_project");
  const auto before = log_size(service);
  const auto lines = console.sign(commands);
  const auto done = console.commit(id, lines);
  INFO(done.body);
  REQUIRE(done.status == 200);
  CHECK(done.header("content-type") == "application/x-ndjson");
  const auto answers = lines_in(done.body);
  REQUIRE(answers.size() == 3);
  for (std::size_t at = 0; at < answers.size(); ++at) {
    CHECK(answers[at].at("status").as_int64() == 201);
    CHECK(answers[at].at("index").as_int64() == before + static_cast<std::int64_t>(at));
    CHECK(log::ok(log::verify_receipt(std::string(answers[at].at("receipt").as_string()), ledger.engine().log_vkey())));
  }
  CHECK(log_size(service) == before + 3);
  CHECK(console.get(id).json().at("committed").as_int64() == 3);
  // The same lines again are the same entries.
  const auto again = lines_in(console.commit(id, lines).body);
  REQUIRE(again.size() == 3);
  for (std::size_t at = 0; at < again.size(); ++at) {
    CHECK(again[at].at("status").as_int64() == 200);
    CHECK(again[at].at("receipt") == answers[at].at("receipt"));
  }
  CHECK(log_size(service) == before + 3);
  // Posted again the rows are known, and the old signed lines still find their entries.
  const auto second = console.read(file);
  CHECK(second != id);
  CHECK(console.get(second).json().at("rows").at("recorded").as_int64() == 0);
  CHECK(console.get(second).json().at("rows").at("known").as_int64() == 3);
  CHECK(lines_in(console.commit(second, lines).body).size() == 3);
  CHECK(log_size(service) == before + 3);
}

TEST_CASE("One refused line keeps all lines of a commit from being recorded, and each is told what it would get") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  Console console(service, ledger.registrar);
  const auto id = console.read(table_of({row_of("930", 5001, 5100), row_of("930", 5101, 5200)}));
  const auto commands = console.commands(id);
  REQUIRE(commands.size() == 3);
  const auto lines = console.sign(commands);
  // Somebody else records the first batch's units meanwhile.
  const auto taker = service.grant(ledger.registrar, "record_batch", ledger.batch_body(5050, 5060));
  const auto before = log_size(service);
  const auto refused = console.commit(id, lines);
  CHECK(refused.status == 409);
  CHECK(refused.code() == "import_commit_refused");
  CHECK(refused.header("content-type") == "application/problem+json");
  CHECK(outcomes(refused) == std::vector<std::string>{"would_be_recorded", "serial_overlap", "would_be_recorded"});
  const auto answer = refused.json();
  const auto& problem = answer.at("lines").at(1).at("problem").as_object();
  CHECK(problem.at("conflict").at("index").as_int64() == static_cast<std::int64_t>(taker));
  CHECK_FALSE(problem.at("detail").as_string().empty());
  CHECK(log_size(service) == before);
  CHECK(service.get_as(ledger.association, "/v1/refused-double-uses").json().at("data").as_array().empty());
  CHECK(console.get(id).json().at("committed").as_int64() == 0);
  // The rest as it was signed.
  CHECK(console.commit(id, {lines[0], lines[2]}).status == 200);
  CHECK(log_size(service) == before + 2);
}

TEST_CASE("A commit takes only what was offered, signed by whoever posted the file, and tells every other line") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1000);
  Console console(service, ledger.registrar);
  const auto id = console.read(table_of({row_of("929", 5001, 5100), row_of("929", 5101, 5200)}));
  const auto commands = console.commands(id);
  REQUIRE(commands.size() == 2);
  const auto lines = console.sign(commands);
  const auto before = log_size(service);
  auto altered = commands[1];
  altered.body["issued_on"] = "2023-02-02";
  const auto foreign = ledger.sign(ledger.trader, commands[1].kind, commands[1].body);
  auto broken = lines[1];
  broken[broken.size() - 20] = broken[broken.size() - 20] == 'A' ? 'B' : 'A';
  const auto got = console.commit(
      id, {lines[0], console.sign({altered}).front(), foreign, broken,
           ledger.sign(ledger.registrar, "transfer", ledger.transfer_body(ledger.batch, 1, 1, ledger.trader)),
           "no command", ""});
  CHECK(got.status == 409);
  CHECK(outcomes(got) == std::vector<std::string>{"would_be_recorded", "import_not_offered", "import_signed_by_other",
                                                  "signature_invalid", "import_not_offered", "jws_shape", "jws_shape"});
  CHECK(log_size(service) == before);
  // Two signatures over one offered command are two wishes for the same units: the second collides with the first.
  const auto twice = console.commit(id, {lines[0], console.sign({commands[0]}).front()});
  CHECK(outcomes(twice) == std::vector<std::string>{"would_be_recorded", "serial_overlap"});
  CHECK(twice.json().at("lines").at(1).at("conflict_line").as_int64() == 1);
  CHECK_FALSE(twice.json().at("lines").at(1).at("problem").as_object().contains("conflict"));
  // Members in another order are the same command.
  json::object turned;
  std::vector<json::key_value_pair> members(commands[0].body.begin(), commands[0].body.end());
  for (auto member = members.rbegin(); member != members.rend(); ++member) turned[member->key()] = member->value();
  const auto respelt = ledger.sign(ledger.registrar, commands[0].kind, turned);
  const auto dry = console.commit(id, {respelt, lines[1]}, "?dry_run=true");
  CHECK(dry.status == 200);
  CHECK(outcomes(dry) == std::vector<std::string>{"would_be_recorded", "would_be_recorded"});
  CHECK(log_size(service) == before);
  CHECK(console.commit(id, {respelt, lines[1]}).status == 200);
  CHECK(log_size(service) == before + 2);
  CHECK(console.commit(id, {}).code() == "import_lines_missing");
  CHECK(
      service.request("POST", "/v1/imports/" + id + "/commit", console.headers("application/jose"), lines[0]).code() ==
      "content_type_unsupported");
}

TEST_CASE("Only a registrar posts a file, and to everybody else an import looks like one that is not there") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto file = table_of({row_of("929", 5001, 5100)});
  CHECK(service.request("POST", "/v1/imports", {{"Content-Type", "text/csv"}}, file).code() == "token_required");
  CHECK(service.request("POST", "/v1/imports", {{"Authorization", "Bearer x"}}, file).code() == "token_malformed");
  for (const auto& party : {ledger.trader, ledger.plant, ledger.association}) {
    const auto got = Console(service, party).post(file);
    CHECK(got.status == 403);
    CHECK(got.code() == "import_not_allowed");
  }
  Console console(service, ledger.registrar);
  const auto id = console.read(file);
  const auto without_id = [](const Got& got, const std::string& name) {
    std::string body = got.body;
    for (const auto& word : {got.header("x-request-id"), name}) {
      for (auto at = body.find(word); at != std::string::npos; at = body.find(word)) body.erase(at, word.size());
    }
    return std::to_string(got.status) + body;
  };
  const std::string absent(id.size(), 'A');
  for (const auto& party : {ledger.trader, ledger.plant, ledger.association, ledger.rival}) {
    Console other(service, party);
    for (const std::string rest : {"", "/rows", "/commands"}) {
      INFO(party << rest);
      CHECK(other.get(id, rest).status == 404);
      CHECK(without_id(other.get(id, rest), id) == without_id(other.get(absent, rest), absent));
    }
    CHECK(without_id(other.commit(id, {"x"}), id) == without_id(other.commit(absent, {"x"}), absent));
  }
  CHECK(console.get(absent).code() == "import_unknown");
  for (const std::string rest : {"", "/rows", "/commands"}) {
    CHECK(service.get("/v1/imports/" + id + rest).code() == "token_required");
    CHECK(service.get("/v1/imports/" + absent + rest).code() == "token_required");
  }
  CHECK(service.request("POST", "/v1/imports/" + id + "/commit", {{"Content-Type", "application/jose-seq"}}, "x")
            .code() == "token_required");
}

TEST_CASE("What a file lacks is told in the reader's language, and options say how it is meant") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  Console console(service, ledger.registrar);
  const auto nothing = console.read("", "", "failed");
  CHECK(console.get(nothing).json().at("fault").at("code").as_string() == "file_empty");
  CHECK(console.get(nothing, "/rows").code() == "import_failed");
  CHECK(console.commit(nothing, {"x"}).code() == "import_failed");
  const auto strange = console.read("a,b\n1,2\n", "", "failed");
  CHECK(console.get(strange).json().at("fault").at("code").as_string() == "profile_unknown");
  auto headers = console.headers();
  headers["Accept-Language"] = "zh-CN";
  const auto chinese = service.get("/v1/imports/" + strange, headers).json();
  CHECK(chinese.at("fault").at("words") != console.get(strange).json().at("fault").at("words"));
  for (const std::string query : {"?encoding=utf-7", "?delimiter=x", "?profile=none"}) {
    INFO(query);
    CHECK(console.post("x", query).code() == "import_option_unknown");
  }
  CHECK(console.post("x", "?made_on=2023-02-30").code() == "parameter_invalid");
  CHECK(console.post("x", "?name=x").code() == "unknown_parameter");
  auto table = table_of({row_of("929", 5001, 5100)});
  for (char& symbol : table) symbol = symbol == ',' ? ';' : symbol;
  const auto id =
      console.read(table, "?delimiter=semicolon&encoding=utf-8&made_on=2024-01-01&profile=tanbu-template/1");
  CHECK(console.get(id).json().at("file").at("delimiter_reason").as_string() == "delimiter_told");
  CHECK(console.commands(id).size() == 1);
}

TEST_CASE(
    "A fifth file takes the place of the party's oldest, and a file over the limit is refused before it is read") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  Console console(service, ledger.registrar);
  const auto file = table_of({row_of("929", 5001, 5100)});
  std::vector<std::string> ids;
  for (int at = 0; at < 5; ++at) ids.push_back(console.read(file));
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 5);
  int held = 0;
  for (const auto& id : ids) held += console.get(id).status == 200 ? 1 : 0;
  CHECK(held == 4);
  CHECK(console.get(ids.back()).status == 200);
  const auto large = service.request("POST", "/v1/imports", console.headers(), std::string((16U << 20U) + 1, 'x'));
  CHECK(large.status == 413);
  CHECK(service.request("POST", "/v1/imports", console.headers(), std::string(16U << 20U, ',')).status == 202);
}

TEST_CASE("A real list of a registry is posted, signed and recorded in one commit", "[files]") {
  const auto path = tanbu::test::registry_file("verra/vcus_singapore_2024-12.csv");
  if (!std::filesystem::exists(path)) return;
  const auto text = tanbu::test::whole_file(path);
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(1);
  Console console(service, ledger.registrar);
  const auto id = console.read(text);
  const auto shown = console.get(id).json();
  const auto& rows = shown.at("rows").as_object();
  CHECK(rows.at("all").as_int64() ==
        rows.at("recorded").as_int64() + rows.at("known").as_int64() + rows.at("refused").as_int64());
  CHECK(rows.at("recorded").as_int64() > 50);
  const auto commands = console.commands(id);
  const auto before = log_size(service);
  const auto lines = console.sign(commands);
  const auto done = console.commit(id, lines);
  INFO(done.body.substr(0, 2000));
  REQUIRE(done.status == 200);
  CHECK(log_size(service) == before + static_cast<std::int64_t>(commands.size()));
  const auto second = console.read(text);
  CHECK(console.get(second).json().at("rows").at("recorded").as_int64() == 0);
  CHECK(console.get(second).json().at("rows").at("refused") == rows.at("refused"));
}
