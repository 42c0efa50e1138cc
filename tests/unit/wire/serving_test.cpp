// What well-behaved and merely unlucky clients get from the server.
#include <poll.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "api/http/wire/server.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

void echo(Request request, const Respond& respond) {
  respond({200, {{"X-Target", request.target}}, std::move(request.body), false});
}

// The server counts a connection as gone a moment after the client has seen the end of it.
bool becomes_empty(const Server& server) {
  for (int i = 0; i < 1000 && server.connections_open() > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return server.connections_open() == 0;
}

TEST_CASE("a connection serves one request after the other", "[wire][serving]") {
  ServerOptions options;
  options.threads = 2;
  Server server(options, echo);
  server.start();
  RawClient client(server.port());
  for (int i = 0; i < 100; ++i) {
    const std::string body = "body " + std::to_string(i);
    client.send(post("/x", body));
    const RawResponse response = client.receive();
    REQUIRE(response.status == 200);
    REQUIRE(response.body == body);
  }
  CHECK(server.connections_open() == 1);
}

TEST_CASE("pipelined requests are answered in their order", "[wire][serving]") {
  Server server({}, echo);
  server.start();
  RawClient client(server.port());
  std::string all;
  for (int i = 0; i < 2000; ++i) all += post("/x", std::to_string(i)) + get("/y");
  std::thread sender([&] { client.send(all); });
  int wrong = 0;
  for (int i = 0; i < 2000; ++i) {
    if (client.receive().body != std::to_string(i)) ++wrong;
    if (client.receive().head.find("X-Target: /y") == std::string::npos) ++wrong;
  }
  sender.join();
  CHECK(wrong == 0);
}

TEST_CASE("a request may arrive in any pieces", "[wire][serving]") {
  Server server({}, echo);
  server.start();
  const std::string bytes = post("/x", "hello") + post("/y", "world");
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    RawClient client(server.port());
    client.send(bytes.substr(0, cut));
    if (cut % 8 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    client.send(bytes.substr(cut));
    REQUIRE(client.receive().body == "hello");
    REQUIRE(client.receive().body == "world");
  }
}

TEST_CASE("the handler sees the request as it was sent", "[wire][serving]") {
  Request got;
  Server server({}, [&](Request request, const Respond& respond) {
    got = std::move(request);
    respond({});
  });
  server.start();
  RawClient client(server.port());
  client.send(post("/a%20b?c=d", std::string("\0\xff", 2),
                   "X-MiXed:  two words \t\r\nX-Empty:\r\nX-Twice: 1\r\nX-Twice: 2\r\n"));
  REQUIRE(client.receive().status == 200);
  server.stop();
  CHECK(got.method == "POST");
  CHECK(got.target == "/a%20b?c=d");
  CHECK(got.body == std::string("\0\xff", 2));
  CHECK(got.peer_address == "127.0.0.1");
  CHECK(got.header("x-mixed") == "two words");
  CHECK(got.header("x-empty") == "");
  CHECK(got.header("x-twice") == "1");
  CHECK(got.header("host") == "a");
  CHECK_FALSE(got.header("X-Mixed"));
  CHECK(got.headers.size() == 6);
}

TEST_CASE("a body is taken up to its limit and refused above it before it is read", "[wire][serving][asvs:15.2.2]") {
  ServerOptions options;
  options.body_limit = [](std::string_view method, std::string_view target) {
    if (method == "POST" && target == "/batch") return BodyLimit{std::size_t{16} << 20, 120};
    return BodyLimit{};
  };
  Server server(options, echo);
  server.start();
  for (const std::size_t size : {0UL, 1UL, 3000UL, 4096UL, 8192UL, 8193UL, 65535UL, 65536UL}) {
    RawClient client(server.port());
    std::string body(size, 'b');
    if (size > 0) body.back() = 'e';
    client.send(post("/x", body));
    CHECK(client.receive().body == body);
  }
  {
    RawClient client(server.port());
    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 65537\r\n\r\n");
    bool closed = false;
    CHECK(client.receive_rest(closed).rfind("HTTP/1.1 413 ", 0) == 0);
    CHECK(closed);
  }
  {
    RawClient client(server.port());
    std::string body(std::size_t{16} << 20, 'b');
    body.back() = 'e';
    std::thread sender([&] { client.send(post("/batch", body)); });
    const RawResponse response = client.receive();
    sender.join();
    CHECK((response.body == body));
    client.send("POST /batch HTTP/1.1\r\nHost: a\r\nContent-Length: 16777217\r\n\r\n");
    CHECK(client.receive().status == 413);
  }
}

TEST_CASE("a client that pours a refused body still reads why and is not served", "[wire][serving]") {
  std::atomic<int> calls{0};
  Server server({}, [&](Request, const Respond& respond) {
    ++calls;
    respond({});
  });
  server.start();
  RawClient client(server.port());
  client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  client.send(std::string(4'000'000, 'x'));
  client.finish_sending();
  bool closed = false;
  const std::string answer = client.receive_rest(closed);
  CHECK(closed);
  CHECK(answer.rfind("HTTP/1.1 413 ", 0) == 0);
  CHECK(calls == 0);
}

TEST_CASE("bodies that arrive together are bounded together", "[wire][serving][asvs:15.2.2]") {
  ServerOptions options;
  options.arriving_bytes_max = 256 * 1024;
  options.body_limit = [](std::string_view, std::string_view) { return BodyLimit{std::size_t{1} << 20, 30}; };
  Server server(options, echo);
  server.start();
  // None of the eight can end before one of them was refused: their first parts alone are more than there is room for.
  std::vector<RawClient> clients;
  std::vector<pollfd> answers;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back(server.port());
    clients.back().send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(60'000, 'x'));
    answers.push_back({clients.back().descriptor(), POLLIN, 0});
  }
  REQUIRE(::poll(answers.data(), answers.size(), 20'000) > 0);
  int served = 0;
  int refused = 0;
  for (auto& client : clients) {
    client.send(std::string(40'000, 'x'));
    const RawResponse response = client.receive();
    if (response.status == 200 && response.body.size() == 100'000) ++served;
    if (response.status == 503) ++refused;
  }
  CHECK(refused >= 1);
  CHECK(served >= 1);
  CHECK(served + refused == 8);
  // The room is free again, and its bound is the same as before.
  RawClient last(server.port());
  last.send(post("/x", std::string(260'000, 'x')) + post("/x", std::string(270'000, 'x')));
  CHECK(last.receive().body.size() == 260'000);
  CHECK(last.receive().status == 503);
}

TEST_CASE("answers that nobody reads are bounded together", "[wire][serving][asvs:15.2.2]") {
  // More than the system keeps for a client that reads nothing.
  constexpr std::size_t long_bytes = std::size_t{24} << 20;
  std::atomic<int> asked{0};
  ServerOptions options;
  options.unsent_bytes_max = long_bytes + long_bytes / 2;
  Server server(options, [&asked](Request request, const Respond& respond) {
    respond({200, {}, request.target == "/long" ? std::string(long_bytes, 'x') : "short", false});
    ++asked;
  });
  server.start();
  RawClient silent(server.port());
  silent.send(get("/long"));
  while (asked == 0) std::this_thread::yield();
  RawClient second(server.port());
  second.send(get("/short") + get("/long"));
  CHECK(second.receive().body == "short");
  const RawResponse refused = second.receive();
  CHECK(refused.status == 503);
  CHECK(refused.body.find("answers_full") != std::string::npos);
  CHECK(refused.head.find("Connection: close") != std::string::npos);
  // A HEAD holds no body.
  RawClient third(server.port());
  third.send("HEAD /long HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(third.receive(true).status == 200);
  // Once the first has read its answer there is room again, and once another has gone away without reading.
  CHECK(silent.receive().body.size() == long_bytes);
  for (RawClient* client : {&silent, &second, &third}) client->disconnect();
  REQUIRE(becomes_empty(server));
  const int before = asked;
  RawClient leaver(server.port());
  leaver.send(get("/long"));
  while (asked == before) std::this_thread::yield();
  leaver.reset();
  REQUIRE(becomes_empty(server));
  RawClient reader(server.port());
  reader.send(get("/long"));
  CHECK(reader.receive().body.size() == long_bytes);
}

TEST_CASE("HEAD gets the length of the body and not the body", "[wire][serving]") {
  Server server({}, [](Request, const Respond& respond) { respond({200, {}, "hello", false}); });
  server.start();
  RawClient client(server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n" + get("/"));
  CHECK(client.receive(true).head.find("Content-Length: 5\r\n") != std::string::npos);
  CHECK(client.receive().body == "hello");
  // A refusal behind a HEAD answers a request of which nothing is known, and says why.
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\n\r\n");
  CHECK(client.receive(true).status == 200);
  CHECK(client.receive().body.rfind("host_missing", 0) == 0);
}

TEST_CASE("a connection ends when either side says so", "[wire][serving]") {
  Server server({}, [](Request request, const Respond& respond) {
    respond({200, {}, "", request.target == "/close"});
  });
  server.start();
  for (const std::string& bytes : {get("/", "Connection: close\r\n"), get("/close")}) {
    RawClient client(server.port());
    client.send(bytes + get("/never"));
    const RawResponse response = client.receive();
    CHECK(response.status == 200);
    CHECK(response.head.find("Connection: close\r\n") != std::string::npos);
    bool closed = false;
    CHECK(client.receive_rest(closed).empty());
    CHECK(closed);
  }
  CHECK(becomes_empty(server));
}

TEST_CASE("an answer may come from another thread and later", "[wire][serving]") {
  std::mutex mutex;
  std::vector<std::pair<Request, Respond>> waiting;
  std::atomic<bool> done{false};
  ServerOptions options;
  options.threads = 2;
  Server server(options, [&](Request request, Respond respond) {
    const std::lock_guard lock(mutex);
    waiting.emplace_back(std::move(request), std::move(respond));
  });
  server.start();
  std::thread worker([&] {
    while (!done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      std::vector<std::pair<Request, Respond>> batch;
      {
        const std::lock_guard lock(mutex);
        batch.swap(waiting);
      }
      for (auto& [request, respond] : batch) respond({201, {}, std::move(request.body), false});
    }
  });
  std::atomic<int> right{0};
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      RawClient client(server.port());
      for (int i = 0; i < 50; ++i) {
        const std::string body = std::to_string(c) + "/" + std::to_string(i);
        client.send(post("/a", body) + post("/b", body + "b"));
        if (client.receive().body == body && client.receive().body == body + "b") ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  done = true;
  worker.join();
  CHECK(right == 8 * 50);
}

TEST_CASE("a handler that throws costs one connection and not the process", "[wire][serving][asvs:16.5.1]") {
  Server server({}, [](Request request, const Respond& respond) {
    if (request.target == "/throw") throw std::runtime_error("secret detail");
    if (request.target == "/odd") throw 42;
    if (request.target == "/late") {
      respond({202, {}, "answered", false});
      throw std::runtime_error("after the answer");
    }
    respond({});
  });
  server.start();
  for (const char* target : {"/throw", "/odd"}) {
    RawClient client(server.port());
    client.send(get(target) + get("/never"));
    bool closed = false;
    const std::string answer = client.receive_rest(closed);
    CHECK(closed);
    CHECK(answer.rfind("HTTP/1.1 500 ", 0) == 0);
    CHECK(answer.find("secret") == std::string::npos);
    CHECK(answer.find("HTTP/1.1 200") == std::string::npos);
  }
  RawClient late(server.port());
  late.send(get("/late"));
  CHECK(late.receive().body == "answered");
  bool closed = false;
  CHECK(late.receive_rest(closed).empty());
  CHECK(closed);
  RawClient other(server.port());
  other.send(get("/"));
  CHECK(other.receive().status == 200);
}

TEST_CASE("a forgotten request is answered with 500", "[wire][serving]") {
  std::mutex mutex;
  Respond kept;
  Server server({}, [&](Request request, Respond respond) {
    if (request.target != "/keep") return;
    const std::lock_guard lock(mutex);
    kept = std::move(respond);
  });
  server.start();
  RawClient at_once(server.port());
  at_once.send(get("/drop"));
  CHECK(at_once.receive().status == 500);
  RawClient later(server.port());
  later.send(get("/keep"));
  for (bool arrived = false; !arrived;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex);
    arrived = kept != nullptr;
    kept = nullptr;
  }
  CHECK(later.receive().status == 500);
}

TEST_CASE("clients that leave early disturb nobody", "[wire][serving]") {
  std::mutex mutex;
  std::vector<Respond> waiting;
  Server server({}, [&](Request request, Respond respond) {
    if (request.target == "/now") return respond({});
    const std::lock_guard lock(mutex);
    waiting.push_back(std::move(respond));
  });
  server.start();
  for (int i = 0; i < 50; ++i) {
    RawClient half(server.port());
    half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    RawClient whole(server.port());
    whole.send(get("/wait"));
    RawClient reset(server.port());
    reset.send(get("/wait"));
    reset.reset();
  }
  RawClient client(server.port());
  client.send(get("/now"));
  CHECK(client.receive().status == 200);
  for (std::size_t answered = 0; answered < 50;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::vector<Respond> batch;
    {
      const std::lock_guard lock(mutex);
      batch.swap(waiting);
    }
    for (const auto& respond : batch) respond({200, {}, std::string(1000, 'x'), false});
    answered += batch.size();
  }
  client.send(get("/now"));
  CHECK(client.receive().status == 200);
  // Those whose request was lost in the reset never reach the handler; the others have been answered into the void.
  {
    const std::lock_guard lock(mutex);
    waiting.clear();
  }
  client.disconnect();
  CHECK(becomes_empty(server));
}

TEST_CASE("one connection more than allowed is told so", "[wire][serving]") {
  ServerOptions options;
  options.connections_max = 3;
  Server server(options, echo);
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(get("/"));
    REQUIRE(clients.back().receive().status == 200);
  }
  {
    RawClient surplus(server.port());
    surplus.send(get("/"));
    bool closed = false;
    const std::string answer = surplus.receive_rest(closed);
    CHECK(closed);
    CHECK(answer.rfind("HTTP/1.1 503 ", 0) == 0);
  }
  clients.clear();
  REQUIRE(becomes_empty(server));
  RawClient again(server.port());
  again.send(get("/"));
  CHECK(again.receive().status == 200);
}

TEST_CASE("the layers above may render what the wire refuses", "[wire][serving]") {
  ServerOptions options;
  options.problem = [](int status, std::string_view code, std::string_view) {
    return Response{
        status, {{"Content-Type", "application/problem+json"}}, "{\"code\":\"" + std::string(code) + "\"}", false};
  };
  Server server(options, echo);
  server.start();
  RawClient client(server.port());
  client.send("GET / HTTP/1.1\r\n\r\n");
  const RawResponse response = client.receive();
  CHECK(response.status == 400);
  CHECK(response.body == "{\"code\":\"host_missing\"}");
  CHECK(response.head.find("application/problem+json") != std::string::npos);
}

TEST_CASE("two servers never share a port", "[wire][serving]") {
  ServerOptions options;
  options.threads = 2;
  Server server(options, echo);
  server.start();
  ServerOptions same = options;
  same.port = server.port();
  CHECK_THROWS_AS(Server(same, echo), std::runtime_error);
  ServerOptions name;
  name.address = "localhost";
  CHECK_THROWS_AS(Server(name, echo), std::runtime_error);
  RawClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive().status == 200);
}

}  // namespace
}  // namespace tanbu::http
