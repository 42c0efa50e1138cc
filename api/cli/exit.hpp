// How a command of the command line ends: the exit statuses that scripts rely on, and Stop, which ends a command early.
// Stop is thrown where the command cannot go on (the server said no, the network is gone) and caught in one place,
// run(); the parts below that (parsers, the pin store) give values.
#pragma once
#include <exception>
#include <string>
#include <utility>

namespace tanbu::cli {

// Source: HTTP document, section CLI. The numbers are for ever.
enum class Exit : int {
  ok = 0,
  failure = 1,      // also what the server could not read or found faulty in form: 400, 422
  usage = 2,        // the command line itself
  found_false = 3,  // verified and found false
  not_allowed = 4,  // 401, 403; an audit without a finding that could not examine everything
  not_found = 5,
  conflict = 6,     // 409
  unreachable = 7,  // nobody answered, or 503 to the end of the retries
  under_covered = 8,
};

// The exit status of an HTTP status. Redirects are never followed and count as a failure.
[[nodiscard]] constexpr Exit exit_of_status(long status) {
  if (status >= 200 && status < 300) return Exit::ok;
  switch (status) {
    case 401:
    case 403:
      return Exit::not_allowed;
    case 404:
      return Exit::not_found;
    case 409:
      return Exit::conflict;
    case 502:
    case 503:
    case 504:
      return Exit::unreachable;
    default:
      return Exit::failure;
  }
}

class Stop : public std::exception {
 public:
  // `message` goes to stderr as it stands; it may have several lines and may be empty.
  Stop(Exit status, std::string message) : status_(status), message_(std::move(message)) {}
  [[nodiscard]] Exit status() const { return status_; }
  [[nodiscard]] const std::string& message() const { return message_; }
  [[nodiscard]] const char* what() const noexcept override { return message_.c_str(); }

 private:
  Exit status_;
  std::string message_;
};

}  // namespace tanbu::cli
