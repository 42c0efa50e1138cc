// What every process that serves shares: the address it listens on and the signals that end it.
#pragma once
#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <string_view>

namespace tanbu::cli {

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};

// "127.0.0.1:8080" or "[::1]:8080"; anything else is a Stop (usage).
[[nodiscard]] Endpoint endpoint_argument(const std::string& text, std::string_view option = "--listen");
// "http://127.0.0.1:8080" or "http://[::1]:8080".
[[nodiscard]] std::string url_of(const Endpoint& endpoint, std::string_view scheme = "http");

// Blocks SIGINT and SIGTERM in this thread and all that it starts, so that one call of wait() gets them and no thread
// is ever interrupted in the middle of a commit.
class StopSignals {
 public:
  // SIGHUP too, where it means something else than the end.
  explicit StopSignals(bool with_hang_up = false);
  // The signal that came.
  int wait() const;
  // False when none came in this time.
  [[nodiscard]] bool wait_for(std::chrono::milliseconds time) const;

 private:
  sigset_t set_{};
};

}  // namespace tanbu::cli
