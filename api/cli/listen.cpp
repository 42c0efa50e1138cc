// The functions of listen.hpp.
#include "api/cli/listen.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <cerrno>
#include <charconv>
#include <ctime>

#include "api/cli/arguments.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {

Endpoint endpoint_argument(const std::string& text, std::string_view option) {
  const auto colon = text.rfind(':');
  const auto form =
      say("ADDRESS:PORT, for instance 127.0.0.1:8080 or [::1]:8080", "应为 地址:端口，如 127.0.0.1:8080 或 [::1]:8080");
  if (colon == std::string::npos || colon == 0) stop_usage(option, text, form);
  Endpoint endpoint{text.substr(0, colon), 0};
  if (endpoint.address.front() == '[' && endpoint.address.back() == ']') {
    endpoint.address = endpoint.address.substr(1, endpoint.address.size() - 2);
  }
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + colon + 1, end, endpoint.port);
  if (parsed.ec != std::errc() || parsed.ptr != end || colon + 1 == text.size()) stop_usage(option, text, form);
  return endpoint;
}

std::string url_of(const Endpoint& endpoint, std::string_view scheme) {
  const bool six = endpoint.address.find(':') != std::string::npos;
  return fmt::format("{}://{}:{}", scheme, six ? "[" + endpoint.address + "]" : endpoint.address, endpoint.port);
}

StopSignals::StopSignals(bool with_hang_up) {
  sigemptyset(&set_);
  if (with_hang_up) sigaddset(&set_, SIGHUP);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

int StopSignals::wait() const {
  int received = 0;
  while (sigwait(&set_, &received) != 0) {
  }
  return received;
}

bool StopSignals::wait_for(std::chrono::milliseconds time) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  timespec limit{};
  limit.tv_sec = seconds.count();
  limit.tv_nsec = std::chrono::nanoseconds(time - seconds).count();
  return sigtimedwait(&set_, nullptr, &limit) > 0;
}

}  // namespace tanbu::cli
