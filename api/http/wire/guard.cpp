// The guard over request heads. It walks the lines once and stops at the first problem; it never repairs anything.
#include "api/http/wire/guard.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace tanbu::http {
namespace {

using Problem = std::optional<WireProblem>;

constexpr std::size_t content_length_digits_max = 18;  // 10^18 - 1 fits in 64 bits, so that no length can wrap

constexpr bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// tchar of RFC 9110 section 5.6.2.
constexpr bool is_token_character(char c) {
  return is_letter_or_digit(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

// field-vchar, blank and tab of RFC 9110 section 5.5; obs-text is let through because it cannot change the framing.
constexpr bool is_value_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\t' || (byte >= 0x20 && byte != 0x7f);
}

// A host name, an IPv4 or a bracketed IPv6 address, with or without a port.
constexpr bool is_host_character(char c) {
  return is_letter_or_digit(c) || std::string_view("-._~%:[]").find(c) != std::string_view::npos;
}

template <bool (*Predicate)(char)>
constexpr std::array<bool, 256> table_of() {
  std::array<bool, 256> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) table[byte] = Predicate(static_cast<char>(byte));
  return table;
}
constexpr auto token_table = table_of<is_token_character>();
constexpr auto value_table = table_of<is_value_character>();
constexpr auto host_table = table_of<is_host_character>();

bool all_in(std::string_view text, const std::array<bool, 256>& table) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return table[static_cast<unsigned char>(c)]; });
}

std::string_view without_blanks_around(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Whether the comma-separated list of a Connection field names the option.
bool names_option(std::string_view connection, std::string_view option) {
  while (!connection.empty()) {
    const auto comma = connection.find(',');
    if (same_name(without_blanks_around(connection.substr(0, comma)), option)) return true;
    if (comma == std::string_view::npos) return false;
    connection.remove_prefix(comma + 1);
  }
  return false;
}

// What has been seen of one head so far.
class HeadCheck {
 public:
  explicit HeadCheck(std::size_t fields_max) : fields_max_(fields_max) {}

  Problem request_line(std::string_view line);
  Problem field_line(std::string_view line);
  Problem end();
  GuardVerdict verdict() const { return {std::nullopt, body_bytes_, field_count_, close_wanted_}; }

 private:
  Problem field(std::string_view name, std::string_view value);
  Problem content_length(std::string_view value);
  Problem host(std::string_view value);

  const std::size_t fields_max_;
  std::string_view method_;
  std::size_t field_count_ = 0;
  std::uint64_t body_bytes_ = 0;
  bool has_content_length_ = false;
  bool has_host_ = false;
  bool has_content_type_ = false;
  bool has_authorization_ = false;
  bool close_wanted_ = false;
};

Problem HeadCheck::request_line(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return WireProblem::request_line_malformed;
  method_ = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (method_.empty() || target.empty() || !all_in(method_, token_table)) return WireProblem::request_line_malformed;
  // CONNECT and TRACE are left out on purpose: one turns us into a tunnel, the other echoes the headers back.
  constexpr std::array<std::string_view, 7> methods{"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"};
  if (std::find(methods.begin(), methods.end(), method_) == methods.end()) return WireProblem::method_unknown;
  // HTTP/1.0 with chunks is a smuggling vector that Beast before 361 accepts (its #3096).
  if (version != "HTTP/1.1") return WireProblem::http_version_unsupported;
  if (target.front() != '/') return WireProblem::target_not_origin_form;
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '\\'; };
  if (!std::all_of(target.begin(), target.end(), is_visible)) return WireProblem::target_character;
  return std::nullopt;
}

Problem HeadCheck::field_line(std::string_view line) {
  // A folded line belongs to the field before it for some readers and is a field of its own for others (RFC 9112
  // section 5.2).
  if (line.front() == ' ' || line.front() == '\t') return WireProblem::header_folded;
  const auto colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  if (colon == std::string_view::npos || name.empty()) return WireProblem::header_name_malformed;
  // "Content-Length : 5" was a field for one server and noise for the other in the first smuggling reports (RFC 9112
  // section 5.1).
  if (name.back() == ' ' || name.back() == '\t') return WireProblem::header_space_before_colon;
  if (!all_in(name, token_table)) return WireProblem::header_name_malformed;
  const std::string_view value = line.substr(colon + 1);
  if (!all_in(value, value_table)) return WireProblem::header_control_character;
  if (++field_count_ > fields_max_) return WireProblem::header_fields_too_many;
  return field(name, without_blanks_around(value));
}

Problem HeadCheck::field(std::string_view name, std::string_view value) {
  const auto seen_before = [](bool& seen) { return std::exchange(seen, true); };
  switch (name.size()) {
    case 4:
      if (same_name(name, "host")) return host(value);
      break;
    case 6:
      // A server that waits for "100 Continue" and a proxy that does not have been desynchronised with this field. We
      // offer no 100: the client sends its body at once, or gets 417 and, like curl, tries again without the field.
      if (same_name(name, "expect")) return WireProblem::expectation_refused;
      break;
    case 7:
      if (same_name(name, "upgrade")) return WireProblem::upgrade_refused;
      break;
    case 10:
      if (!same_name(name, "connection")) break;
      if (names_option(value, "upgrade")) return WireProblem::upgrade_refused;
      close_wanted_ = close_wanted_ || names_option(value, "close");
      break;
    case 12:
      if (same_name(name, "content-type") && seen_before(has_content_type_)) return WireProblem::header_repeated;
      break;
    case 13:
      if (same_name(name, "authorization") && seen_before(has_authorization_)) return WireProblem::header_repeated;
      break;
    case 14:
      if (same_name(name, "content-length")) return content_length(value);
      break;
    case 17:
      // Whatever its value. The parser behind us refuses some forms by itself, but with "gzip" or "xchunked" it leaves
      // the body on the stream, where it is read as the next request (Beast 345; #3094 and #3098 came later).
      if (same_name(name, "transfer-encoding")) return WireProblem::framing_transfer_encoding;
      break;
    default:
      break;
  }
  return std::nullopt;
}

Problem HeadCheck::content_length(std::string_view value) {
  // Also when both are equal: RFC 9112 section 6.3 lets a recipient merge them, and two recipients need not agree to.
  if (std::exchange(has_content_length_, true)) return WireProblem::framing_content_length_repeated;
  if (value.empty() || value.size() > content_length_digits_max) return WireProblem::framing_content_length_malformed;
  for (const char c : value) {
    if (c < '0' || c > '9') return WireProblem::framing_content_length_malformed;
    body_bytes_ = body_bytes_ * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return std::nullopt;
}

Problem HeadCheck::host(std::string_view value) {
  if (std::exchange(has_host_, true)) return WireProblem::host_repeated;
  if (value.empty() || !all_in(value, host_table)) return WireProblem::host_malformed;
  return std::nullopt;
}

Problem HeadCheck::end() {
  if (!has_host_) return WireProblem::host_missing;
  // RFC 9112 section 6.3 reads a POST without a length as one without a body; every POST here needs one, so a missing
  // length is more likely a length that somebody on the way has removed.
  if (method_ == "POST" && !has_content_length_) return WireProblem::framing_content_length_missing;
  const bool body_allowed = method_ != "GET" && method_ != "HEAD" && method_ != "OPTIONS";
  if (!body_allowed && body_bytes_ > 0) return WireProblem::body_not_allowed;
  return std::nullopt;
}

// Takes the next line, without its line ending, from the front of `rest`.
Problem take_line(std::string_view& rest, std::string_view& line) {
  const auto end = rest.find_first_of("\r\n");
  if (end == std::string_view::npos) return WireProblem::request_line_malformed;
  if (rest.substr(end, 2) != "\r\n") return WireProblem::line_ending_bare;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 2);
  return std::nullopt;
}

GuardVerdict refused(WireProblem problem) { return {problem, 0, 0, true}; }

}  // namespace

bool same_name(std::string_view name, std::string_view lower_case) {
  return std::equal(name.begin(), name.end(), lower_case.begin(), lower_case.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

HeadSearch find_head_end(std::string_view bytes, std::size_t searched) {
  using Found = HeadSearch::Found;
  std::size_t position = searched;
  while (true) {
    const auto feed = bytes.find('\n', position);
    if (feed == std::string_view::npos) return {Found::not_yet, bytes.size()};
    if (feed == 0 || bytes[feed - 1] != '\r') return {Found::line_ending_bare, feed};
    if (feed == 1 || (feed >= 3 && bytes[feed - 2] == '\n')) return {Found::complete, feed + 1};
    position = feed + 1;
  }
}

GuardVerdict guard_head(std::string_view head, const GuardLimits& limits) {
  if (head.size() > limits.header_bytes_max) return refused(WireProblem::header_too_large);
  HeadCheck check(limits.header_fields_max);
  std::string_view rest = head;
  std::string_view line;
  if (const auto problem = take_line(rest, line)) return refused(*problem);
  // An empty first line lands here too. RFC 9112 section 2.2 would have us skip it; a proxy that does not would
  // disagree.
  if (const auto problem = check.request_line(line)) return refused(*problem);
  while (true) {
    if (const auto problem = take_line(rest, line)) return refused(*problem);
    if (line.empty()) break;
    if (const auto problem = check.field_line(line)) return refused(*problem);
  }
  if (!rest.empty()) return refused(WireProblem::request_line_malformed);
  if (const auto problem = check.end()) return refused(*problem);
  return check.verdict();
}

}  // namespace tanbu::http
