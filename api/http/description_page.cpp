// The description for people who read rather than parse: the document of description.hpp as one page in either
// language. Nothing is said here that the document does not say.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "api/http/description.hpp"
#include "api/http/handlers.hpp"
#include "api/http/html.hpp"

namespace tanbu::http {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

std::string_view text_in(const object& from, std::string_view name) {
  const auto* text = from.if_contains(name);
  if (text == nullptr || !text->is_string()) return {};
  return {text->as_string().data(), text->as_string().size()};
}

std::string shown(const value& example) {
  return example.is_string() ? std::string(example.as_string()) : boost::json::serialize(example);
}

class DocsPage {
 public:
  explicit DocsPage(Language language) : chinese_(language == Language::chinese) {}

  std::string body() {
    const object& document = api_description();
    paragraphs(own_words(document.at("info").as_object(), "description"));
    contents(document);
    header_fields(document.at("components").at("parameters").as_object());
    for (const auto& tag : document.at("tags").as_array()) family(document, tag.as_object());
    webhooks(document.at("webhooks").as_object());
    schemas(document.at("components").at("schemas").as_object());
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::string_view of(std::string_view english, std::string_view chinese) const {
    return chinese_ ? chinese : english;
  }
  // The text in the page's language: "x-zh" stands beside the English, as one text or one for each member.
  [[nodiscard]] std::string_view own_words(const object& from, std::string_view name) const {
    const auto* chinese = chinese_ ? from.if_contains("x-zh") : nullptr;
    if (chinese != nullptr && chinese->is_string()) return {chinese->as_string().data(), chinese->as_string().size()};
    if (chinese != nullptr && chinese->as_object().contains(name)) return text_in(chinese->as_object(), name);
    return text_in(from, name);
  }

  void paragraphs(std::string_view text) {
    while (!text.empty()) {
      const auto end = std::min(text.find('\n'), text.size());
      if (end > 0) append_html_element(out_, "p", text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void contents(const object& document) {
    out_ += "<ul>";
    for (const auto& tag : document.at("tags").as_array()) {
      const object& about = tag.as_object();
      out_ += "<li>";
      append_html_link(out_, "#" + std::string(text_in(about, "name")), own_words(about, "description"));
      out_ += "</li>\n";
    }
    out_ += "<li>";
    append_html_link(out_, "#schemas", of("Shapes of commands and answers", "命令与响应的结构"));
    out_ += "</li></ul>\n";
  }

  void family(const object& document, const object& tag) {
    out_ += "<h2 id=\"";
    append_html_text(out_, text_in(tag, "name"));
    out_ += "\">";
    append_html_text(out_, own_words(tag, "description"));
    out_ += "</h2>\n";
    for (const auto& path : document.at("paths").as_object()) {
      for (const auto& member : path.value().as_object()) {
        const object& one = member.value().as_object();
        if (one.at("tags").at(0) != tag.at("name")) continue;
        operation(member.key() == "get" ? "GET" : "POST", std::string(path.key()), one);
      }
    }
  }

  void operation(const std::string& method, const std::string& path, const object& one) {
    out_ += "<section id=\"" + std::string(text_in(one, "operationId")) + "\"><h3><code>";
    append_html_text(out_, method + " " + path);
    out_ += "</code></h3>\n";
    append_html_element(out_, "p", own_words(one, "summary"));
    paragraphs(own_words(one, "description"));
    if (text_in(one, "x-access") == "by_right") {
      append_html_element(
          out_, "p",
          of("By right: with an access token (Authorization: Bearer); without the right it looks absent "
             "or lacks what is restricted.",
             "受限：须出示访问令牌（Authorization: Bearer）；无权者看到的是不存在，或不含受限内容。"));
    }
    parameters(one.at("parameters").as_array());
    if (const auto* body = one.if_contains("requestBody")) request_body(body->as_object(), one);
    answers(one.at("responses").as_object());
    example(method, path, one);
    out_ += "</section>\n";
  }

  // Those that many operations share stand once, above all of them.
  void header_fields(const object& all) {
    append_html_element(out_, "h2", of("Header fields of requests", "请求头"));
    array fields;
    for (const auto& member : all) fields.push_back(member.value());
    parameters(fields);
  }

  void webhooks(const object& all) {
    append_html_element(out_, "h2", of("What this server posts to others", "本服务器向外投递的内容"));
    for (const auto& member : all) {
      const object& one = member.value().at("post").as_object();
      append_html_element(out_, "h3", own_words(one, "summary"));
      paragraphs(own_words(one, "description"));
      for (const auto& type : one.at("requestBody").at("content").as_object()) {
        out_ += "<p>";
        append_html_element(out_, "code", type.key());
        out_ += ": ";
        form(type.value().at("x-payload").as_object());
        out_ += "</p>\n";
      }
    }
  }

  void parameters(const array& shared_and_own) {
    array all;
    for (const auto& member : shared_and_own) {
      if (!member.as_object().contains("$ref")) all.push_back(member);
    }
    if (all.empty()) return;
    out_ += "<table><tr>";
    append_html_element(out_, "th", of("Parameter", "参数"));
    append_html_element(out_, "th", of("Form", "格式"));
    append_html_element(out_, "th", of("Meaning", "含义"));
    out_ += "</tr>\n";
    for (const auto& member : all) {
      const object& one = member.as_object();
      out_ += "<tr><td><code>";
      append_html_text(out_, text_in(one, "name"));
      out_ += "</code>";
      if (one.at("required").as_bool() && text_in(one, "in") == "query") out_ += of(" (required)", "（必填）");
      out_ += "</td><td>";
      form(one.at("schema").as_object());
      out_ += "</td>";
      append_html_element(out_, "td", own_words(one, "description"));
      out_ += "</tr>\n";
    }
    out_ += "</table>\n";
  }

  void request_body(const object& body, const object& operation) {
    append_html_element(out_, "p", own_words(body, "description"));
    for (const auto& type : body.at("content").as_object()) {
      out_ += "<p>";
      append_html_element(out_, "code", type.key());
      out_ += ": " + shown(operation.at("x-body-bytes-max")) + std::string(of(" bytes at most", " 字节以内"));
      if (const auto* payload = type.value().as_object().if_contains("x-payload")) {
        out_ += of(", over ", "，所签内容为 ");
        form(payload->as_object());
      }
      out_ += "</p>\n";
    }
  }

  // Problems are told by their codes; everything else by its shape.
  void answers(const object& all) {
    out_ += "<table><tr><th>HTTP</th>";
    append_html_element(out_, "th", of("Answer", "响应"));
    out_ += "</tr>\n";
    for (const auto& member : all) {
      const object& response = member.value().as_object();
      out_ += "<tr><td>" + std::string(member.key()) + "</td><td>";
      const auto* content = response.if_contains("content");
      const auto* problem = content == nullptr ? nullptr : content->as_object().if_contains("application/problem+json");
      const std::size_t forms = content == nullptr ? 0 : content->as_object().size();
      if (forms > (problem != nullptr ? 1U : 0U) || content == nullptr) shape(response);
      if (problem != nullptr) codes(problem->at("schema").at("allOf").at(1).at("properties").at("code").at("enum"));
      out_ += "</td></tr>\n";
    }
    out_ += "</table>\n";
  }

  void shape(const object& response) {
    append_html_text(out_, own_words(response, "description"));
    const auto* content = response.if_contains("content");
    if (content == nullptr) return;
    for (const auto& type : content->as_object()) {
      if (type.key() == "application/problem+json") continue;
      out_ += "<br>";
      append_html_element(out_, "code", type.key());
      out_ += ": ";
      form(type.value().at("schema").as_object());
      if (const auto* example = type.value().as_object().if_contains("example")) {
        out_ += "<details>";
        append_html_element(out_, "summary", of("Example", "示例"));
        append_html_element(out_, "pre", shown(*example));
        out_ += "</details>";
      }
    }
    out_ += "<br>";
  }

  void codes(const value& list) {
    bool first = true;
    for (const auto& code : list.as_array()) {
      if (!first) out_ += ", ";
      first = false;
      const std::string text(code.as_string());
      append_html_link(out_, "/problems/" + text, text);
    }
  }

  // The form of one value, in a few words.
  void form(const object& schema) {
    if (schema.contains("$ref")) {
      const auto name = text_in(schema, "$ref").substr(std::string_view("#/components/schemas/").size());
      append_html_link(out_, "#schema-" + std::string(name), name);
      return;
    }
    for (const char* name : {"allOf", "anyOf", "oneOf"}) {
      const auto* several = schema.if_contains(name);
      if (several == nullptr) continue;
      bool first = true;
      for (const auto& one : several->as_array()) {
        if (!first) out_ += std::string_view(name) == "allOf" ? of(" and ", " 且 ") : of(" or ", " 或 ");
        first = false;
        form(one.as_object());
      }
      return;
    }
    if (const auto* values = schema.if_contains("enum")) return append_html_text(out_, words_of_list(*values));
    if (const auto* only = schema.if_contains("const")) return append_html_text(out_, shown(*only));
    if (const auto* items = schema.if_contains("items")) {
      out_ += of("list of ", "列表：");
      return form(items->as_object());
    }
    if (const auto* members = schema.if_contains("properties")) return object_form(members->as_object());
    if (const auto* type = schema.if_contains("type")) {
      append_html_text(out_, type->is_array() ? words_of_list(*type) : shown(*type));
    }
    if (schema.contains("format")) append_html_text(out_, " (" + std::string(text_in(schema, "format")) + ")");
  }

  static std::string words_of_list(const value& list) {
    std::string words;
    for (const auto& one : list.as_array()) words += (words.empty() ? "" : ", ") + shown(one);
    return words;
  }

  void object_form(const object& members) {
    out_ += "{ ";
    bool first = true;
    for (const auto& member : members) {
      if (!first) out_ += "; ";
      first = false;
      append_html_element(out_, "code", member.key());
      out_ += " ";
      form(member.value().as_object());
    }
    out_ += " }";
  }

  void example(const std::string& method, std::string path, const object& one) {
    std::string query;
    for (const auto& member : one.at("parameters").as_array()) {
      const object& parameter = member.as_object();
      const auto* given = parameter.if_contains("example");
      if (given == nullptr) continue;
      const std::string name(text_in(parameter, "name"));
      if (text_in(parameter, "in") == "query") {
        query.append(query.empty() ? "?" : "&").append(name).append("=").append(shown(*given));
      } else if (const auto at = path.find("{" + name + "}"); at != std::string::npos) {
        path.replace(at, name.size() + 2, shown(*given));
      }
    }
    std::string line = "curl -s ";
    value body;
    if (one.contains("x-asked-by")) line += "-H \"Authorization: Bearer $TOKEN\" ";
    if (method == "POST") {
      const auto& type = *one.at("requestBody").at("content").as_object().begin();
      line += "-H 'Content-Type: " + std::string(type.key()) + "' --data-binary @body ";
      body = type.value().at("example");
    }
    line += "'http://localhost:8080" + path + query + "'";
    if (!body.is_null()) line += "\n\nbody:\n" + shown(body);
    append_html_element(out_, "pre", line);
  }

  void schemas(const object& all) {
    out_ += "<h2 id=\"schemas\">";
    append_html_text(out_, of("Shapes of commands and answers", "命令与响应的结构"));
    out_ += "</h2>\n";
    for (const auto& member : all) {
      const object& schema = member.value().as_object();
      out_ += "<h3 id=\"schema-" + std::string(member.key()) + "\">" + std::string(member.key()) + "</h3>\n";
      paragraphs(own_words(schema, "description"));
      if (!schema.contains("properties")) {
        out_ += "<p>";
        form(schema);
        out_ += "</p>\n";
        continue;
      }
      members_of(schema);
    }
  }

  void members_of(const object& schema) {
    const auto* required = schema.if_contains("required");
    out_ += "<table>\n";
    for (const auto& member : schema.at("properties").as_object()) {
      const object& one = member.value().as_object();
      bool always = false;
      if (required != nullptr) {
        for (const auto& name : required->as_array()) always = always || name.as_string() == member.key();
      }
      out_ += "<tr><td><code>" + std::string(member.key()) + "</code>" + (always ? "" : " ?") + "</td><td>";
      form(one);
      out_ += "</td>";
      append_html_element(out_, "td", own_words(one, "description"));
      out_ += "</tr>\n";
    }
    out_ += "</table>\n";
  }

  bool chinese_;
  std::string out_;
};

}  // namespace

Response read_openapi(const Call&) {
  static const std::string text = boost::json::serialize(api_description());
  Response response = json_response(text);
  add_validator(response, "public, max-age=300");
  return response;
}

Response read_docs(const Call& call) {
  static const std::string english = DocsPage(Language::english).body();
  static const std::string chinese = DocsPage(Language::chinese).body();
  const Language language = page_language(call);
  const bool in_chinese = language == Language::chinese;
  return html_page(call, language, in_chinese ? "接口说明" : "The interface", in_chinese ? chinese : english);
}

Response read_docs_style(const Call&) {
  Response response = text_response(description_file("style.css"), "text/css; charset=utf-8");
  add_validator(response, "public, max-age=300");
  return response;
}

// Long and the same for everybody: to hash and compress a page for each request took longer than any other answer.
std::vector<Route> description_routes() {
  const Parameter language{"lang", ValueKind::language, false, "language of the page; that of the request when absent"};
  return {
      {.method = "GET",
       .pattern = "/openapi.json",
       .plain = read_openapi,
       .description = "This interface as an OpenAPI document",
       .kept = true},
      {.method = "GET",
       .pattern = "/docs",
       .plain = read_docs,
       .query = {language},
       .description = "This interface as a page",
       .kept = true},
      {.method = "GET", .pattern = "/docs/style.css", .plain = read_docs_style, .description = "Style of the pages"},
      {.method = "GET",
       .pattern = "/problems",
       .plain = read_problems,
       .query = {language},
       .description = "Every code of a problem",
       .kept = true},
      {.method = "GET",
       .pattern = "/problems/{code}",
       .plain = read_problem,
       .path = {{"code", ValueKind::text, true, "code of a problem, or of a fault of form"}},
       .query = {language},
       .description = "What a problem means and what to do",
       .kept = true},
  };
}

}  // namespace tanbu::http
