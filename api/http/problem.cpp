// How a problem is written. The texts stand in problem_texts.cpp and refusal_texts.cpp.
#include "api/http/problem.hpp"

#include <unordered_map>

#include "api/http/field_list.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/problem_tables.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

const ProblemText unknown_code{"internal",        500, "Something failed", "内部错误", "The server could not answer.",
                               "服务器未能作答。"};

int status_of_refusal(Refusal reason) {
  if (reason == Refusal::jti_reused) return 422;
  switch (group_of(reason)) {
    case RefusalGroup::admission:
      return 401;
    case RefusalGroup::authority:
      return 403;
    case RefusalGroup::state:
      return 409;
  }
  HOLDS(false);
  return 500;
}

void append_facts(JsonWriter& json, const Refused& refused) {
  for (const auto& [name, value] : refused.facts) json.member(name, value);
}

void append_refused(JsonWriter& json, const Refused& refused) {
  if (refused.conflict) {
    json.name("conflict").open_object();
    json.member("index", refused.conflict->value);
    json.member("url", "/v1/entries/" + std::to_string(refused.conflict->value));
    append_facts(json, refused);
    json.close_object();
  } else if (!refused.facts.empty()) {
    json.name("facts").open_object();
    append_facts(json, refused);
    json.close_object();
  }
}

void append_entries(JsonWriter& json, const std::vector<EntryIndex>& entries) {
  json.name("entries").open_array();
  for (const EntryIndex entry : entries) {
    json.open_object().member("index", entry.value).member("url", "/v1/entries/" + std::to_string(entry.value));
    json.close_object();
  }
  json.close_array();
}

void append_errors(JsonWriter& json, const std::vector<FormFault>& errors, Language language) {
  json.name("errors").open_array();
  for (const FormFault& fault : errors) {
    const FormText* text = find_form_text(fault.code);
    const bool chinese = language == Language::chinese && text != nullptr;
    json.open_object();
    json.member("pointer", fault.pointer).member("code", fault.code);
    json.member("detail", chinese ? text->detail_zh : std::string_view(fault.detail));
    json.close_object();
  }
  json.close_array();
}

std::string_view detail_of(const Problem& problem, const ProblemText* known, Language language) {
  const ProblemText& text = known == nullptr ? unknown_code : *known;
  if (language == Language::english) return problem.detail.empty() ? text.detail : std::string_view(problem.detail);
  if (!problem.detail_zh.empty()) return problem.detail_zh;
  // What has no row of its own is better told in English than not at all.
  return known == nullptr && !problem.detail.empty() ? std::string_view(problem.detail) : text.detail_zh;
}

// "zh" and "zh-cn" are ranges of "zh".
bool is_range_of(std::string_view range, std::string_view language) {
  return range.substr(0, language.size()) == language &&
         (range.size() == language.size() || range[language.size()] == '-');
}

}  // namespace

Language language_of(std::optional<std::string_view> accept_language) {
  Language wanted = Language::english;
  int weight = 0;
  for (std::string_view rest = accept_language.value_or(""); !rest.empty();) {
    const auto range = weighed(next_part(rest, ','));
    if (!range || range->weight <= weight) continue;
    const bool chinese = is_range_of(range->name, "zh");
    if (!chinese && !is_range_of(range->name, "en") && range->name != "*") continue;
    wanted = chinese ? Language::chinese : Language::english;
    weight = range->weight;
  }
  return wanted;
}

std::vector<const ProblemText*> all_problem_texts() {
  std::vector<const ProblemText*> all;
  for (const auto rows : {refusal_texts(), use_refusal_texts(), certificate_refusal_texts(), access_texts(),
                          command_texts(), import_texts(), limit_texts(), request_texts(), wire_texts()}) {
    for (const ProblemText& row : rows) all.push_back(&row);
  }
  return all;
}

const ProblemText* find_problem_text(std::string_view code) {
  static const auto by_code = [] {
    std::unordered_map<std::string_view, const ProblemText*> rows;
    for (const ProblemText* row : all_problem_texts()) rows.emplace(row->code, row);
    return rows;
  }();
  const auto found = by_code.find(code);
  return found == by_code.end() ? nullptr : found->second;
}

const FormText* find_form_text(std::string_view code) {
  for (const FormText& text : all_form_texts()) {
    if (text.code == code) return &text;
  }
  return nullptr;
}

Problem problem_of(const Refused& refused) {
  return {
      .code = std::string(name_of(refused.reason)), .status = status_of_refusal(refused.reason), .refused = refused};
}

Problem problem_of(const engine::Unreadable& unreadable) {
  const ProblemText* text = find_problem_text(unreadable.code);
  return {.code = unreadable.code, .status = text == nullptr ? 400 : text->status, .detail = unreadable.detail};
}

Problem problem_of(const engine::FaultyForm& faulty) { return {.code = "command_faulty", .errors = faulty.faults}; }

Problem problem_of(const engine::Unavailable& unavailable) {
  return {.code = unavailable.code, .status = 503, .retry_seconds = unavailable.retry_seconds};
}

int status_of(const Problem& problem) {
  if (problem.status != 0) return problem.status;
  const ProblemText* text = find_problem_text(problem.code);
  return text == nullptr ? unknown_code.status : text->status;
}

void append_problem(std::string& out, const Problem& problem, const ProblemContext& context) {
  const ProblemText* known = find_problem_text(problem.code);
  const ProblemText& text = known == nullptr ? unknown_code : *known;
  const bool chinese = context.language == Language::chinese;
  JsonWriter json(out);
  json.open_object();
  json.member("type", "/problems/" + problem.code);
  json.member("title", chinese ? text.title_zh : text.title);
  json.member("status", status_of(problem));
  json.member("detail", detail_of(problem, known, context.language));
  if (!context.instance.empty()) json.member("instance", context.instance);
  json.member("code", problem.code);
  if (!problem.parameter.empty()) json.member("parameter", problem.parameter);
  if (problem.refused) json.member("number", static_cast<int>(problem.refused->reason));
  if (!context.request_id.empty()) json.member("request_id", context.request_id);
  if (!problem.errors.empty()) append_errors(json, problem.errors, context.language);
  if (!problem.entries.empty()) append_entries(json, problem.entries);
  if (!problem.known.empty()) {
    json.name("known").open_array();
    for (const auto name : problem.known) json.text(name);
    json.close_array();
  }
  if (problem.refused) append_refused(json, *problem.refused);
  json.close_object();
}

Response problem_response(const Problem& problem, const ProblemContext& context) {
  Response response;
  response.status = status_of(problem);
  const bool chinese = context.language == Language::chinese;
  response.headers.emplace_back("Content-Type", "application/problem+json");
  response.headers.emplace_back("Content-Language", chinese ? "zh" : "en");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("Vary", "Accept-Language");
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tanbu\"");
  if (problem.retry_seconds > 0) {
    response.headers.emplace_back("Retry-After", std::to_string(problem.retry_seconds));
  }
  if (!problem.allow.empty()) response.headers.emplace_back("Allow", problem.allow);
  append_problem(response.body, problem, context);
  response.body += '\n';
  response.problem_code = problem.code;
  return response;
}

}  // namespace tanbu::http
