// Matching and checking, segment by segment and parameter by parameter.
#include "api/http/router.hpp"

#include <algorithm>
#include <array>

#include "api/http/cursor.hpp"
#include "ledger/calendar.hpp"
#include "ledger/certificate_state.hpp"
#include "ledger/ids.hpp"
#include "ledger/log/text.hpp"
#include "ledger/programme.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t text_bytes_max = 500;
constexpr std::uint64_t page_limit_max = 500;

bool is_number_between(std::string_view text, std::uint64_t smallest, std::uint64_t largest) {
  const auto number = log::parse_decimal(text);
  return number && smallest <= *number && *number <= largest;
}

bool is_sound(std::string_view value, ValueKind kind, const Route& route) {
  switch (kind) {
    case ValueKind::index:
      return is_number_between(value, 0, static_cast<std::uint64_t>(limits::unit_number_max));
    case ValueKind::page_limit:
      return is_number_between(value, 1, page_limit_max);
    case ValueKind::flag:
      return value == "true" || value == "false";
    case ValueKind::checkpoint:
      return value == "latest" || value == "witnessed";
    case ValueKind::standing:
      return value == "open" || value == "all";
    case ValueKind::period:
      return parse_period(value).has_value();
    case ValueKind::party:
      return parse_party(value).has_value();
    case ValueKind::programme:
      return find_programme(value) != nullptr;
    case ValueKind::cursor:
      return read_cursor(value, route.pattern).has_value() ||
             read_cursor(value, newest_first_list(route.pattern)).has_value();
    case ValueKind::sort:
      return value == "entry" || value == sort_newest_first;
    case ValueKind::date:
      return parse_date(value).has_value();
    case ValueKind::scheme:
      return find_scheme(value) != nullptr;
    case ValueKind::certificate_state: {
      const auto words = certificate_state_words();
      return std::find(words.begin(), words.end(), value) != words.end();
    }
    case ValueKind::claim_type:
      return value == name_of(ClaimType::type_1) || value == name_of(ClaimType::type_2);
    case ValueKind::percent:
      return claimed_percent_e2(value).has_value();
    case ValueKind::text:
      return !value.empty() && value.size() <= text_bytes_max;
    case ValueKind::rest:
      return true;
    case ValueKind::language:
      return value == "en" || value == "zh";
  }
  return false;
}

const Parameter* find_parameter(const std::vector<Parameter>& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& parameter) { return parameter.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

bool is_parameter(std::string_view segment) { return segment.front() == '{'; }
bool takes_rest(std::string_view segment) { return is_parameter(segment) && segment[segment.size() - 2] == '*'; }
std::string_view name_in(std::string_view segment) {
  return segment.substr(1, segment.size() - (takes_rest(segment) ? 3 : 2));
}

bool has_shape(const std::vector<std::string_view>& pattern, const std::vector<std::string>& segments) {
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (at == segments.size()) return false;
    if (takes_rest(pattern[at])) return true;
    if (!is_parameter(pattern[at]) && pattern[at] != segments[at]) return false;
  }
  return pattern.size() == segments.size();
}

// Nothing when a value in the path is malformed.
std::optional<Values> path_values(const Route& route, const std::vector<std::string_view>& pattern,
                                  const std::vector<std::string>& segments) {
  Values values;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (!is_parameter(pattern[at])) continue;
    const Parameter* parameter = find_parameter(route.path, name_in(pattern[at]));
    HOLDS(parameter != nullptr);
    if (!is_sound(segments[at], parameter->kind, route)) return std::nullopt;
    values.set(parameter->name, segments[at]);
  }
  return values;
}

Problem parameter_problem(std::string_view code, std::string_view name, std::string_view why, std::string_view why_zh) {
  return {.code = std::string(code),
          .detail = "The query parameter " + std::string(name) + " " + std::string(why) + ".",
          .detail_zh = "查询参数 " + std::string(name) + " " + std::string(why_zh) + "。",
          .parameter = name};
}

std::optional<Problem> add_query_values(const Route& route, const Target& target, Values& values) {
  for (const auto& [name, value] : target.query) {
    const Parameter* parameter = find_parameter(route.query, name);
    // The name came from outside and is not repeated in the answer.
    if (parameter == nullptr) return Problem{.code = "unknown_parameter"};
    if (values.has(parameter->name))
      return parameter_problem("parameter_repeated", parameter->name, "stands twice", "重复出现");
    if (!is_sound(value, parameter->kind, route)) {
      const bool cursor = parameter->kind == ValueKind::cursor;
      if (cursor) return Problem{.code = "cursor_invalid", .parameter = parameter->name};
      return parameter_problem("parameter_invalid", parameter->name, "has a value that it cannot have",
                               "的值不符合规定");
    }
    values.set(parameter->name, value);
  }
  for (const Parameter& parameter : route.query) {
    if (parameter.required && !values.has(parameter.name)) {
      return parameter_problem("parameter_missing", parameter.name, "is missing", "缺失");
    }
  }
  return std::nullopt;
}

Problem not_allowed(const Route& route, std::string_view method, std::string allow) {
  Problem problem{.code = "method_not_allowed", .allow = std::move(allow)};
  const bool edits = method == "PUT" || method == "PATCH" || method == "DELETE";
  if (!edits) return problem;
  problem.detail =
      "Nothing is edited or deleted: what is wrong is corrected by a new signed command to POST /v1/commands";
  problem.detail_zh = "记录不可修改或删除：错误须以新的签名命令经 POST /v1/commands 更正";
  if (!route.correction.empty()) {
    problem.detail += ", here of kind " + std::string(route.correction);
    problem.detail_zh += "，此处为 " + std::string(route.correction);
  }
  problem.detail += ".";
  problem.detail_zh += "。";
  return problem;
}

}  // namespace

std::span<const std::string_view> certificate_state_words() {
  using enum CertificateState;
  static const std::array<std::string_view, 8> words{
      name_of(not_yet),   name_of(valid),   name_of(overdue),   name_of(surveillance_failed),
      name_of(suspended), name_of(expired), name_of(withdrawn), name_of(cancelled)};
  return words;
}

std::optional<std::int64_t> claimed_percent_e2(std::string_view text) {
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  if (point != std::string_view::npos && (fraction.empty() || fraction.size() > 2)) return std::nullopt;
  fraction.resize(2, '0');
  const auto wholes = log::parse_decimal(whole);
  if (!wholes || *wholes > 100) return std::nullopt;
  std::int64_t percent_e2 = static_cast<std::int64_t>(*wholes) * 100;
  std::int64_t place = 10;
  for (const char digit : fraction) {
    if (digit < '0' || digit > '9') return std::nullopt;
    percent_e2 += (digit - '0') * place;
    place /= 10;
  }
  if (percent_e2 == 0 || percent_e2 > 10'000) return std::nullopt;
  return percent_e2;
}

std::string_view Values::text(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::string_view{} : std::string_view(*value);
}

std::optional<std::uint64_t> Values::number(std::string_view name) const {
  const std::string* value = find(name);
  return value == nullptr ? std::nullopt : log::parse_decimal(*value);
}

const std::string* Values::find(std::string_view name) const {
  for (const auto& [known, value] : values_) {
    if (known == name) return &value;
  }
  return nullptr;
}

Router::Router(std::span<const Route> routes) {
  for (const Route& route : routes) {
    Row row{&route, {}};
    std::string_view rest = route.pattern.substr(1);
    while (!rest.empty()) {
      const auto slash = rest.find('/');
      row.segments.push_back(rest.substr(0, slash));
      rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    }
    rows_.push_back(std::move(row));
  }
}

const Route* Router::find(std::string_view method, const Target& target) const {
  for (const Row& row : rows_) {
    if (row.route->method == method && has_shape(row.segments, target.segments) &&
        path_values(*row.route, row.segments, target.segments))
      return row.route;
  }
  return nullptr;
}

std::variant<Matched, Problem> Router::match(std::string_view method, const Target& target) const {
  const std::string_view wanted = method == "HEAD" ? std::string_view("GET") : method;
  const Route* other_method = nullptr;
  std::string allow;
  for (const Row& row : rows_) {
    if (!has_shape(row.segments, target.segments)) continue;
    auto values = path_values(*row.route, row.segments, target.segments);
    if (!values) continue;
    if (row.route->method != wanted) {
      other_method = row.route;
      if (!allow.empty()) allow += ", ";
      allow += row.route->method == "GET" ? "GET, HEAD" : row.route->method;
      continue;
    }
    if (auto problem = add_query_values(*row.route, target, *values)) return *std::move(problem);
    return Matched{row.route, *std::move(values)};
  }
  if (other_method != nullptr) return not_allowed(*other_method, method, std::move(allow));
  return Problem{.code = "not_found"};
}

}  // namespace tanbu::http
