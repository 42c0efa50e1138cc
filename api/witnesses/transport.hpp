// The HTTP of asking one witness: one POST of add-checkpoint (C2SP tlog-witness v1.0.0), one answer or none. It follows
// no redirects, reads no more than it was told to, and believes nothing. What an answer means is asking.hpp's.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace tanbu::witnesses {

struct Answer {
  long status = 0;
  std::string content_type;  // as received; empty when there was none
  std::string body;
};
enum class NoAnswer { unreachable, timed_out, too_large, stopped };
using Transported = std::variant<Answer, NoAnswer>;

// Belongs to one thread, but for stop(). An interface, so that a test can be the witness.
class Transport {
 public:
  virtual ~Transport() = default;
  // Blocks until there is an answer or none will come.
  [[nodiscard]] virtual Transported post(const std::string& body) = 0;
  // Any thread: the call under way and all later ones come back at once with `stopped`.
  virtual void stop() noexcept = 0;
};
using MakeTransport = std::function<std::unique_ptr<Transport>(const std::string& submission_prefix)>;

struct TransportLimits {
  long connect_seconds_max = 5;
  long answer_seconds_max = 15;              // from the first byte sent to the last one received
  std::size_t answer_bytes_max = 64 * 1024;  // a hundred lines of a witness are under 20 KiB
  std::optional<std::string> ca_file = {};   // certificate authorities for https; the machine's when absent
};

// Over libcurl. `submission_prefix` is an http or https URL without a slash at the end.
[[nodiscard]] std::unique_ptr<Transport> curl_transport(const std::string& submission_prefix, TransportLimits limits);

}  // namespace tanbu::witnesses
