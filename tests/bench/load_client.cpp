#include "tests/bench/load_client.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <string_view>

namespace tanbu::bench {
namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  int descriptor = -1;
  std::size_t request = 0;
  std::size_t sent = 0;
  std::string answer{};
  Clock::time_point started{};
};

int connect_to(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const void* raw = &address;
  if (descriptor < 0 || ::connect(descriptor, static_cast<const sockaddr*>(raw), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
  return descriptor;
}

// Length of the whole answer once its head is there, else 0.
std::size_t answer_length(std::string_view answer) {
  const auto head = answer.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
    const auto at = answer.find(name);
    if (at == std::string_view::npos || at > head) continue;
    std::size_t length = 0;
    std::from_chars(answer.data() + at + name.size(), answer.data() + head, length);
    return head + 4 + length;
  }
  throw std::runtime_error("an answer without Content-Length");
}

class Load {
 public:
  // Begins no request after `until`, and none beyond `requests_max`.
  Load(const std::vector<std::string>& requests, std::size_t requests_max, Clock::time_point until, LoadResult& result)
      : requests_(requests),
        requests_max_(requests_max),
        until_(until),
        result_(result),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Load() {
    for (const Connection& connection : connections_) ::close(connection.descriptor);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run(std::uint16_t port, std::size_t count) {
    connections_.resize(count);
    for (std::size_t at = 0; at < count; ++at) {
      connections_[at].descriptor = connect_to(port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.u64 = at;
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[at].descriptor, &event);
    }
    const auto started = Clock::now();
    for (Connection& connection : connections_) start(connection);
    std::vector<epoll_event> events(count);
    while (result_.latencies_us.size() < next_) {
      const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 60'000);
      if (ready <= 0) throw std::runtime_error("no answer for a minute");
      for (int at = 0; at < ready; ++at) receive(connections_[events[static_cast<std::size_t>(at)].data.u64]);
    }
    result_.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  }

 private:
  [[nodiscard]] bool is_over() const { return next_ == requests_max_ || Clock::now() >= until_; }

  void start(Connection& connection) {
    if (is_over()) return;
    connection.request = next_++ % requests_.size();
    connection.sent = 0;
    connection.answer.clear();
    connection.started = Clock::now();
    const std::string& request = requests_[connection.request];
    while (connection.sent < request.size()) {
      const auto sent = ::send(connection.descriptor, request.data() + connection.sent,
                               request.size() - connection.sent, MSG_NOSIGNAL);
      if (sent < 0 && errno == EAGAIN)
        continue;  // A request is far smaller than a socket buffer; this does not spin for long.
      if (sent <= 0) throw std::runtime_error("the server closed a connection");
      connection.sent += static_cast<std::size_t>(sent);
    }
  }

  void receive(Connection& connection) {
    char buffer[16 * 1024];
    const auto got = ::recv(connection.descriptor, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) throw std::runtime_error("the server closed a connection: " + connection.answer);
    connection.answer.append(buffer, static_cast<std::size_t>(got));
    const std::size_t length = answer_length(connection.answer);
    if (length == 0 || connection.answer.size() < length) return;
    if (connection.answer.starts_with("HTTP/1.1 201")) {
      if (++result_.created == 1) result_.first_created = connection.answer;
    } else if (connection.answer.starts_with("HTTP/1.1 200")) {
      if (++result_.ok == 1) result_.first_ok = connection.answer;
    } else if (result_.first_other.empty()) {
      result_.first_other = connection.answer;
    }
    const auto latency = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.started);
    result_.latencies_us.push_back(static_cast<std::uint32_t>(latency.count()));
    start(connection);
  }

  const std::vector<std::string>& requests_;
  const std::size_t requests_max_;
  const Clock::time_point until_;
  LoadResult& result_;
  int epoll_;
  std::vector<Connection> connections_{};
  std::size_t next_ = 0;
};

}  // namespace

double milliseconds_at(std::vector<std::uint32_t>& latencies_us, double share) {
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(latencies_us.size() - 1));
  std::nth_element(latencies_us.begin(), latencies_us.begin() + at, latencies_us.end());
  return static_cast<double>(latencies_us[static_cast<std::size_t>(at)]) / 1000.0;
}

LoadResult send_for(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections,
                    double seconds) {
  LoadResult result;
  const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  Load load(requests, SIZE_MAX, until, result);
  load.run(port, connections);
  return result;
}

LoadResult send_all(std::uint16_t port, const std::vector<std::string>& requests, std::size_t connections) {
  LoadResult result;
  result.latencies_us.reserve(requests.size());
  Load load(requests, requests.size(), Clock::time_point::max(), result);
  load.run(port, connections);
  return result;
}

}  // namespace tanbu::bench
