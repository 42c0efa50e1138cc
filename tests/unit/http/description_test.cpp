// The description of the interface against the tables that the server runs by. Whether a server answers as described is
// asked by tests/e2e/http_api/contract_test.py.
// GCC 12 takes parts of std::regex for uninitialised when it optimises under a sanitizer.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <algorithm>
#include <boost/json.hpp>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "api/http/description.hpp"
#include "api/http/routes.hpp"

using namespace tanbu;
using namespace tanbu::http;
namespace json = boost::json;

namespace {

const json::object& operation_of(const Route& route) {
  return api_description().at("paths").at(described_path(route)).at(route.method == "GET" ? "get" : "post").as_object();
}

std::set<std::string> described_codes(const json::object& operation) {
  std::set<std::string> codes;
  for (const auto& response : operation.at("responses").as_object()) {
    const auto* content = response.value().as_object().if_contains("content");
    const auto* problem = content == nullptr ? nullptr : content->as_object().if_contains("application/problem+json");
    if (problem == nullptr) continue;
    for (const auto& code : problem->at("schema").at("allOf").at(1).at("properties").at("code").at("enum").as_array()) {
      codes.emplace(code.as_string());
      INFO(code);
      CHECK(std::to_string(find_problem_text(std::string(code.as_string()))->status) == std::string(response.key()));
    }
  }
  return codes;
}

}  // namespace

TEST_CASE("Every route is an operation of the description, and nothing else is one") {
  std::size_t described = 0;
  for (const auto& path : api_description().at("paths").as_object()) described += path.value().as_object().size();
  CHECK(described == all_routes().size());
  for (const Route& route : all_routes()) {
    INFO(route.method << " " << route.pattern);
    const auto& operation = operation_of(route);
    const auto& parameters = operation.at("parameters").as_array();
    const std::size_t own = route.path.size() + route.query.size();
    REQUIRE(parameters.size() >= own + 3);
    for (std::size_t at = 0; at < own; ++at) {
      const bool in_path = at < route.path.size();
      const Parameter& parameter = in_path ? route.path[at] : route.query[at - route.path.size()];
      INFO(parameter.name);
      CHECK(parameters[at].at("name").as_string() == parameter.name);
      CHECK(parameters[at].at("in").as_string() == (in_path ? "path" : "query"));
      CHECK(parameters[at].at("required").as_bool() == (in_path || parameter.required));
      CHECK(parameters[at].as_object().contains("x-zh"));
    }
    CHECK(operation.contains("requestBody") == (route.command != nullptr));
  }
}

TEST_CASE("Fields of a request that the server acts on stand at the operations that act on them") {
  const auto& shared = api_description().at("components").at("parameters").as_object();
  std::set<std::string> used;
  for (const Route& route : all_routes()) {
    INFO(route.method << " " << route.pattern);
    const auto& operation = operation_of(route);
    std::set<std::string> fields;
    for (const auto& parameter : operation.at("parameters").as_array()) {
      const auto* name = parameter.as_object().if_contains("$ref");
      if (name == nullptr) continue;
      const std::string text(name->as_string());
      fields.insert(text.substr(text.rfind('/') + 1));
    }
    for (const char* field : {"Accept-Language", "X-Request-Id", "traceparent"}) CHECK(fields.count(field) == 1);
    CHECK((fields.count("If-None-Match") == 1) == operation.at("responses").as_object().contains("304"));
    CHECK((fields.count("Last-Event-ID") == 1) == (route.pattern == "/v1/events"));
    used.merge(fields);
  }
  CHECK(used.size() == shared.size());
  for (const auto& field : shared) {
    INFO(field.key());
    CHECK(used.count(std::string(field.key())) == 1);
    CHECK(field.value().at("name").as_string() == field.key());
    CHECK(field.value().at("in").as_string() == "header");
    CHECK(field.value().as_object().contains("x-zh"));
  }
}

TEST_CASE("Every code of a problem is described at an operation, under the status that the tables give it") {
  std::set<std::string> codes;
  for (const Route& route : all_routes()) codes.merge(described_codes(operation_of(route)));
  // No operation answers the first: an operation is a method that exists. The others come inside answers: two with a
  // line of a refused commit, one as the fault of a file that could not be read.
  codes.insert({"method_not_allowed", "import_signed_by_other", "import_not_offered", "import_known_too_many"});
  for (const ProblemText* text : all_problem_texts()) {
    INFO(text->code);
    CHECK(codes.count(std::string(text->code)) == 1);
  }
}

TEST_CASE("What the router and the tables can say of a route stands at its operation without being written down") {
  const auto codes_of = [](std::string_view method, std::string_view pattern) {
    for (const Route& route : all_routes()) {
      if (route.method == method && route.pattern == pattern) return described_codes(operation_of(route));
    }
    FAIL(pattern);
    return std::set<std::string>();
  };
  const auto batches = codes_of("GET", "/v1/batches");
  for (const char* code : {"unknown_parameter", "cursor_invalid", "not_acceptable", "token_expired", "store_failed",
                           "host_missing", "body_not_allowed"}) {
    INFO(code);
    CHECK(batches.count(code) == 1);
  }
  CHECK(batches.count("body_too_large") == 0);
  const auto commands = codes_of("POST", "/v1/commands");
  for (const Refusal refusal : all_refusals()) {
    INFO(name_of(refusal));
    CHECK(commands.count(std::string(name_of(refusal))) == 1);
  }
  CHECK(commands.count("body_too_large") == 1);
  CHECK(codes_of("GET", "/healthz").count("store_failed") == 0);
  CHECK(codes_of("GET", "/v1/certificates/{index}").count("as_of_out_of_reach") == 1);
  CHECK_THROWS_AS(problem_codes_of(all_routes().front(), {"no_such_code"}), std::logic_error);
}

TEST_CASE("Every code that a handler writes down has a row in the tables, and so a page") {
  const std::regex code("[.]code = \"([a-z0-9_]+)\"");
  std::size_t found = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::string(TANBU_SOURCE_DIR) + "/api/http")) {
    if (file.path().extension() != ".cpp") continue;
    std::ifstream stream(file.path());
    std::stringstream text;
    text << stream.rdbuf();
    const std::string source = text.str();
    for (std::sregex_iterator at(source.begin(), source.end(), code), end; at != end; ++at, ++found) {
      INFO(file.path().filename().string() << " " << (*at)[1].str());
      CHECK(find_problem_text((*at)[1].str()) != nullptr);
    }
  }
  CHECK(found > 50);
}

TEST_CASE("No parameter is translated that no route has") {
  std::set<std::string> used;
  for (const Route& route : all_routes()) {
    for (const auto* parameters : {&route.path, &route.query}) {
      for (const Parameter& parameter : *parameters) used.emplace(parameter.description);
    }
  }
  const auto translations = json::parse(description_file("parameters.json")).as_object();
  for (const auto& one : translations) {
    INFO(std::string(one.key()));
    CHECK(used.count(std::string(one.key())) == 1);
  }
  CHECK(used.size() == translations.size());
}
