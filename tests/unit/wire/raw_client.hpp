// A client that sends exactly the bytes it is given and reads what comes, over a blocking loopback socket. It knows
// just enough of HTTP to tell one response from the next. It asserts nothing, so that threads may use it.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace tanbu::http {

struct RawResponse {
  int status = 0;  // 0: the connection ended before a whole response had come
  std::string head;
  std::string body;
};

class RawClient {
 public:
  // `receive_buffer_bytes` 0 leaves the system's choice. Reads give up after 20 s, as if the connection were still
  // open.
  explicit RawClient(std::uint16_t port, int receive_buffer_bytes = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval patience{20, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { disconnect(); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), connected_(other.connected_), input_(std::move(other.input_)) {}

  bool connected() const { return connected_; }
  int descriptor() const { return socket_; }

  // False if the server has gone before all bytes were taken.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void finish_sending() { ::shutdown(socket_, SHUT_WR); }
  void disconnect() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  // Closes with a reset instead of an orderly end.
  void reset() {
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    disconnect();
  }

  // The next response. `head_only` for the answer to a HEAD.
  RawResponse receive(bool head_only = false) {
    RawResponse response;
    std::size_t end = 0;
    while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more()) return {};
    }
    response.head = input_.substr(0, end + 4);
    const std::size_t length = head_only ? 0 : content_length(response.head);
    while (input_.size() < end + 4 + length) {
      if (!read_more()) return {};
    }
    response.body = input_.substr(end + 4, length);
    input_.erase(0, end + 4 + length);
    response.status = std::atoi(response.head.substr(9, 3).c_str());
    return response;
  }

  // Everything until the server closes; `closed` tells whether it did.
  std::string receive_rest(bool& closed) {
    while (read_more()) {
    }
    closed = ended_;
    return std::exchange(input_, {});
  }

 private:
  bool read_more() {
    char bytes[16 * 1024];
    const ssize_t received = ::recv(socket_, bytes, sizeof bytes, 0);
    if (received > 0) {
      input_.append(bytes, static_cast<std::size_t>(received));
      return true;
    }
    ended_ = received == 0 || errno == ECONNRESET;
    return false;
  }
  static std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : static_cast<std::size_t>(std::atoll(head.c_str() + at + 16));
  }

  int socket_;
  bool connected_ = false;
  bool ended_ = false;
  std::string input_;
};

inline std::string get(std::string_view target, std::string_view lines = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines) + "\r\n";
}
inline std::string post(std::string_view target, std::string_view body, std::string_view lines = "") {
  return "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n" + std::string(lines) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace tanbu::http
