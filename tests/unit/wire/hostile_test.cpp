// Hostile bytes against the living server: refused, closed, and nothing behind them is ever served.
#include <catch2/catch.hpp>
#include <mutex>
#include <string>
#include <vector>

#include "api/http/wire/server.hpp"
#include "hostile_heads.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

// Echoes the target and remembers it.
struct Seen {
  std::mutex mutex;
  std::vector<std::string> targets;

  Handler handler() {
    return [this](Request request, const Respond& respond) {
      {
        const std::lock_guard lock(mutex);
        targets.push_back(request.target);
      }
      respond({200, {}, request.target, false});
    };
  }
  std::vector<std::string> all() {
    const std::lock_guard lock(mutex);
    return targets;
  }
};

// Every response has one Date, and no detail speaks of dates.
std::size_t responses_in(const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find("\r\nDate: "); at != std::string::npos; at = text.find("\r\nDate: ", at + 1)) ++count;
  return count;
}

int status_of(const std::string& code) {
  for (std::size_t i = 0; i < wire_problem_count; ++i) {
    const WireProblemText text = text_of(static_cast<WireProblem>(i));
    if (text.code == code) return text.status;
  }
  return 0;
}

const std::string smuggled = get("/smuggled");

TEST_CASE("a hostile head is refused and nothing smuggled behind it is served", "[wire][hostile][asvs:4.2.1]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  for (const auto& row : hostile_heads()) {
    // As the body of a length, as the end of chunks, and at once: whichever reading lets the second request come
    // through.
    for (const std::string& between : {std::string("hello"), std::string("0\r\n\r\n"), std::string()}) {
      INFO(row.head);
      RawClient client(server.port());
      client.send(row.head + between + smuggled);
      bool closed = false;
      const std::string answer = client.receive_rest(closed);
      CHECK(closed);
      CHECK(answer.rfind("HTTP/1.1 " + std::to_string(status_of(row.code)) + " ", 0) == 0);
      CHECK(answer.find("\r\n\r\n" + row.code + ": ") != std::string::npos);
      CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
      CHECK(responses_in(answer) == 1);
    }
  }
  CHECK(seen.all().empty());
}

TEST_CASE("a hostile head behind a good request ends the connection after the good answer", "[wire][hostile]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  std::size_t rows = 0;
  for (const auto& row : hostile_heads()) {
    INFO(row.head);
    RawClient client(server.port());
    client.send(post("/good", "body") + row.head + "hello" + smuggled);
    const RawResponse first = client.receive();
    CHECK(first.status == 200);
    CHECK(first.body == "/good");
    bool closed = false;
    const std::string answer = client.receive_rest(closed);
    CHECK(closed);
    CHECK(answer.rfind("HTTP/1.1 " + std::to_string(status_of(row.code)) + " ", 0) == 0);
    CHECK(responses_in(answer) == 1);
    ++rows;
  }
  CHECK(seen.all() == std::vector<std::string>(rows, "/good"));
}

TEST_CASE("a hostile head is refused when it comes byte by byte", "[wire][hostile]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  for (std::size_t i = 0; i < hostile_heads().size(); i += 5) {
    const auto& row = hostile_heads()[i];
    if (row.head.size() > 200) continue;
    INFO(row.head);
    RawClient client(server.port());
    for (const char c : row.head) {
      if (!client.send(std::string_view(&c, 1))) break;
    }
    client.send(smuggled);
    bool closed = false;
    const std::string answer = client.receive_rest(closed);
    CHECK(closed);
    CHECK(answer.rfind("HTTP/1.1 " + std::to_string(status_of(row.code)) + " ", 0) == 0);
    CHECK(responses_in(answer) == 1);
  }
  CHECK(seen.all().empty());
}

TEST_CASE("a body that looks like a request stays a body", "[wire][hostile]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  RawClient client(server.port());
  client.send(post("/first", smuggled) + get("/second"));
  CHECK(client.receive().body == "/first");
  CHECK(client.receive().body == "/second");
  CHECK(seen.all() == std::vector<std::string>{"/first", "/second"});
}

TEST_CASE("a head that never ends is cut off at its limit", "[wire][hostile]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(8 * 1024, 'x'));
  bool closed = false;
  CHECK(client.receive_rest(closed).rfind("HTTP/1.1 431 ", 0) == 0);
  CHECK(closed);
}

TEST_CASE("random bytes are answered with an error or with nothing, never with a success", "[wire][hostile]") {
  Seen seen;
  Server server({}, seen.handler());
  server.start();
  std::uint32_t state = 12345;
  for (int round = 0; round < 200; ++round) {
    std::string bytes = round % 2 == 0 ? "" : "GET / HTTP/1.1\r\nHost: ";
    for (int i = 0; i < 100; ++i) {
      state = state * 1664525U + 1013904223U;
      bytes += static_cast<char>(state >> 24U);
    }
    RawClient client(server.port());
    client.send(bytes + "\r\n\r\n");
    client.finish_sending();
    bool closed = false;
    const std::string answer = client.receive_rest(closed);
    CHECK(closed);
    CHECK((answer.empty() || answer.rfind("HTTP/1.1 4", 0) == 0));
  }
  CHECK(seen.all().empty());
}

}  // namespace
}  // namespace tanbu::http
