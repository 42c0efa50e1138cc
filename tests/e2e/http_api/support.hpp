// A real ledger behind a real server on loopback, and a small client that shares no code with the server.
#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <string>

#include "api/http/access.hpp"
#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "ledger/log/proof.hpp"
#include "tests/support/ledger_folder.hpp"

namespace tanbu::http::test {

struct Got {
  int status = 0;
  std::multimap<std::string, std::string> headers;  // names in lower case
  std::string body;

  [[nodiscard]] std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
  [[nodiscard]] boost::json::object json() const {
    boost::json::error_code error;
    auto value = boost::json::parse(body, error);
    return !error && value.is_object() ? value.as_object() : boost::json::object{};
  }
  [[nodiscard]] std::string code() const {
    const auto object = json();
    const auto* code = object.if_contains("code");
    return code != nullptr ? std::string(code->as_string()) : "";
  }
};

using Headers = std::map<std::string, std::string>;

// One request on a connection of its own. Throws when the answer cannot be read.
inline Got exchange(std::uint16_t port, const std::string& request) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const void* generic = &address;
  std::string bytes;
  bool sound = fd >= 0 && ::connect(fd, static_cast<const sockaddr*>(generic), sizeof(address)) == 0;
  for (std::size_t sent = 0; sound && sent < request.size();) {
    const auto more = ::send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    sound = more > 0;
    if (sound) sent += static_cast<std::size_t>(more);
  }
  char buffer[65536];
  while (sound) {
    const auto more = ::recv(fd, buffer, sizeof(buffer), 0);
    if (more <= 0) break;
    bytes.append(buffer, static_cast<std::size_t>(more));
  }
  if (fd >= 0) ::close(fd);
  Got got;
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) throw std::runtime_error("no answer");
  got.status = std::stoi(bytes.substr(9, 3));
  got.body = bytes.substr(end + 4);
  for (std::size_t at = bytes.find("\r\n") + 2; at < end;) {
    const auto line_end = bytes.find("\r\n", at);
    const std::string line = bytes.substr(at, line_end - at);
    const auto colon = line.find(':');
    std::string name = line.substr(0, colon);
    for (char& symbol : name) symbol = static_cast<char>(std::tolower(static_cast<unsigned char>(symbol)));
    got.headers.emplace(name, line.substr(colon + 2));
    at = line_end + 2;
  }
  return got;
}

class Service {
 public:
  tanbu::test::LedgerFolder ledger;

  explicit Service(std::shared_ptr<spdlog::logger> log = nullptr, AppOptions wanted = {})
      : app_(ledger.engine(), app_options(std::move(log), std::move(wanted))),
        server_(options(),
                [this](Request request, Respond respond) { app_.handle(std::move(request), std::move(respond)); }) {
    server_.start();
  }
  ~Service() { server_.stop(); }

  // For those who send octets of their own making.
  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  [[nodiscard]] Got request(const std::string& method, const std::string& target, const Headers& headers = {},
                            const std::string& body = "") const {
    std::string text = method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return exchange(server_.port(), text + "\r\n" + body);
  }
  [[nodiscard]] Got get(const std::string& target, const Headers& headers = {}) const {
    return request("GET", target, headers);
  }
  [[nodiscard]] Got post(const std::string& jws, const std::string& target = "/v1/commands") const {
    return request("POST", target, {{"Content-Type", "application/jose"}}, jws);
  }
  [[nodiscard]] Got get_as(const std::string& party, const std::string& target) {
    return get(target, {{"Authorization", "Bearer " + token(party)}});
  }
  [[nodiscard]] std::string token(const std::string& party) {
    const std::int64_t now = ledger.clock->now().unix_ms / 1000;
    const boost::json::object claims{{"iss", party}, {"aud", ledger.origin}, {"iat", now}, {"exp", now + 600}};
    return crypto::sign_jws(access_token_type, boost::json::serialize(claims), ledger.key(party));
  }
  // The index of the entry; fails the test when the command was refused.
  std::uint64_t grant(const std::string& party, const std::string& kind, const tanbu::test::Json& body) {
    const auto got = post(ledger.sign(party, kind, body));
    INFO(got.body);
    REQUIRE(got.status == 201);
    return static_cast<std::uint64_t>(got.json().at("index").as_int64());
  }

 private:
  AppOptions app_options(std::shared_ptr<spdlog::logger> lines, AppOptions options) {
    options.log = std::move(lines);
    auto key = engine::statement_key_of(ledger.path(), ledger.engine());
    REQUIRE(std::holds_alternative<std::shared_ptr<const log::Signer>>(key));
    options.statement_signer = std::get<std::shared_ptr<const log::Signer>>(std::move(key));
    return options;
  }
  static ServerOptions options() {
    ServerOptions options;
    options.body_limit = body_limit_of_routes;
    options.problem = problem_for_wire;
    return options;
  }

  App app_;
  Server server_;
};

inline tanbu::test::Json inventory_body(std::uint64_t factory) {
  return {
      {"factory", factory},
      {"period", "2022"},
      {"standard", "ISO 14064-1"},
      {"scope1_t", "8000.00"},
      {"electricity",
       tanbu::test::Json{{"consumed_kwh", 23'535'524}, {"purchased_kwh", 23'535'524}, {"factor_location", "0.4974"}}},
      {"evidence", tanbu::test::evidence_json()}};
}

}  // namespace tanbu::http::test
