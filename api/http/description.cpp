// Joining the hand-written files and completing them out of the server's tables.
#include "api/http/description.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <map>
#include <stdexcept>

#include "api/http/description_commands.hpp"
#include "api/http/problem_tables.hpp"
#include "api/http/routes.hpp"
#include "ledger/programme.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::http {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using CodeSet = std::set<std::string>;

// What only a request with a body, or only one without, can be told.
constexpr std::array<std::string_view, 4> codes_of_bodies{"framing_content_length_missing", "request_timeout",
                                                          "body_too_large", "bodies_full"};
constexpr std::string_view code_without_body = "body_not_allowed";
// Fields of a request that the server acts on wherever it answers: the language is that of problems at least.
constexpr std::array<std::string_view, 3> header_parameters_of_all{"Accept-Language", "X-Request-Id", "traceparent"};
// Every answer has these; the one about TLS where the server speaks it.
constexpr std::array<std::string_view, 5> headers_of_all{
    "Cache-Control", "Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options", "X-Request-Id"};

object header_references(const std::vector<std::string_view>& names) {
  object headers;
  for (const auto name : names) headers[name] = object{{"$ref", "#/components/headers/" + std::string(name)}};
  return headers;
}

void add_headers(object& response, const std::vector<std::string_view>& names) {
  auto& headers = response["headers"];
  if (!headers.is_object()) headers.emplace_object();
  for (const auto& header : header_references(names)) headers.as_object()[header.key()] = header.value();
}

object plain_schema(std::string_view type, std::string_view example_or_format = {}) {
  object schema{{"type", type}};
  if (!example_or_format.empty()) schema["format"] = example_or_format;
  return schema;
}

object words_schema(array words) { return {{"type", "string"}, {"enum", std::move(words)}}; }

object reference(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }

object schema_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::index:
      return reference("Index");
    case ValueKind::page_limit:
      return {{"type", "integer"}, {"minimum", 1}, {"maximum", 500}, {"default", 100}};
    case ValueKind::flag:
      return {{"type", "boolean"}, {"default", false}};
    case ValueKind::checkpoint:
      return words_schema({"latest", "witnessed"});
    case ValueKind::standing:
      return words_schema({"open", "all"});
    case ValueKind::period:
      return reference("Period");
    case ValueKind::party:
      return reference("PartyId");
    case ValueKind::programme: {
      array codes;
      for (const Programme* programme : all_programmes()) codes.emplace_back(programme->code);
      return words_schema(std::move(codes));
    }
    case ValueKind::cursor:
    case ValueKind::rest:
      return plain_schema("string");
    case ValueKind::date:
      return plain_schema("string", "date");
    case ValueKind::scheme: {
      array codes;
      for (const Scheme* scheme : all_schemes()) codes.emplace_back(scheme->code);
      return words_schema(std::move(codes));
    }
    case ValueKind::certificate_state: {
      array words;
      for (const auto word : certificate_state_words()) words.emplace_back(word);
      return words_schema(std::move(words));
    }
    case ValueKind::claim_type:
      return words_schema({"I", "II"});
    case ValueKind::percent:
      return {{"type", "string"}, {"pattern", "^[0-9]{1,3}([.][0-9]{1,2})?$"}};
    case ValueKind::text:
      return {{"type", "string"}, {"minLength", 1}, {"maxLength", 500}};
    case ValueKind::language:
      return words_schema({"en", "zh"});
    case ValueKind::sort:
      return words_schema({"entry", "-entry"});
  }
  throw std::logic_error("a kind of parameter without a schema");
}

object described_parameter(const Parameter& parameter, std::string_view place, const object& translations,
                           const object& examples) {
  object described{{"name", parameter.name},
                   {"in", place},
                   {"required", place == "path" || parameter.required},
                   {"description", parameter.description}};
  if (const auto* chinese = translations.if_contains(parameter.description)) described["x-zh"] = *chinese;
  described["schema"] = schema_of(parameter.kind);
  if (const auto* example = examples.if_contains(parameter.name)) described["example"] = *example;
  return described;
}

void add_header_parameter(array& parameters, std::string_view name) {
  parameters.push_back(object{{"$ref", "#/components/parameters/" + std::string(name)}});
}

array described_parameters(const Route& route, const object& translations, const object& examples) {
  array parameters;
  for (const auto& one : route.path) parameters.push_back(described_parameter(one, "path", translations, examples));
  for (const auto& one : route.query) parameters.push_back(described_parameter(one, "query", translations, examples));
  return parameters;
}

void add_codes(CodeSet& codes, std::span<const ProblemText> rows) {
  for (const ProblemText& row : rows) codes.emplace(row.code);
}

void add_wire_codes(CodeSet& codes, bool has_body) {
  for (const ProblemText& row : wire_texts()) {
    const bool of_bodies = std::find(codes_of_bodies.begin(), codes_of_bodies.end(), row.code) != codes_of_bodies.end();
    if (of_bodies && !has_body) continue;
    if (row.code == code_without_body && has_body) continue;
    codes.emplace(row.code);
  }
}

// What the router says before a handler is asked.
void add_router_codes(CodeSet& codes, const Route& route) {
  codes.insert({"path_malformed", "query_malformed", "unknown_parameter"});
  if (!route.path.empty() || route.access == Access::by_right) codes.insert("not_found");
  for (const Parameter& parameter : route.query) {
    codes.insert("parameter_repeated");
    codes.insert(parameter.kind == ValueKind::cursor ? "cursor_invalid" : "parameter_invalid");
    if (parameter.required) codes.insert("parameter_missing");
    if (parameter.name == "as_of") codes.insert({"as_of_out_of_reach", "questions_full"});
    if (parameter.name == "fields") codes.insert("field_unknown");
  }
  codes.insert("requests_too_many");
}

// A token that comes with a read is judged, whether or not it was needed.
void add_token_codes(CodeSet& codes) {
  add_codes(codes, access_texts());
  codes.erase("token_required");
  codes.erase("token_not_a_command");
}

void add_named_codes(CodeSet& codes, const std::string& name) {
  if (name == "group:token") {
    CodeSet of_tokens;
    add_token_codes(of_tokens);
    codes.merge(of_tokens);
    return;
  }
  if (name == "group:decision") {
    for (const auto rows : {refusal_texts(), use_refusal_texts(), certificate_refusal_texts(), command_texts()})
      add_codes(codes, rows);
    // These are told of a whole request, where they can happen.
    for (const char* other : {"batches_full", "questions_full", "batch_too_long"}) codes.erase(other);
    return;
  }
  if (find_problem_text(name) == nullptr) throw std::logic_error("no such code of a problem: " + name);
  codes.insert(name);
}

std::map<int, array> by_status(const CodeSet& codes) {
  std::map<int, array> sorted;
  for (const std::string& code : codes) sorted[find_problem_text(code)->status].emplace_back(code);
  return sorted;
}

void add_headers_of_origins(std::vector<std::string_view>& names) {
  names.insert(names.end(), {"Access-Control-Allow-Origin", "Access-Control-Expose-Headers"});
}

std::vector<std::string_view> headers_of_problem(int status, const Route& route) {
  std::vector<std::string_view> names(headers_of_all.begin(), headers_of_all.end());
  names.insert(names.end(), {"Content-Language", "Vary", "RateLimit", "RateLimit-Policy"});
  if (route.method == "GET") add_headers_of_origins(names);
  if (status == 401) names.emplace_back("WWW-Authenticate");
  if (status == 409 || status == 429 || status == 503) names.emplace_back("Retry-After");
  return names;
}

void add_problems(object& responses, const CodeSet& codes, const Route& route) {
  for (auto& [status, listed] : by_status(codes)) {
    auto& place = responses[std::to_string(status)];
    if (!place.is_object()) place.emplace_object()["description"] = "A problem, named by its code";
    object& response = place.as_object();
    object of_codes{{"properties", object{{"code", object{{"enum", std::move(listed)}}}}}};
    auto& content = response["content"];
    if (!content.is_object()) content.emplace_object();
    content.as_object()["application/problem+json"] =
        object{{"schema", object{{"allOf", array{reference("Problem"), std::move(of_codes)}}}}};
    add_headers(response, headers_of_problem(status, route));
  }
}

// A page of a list is CSV and lines of JSON too, and names the next one in a field.
void add_list_form(object& response) {
  for (const char* form : {"text/csv", "application/x-ndjson"})
    response["content"].as_object()[form] = object{{"schema", plain_schema("string")}};
  add_headers(response, {"Content-Disposition", "Link", "Vary"});
}

void complete_answers(object& responses, const Route& route) {
  bool has_tag = false;
  for (auto& member : responses) {
    object& response = member.value().as_object();
    std::vector<std::string_view> names(headers_of_all.begin(), headers_of_all.end());
    if (route.method == "GET") add_headers_of_origins(names);
    names.insert(names.end(), {"RateLimit", "RateLimit-Policy"});
    // Any read that may be kept can be asked for by its tag, and long texts come packed.
    if (route.method == "GET") names.insert(names.end(), {"Content-Encoding", "Vary"});
    if (route.method == "GET" && member.key() == "200") names.emplace_back("ETag");
    has_tag = has_tag || (route.method == "GET" && member.key() == "200");
    add_headers(response, names);
    if (!route.list.empty()) add_list_form(response);
  }
  if (!has_tag) return;
  object unchanged{{"description", "The bytes are those of the ETag in If-None-Match"},
                   {"x-zh", "内容与 If-None-Match 所给 ETag 一致"}};
  add_headers(unchanged, {headers_of_all.begin(), headers_of_all.end()});
  add_headers(unchanged, {"Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Content-Language", "ETag",
                          "Link", "Vary", "RateLimit", "RateLimit-Policy"});
  responses["304"] = std::move(unchanged);
}

array security_of(const Route& route) {
  if (route.plain != nullptr) return {};
  return {object{}, object{{"accessToken", array{}}}};
}

std::vector<std::string> texts_of(const value* list) {
  std::vector<std::string> texts;
  if (list == nullptr) return texts;
  for (const auto& text : list->as_array()) texts.emplace_back(text.as_string());
  return texts;
}

// Answers of a ledger like the one of the examples (answers.json), so that readers see what a shape looks like.
void add_answers(object& responses, const object& answers, std::string_view id) {
  const auto* of_operation = answers.if_contains(id);
  if (of_operation == nullptr) return;
  for (const auto& answer : of_operation->as_object()) {
    object& content = responses.at(answer.key()).at("content").as_object();
    for (const auto& form : answer.value().as_object()) content.at(form.key()).as_object()["example"] = form.value();
  }
}

// Written beside the families of routes.
struct Additions {
  object translations = boost::json::parse(description_file("parameters.json")).as_object();
  object answers = boost::json::parse(description_file("answers.json")).as_object();
};

object described_operation(const Route& route, const object& written, const Additions& additions) {
  object operation(written);
  const auto examples = written.contains("x-examples") ? written.at("x-examples").as_object() : object{};
  operation.erase("x-examples");
  array parameters = described_parameters(route, additions.translations, examples);
  for (const auto name : header_parameters_of_all) add_header_parameter(parameters, name);
  for (const std::string& name : texts_of(written.if_contains("x-headers"))) add_header_parameter(parameters, name);
  operation.erase("x-headers");
  if (!operation.contains("security")) operation["security"] = security_of(route);
  object& responses = operation.at("responses").as_object();
  complete_answers(responses, route);
  if (responses.contains("304")) add_header_parameter(parameters, "If-None-Match");
  add_answers(responses, additions.answers, std::string_view(written.at("operationId").as_string()));
  add_problems(responses, problem_codes_of(route, texts_of(written.if_contains("x-problems"))), route);
  operation.erase("x-problems");
  operation["parameters"] = std::move(parameters);
  operation["x-access"] = route.access == Access::by_right ? "by_right" : "everyone";
  if (route.command != nullptr) {
    operation["x-body-bytes-max"] = route.body_bytes_max;
    operation["x-request-seconds-max"] = route.request_seconds_max;
  }
  if (!route.correction.empty()) operation["x-corrected-by"] = route.correction;
  return operation;
}

const object* written_operation(const object& paths, const Route& route) {
  const auto* path = paths.if_contains(described_path(route));
  if (path == nullptr) return nullptr;
  return path->as_object().at(route.method == "GET" ? "get" : "post").if_object();
}

void add_members(object& target, const object& from, std::string_view name) {
  const auto* members = from.if_contains(name);
  if (members == nullptr) return;
  for (const auto& member : members->as_object()) {
    if (!target.emplace(member.key(), member.value()).second)
      throw std::logic_error("described twice: " + std::string(member.key()));
  }
}

// One file is one family of routes: its tag, its paths, its schemas; or schemas alone, or what the server itself posts.
// components.json is the document around them.
object make_description() {
  object document = boost::json::parse(description_file("components.json")).as_object();
  const Additions additions;
  object& schemas = document.at("components").at("schemas").as_object();
  array& tags = document["tags"].emplace_array();
  object written;
  object webhooks;
  std::map<std::string, value> tag_of;
  for (const DescriptionFile& file : description_files()) {
    const bool is_json = file.name.substr(file.name.rfind('.')) == ".json";
    const bool is_other =
        file.name == "components.json" || file.name == "parameters.json" || file.name == "answers.json";
    if (!is_json || is_other) continue;
    const object family = boost::json::parse(description_file(file.name)).as_object();
    if (const auto* tag = family.if_contains("tag")) {
      tags.push_back(*tag);
      for (const auto& path : family.at("paths").as_object()) tag_of[std::string(path.key())] = tag->at("name");
    }
    add_members(written, family, "paths");
    add_members(webhooks, family, "webhooks");
    add_members(schemas, family, "schemas");
  }
  add_command_schemas(schemas);
  object& paths = document["paths"].emplace_object();
  for (const Route& route : all_routes()) {
    const object* operation = written_operation(written, route);
    if (operation == nullptr) throw std::logic_error("a route without a description: " + std::string(route.pattern));
    object described = described_operation(route, *operation, additions);
    described["tags"] = array{tag_of.at(described_path(route))};
    auto& path = paths[described_path(route)];
    if (!path.is_object()) path.emplace_object();
    path.as_object()[route.method == "GET" ? "get" : "post"] = std::move(described);
  }
  for (const auto& path : written) {
    if (!paths.contains(path.key())) throw std::logic_error("described, but no route: " + std::string(path.key()));
  }
  document["webhooks"] = std::move(webhooks);
  return document;
}

}  // namespace

std::string description_file(std::string_view name) {
  std::string text;
  for (const DescriptionFile& file : description_files()) {
    if (file.name != name) continue;
    for (const auto piece : file.pieces) text += piece;
  }
  return text;
}

std::string described_path(const Route& route) {
  std::string path(route.pattern);
  const auto star = path.find("*}");
  if (star != std::string::npos) path.erase(star, 1);
  return path;
}

std::set<std::string> problem_codes_of(const Route& route, const std::vector<std::string>& more) {
  CodeSet codes;
  add_wire_codes(codes, route.command != nullptr);
  add_router_codes(codes, route);
  if (!route.list.empty()) codes.insert("not_acceptable");
  if (route.plain == nullptr) codes.insert({"internal", "store_failed"});
  if (route.read != nullptr) add_token_codes(codes);
  for (const std::string& name : more) add_named_codes(codes, name);
  return codes;
}

const boost::json::object& api_description() {
  static const object document = make_description();
  return document;
}

}  // namespace tanbu::http
