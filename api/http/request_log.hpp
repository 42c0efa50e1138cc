// One line of JSON for a request. What a stranger wrote stands in quotes with everything escaped that could end a line,
// so that nobody writes lines of his own into the log (CWE-117); bodies, queries and tokens are never in it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::http {

struct LoggedRequest {
  std::int64_t time_unix_ms = 0;
  std::string_view request_id{};
  std::string_view trace_id{};  // empty: none came
  std::string_view client{};
  std::string_view method{};
  std::string_view route{};  // its pattern; empty: none was found
  int status = 0;
  std::string_view problem_code{};  // empty: no problem
  std::int64_t spent_us = 0;
  std::uint64_t bytes = 0;
};
[[nodiscard]] std::string log_line(const LoggedRequest& request);

// The trace id in a traceparent field (W3C Trace Context): 32 hexadecimal digits, not all 0. Empty where the field is
// malformed or of the version that does not exist.
[[nodiscard]] std::string_view trace_id_of(std::optional<std::string_view> traceparent);

}  // namespace tanbu::http
