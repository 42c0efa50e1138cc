// What a problem means, for people: the page that its `type` names, and the list of all. The words are those of the
// tables that problems are written from, so that page and answer never say different things.
#include <algorithm>
#include <boost/json/array.hpp>

#include "api/http/description.hpp"
#include "api/http/handlers.hpp"
#include "api/http/html.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t operations_listed_max = 40;

struct PageWords {
  bool chinese;
  [[nodiscard]] std::string_view of(std::string_view english, std::string_view in_chinese) const {
    return chinese ? in_chinese : english;
  }
};

std::string address_of(std::string_view code) { return "/problems/" + std::string(code); }

struct Answering {
  std::string id;    // of the operation
  std::string text;  // "GET /v1/log"
};

// The operations whose description names the code.
std::vector<Answering> operations_answering(std::string_view code) {
  std::vector<Answering> found;
  for (const auto& path : api_description().at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      for (const auto& response : operation.value().at("responses").as_object()) {
        const auto* content = response.value().as_object().if_contains("content");
        const auto* problem =
            content == nullptr ? nullptr : content->as_object().if_contains("application/problem+json");
        if (problem == nullptr) continue;
        const auto& codes = problem->at("schema").at("allOf").at(1).at("properties").at("code").at("enum").as_array();
        const bool named = std::any_of(codes.begin(), codes.end(),
                                       [code](const auto& one) { return std::string_view(one.as_string()) == code; });
        if (!named) continue;
        found.push_back({std::string(operation.value().at("operationId").as_string()),
                         (operation.key() == "get" ? "GET " : "POST ") + std::string(path.key())});
        break;
      }
    }
  }
  return found;
}

void write_operations(std::string& body, std::string_view code, const PageWords& words) {
  const auto operations = operations_answering(code);
  if (operations.empty()) return;
  append_html_element(body, "h2", words.of("Who answers it", "哪些接口会返回"));
  if (operations.size() > operations_listed_max) {  // the wire's and the server's own
    append_html_element(body, "p", words.of("Nearly every request.", "几乎所有请求。"));
    return;
  }
  body += "<ul>";
  for (const Answering& operation : operations) {
    body += "<li>";
    append_html_link(body, "/docs#" + operation.id, operation.text);
    body += "</li>\n";
  }
  body += "</ul>\n";
}

void write_form_rows(std::string& body, const PageWords& words) {
  body += "<table>\n";
  for (const FormText& text : all_form_texts()) {
    body += "<tr><td>";
    append_html_link(body, address_of(text.code), text.code);
    body += "</td>";
    append_html_element(body, "td", words.of(text.detail, text.detail_zh));
    body += "</tr>\n";
  }
  body += "</table>\n";
}

// A fault of one member. It comes inside `errors` and never alone.
Response form_page(const Call& call, const FormText& text) {
  const Language language = page_language(call);
  const PageWords words{language == Language::chinese};
  std::string body;
  append_html_element(body, "h2", words.of("What happened", "发生了什么"));
  append_html_element(body, "p", words.of(text.detail, text.detail_zh));
  append_html_element(body, "h2", words.of("Why", "原因"));
  append_html_element(body, "p",
                      words.of("A member of a command's payload is not as its kind wants it. It stands under errors, "
                               "with a pointer (RFC 6901) to the member; nothing was decided and no id was spent.",
                               "命令内容中的某个成员不符合该命令种类的要求。它列在 errors 中，并以指针（RFC 6901）指明"
                               "位置；尚未作出任何决定，编号也未使用。"));
  append_html_element(body, "h2", words.of("What to do", "怎么办"));
  const ProblemText* faulty = find_problem_text("command_faulty");
  HOLDS(faulty != nullptr);
  append_html_element(body, "p", words.of(faulty->detail, faulty->detail_zh));
  append_html_link(body, address_of("command_faulty"), "command_faulty");
  return html_page(call, language, text.code, body);
}

std::string_view reason_of_status(int status, const PageWords& words) {
  switch (status) {
    case 401:
      return words.of("Who asks, or who signed, is not established.", "无法确认请求方或签署方的身份。");
    case 403:
      return words.of("The party has no authority for this; the refusal is recorded and a new wish needs a new jti.",
                      "该主体无此权限；拒绝已留存，新的请求须使用新的 jti。");
    case 404:
    case 410:
      return words.of("What was asked for is not there, or not for whoever asked.", "所请求的内容不存在，或无权查看。");
    case 409:
      return words.of("The present state stands against it. Where one entry stands in the way, conflict names it.",
                      "与账本现状不符。若与某条记录冲突，conflict 会指明该记录。");
    case 408:
    case 429:
    case 503:
      return words.of("The server can not answer now; nothing is wrong with the request itself.",
                      "服务器暂时无法作答；请求本身没有问题。");
    case 500:
      return words.of("The fault is the server's.", "问题出在服务器。");
    default:
      return words.of("The request is not as the interface wants it; nothing was decided.",
                      "请求不符合接口要求；尚未作出任何决定。");
  }
}

Response problem_page(const Call& call, const ProblemText& text) {
  const Language language = page_language(call);
  const PageWords words{language == Language::chinese};
  std::string body = "<p><code>";
  append_html_text(body, text.code);
  body += "</code>, HTTP " + std::to_string(text.status) + "</p>\n";
  append_html_element(body, "h2", words.of("What happened", "发生了什么"));
  append_html_element(body, "p", words.of(text.title, text.title_zh));
  append_html_element(body, "h2", words.of("Why", "原因"));
  append_html_element(body, "p", reason_of_status(text.status, words));
  append_html_element(body, "h2", words.of("What it means, and what to do", "含义与处理办法"));
  append_html_element(body, "p", words.of(text.detail, text.detail_zh));
  write_operations(body, text.code, words);
  if (text.code == "command_faulty") {
    append_html_element(body, "h2", words.of("Faults of form", "格式问题"));
    write_form_rows(body, words);
  }
  return html_page(call, language, words.of(text.title, text.title_zh), body);
}

}  // namespace

Response read_problems(const Call& call) {
  const Language language = page_language(call);
  const PageWords words{language == Language::chinese};
  std::string body;
  append_html_element(
      body, "p",
      words.of("Every answer that is not what was asked for is a problem (RFC 9457) with one of these codes. Codes are "
               "for ever.",
               "凡未按请求作答的响应均为 problem（RFC 9457），并带有下列代码之一。代码永久有效。"));
  body += "<table>\n";
  auto all = all_problem_texts();
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* one, const auto* other) { return one->status < other->status; });
  for (const ProblemText* text : all) {
    body += "<tr><td>" + std::to_string(text->status) + "</td><td>";
    append_html_link(body, address_of(text->code), text->code);
    body += "</td>";
    append_html_element(body, "td", words.of(text->title, text->title_zh));
    body += "</tr>\n";
  }
  body += "</table>\n";
  append_html_element(body, "h2", words.of("Faults of form inside errors", "errors 中的格式问题"));
  write_form_rows(body, words);
  return html_page(call, language, words.of("Problems", "错误说明"), body);
}

Response read_problem(const Call& call) {
  const auto code = call.values.text("code");
  if (const auto* text = find_problem_text(code)) return problem_page(call, *text);
  if (const auto* text = find_form_text(code)) return form_page(call, *text);
  return call.not_found();
}

}  // namespace tanbu::http
