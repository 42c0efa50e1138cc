// The feed: every entry once, in order, resumed where it ended, and nothing that an anonymous reader may not see.
#include <sys/time.h>

#include <thread>

#include "api/http/events.hpp"
#include "tests/e2e/http_api/support.hpp"

using namespace tanbu;
using namespace tanbu::http;
using namespace tanbu::http::test;

namespace {

// A listener of its own making: it knows of server-sent events what WHATWG HTML section 9.2 says.
class Listener {
 public:
  Listener(std::uint16_t port, const std::string& target, const std::string& lines = "")
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval patience{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const void* generic = &address;
    REQUIRE(::connect(socket_, static_cast<const sockaddr*>(generic), sizeof(address)) == 0);
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" + lines + "\r\n";
    REQUIRE(::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
    head_ = take_until("\r\n\r\n");
  }
  ~Listener() { ::close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] const std::string& head() const { return head_; }
  // One block of lines with its end; empty when the connection is over.
  [[nodiscard]] std::string block() { return take_until("\n\n"); }
  struct Event {
    std::string id;
    boost::json::object data;
  };
  // The next event; comments and the time to come again are passed over.
  [[nodiscard]] Event event() {
    for (;;) {
      const std::string text = block();
      if (text.empty()) return {};
      if (text.rfind("id: ", 0) != 0) continue;
      const auto end = text.find('\n');
      REQUIRE(text.substr(end + 1, 6) == "data: ");
      REQUIRE(text.find('\n', end + 1) == text.size() - 2);  // one line of data
      return {text.substr(4, end - 4), boost::json::parse(text.substr(end + 7)).as_object()};
    }
  }

 private:
  std::string take_until(const std::string& mark) {
    std::size_t at = 0;
    while ((at = input_.find(mark)) == std::string::npos) {
      char buffer[4096];
      const auto more = ::recv(socket_, buffer, sizeof buffer, 0);
      if (more <= 0) return {};
      input_.append(buffer, static_cast<std::size_t>(more));
    }
    std::string taken = input_.substr(0, at + mark.size());
    input_.erase(0, at + mark.size());
    return taken;
  }

  int socket_;
  std::string input_;
  std::string head_;
};

std::vector<boost::json::object> feed_lines_of(const std::string& body) {
  std::vector<boost::json::object> lines;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = body.find('\n', at);
    lines.push_back(boost::json::parse(body.substr(at, end - at)).as_object());
    at = end + 1;
  }
  return lines;
}

std::size_t status_of(const std::string& head) { return static_cast<std::size_t>(std::stoi(head.substr(9, 3))); }

}  // namespace

TEST_CASE("The feed as lines gives every entry once, in order, page after page") {
  Service service;
  service.ledger.populate(100);
  const auto size = static_cast<std::uint64_t>(service.get("/v1/log").json().at("size").as_int64());
  REQUIRE(size > 6);
  std::vector<boost::json::object> all;
  std::string target = "/v1/events?limit=3";
  while (!target.empty()) {
    const auto got = service.get(target);
    REQUIRE(got.status == 200);
    CHECK(got.header("content-type") == "application/x-ndjson");
    for (auto& line : feed_lines_of(got.body)) all.push_back(std::move(line));
    const auto link = got.header("link");
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  REQUIRE(all.size() == size);
  for (std::uint64_t index = 0; index < size; ++index) {
    CHECK(all[index].at("index").to_number<std::uint64_t>() == index);
    const auto alone = service.get("/v1/entries/" + std::to_string(index)).json();
    for (const auto* name : {"kind", "time", "entry", "leaf"}) CHECK(all[index].at(name) == alone.at(name));
    // Nothing but what stands there for everybody: an entry names its command by a hash.
    CHECK(all[index].size() == 5);
  }
  // The end is no error: whoever asks again later asks the same.
  const auto end = service.get("/v1/events?after=" + std::to_string(size - 1));
  CHECK(end.status == 200);
  CHECK(end.body.empty());
  CHECK(service.get("/v1/events?after=" + std::to_string(size - 1), {{"If-None-Match", end.header("etag")}}).status ==
        304);
  CHECK(service.get("/v1/events?after=" + std::to_string(size)).code() == "event_unknown");
  CHECK(service.get("/v1/events?before=3").code() == "unknown_parameter");
  CHECK(service.get("/v1/events", {{"Last-Event-ID", "x1"}}).code() == "parameter_invalid");
  CHECK(service.get("/v1/events", {{"Last-Event-ID", std::to_string(size)}}).code() == "event_unknown");
}

TEST_CASE("Whoever listens hears the past, then what comes, and resumes where his connection ended") {
  Service service;
  auto& ledger = service.ledger;
  ledger.populate(100);
  const auto size = static_cast<std::uint64_t>(service.get("/v1/log").json().at("size").as_int64());
  std::uint64_t heard = 0;
  {
    Listener listener(service.port(), "/v1/events");
    CHECK(status_of(listener.head()) == 200);
    CHECK(listener.head().find("Content-Type: text/event-stream\r\n") != std::string::npos);
    CHECK(listener.head().find("Access-Control-Allow-Origin: *\r\n") != std::string::npos);
    for (; heard < size; ++heard) CHECK(listener.event().id == std::to_string(heard));
    const auto retired = service.grant(ledger.trader, "retire", ledger.retire_body(1, 10));
    const auto event = listener.event();
    CHECK(event.id == std::to_string(retired));
    CHECK(event.data.at("kind").as_string() == "retire");
    CHECK(event.data.at("entry") == service.get("/v1/entries/" + event.id).json().at("entry"));
    heard = retired;
  }
  const auto missed = service.grant(ledger.trader, "retire", ledger.retire_body(11, 12));
  const auto missed_too = service.grant(ledger.trader, "retire", ledger.retire_body(13, 14));
  Listener again(service.port(), "/v1/events?after=0", "Last-Event-ID: " + std::to_string(heard) + "\r\n");
  CHECK(again.event().id == std::to_string(missed));
  CHECK(again.event().id == std::to_string(missed_too));
  Listener by_parameter(service.port(), "/v1/events?after=" + std::to_string(missed));
  CHECK(by_parameter.event().id == std::to_string(missed_too));
  CHECK(service.get("/v1/events?limit=3", {{"Accept", "text/event-stream"}}).code() == "parameter_invalid");
}

TEST_CASE("One client does not take every place of the feed") {
  Service service;
  Feed feed(service.ledger.engine(), {.listeners_max = 5, .listeners_of_client_max = 2, .heartbeat_seconds = 15});
  std::vector<std::shared_ptr<ByteSource>> listening;
  const auto listens = [&](const std::string& client) {
    auto listener = feed.listen(0, client);
    if (listener) listening.push_back(listener);
    return listener != nullptr;
  };
  CHECK(listens("2001:db8::1"));
  CHECK(listens("2001:db8::2"));
  CHECK_FALSE(listens("2001:db8::3"));  // of the same /64
  CHECK(listens("198.51.100.1"));
  CHECK(listens("127.0.0.1"));
  CHECK(listens("127.0.0.1"));
  CHECK_FALSE(listens("198.51.100.2"));  // all places are taken
  listening.erase(listening.begin());
  CHECK(listens("2001:db8::3"));
}

TEST_CASE("Listeners are bounded, kept awake in silence and let go by a stop") {
  auto options = AppOptions{};
  options.feed = {.listeners_max = 2, .heartbeat_seconds = 1};
  auto service = std::make_unique<Service>(nullptr, options);
  const auto head = service->ledger.engine().health().size;
  const std::string target = "/v1/events?after=" + std::to_string(head - 1);
  auto first = std::make_unique<Listener>(service->port(), target);
  Listener second(service->port(), target);
  CHECK(status_of(second.head()) == 200);
  {
    Listener third(service->port(), target);
    CHECK(status_of(third.head()) == 503);
    CHECK(third.head().find("Retry-After: ") != std::string::npos);
  }
  // Lines are for everybody all the same.
  CHECK(service->get("/v1/events").status == 200);
  CHECK(second.block() == "retry: 2000\n\n");
  CHECK(second.block() == ": alive\n\n");
  // A place that was given up is given away.
  first.reset();
  for (bool admitted = false; !admitted;) {
    Listener next(service->port(), target);
    admitted = status_of(next.head()) == 200;
  }
  service.reset();
  while (!second.block().empty()) {
  }
}
