// Refuses a request head whose framing could be read in two ways, before any other parser sees it. Pure functions over
// bytes: no socket, no clock, no allocation. Not a full parser: it decides, it does not keep the fields.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tanbu::http {

// Everything the wire can answer by itself. The guard goes line by line and stops at the first problem; within a line,
// and at the end of the head, it looks in the order of the first group.
enum class WireProblem : std::uint8_t {
  // The guard's: the head is refused, the connection is closed, the bytes behind the head are thrown away.
  header_too_large,
  line_ending_bare,
  request_line_malformed,
  method_unknown,
  http_version_unsupported,
  target_not_origin_form,
  target_character,
  header_folded,
  header_space_before_colon,
  header_name_malformed,
  header_control_character,
  header_fields_too_many,
  framing_transfer_encoding,
  framing_content_length_repeated,
  framing_content_length_malformed,
  host_repeated,
  host_malformed,
  header_repeated,
  upgrade_refused,
  expectation_refused,
  host_missing,
  framing_content_length_missing,
  body_not_allowed,
  // The server's: what only time, size and the other connections can tell.
  head_disputed,
  header_timeout,
  request_timeout,
  body_too_large,
  connections_full,
  connections_of_address_full,
  bodies_full,
  answers_full,
  server_stopping,
  handler_failed,
};
inline constexpr std::size_t wire_problem_count = static_cast<std::size_t>(WireProblem::handler_failed) + 1;

// How a problem is told to the client. The code is for ever; all three are constants and never contain input.
struct WireProblemText {
  int status;
  std::string_view code;
  std::string_view detail;
};
WireProblemText text_of(WireProblem problem);

// Where the head ends in bytes that are still arriving.
struct HeadSearch {
  enum class Found : std::uint8_t { not_yet, complete, line_ending_bare } found;
  std::size_t bytes;  // complete: length of the head with its blank line; not_yet: where the next search may start
};
// `searched` is `bytes` of the previous search over the same, since then longer, input; 0 at first. A line feed without
// its carriage return is reported at once: a client that never sends a proper blank line would otherwise hold us until
// the deadline.
HeadSearch find_head_end(std::string_view bytes, std::size_t searched);

// Whether a field has the name; names of fields have no case (RFC 9110 section 5.1).
[[nodiscard]] bool same_name(std::string_view name, std::string_view lower_case);

struct GuardLimits {
  std::size_t header_bytes_max = 8 * 1024;  // the whole head: request line, fields, blank line
  std::size_t header_fields_max = 64;
};

// The guard's answer. Without a problem, body_bytes is the length of the body, less than 10^18, and close_wanted tells
// whether the client asked for the connection to be closed.
struct GuardVerdict {
  std::optional<WireProblem> problem;
  std::uint64_t body_bytes = 0;
  std::size_t field_count = 0;
  bool close_wanted = false;
};
// `head` is the bytes up to and including the blank line. RFC 9112 sections 2.2, 3, 5, 6 read strictly: wherever the
// RFC lets a recipient be lenient, we refuse. Accepts GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS; the routes
// decide which of them exist.
GuardVerdict guard_head(std::string_view head, const GuardLimits& limits);

}  // namespace tanbu::http
