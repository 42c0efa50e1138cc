// What a stranger sends stays data: no request names a file, writes a header or a line of the log, and no text of the
// ledger ends a line anywhere it is shown. Over the whole server with octets as they come.
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/e2e/http_api/support.hpp"
#include "tests/unit/wire/raw_client.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using namespace std::string_literals;
using tanbu::test::Json;

namespace {

// Names of fields that an answer may have. A new one is added here by whoever adds it to the server.
const std::set<std::string> known_fields{"date",
                                         "content-length",
                                         "connection",
                                         "content-type",
                                         "content-language",
                                         "cache-control",
                                         "vary",
                                         "www-authenticate",
                                         "retry-after",
                                         "allow",
                                         "x-request-id",
                                         "x-content-type-options",
                                         "content-security-policy",
                                         "access-control-allow-origin",
                                         "access-control-expose-headers",
                                         "strict-transport-security",
                                         "etag",
                                         "location",
                                         "link",
                                         "content-disposition",
                                         "content-encoding",
                                         "x-accel-buffering",
                                         "ratelimit",
                                         "ratelimit-policy",
                                         "idempotency-replayed"};

// Spellings of places that are not addresses of anything.
const std::vector<std::string>& odd_segments() {
  static const std::vector<std::string> all{"..",
                                            ".",
                                            "%2e%2e",
                                            "%2E%2E",
                                            ".%2e",
                                            "%2e.",
                                            "..%2f",
                                            "..%2F..%2Fetc%2Fpasswd",
                                            "..%5c..%5cetc",
                                            "%2f",
                                            "%2fetc%2fpasswd",
                                            "%5c",
                                            "%252e%252e%252f",
                                            "%25%32%65%25%32%65",
                                            "%c0%ae%c0%ae%c0%af",
                                            "%e0%80%ae",
                                            "%f0%80%80%ae",
                                            "..%00",
                                            "%00",
                                            "1%00.tsr",
                                            "%0d%0aX-Evil:%201",
                                            "%0a",
                                            "%0d",
                                            "1%0d%0a%0d%0aHTTP/1.1%20200%20OK",
                                            "%1b%5b2J",
                                            "%07",
                                            "%08",
                                            "%7f",
                                            "%c2%85",
                                            "%e2%80%a8",
                                            "%e2%80%ae",
                                            "%u002e%u002e",
                                            "%",
                                            "%2",
                                            "%zz",
                                            ";a=b",
                                            "..;",
                                            "..;/",
                                            "~root",
                                            "C:%5c",
                                            "%5c%5chost%5cshare",
                                            "file:",
                                            "*",
                                            "$(id)",
                                            "%60id%60",
                                            "%27%20or%201=1",
                                            "%22%3e%3cscript%3e",
                                            "%7b%7b7*7%7d%7d",
                                            "%24%7bjndi:ldap://x%7d",
                                            "a//b",
                                            "/",
                                            "1/",
                                            "1/..",
                                            "1/../../keys"};
  return all;
}

std::vector<std::string> places() {
  return {"/log/tile/",        "/log/tile/0/",     "/log/tile/entries/", "/log/anchor/", "/v1/entries/", "/v1/parties/",
          "/v1/projects/VCS/", "/v1/serials/VCS/", "/v1/serials/OWN/",   "/v1/schemes/", "/v1/imports/", "/"};
}

std::vector<std::string> log_lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void check_fields(const Got& got) {
  for (const auto& [name, value] : got.headers) {
    INFO(name << ": " << value);
    CHECK(known_fields.count(name) == 1);
    CHECK(value.find_first_of("\r\n\0"s) == std::string::npos);
    CHECK(value.find("Evil") == std::string::npos);
  }
}

std::shared_ptr<spdlog::logger> logger_into(std::ostringstream& out) {
  auto log = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(out));
  log->set_pattern("%v");
  return log;
}

}  // namespace

TEST_CASE("No spelling of a path finds anything that has no address, and each is one line of the log",
          "[asvs:5.3.2][asvs:16.4.1]") {
  std::ostringstream written;
  std::size_t asked = 0;
  {
    Service service(logger_into(written));
    service.ledger.populate();
    std::ofstream(service.ledger.path() / "secret.txt") << "the secret of this folder";
    for (const auto& place : places()) {
      for (const auto& segment : odd_segments()) {
        const auto got = service.get(place + segment);
        ++asked;
        INFO(place + segment << "\n" << got.body);
        CHECK((got.status == 400 || got.status == 404 || got.status == 401));
        CHECK(got.header("content-type") == "application/problem+json");
        CHECK(got.body.find("the secret") == std::string::npos);
        CHECK(got.body.find(service.ledger.path().string()) == std::string::npos);
        // Nothing decoded comes back: what is shown of the path is what was sent.
        CHECK(got.body.find_first_of("\r\x1b\x7f\0"s) == std::string::npos);
        CHECK(got.body.find('\n') == got.body.size() - 1);
        check_fields(got);
      }
    }
  }
  const auto lines = log_lines_of(written.str());
  CHECK(lines.size() == asked);
  for (const auto& line : lines) {
    INFO(line);
    boost::json::error_code error;
    const auto value = boost::json::parse(line, error);
    REQUIRE_FALSE(error);
    CHECK(value.as_object().contains("route"));
    CHECK(line.find_first_not_of([] {
      std::string visible;
      for (char symbol = ' '; symbol < '\x7f'; ++symbol) visible += symbol;
      return visible;
    }()) == std::string::npos);
  }
}

TEST_CASE("No field of a request becomes a field of the answer or a line of the log", "[asvs:16.4.1][asvs:16.2.5]") {
  std::ostringstream written;
  std::size_t asked = 0;
  const std::string token = "eyJhbGciOiJub25lIn0.secret-of-the-token.";
  {
    Service service(logger_into(written));
    for (const std::string name :
         {"X-Request-Id", "Accept-Language", "Accept", "Authorization", "User-Agent", "Referer", "Origin",
          "traceparent", "If-None-Match", "Content-Type", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded",
          "X-HTTP-Method-Override", "X-Original-URL"}) {
      for (const std::string value :
           {"Evil\tX-Evil: 1", "Evil%0d%0aX-Evil: 1", "Evil\\r\\nX-Evil: 1", "Evil\xe2\x80\xa8X-Evil: 1",
            "Evil\xc2\x85X-Evil: 1", "Evil\xff\xfeX", "\"Evil\",\"status\":200}", "Evil; charset=utf-7", "Evil$(id)",
            "Bearer Evil", "zh-CN, Evil", "*Evil", "GET /Evil HTTP/1.1", "DELETE, Evil"}) {
        for (const std::string target : {"/v1/log", "/v1/nothing", "/v1/retirements"}) {
          const auto got = service.get(target, {{name, value}});
          ++asked;
          INFO(name << ": " << value << "\n" << got.body);
          CHECK(got.status < 500);
          CHECK(got.body.find("Evil") == std::string::npos);
          CHECK(got.header("x-request-id").size() == 32);
          check_fields(got);
        }
      }
    }
    CHECK(service.get("/v1/log", {{"Authorization", "Bearer " + token}}).status == 401);
    ++asked;
    // What ends a line inside a field is refused before anything else looks.
    const std::vector<std::string> broken{"X-Request-Id: a\rX-Evil: 1", "X-Request-Id: a\nX-Evil: 1",
                                          "X-Request-Id: a\x0bX: 1", "X-Request-Id: a\x1b[2J", "X-Request-Id: a\0b"s};
    for (const auto& line : broken) {
      RawClient client(service.port());
      client.send("GET /v1/log HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
      bool closed = false;
      const auto text = client.receive_rest(closed);
      INFO(text);
      CHECK(text.rfind("HTTP/1.1 4", 0) == 0);
      CHECK(text.find("Evil") == std::string::npos);
    }
  }
  const auto text = written.str();
  CHECK(text.find("Evil") == std::string::npos);
  CHECK(text.find("secret-of-the-token") == std::string::npos);
  CHECK(log_lines_of(text).size() == asked);
}

TEST_CASE("A query that comes back in Link and Content-Disposition ends neither", "[asvs:1.2.1]") {
  Service service;
  service.ledger.populate();
  for (int at = 1; at <= 3; ++at) {
    service.grant(service.ledger.trader, "retire", service.ledger.retire_body(at, at));
  }
  const auto paged = service.get("/v1/retirements?limit=1");
  CHECK(paged.header("link").find("</v1/retirements?limit=1&cursor=") == 0);
  for (const std::string value :
       {"%3E;rel=%22evil%22", ">;rel=\"evil\"", "\"><script>", "%22%0d%0aX-Evil:1", "a%22;filename=%22Evil.exe"}) {
    for (const std::string accept : {"application/json", "text/csv"}) {
      const auto got = service.get("/v1/batches?limit=1&programme=VCS&project=" + value, {{"Accept", accept}});
      INFO(value << "\n" << got.header("link") << "\n" << got.header("content-disposition"));
      CHECK((got.status == 200 || got.status == 400));
      check_fields(got);
      CHECK(got.header("link").find("evil") == std::string::npos);
      if (got.status == 200 && accept == "text/csv") {
        CHECK(got.header("content-disposition") == "attachment; filename=\"tanbu-batches.csv\"");
      }
      const auto listed = service.get("/v1/certificates?limit=1&number=" + value, {{"Accept", accept}});
      CHECK((listed.status == 200 || listed.status == 400));
      check_fields(listed);
    }
  }
}

TEST_CASE("No text with a character that ends a line or hides one enters the ledger", "[asvs:2.2.1][asvs:16.4.1]") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate();
  const auto before = service.get("/v1/log").json().at("size").as_int64();
  for (const std::string hidden :
       {"\r", "\n", "\r\n", "\t", "\x1b", "\x07", "\x7f", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xa9"}) {
    const auto text = "North" + hidden + "X-Evil: 1";
    Json site = tanbu::test::LedgerFolder::site("3 Road");
    for (const char* member : {"name", "address", "zone"}) {
      Json body = site;
      body[member] = text;
      const auto got = service.post(ledger.sign(ledger.plant, "register_factory", body));
      INFO(member << " " << got.body);
      CHECK(got.status == 422);
      CHECK(got.body.find("Evil") == std::string::npos);
    }
    Json use = ledger.retire_body(1, 1);
    use["registry_reference"] = text;
    CHECK(service.post(ledger.sign(ledger.trader, "retire", use)).status == 422);
  }
  CHECK(service.get("/v1/log").json().at("size").as_int64() == before);
}
