// Hostile octets against the whole server: the ledger behind it, a good command behind every bad head. Each row is
// refused and closed; nothing of what was left over is ever taken for a request. The rows of unit/wire are sent too;
// those here have whole bodies, in the words of the library's faults that they stand for.
#include <algorithm>

#include "tests/e2e/http_api/support.hpp"
#include "tests/unit/wire/hostile_heads.hpp"
#include "tests/unit/wire/raw_client.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;
using namespace std::string_literals;

namespace {

struct Attack {
  std::string name;
  std::string octets;
  int status;
  std::string code;
};

const std::string line = "POST /v1/commands HTTP/1.1\r\n";
const std::string host = "Host: localhost\r\n";
const std::string type = "Content-Type: application/jose\r\n";

std::string length_of(const std::string& body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }
std::string chunk_of(const std::string& body) {
  std::ostringstream size;
  size << std::hex << body.size();
  return size.str() + "\r\n" + body + "\r\n0\r\n\r\n";
}

// What Beast 1.81 refuses by itself, and what it lets through (requests framed by chunks in another coding, in the
// version before them, with trailers or with a long extension; lengths that stand twice; a head without a host; a
// folded line). `jws` is a command that would be accepted.
std::vector<Attack> library_rows(const std::string& jws) {
  const std::string start = line + host + type;
  const std::string te = "framing_transfer_encoding";
  return {
      {"chunks before a length", start + "Transfer-Encoding: chunked\r\n" + length_of(jws) + "\r\n" + chunk_of(jws),
       400, te},
      {"a length before chunks", start + length_of(jws) + "Transfer-Encoding: chunked\r\n\r\n" + chunk_of(jws), 400,
       te},
      {"two different lengths", start + length_of(jws) + "Content-Length: 3\r\n\r\n" + jws, 400,
       "framing_content_length_repeated"},
      {"a length with a sign", start + "Content-Length: +" + std::to_string(jws.size()) + "\r\n\r\n" + jws, 400,
       "framing_content_length_malformed"},
      {"line feeds alone", "POST /v1/commands HTTP/1.1\nHost: localhost\nContent-Length: 1\n\nx", 400,
       "line_ending_bare"},
      {"a space before the colon",
       line + host + type + "Content-Length : " + std::to_string(jws.size()) + "\r\n\r\n" + jws, 400,
       "header_space_before_colon"},
      {"NUL in the target", "POST /v1/commands\0/x HTTP/1.1\r\n"s + host + type + length_of(jws) + "\r\n" + jws, 400,
       "target_character"},
      {"a head of nine kilobytes", start + "X: " + std::string(9'000, 'x') + "\r\n" + length_of(jws) + "\r\n" + jws,
       431, "header_too_large"},
      {"a body in gzip", start + "Transfer-Encoding: gzip\r\n\r\n" + jws, 400, te},
      {"a coding that only looks like chunks", start + "Transfer-Encoding: xchunked\r\n\r\n" + chunk_of(jws), 400, te},
      {"chunks in HTTP/1.0",
       "POST /v1/commands HTTP/1.0\r\n" + host + type + "Transfer-Encoding: chunked\r\n\r\n" + chunk_of(jws), 400,
       "http_version_unsupported"},
      {"the same length twice", start + length_of(jws) + length_of(jws) + "\r\n" + jws, 400,
       "framing_content_length_repeated"},
      {"a list of lengths", start + "Content-Length: 3,3\r\n\r\n" + jws, 400, "framing_content_length_malformed"},
      {"no host", line + type + length_of(jws) + "\r\n" + jws, 400, "host_missing"},
      {"a folded line", line + host + "X: a\r\n " + length_of(jws) + type + "\r\n" + jws, 400, "header_folded"},
      {"a trailer that would become a header",
       start + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nAuthorization: Bearer x\r\n\r\n", 400, te},
      {"a chunk extension of a megabyte",
       start + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(1U << 20U, 'x') + "\r\nx\r\n0\r\n\r\n", 400, te},
  };
}

// Two requests that two readers would cut in two places.
std::vector<Attack> pairs(const std::string& jws) {
  const std::string inner = line + host + type + length_of(jws) + "\r\n" + jws;
  const std::string start = line + host + type;
  const std::string te = "framing_transfer_encoding";
  return {
      {"the length hides what the chunks end before",
       start + length_of("0\r\n\r\n" + inner) + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + inner, 400, te},
      {"the chunks hide what the length ends before",
       start + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk_of(inner), 400, te},
      {"a coding by an unusual blank",
       start +
           "Transfer-Encoding:\x0b"
           "chunked\r\n" +
           length_of("0\r\n\r\n") + "\r\n0\r\n\r\n" + inner,
       400, "header_control_character"},
      {"a coding behind a bare carriage return",
       start + "X: y\rTransfer-Encoding: chunked\r\n" + length_of("0\r\n\r\n") + "\r\n0\r\n\r\n" + inner, 400,
       "line_ending_bare"},
      {"a reading with a body and one without", "GET /v1/log HTTP/1.1\r\n" + host + length_of(inner) + "\r\n" + inner,
       400, "body_not_allowed"},
      {"a HEAD with a body", "HEAD /v1/log HTTP/1.1\r\n" + host + length_of(inner) + "\r\n" + inner, 400,
       "body_not_allowed"},
      {"a writing without a length", line + host + type + "\r\n" + inner, 400, "framing_content_length_missing"},
      {"a length in another base", start + "Content-Length: 0x0\r\n\r\n" + inner, 400,
       "framing_content_length_malformed"},
      {"a length that wraps", start + "Content-Length: 18446744073709551616\r\n\r\n" + inner, 400,
       "framing_content_length_malformed"},
      {"a length that is empty", start + "Content-Length:\r\n\r\n" + inner, 400, "framing_content_length_malformed"},
      {"an older version that keeps the connection",
       "POST /v1/commands HTTP/1.0\r\n" + host + type + "Connection: keep-alive\r\nContent-Length: 0\r\n\r\n" + inner,
       400, "http_version_unsupported"},
      {"an older version without a head", "GET /v1/log\r\n" + inner, 400, "request_line_malformed"},
      {"another protocol by knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + inner, 400, "method_unknown"},
      {"another protocol by asking",
       "GET /v1/log HTTP/1.1\r\n" + host +
           "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n" + inner,
       400, "upgrade_refused"},
      {"a body that waits to be asked for", start + "Expect: 100-continue\r\n" + length_of(jws) + "\r\n" + inner, 417,
       "expectation_refused"},
      {"two hosts", line + host + "Host: evil.example\r\n" + type + "Content-Length: 0\r\n\r\n" + inner, 400,
       "host_repeated"},
      {"a host in the target",
       "POST http://evil.example/v1/commands HTTP/1.1\r\n" + host + type + "Content-Length: 0\r\n\r\n" + inner, 400,
       "target_not_origin_form"},
      {"a tunnel", "CONNECT localhost:80 HTTP/1.1\r\n" + host + "\r\n" + inner, 400, "method_unknown"},
      {"two tokens",
       "GET /v1/pending HTTP/1.1\r\n" + host + "Authorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + inner,
       400, "header_repeated"},
      {"two content types", line + host + type + "Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n" + inner, 400,
       "header_repeated"},
  };
}

// Every answer has one Date, and no detail speaks of dates.
const std::string date = "\r\nDate: ";
std::size_t answers_in(const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(date); at != std::string::npos; at = text.find(date, at + 1)) ++count;
  return count;
}
std::string last_answer(const std::string& text) {
  const auto at = text.rfind(date);
  return at == std::string::npos ? "" : text.substr(text.rfind("HTTP/1.1 ", at));
}

class Victim {
 public:
  Service service;
  std::string jws;    // a command that would be accepted
  std::string inner;  // the same as a whole request

  Victim() {
    service.ledger.populate();
    jws = service.ledger.sign(service.ledger.trader, "retire", service.ledger.retire_body(1, 10));
    inner = line + host + type + length_of(jws) + "\r\n" + jws;
  }
  std::int64_t size() const { return service.get("/v1/log").json().at("size").as_int64(); }

  // Sent in one piece; the one answer and that the server closed.
  void check_refused(const Attack& attack, const std::string& before, std::size_t answers_before) {
    INFO(attack.name);
    RawClient client(service.port());
    client.send(before + attack.octets + inner);
    bool closed = false;
    const auto text = client.receive_rest(closed);
    CHECK(closed);
    CHECK(answers_in(text) == answers_before + 1);
    const auto answer = last_answer(text);
    CHECK(answer.rfind("HTTP/1.1 " + std::to_string(attack.status) + " ", 0) == 0);
    CHECK(answer.find("\"code\":\"" + attack.code + "\"") != std::string::npos);
    CHECK(answer.find("\r\nContent-Type: application/problem+json\r\n") != std::string::npos);
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  }
};

}  // namespace

TEST_CASE("Every request that could be cut in two ways is refused and closed, and no command behind it is recorded",
          "[asvs:4.2.1]") {
  Victim target;
  auto attacks = library_rows(target.jws);
  REQUIRE(attacks.size() == 17);
  for (auto& pair : pairs(target.jws)) attacks.push_back(std::move(pair));
  const auto before = target.size();
  for (const Attack& attack : attacks) {
    target.check_refused(attack, "", 0);
    // Behind a good request on the same connection, which is answered first.
    target.check_refused(attack, "GET /healthz HTTP/1.1\r\n" + host + "\r\n", 1);
  }
  CHECK(target.size() == before);
  // The command itself was sound all the while.
  CHECK(target.service.post(target.jws).status == 201);
}

TEST_CASE("The heads of the wire's own corpus meet the same end before the whole server", "[asvs:4.2.1]") {
  Victim target;
  const auto before = target.size();
  for (const HostileHead& row : hostile_heads()) {
    for (const std::string& between : {target.jws, "0\r\n\r\n"s, ""s}) {
      RawClient client(target.service.port());
      client.send(row.head + between + target.inner);
      bool closed = false;
      const auto text = client.receive_rest(closed);
      INFO(row.head << "\n" << text);
      CHECK(closed);
      CHECK(answers_in(text) == 1);
      CHECK(text.find("\"code\":\"" + row.code + "\"") != std::string::npos);
    }
  }
  CHECK(target.size() == before);
}

TEST_CASE("Sound requests on one connection are answered one by one, and a body is never read as a request",
          "[asvs:4.2.1]") {
  Victim target;
  const auto before = target.size();
  const std::string read = "GET /healthz HTTP/1.1\r\n" + host + "\r\n";
  const std::string junk = line + host + type + length_of(target.inner) + "\r\n" + target.inner;
  RawClient client(target.service.port());
  client.send(read + junk + read + target.inner + read);
  std::vector<int> statuses;
  for (int at = 0; at < 5; ++at) statuses.push_back(client.receive().status);
  CHECK(statuses == std::vector<int>{200, 400, 200, 201, 200});
  CHECK(target.size() == before + 1);
}
