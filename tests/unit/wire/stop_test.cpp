// The end of a server: what was accepted is answered whole, and then it is over.
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "api/http/wire/server.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

TEST_CASE("requests in flight are answered before the server stops", "[wire][stop]") {
  std::mutex mutex;
  std::vector<Respond> waiting;
  Server server({}, [&](Request, Respond respond) {
    const std::lock_guard lock(mutex);
    waiting.push_back(std::move(respond));
  });
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 20; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(get("/"));
  }
  RawClient idle(server.port());
  for (bool all = false; !all;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex);
    all = waiting.size() == clients.size();
  }
  std::thread stopper([&] { server.stop(); });
  // The idle connection's end shows that the stop has begun.
  bool closed = false;
  CHECK(idle.receive_rest(closed).empty());
  CHECK(closed);
  for (const auto& respond : waiting) respond({200, {}, "whole", false});
  for (auto& client : clients) {
    const RawResponse response = client.receive();
    CHECK(response.body == "whole");
    CHECK(response.head.find("Connection: close\r\n") != std::string::npos);
  }
  clients.clear();
  stopper.join();
  CHECK(server.connections_open() == 0);
  CHECK_FALSE(RawClient(server.port()).connected());
}

TEST_CASE("a request that nobody answers does not keep the server from stopping", "[wire][stop]") {
  Respond kept;
  std::atomic<bool> called{false};
  ServerOptions options;
  options.stop_seconds_max = 1;
  {
    Server server(options, [&](Request, Respond respond) {
      kept = std::move(respond);
      called = true;
    });
    server.start();
    RawClient waiting(server.port());
    waiting.send(get("/"));
    RawClient half(server.port());
    half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
    while (!called) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    server.stop();
    CHECK(server.connections_open() == 0);
    bool closed = false;
    CHECK(waiting.receive_rest(closed).empty());
    CHECK(closed);
  }
  kept({200, {}, "to nobody", false});
  kept = nullptr;
}

TEST_CASE("a body that is arriving when the server stops is told so", "[wire][stop]") {
  Server server({}, [](Request, const Respond& respond) { respond({}); });
  server.start();
  RawClient half(server.port());
  half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
  while (server.connections_open() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  std::thread stopper([&] { server.stop(); });
  CHECK(half.receive().status == 503);
  half.disconnect();
  stopper.join();
}

TEST_CASE("a server that was never started stops as well", "[wire][stop]") {
  Server server({}, [](Request, const Respond& respond) { respond({}); });
  server.stop();
  server.stop();
  CHECK(server.connections_open() == 0);
}

// A client that asks until the server has gone, and counts what it got.
struct Tally {
  int whole = 0;
  int cut = 0;
};
Tally ask_until_gone(std::uint16_t port, const std::string& expected) {
  Tally tally;
  RawClient client(port);
  while (client.connected() && client.send(post("/x", expected))) {
    bool closed = false;
    const RawResponse response = client.receive();
    if (response.status == 200 && response.body == expected) {
      ++tally.whole;
      continue;
    }
    if (!client.receive_rest(closed).empty()) ++tally.cut;
    break;
  }
  return tally;
}

TEST_CASE("twenty stops under load leave no answer half sent", "[wire][stop]") {
  const std::string body(3000, 'z');
  int whole = 0;
  int cut = 0;
  std::uint64_t answered = 0;
  for (int round = 0; round < 20; ++round) {
    std::atomic<std::uint64_t> calls{0};
    ServerOptions options;
    options.threads = 2;
    Server server(options, [&](Request request, const Respond& respond) {
      ++calls;
      respond({200, {}, std::move(request.body), false});
    });
    server.start();
    std::vector<Tally> tallies(8);
    std::vector<std::thread> clients;
    for (auto& tally : tallies) {
      clients.emplace_back([&tally, &server, &body] { tally = ask_until_gone(server.port(), body); });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + round));
    server.stop();
    for (auto& client : clients) client.join();
    for (const auto& tally : tallies) {
      whole += tally.whole;
      cut += tally.cut;
    }
    answered += calls;
  }
  CHECK(cut == 0);
  CHECK(whole > 0);
  // Whatever the handler answered has arrived: an acknowledgement is never lost on the way out.
  CHECK(static_cast<std::uint64_t>(whole) == answered);
}

}  // namespace
}  // namespace tanbu::http
