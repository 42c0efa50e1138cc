// Answers that go on: they end with their source, their client or the server, and a client that does not read costs
// nobody anything.
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

// What a source was asked and whether it still lives; outlives it.
struct Watched {
  std::atomic<int> asked{0};
  std::atomic<std::size_t> given_bytes{0};
  std::atomic<bool> gone{false};
};

// Gives what it was told, one piece each time it is asked; an empty piece is "nothing now".
class Pieces final : public ByteSource {
 public:
  Pieces(std::shared_ptr<Watched> watched, std::vector<std::string> pieces, bool ends)
      : watched_(std::move(watched)), pieces_(std::move(pieces)), ends_(ends) {}
  ~Pieces() override { watched_->gone = true; }
  std::optional<std::string> next(std::size_t) override {
    const auto at = static_cast<std::size_t>(watched_->asked++);
    if (at < pieces_.size()) return pieces_[at];
    return ends_ ? std::nullopt : std::optional(std::string());
  }

 private:
  std::shared_ptr<Watched> watched_;
  std::vector<std::string> pieces_;
  bool ends_;
};

class Endless final : public ByteSource {
 public:
  explicit Endless(std::shared_ptr<Watched> watched) : watched_(std::move(watched)) {}
  ~Endless() override { watched_->gone = true; }
  std::optional<std::string> next(std::size_t bytes_max) override {
    ++watched_->asked;
    watched_->given_bytes += bytes_max;
    return std::string(bytes_max, 'e');
  }

 private:
  std::shared_ptr<Watched> watched_;
};

class Failing final : public ByteSource {
 public:
  std::optional<std::string> next(std::size_t) override { throw std::runtime_error("the store failed"); }
};

Response going_on(std::shared_ptr<ByteSource> source) {
  Response response{200, {{"Content-Type", "text/event-stream"}}, "begin ", false};
  response.stream = std::move(source);
  return response;
}

void wait_for(const std::atomic<bool>& flag) {
  while (!flag) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST_CASE("an answer that goes on ends with its source, and its connection with it", "[wire][stream]") {
  const auto watched = std::make_shared<Watched>();
  Server server({}, [&](Request, const Respond& respond) {
    respond(going_on(std::make_shared<Pieces>(watched, std::vector<std::string>{"one ", "", "two"}, true)));
  });
  server.start();
  RawClient client(server.port());
  // What stands behind the request is never answered: the connection ends with the stream.
  client.send(get("/") + get("/"));
  bool closed = false;
  const std::string answer = client.receive_rest(closed);
  CHECK(closed);
  const auto end = answer.find("\r\n\r\n");
  REQUIRE(end != std::string::npos);
  CHECK(answer.substr(end + 4) == "begin one two");
  CHECK(answer.find("Content-Length") == std::string::npos);
  CHECK(answer.find("Transfer-Encoding") == std::string::npos);
  CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
  wait_for(watched->gone);  // by the server's thread, after the client has seen the end
}

TEST_CASE("a HEAD is told the same fields, and its source is never asked", "[wire][stream]") {
  const auto watched = std::make_shared<Watched>();
  Server server({}, [&](Request, const Respond& respond) { respond(going_on(std::make_shared<Endless>(watched))); });
  server.start();
  RawClient client(server.port());
  client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  bool closed = false;
  const std::string answer = client.receive_rest(closed);
  CHECK(closed);
  CHECK(answer.find("Content-Length") == std::string::npos);
  CHECK(answer.substr(answer.size() - 4) == "\r\n\r\n");
  CHECK(watched->asked == 0);
  wait_for(watched->gone);  // by the server's thread, after the client has seen the end
}

TEST_CASE("a stop ends what would go on for ever", "[wire][stream][stop]") {
  const auto silent = std::make_shared<Watched>();
  const auto endless = std::make_shared<Watched>();
  Server server({}, [&](Request request, const Respond& respond) {
    if (request.target == "/endless") return respond(going_on(std::make_shared<Endless>(endless)));
    respond(going_on(std::make_shared<Pieces>(silent, std::vector<std::string>{"x"}, false)));
  });
  server.start();
  RawClient listener(server.port());
  listener.send(get("/silent"));
  RawClient unread(server.port());
  unread.send(get("/endless"));
  while (silent->asked < 3 || endless->asked == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  server.stop();
  CHECK(server.connections_open() == 0);
  CHECK(silent->gone);
  CHECK(endless->gone);
  bool closed = false;
  const std::string answer = listener.receive_rest(closed);
  CHECK(closed);
  CHECK(answer.substr(answer.size() - 7) == "begin x");
}

TEST_CASE("a listener that does not read is dropped, and little was made for him", "[wire][stream]") {
  const auto watched = std::make_shared<Watched>();
  ServerOptions options;
  options.write_seconds_max = 1;
  Server server(options, [&](Request request, const Respond& respond) {
    if (request.target == "/") return respond({200, {}, "quick", false});
    respond(going_on(std::make_shared<Endless>(watched)));
  });
  server.start();
  RawClient slow(server.port(), 4096);
  slow.send(get("/stream"));
  while (watched->asked == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  RawClient other(server.port());
  other.send(get("/"));
  CHECK(other.receive().body == "quick");
  wait_for(watched->gone);
  CHECK(watched->given_bytes < std::size_t{4} << 20);
}

TEST_CASE("a listener that has gone gives up his place though nothing is written", "[wire][stream]") {
  const auto closed = std::make_shared<Watched>();
  const auto reset = std::make_shared<Watched>();
  Server server({}, [&](Request request, const Respond& respond) {
    const auto& watched = request.target == "/reset" ? reset : closed;
    respond(going_on(std::make_shared<Pieces>(watched, std::vector<std::string>{}, false)));
  });
  server.start();
  RawClient polite(server.port());
  polite.send(get("/closed"));
  RawClient rude(server.port());
  rude.send(get("/reset"));
  while (closed->asked == 0 || reset->asked == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  polite.disconnect();
  rude.reset();
  wait_for(closed->gone);
  wait_for(reset->gone);
}

TEST_CASE("a source that fails ends its own connection and no other", "[wire][stream]") {
  const auto watched = std::make_shared<Watched>();
  Server server({}, [&](Request request, const Respond& respond) {
    if (request.target == "/failing") return respond(going_on(std::make_shared<Failing>()));
    respond(going_on(std::make_shared<Pieces>(watched, std::vector<std::string>{"", "", "", "", "late"}, true)));
  });
  server.start();
  RawClient lasting(server.port());
  lasting.send(get("/"));
  while (watched->asked == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  RawClient failing(server.port());
  failing.send(get("/failing"));
  bool closed = false;
  CHECK(failing.receive_rest(closed).find("begin ") != std::string::npos);
  CHECK(closed);
  const std::string answer = lasting.receive_rest(closed);
  CHECK(answer.substr(answer.size() - 10) == "begin late");
}

}  // namespace
}  // namespace tanbu::http
