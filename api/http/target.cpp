// The reader of target.hpp.
#include "api/http/target.hpp"

#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

constexpr TargetFault path_fault{"path_malformed"};
constexpr TargetFault query_fault{"query_malformed"};

int hex_value(char symbol) {
  if (symbol >= '0' && symbol <= '9') return symbol - '0';
  if (symbol >= 'a' && symbol <= 'f') return symbol - 'a' + 10;
  if (symbol >= 'A' && symbol <= 'F') return symbol - 'A' + 10;
  return -1;
}

bool is_clean_text(std::string_view text) {
  while (!text.empty()) {
    const auto point = log::first_code_point(text);
    if (!point) return false;
    if (point->value < 0x20 || (point->value >= 0x7f && point->value < 0xa0)) return false;
    text.remove_prefix(point->bytes);
  }
  return true;
}

// What is left to decode after one pass would have been decoded twice by a careless reader behind us: "%252e" is the
// text "%2e" here and stays it. A dot segment is refused in whatever spelling it came.
bool is_sound_segment(std::string_view segment) { return !segment.empty() && segment != "." && segment != ".."; }

bool parse_path(std::string_view path, std::vector<std::string>& segments) {
  if (path.empty() || path.front() != '/') return false;
  if (path == "/") return true;
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    auto segment = percent_decode(path.substr(0, slash));
    if (!segment || !is_sound_segment(*segment)) return false;
    segments.push_back(std::move(*segment));
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool parse_query(std::string_view query, std::vector<std::pair<std::string, std::string>>& parameters) {
  if (query.empty()) return true;
  while (true) {
    if (parameters.size() == query_parameters_max) return false;
    const auto end = query.find('&');
    const auto parameter = query.substr(0, end);
    const auto equals = parameter.find('=');
    if (equals == 0 || equals == std::string_view::npos) return false;
    auto name = percent_decode(parameter.substr(0, equals));
    auto value = percent_decode(parameter.substr(equals + 1));
    if (!name || !value) return false;
    parameters.emplace_back(std::move(*name), std::move(*value));
    if (end == std::string_view::npos) return true;
    query.remove_prefix(end + 1);
  }
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = hex_value(text[at + 1]);
    const int low = hex_value(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    at += 2;
  }
  if (!is_clean_text(decoded)) return std::nullopt;
  return decoded;
}

std::variant<Target, TargetFault> parse_target(std::string_view target) {
  Target result;
  if (target.find('#') != std::string_view::npos) return path_fault;
  const auto question = target.find('?');
  result.path = target.substr(0, question);
  if (!parse_path(result.path, result.segments)) return path_fault;
  if (question != std::string_view::npos && !parse_query(target.substr(question + 1), result.query)) return query_fault;
  return result;
}

}  // namespace tanbu::http
