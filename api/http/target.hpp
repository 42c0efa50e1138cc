// A request target taken apart: path segments and query parameters, each percent-decoded exactly once. Strict where
// others are lenient: a path that two readers could take for two things is refused and never repaired. Not a router: it
// knows no route. Source: RFC 3986 sections 2.1, 3.3, 3.4; hostile world row 31.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tanbu::http {

// Codes: path_malformed (an empty segment, a dot segment in any spelling, a bad escape, a control character, bytes that
// are no UTF-8), query_malformed (the same in the query, a parameter without '=' or name).
struct TargetFault {
  std::string_view code;
  bool operator==(const TargetFault&) const = default;
};

struct Target {
  std::string_view path;                                   // as received, points into the parsed text
  std::vector<std::string> segments;                       // decoded; none for "/"
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order; '+' is a plus
};

inline constexpr std::size_t query_parameters_max = 32;

// `target` is in origin-form and must outlive the result.
[[nodiscard]] std::variant<Target, TargetFault> parse_target(std::string_view target);
// One pass of percent-decoding; nothing for a bad escape, a control character (DEL and C1 included) or bytes that are
// not UTF-8.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

}  // namespace tanbu::http
