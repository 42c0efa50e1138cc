// What a request names: targets, routes, parameters, cursors. No engine.
#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>
#include <set>

#include "api/http/cursor.hpp"
#include "api/http/routes.hpp"
#include "api/http/target.hpp"
#include "crypto/encoding.hpp"
#include "ledger/amount.hpp"
#include "ledger/codec/codec.hpp"

using namespace tanbu;
using namespace tanbu::http;

namespace {

const Router& router() {
  static const Router all(all_routes());
  return all;
}

// The pattern of the route, or the code of the problem.
std::string routed(std::string_view method, const std::string& target) {
  const auto parsed = parse_target(target);
  if (const auto* fault = std::get_if<TargetFault>(&parsed)) return std::string(fault->code);
  const auto matched = router().match(method, std::get<Target>(parsed));
  if (const auto* problem = std::get_if<Problem>(&matched)) return problem->code;
  return std::string(std::get<Matched>(matched).route->pattern);
}

// Why a sound target is refused.
Problem refused(std::string_view method, const std::string& target) {
  const auto matched = router().match(method, std::get<Target>(parse_target(target)));
  return std::get<Problem>(matched);
}

}  // namespace

TEST_CASE("Percent-encoding is undone exactly once and only into clean UTF-8") {
  CHECK(percent_decode("a%20b") == "a b");
  CHECK(percent_decode("%252e") == "%2e");
  CHECK(percent_decode("%E7%A2%B3") == "碳");
  CHECK(percent_decode("a+b") == "a+b");
  for (const char* bad : {"%", "%2", "%zz", "%00", "%0a", "%7f", "%c0%ae", "%ff", "%ed%a0%80", "%c2%85", "%%32%65"}) {
    INFO(bad);
    CHECK_FALSE(percent_decode(bad).has_value());
  }
}

TEST_CASE("No spelling of a dot segment reaches a route", "[asvs:5.3.2]") {
  const std::vector<std::string> prefixes{"/log/tile/", "/v1/projects/VCS/", "/v1/serials/VCS/", "/"};
  const std::vector<std::string> dots{"..",   ".",   "%2e%2e",       "%2E%2E", ".%2e",
                                      "%2e.", "%2e", "%c0%ae%c0%ae", "%00",    "..%00"};
  std::size_t tried = 0;
  for (const auto& prefix : prefixes) {
    for (const auto& dot : dots) {
      for (const auto* suffix : {"", "/etc/passwd"}) {
        ++tried;
        INFO(prefix << dot << suffix);
        CHECK(routed("GET", prefix + dot + suffix) == "path_malformed");
      }
    }
  }
  CHECK(tried >= 40);
  // What stays a dot after one decoding, or hides a slash, is a plain value and names nothing.
  CHECK(routed("GET", "/v1/entries/%252e%252e") == "not_found");
  CHECK(routed("GET", "/v1/entries/..%2f..%2fetc") == "not_found");
  CHECK(routed("GET", "/v1/entries/..%5c..%5cetc") == "not_found");
  CHECK(routed("GET", "/v1//entries") == "path_malformed");
  CHECK(routed("GET", "/v1/entries/") == "path_malformed");
  CHECK(routed("GET", "/v1/entries#x") == "path_malformed");
}

TEST_CASE("Routes are found by their segments and methods") {
  CHECK(routed("GET", "/") == "/");
  CHECK(routed("HEAD", "/v1/log") == "/v1/log");
  CHECK(routed("GET", "/v1/entries/12") == "/v1/entries/{index}");
  CHECK(routed("GET", "/v1/entries/12/receipt?checkpoint=latest") == "/v1/entries/{index}/receipt");
  CHECK(routed("GET", "/v1/factories/3/periods/2022/coverage") == "/v1/factories/{index}/periods/{period}/coverage");
  CHECK(routed("GET", "/v1/serials/OWN/VS-2023%2F0117") == "/v1/serials/{programme}/{serial}");
  CHECK(routed("GET", "/log/tile/0/x001/x234/067.p/8") == "/log/tile/{tile*}");
  CHECK(routed("POST", "/v1/commands:batch") == "/v1/commands:batch");
  CHECK(routed("GET", "/v2/log") == "not_found");
  CHECK(routed("GET", "/log/tile") == "not_found");
  for (const char* bad : {"/v1/entries/-1", "/v1/entries/01", "/v1/entries/1e3", "/v1/entries/9007199254740992",
                          "/v1/factories/3/periods/2022-01-01--2022-12-31/coverage", "/v1/projects/NONE/1"}) {
    INFO(bad);
    CHECK(routed("GET", bad) == "not_found");
  }
}

TEST_CASE("Unknown, repeated and malformed parameters are refused and never ignored") {
  CHECK(routed("GET", "/v1/entries?from=3&limit=500") == "/v1/entries");
  CHECK(routed("GET", "/v1/entries?verified=1") == "unknown_parameter");
  CHECK(routed("GET", "/v1/entries?limit=1&limit=2") == "parameter_repeated");
  CHECK(routed("GET", "/v1/entries?limit=1&%6cimit=2") == "parameter_repeated");
  CHECK(routed("GET", "/v1/entries?Limit=1") == "unknown_parameter");
  for (const char* bad : {"0", "501", "-1", "", "1.0", "%31%30%30%30"}) {
    INFO(bad);
    CHECK(routed("GET", std::string("/v1/entries?limit=") + bad) == "parameter_invalid");
  }
  CHECK(routed("GET", "/v1/entries?limit") == "query_malformed");
  CHECK(routed("GET", "/v1/entries?limit=%zz") == "query_malformed");
  CHECK(routed("GET", "/v1/entries?&limit=1") == "query_malformed");
  CHECK(routed("GET", "/v1/entries?cursor=abc") == "cursor_invalid");
  CHECK(routed("GET", "/v1/holdings") == "parameter_missing");
  CHECK(routed("GET", "/v1/holdings?party=uscc:1") == "parameter_invalid");
  CHECK(routed("POST", "/v1/commands?dry_run=1") == "parameter_invalid");
  CHECK(routed("GET", "/v1/log?x=1") == "unknown_parameter");
  // An empty list would say that there is no such thing.
  for (const char* state :
       {"not_yet", "valid", "overdue", "surveillance_failed", "suspended", "expired", "withdrawn", "cancelled"}) {
    INFO(state);
    CHECK(routed("GET", std::string("/v1/certificates?status=") + state) == "/v1/certificates");
  }
  CHECK(routed("GET", "/v1/certificates?status=nonsense") == "parameter_invalid");
  CHECK(routed("GET", "/v1/certificates?status=Valid") == "parameter_invalid");
  CHECK(routed("GET", "/v1/bodies?scheme=ceca-g-0171-2022") == "/v1/bodies");
  CHECK(routed("GET", "/v1/bodies?scheme=t-cace-0142-2024") == "/v1/bodies");  // not one that is computed here
}

TEST_CASE("A parameter that is wrong is named in a member and in both languages") {
  for (const auto& [target, code, name] : std::initializer_list<std::array<std::string, 3>>{
           {"/v1/holdings", "parameter_missing", "party"},
           {"/v1/entries?limit=0", "parameter_invalid", "limit"},
           {"/v1/entries?limit=1&limit=2", "parameter_repeated", "limit"}}) {
    INFO(target);
    const auto problem = refused("GET", target);
    CHECK(problem.code == code);
    for (const auto language : {Language::english, Language::chinese}) {
      std::string text;
      append_problem(text, problem, {language, {}, {}});
      const auto told = boost::json::parse(text).as_object();
      CHECK(told.at("parameter").as_string() == name);
      CHECK(std::string_view(told.at("detail").as_string()).find(name) != std::string_view::npos);
    }
  }
  std::string text;
  append_problem(text, refused("DELETE", "/v1/batches/3"), {Language::chinese, {}, {}});
  CHECK(text.find("amend_batch") != std::string::npos);
  CHECK(text.find("更正") != std::string::npos);
}

TEST_CASE("A cursor at a unit that no range can hold is no cursor") {
  const auto holdings_from = [](std::uint64_t unit) {
    return routed("GET", "/v1/holdings?party=x:trader&cursor=" + write_cursor({9, 1, unit}, "/v1/holdings"));
  };
  constexpr auto most = static_cast<std::uint64_t>(limits::unit_number_max);
  CHECK(holdings_from(most) == "/v1/holdings");
  CHECK(holdings_from(most + 1) == "cursor_invalid");
  CHECK(holdings_from(INT64_MAX) == "cursor_invalid");
  CHECK(holdings_from(std::uint64_t{1} << 63U) == "cursor_invalid");
}

TEST_CASE("A method that does not exist names those that do, and editing the command that corrects") {
  const auto matched = [](std::string_view method, const char* target) {
    const std::string text = target;
    return std::get<Problem>(router().match(method, std::get<Target>(parse_target(text))));
  };
  CHECK(matched("DELETE", "/v1/retirements/3").code == "method_not_allowed");
  CHECK(matched("DELETE", "/v1/retirements/3").allow == "GET, HEAD");
  CHECK(matched("POST", "/v1/log").allow == "GET, HEAD");
  CHECK(matched("PUT", "/v1/commands").allow.find("POST") != std::string::npos);
  const auto coverage = matched("PATCH", "/v1/factories/3/periods/2022/coverage");
  CHECK(coverage.detail.find("Nothing is edited") == 0);
  CHECK(coverage.detail.find("declare_inventory") != std::string::npos);
  CHECK(matched("PUT", "/v1/batches/3").detail.find("amend_batch") != std::string::npos);
  for (const Route& route : all_routes()) {
    const auto kinds = codec::describe_kinds();
    INFO(route.pattern);
    CHECK((route.correction.empty() ||
           std::any_of(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.kind == route.correction; })));
  }
}

TEST_CASE("Every route is described and has exactly one handler that fits its method") {
  std::set<std::string> seen;
  for (const Route& route : all_routes()) {
    INFO(route.pattern);
    CHECK(seen.insert(std::string(route.method) + std::string(route.pattern)).second);
    CHECK_FALSE(route.description.empty());
    CHECK((route.method == "GET") == (route.read != nullptr || route.plain != nullptr));
    CHECK_FALSE((route.read != nullptr && route.plain != nullptr));
    CHECK((route.method == "POST") == (route.command != nullptr));
    CHECK((route.body_bytes_max > 0) == (route.command != nullptr));
    CHECK((route.method == "GET" || route.method == "POST"));
  }
}

TEST_CASE("A cursor is read back only for its own list and in its one spelling") {
  const Cursor cursor{1234, 56, 7};
  const auto text = write_cursor(cursor, "/v1/batches");
  CHECK(read_cursor(text, "/v1/batches") == cursor);
  CHECK_FALSE(read_cursor(text, "/v1/projects").has_value());
  CHECK_FALSE(read_cursor(text + "A", "/v1/batches").has_value());
  CHECK_FALSE(read_cursor("", "/v1/batches").has_value());
  CHECK_FALSE(read_cursor(crypto::base64url_encode("1 01 2 3 /v1/batches"), "/v1/batches").has_value());
  CHECK_FALSE(read_cursor(crypto::base64url_encode("2 1 2 3 /v1/batches"), "/v1/batches").has_value());
  CHECK_FALSE(
      read_cursor(crypto::base64url_encode("1 1 2 99999999999999999999 /v1/batches"), "/v1/batches").has_value());
}
