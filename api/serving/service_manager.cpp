#include "api/serving/service_manager.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace tanbu::serving {
namespace {

constexpr int first_descriptor = 3;
constexpr long sockets_max = 16;

std::optional<long> number_in(std::string_view text) {
  long number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::vector<HandedSocket> handed_sockets(std::string_view pid, std::string_view count, std::string_view names,
                                         long own_pid) {
  const auto meant = number_in(pid);
  const auto given = number_in(count);
  if (!meant || *meant != own_pid || !given || *given < 1 || *given > sockets_max) return {};
  std::vector<HandedSocket> sockets;
  for (int at = 0; at < *given; ++at) {
    const auto colon = names.find(':');
    sockets.push_back({std::string(names.substr(0, colon)), first_descriptor + at});
    names.remove_prefix(colon == std::string_view::npos ? names.size() : colon + 1);
  }
  return sockets;
}

std::vector<HandedSocket> take_handed_sockets() {
  auto sockets = handed_sockets(environment("LISTEN_PID"), environment("LISTEN_FDS"), environment("LISTEN_FDNAMES"),
                                static_cast<long>(::getpid()));
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  for (const auto& socket : sockets) ::fcntl(socket.descriptor, F_SETFD, FD_CLOEXEC);
  return sockets;
}

bool is_listening(int descriptor) {
  int type = 0;
  int listens = 0;
  socklen_t bytes = sizeof type;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &bytes) != 0 || type != SOCK_STREAM) return false;
  bytes = sizeof listens;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &bytes) == 0 && listens != 0;
}

bool notify_socket(const std::string& path, std::string_view message) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // A name without a file begins with @ here and with NUL in the kernel.
  if (path.size() < 2 || path.size() >= sizeof address.sun_path || (path[0] != '/' && path[0] != '@')) return false;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path[0] == '@') address.sun_path[0] = '\0';
  const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const auto bytes = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const ssize_t sent = ::sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL,
                                reinterpret_cast<const sockaddr*>(&address), bytes);
  ::close(descriptor);
  return sent == static_cast<ssize_t>(message.size());
}

bool notify_service_manager(std::string_view message) {
  const std::string path = environment("NOTIFY_SOCKET");
  return !path.empty() && notify_socket(path, message);
}

}  // namespace tanbu::serving
