// Clients that take their time. Only that the connection ends is asserted, and never when.
#include <sys/resource.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "api/http/wire/server.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

ServerOptions impatient() {
  ServerOptions options;
  options.header_seconds_max = 1;
  options.request_seconds_max = 1;
  options.idle_seconds_max = 1;
  options.write_seconds_max = 1;
  return options;
}

void hello(Request, const Respond& respond) { respond({200, {}, "hello", false}); }

std::string rest_of(RawClient& client) {
  bool closed = false;
  const std::string answer = client.receive_rest(closed);
  return closed ? answer : "still open after: " + answer;
}

// Sends one byte at a time, for ever, until the server has had enough.
void drip(RawClient& client) {
  while (client.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

TEST_CASE("a head that does not end in time gets 408", "[wire][deadline]") {
  Server server(impatient(), hello);
  server.start();
  RawClient silent(server.port());
  RawClient stuck(server.port());
  stuck.send("GET / HTTP/1.1\r\nHo");
  RawClient dripping(server.port());
  dripping.send("GET / HTTP/1.1\r\nX: ");
  drip(dripping);
  // The dripping client's last byte may have met a closed connection; what counts is that it was closed.
  CHECK(rest_of(dripping).find("still open") == std::string::npos);
  CHECK(rest_of(stuck).rfind("HTTP/1.1 408 ", 0) == 0);
  CHECK(rest_of(silent).empty());
}

TEST_CASE("a body that does not end in time gets 408", "[wire][deadline]") {
  ServerOptions options = impatient();
  options.header_seconds_max = 10;
  Server server(options, hello);
  server.start();
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000\r\n\r\n";
  RawClient stuck(server.port());
  stuck.send(head + "abc");
  RawClient dripping(server.port());
  dripping.send(head);
  drip(dripping);
  CHECK(rest_of(dripping).find("still open") == std::string::npos);
  CHECK(rest_of(stuck).rfind("HTTP/1.1 408 ", 0) == 0);
}

TEST_CASE("the time of a body is the target's own", "[wire][deadline]") {
  ServerOptions options = impatient();
  options.body_limit = [](std::string_view, std::string_view target) {
    return BodyLimit{1024, target == "/slow" ? 60 : 1};
  };
  Server server(options, hello);
  server.start();
  RawClient slow(server.port());
  slow.send("POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
  RawClient quick(server.port());
  quick.send("POST /quick HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na");
  CHECK(rest_of(quick).rfind("HTTP/1.1 408 ", 0) == 0);
  slow.send("b");
  CHECK(slow.receive().status == 200);
}

TEST_CASE("an idle connection is closed without a word", "[wire][deadline]") {
  Server server(impatient(), hello);
  server.start();
  RawClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive().body == "hello");
  CHECK(rest_of(client).empty());
}

TEST_CASE("a second request has its own time", "[wire][deadline]") {
  ServerOptions options = impatient();
  options.header_seconds_max = 3;
  options.idle_seconds_max = 60;
  Server server(options, hello);
  server.start();
  RawClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive().body == "hello");
  std::this_thread::sleep_for(std::chrono::milliseconds(3300));
  client.send("GET / HT");
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  client.send("TP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.receive().body == "hello");
  client.send("GET / HT");
  CHECK(rest_of(client).rfind("HTTP/1.1 408 ", 0) == 0);
}

TEST_CASE("a slow handler is waited for", "[wire][deadline]") {
  std::thread later;
  Server server(impatient(), [&](Request, Respond respond) {
    later = std::thread([respond = std::move(respond)] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2000));
      respond({200, {}, "at last", false});
    });
  });
  server.start();
  RawClient client(server.port());
  client.send(get("/"));
  CHECK(client.receive().body == "at last");
  later.join();
}

TEST_CASE("a client that never reads is dropped and nobody else waits for it", "[wire][deadline]") {
  Server server(impatient(), [](Request request, const Respond& respond) {
    respond({200, {}, std::string(request.target == "/big" ? 100'000 : 10, 'x'), false});
  });
  server.start();
  RawClient deaf(server.port(), 4096);
  std::thread sender([&] {
    for (int i = 0; i < 1000 && deaf.send(get("/big")); ++i) {
    }
  });
  int served = 0;
  for (int i = 0; i < 200; ++i) {
    RawClient client(server.port());
    client.send(get("/"));
    if (client.receive().status == 200) ++served;
  }
  CHECK(served == 200);
  sender.join();
  bool gone = false;
  for (int i = 0; i < 1000 && !gone; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    gone = server.connections_open() == 0;
  }
  CHECK(gone);
}

TEST_CASE("a large answer reaches a slow reader whole", "[wire][deadline]") {
  const std::string body(5'000'000, 'y');
  Server server({}, [&](Request, const Respond& respond) { respond({200, {}, body, false}); });
  server.start();
  RawClient client(server.port(), 8192);
  client.send(get("/a") + get("/b"));
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK((client.receive().body == body));
  CHECK((client.receive().body == body));
}

long resident_kilobytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  long pages = 0;
  long resident = 0;
  const int fields = file != nullptr ? std::fscanf(file, "%ld %ld", &pages, &resident) : 0;
  if (file != nullptr) std::fclose(file);
  return fields == 2 ? resident * 4 : 0;
}

TEST_CASE("a thousand half-open requests are served around, cost little and are all closed", "[wire][deadline]") {
  ServerOptions options;
  options.header_seconds_max = 4;
  options.threads = 2;
  Server server(options, hello);
  server.start();
  const long before = resident_kilobytes();
  std::vector<RawClient> half_open;
  for (int i = 0; i < 1000; ++i) {
    half_open.emplace_back(server.port());
    half_open.back().send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ");
  }
  RawClient client(server.port());
  int served = 0;
  for (int i = 0; i < 500; ++i) {
    client.send(get("/"));
    if (client.receive().status == 200) ++served;
  }
  CHECK(served == 500);
  CHECK(server.connections_open() > 500);
  const long kilobytes_each = (resident_kilobytes() - before) / 1000;
  UNSCOPED_INFO("resident kilobytes for each half-open connection: " << kilobytes_each);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  CHECK(kilobytes_each < 16);
#endif
  int refused = 0;
  for (auto& one : half_open) {
    if (rest_of(one).rfind("HTTP/1.1 408 ", 0) == 0) ++refused;
  }
  CHECK(refused == 1000);
}

}  // namespace
}  // namespace tanbu::http
