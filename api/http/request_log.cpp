#include "api/http/request_log.hpp"

#include <algorithm>

#include "api/http/json_writer.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t traceparent_bytes = 55;

bool is_lower_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Whole microseconds, as seconds with six decimals.
std::string seconds_of(std::int64_t us) {
  std::string decimals = std::to_string(us % 1'000'000);
  decimals.insert(0, 6 - decimals.size(), '0');
  return std::to_string(us / 1'000'000) + "." + decimals;
}

}  // namespace

std::string log_line(const LoggedRequest& request) {
  std::string line;
  JsonWriter json(line);
  json.open_object().member("time", log::time_text(request.time_unix_ms)).member("request_id", request.request_id);
  json.member_unless_empty("trace_id", request.trace_id).member("client", request.client);
  json.member("method", request.method).name("route");
  request.route.empty() ? json.null() : json.text(request.route);
  json.member("status", request.status).member_unless_empty("code", request.problem_code);
  json.name("seconds").raw(seconds_of(std::max<std::int64_t>(0, request.spent_us)));
  json.member("bytes", request.bytes).close_object();
  return line;
}

std::string_view trace_id_of(std::optional<std::string_view> traceparent) {
  if (!traceparent || traceparent->size() < traceparent_bytes) return {};
  const std::string_view text = *traceparent;
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace = text.substr(3, 32);
  const std::string_view parent = text.substr(36, 16);
  const bool longer = text.size() > traceparent_bytes;
  // A later version may add parts behind these; version 00 may not.
  const bool shaped = text[2] == '-' && text[35] == '-' && text[52] == '-' && is_lower_hex(version) &&
                      is_lower_hex(trace) && is_lower_hex(parent) && is_lower_hex(text.substr(53, 2)) &&
                      version != "ff" && (!longer || (version != "00" && text[traceparent_bytes] == '-'));
  const bool named =
      trace.find_first_not_of('0') != std::string_view::npos && parent.find_first_not_of('0') != std::string_view::npos;
  return shaped && named ? trace : std::string_view{};
}

}  // namespace tanbu::http
