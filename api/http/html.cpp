// The frame of html.hpp.
#include "api/http/html.hpp"

namespace tanbu::http {
namespace {

// As closed as that of every other answer, but for the style, which is a file of this server.
constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

}  // namespace

void append_html_text(std::string& out, std::string_view text) {
  for (const char symbol : text) {
    switch (symbol) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += symbol;
    }
  }
}

void append_html_element(std::string& out, std::string_view tag, std::string_view text) {
  out.append("<").append(tag).append(">");
  append_html_text(out, text);
  // A tag may come with attributes; the end has only its name.
  out.append("</").append(tag.substr(0, tag.find(' '))).append(">");
}

void append_html_link(std::string& out, std::string_view target, std::string_view text) {
  out += "<a href=\"";
  append_html_text(out, target);
  out += "\">";
  append_html_text(out, text);
  out += "</a>";
}

Language page_language(const Call& call) {
  if (!call.values.has("lang")) return call.language;
  return call.values.text("lang") == "zh" ? Language::chinese : Language::english;
}

Response html_page(const Call& call, Language language, std::string_view title, std::string_view body) {
  const bool chinese = language == Language::chinese;
  std::string page = "<!DOCTYPE html>\n<html lang=\"";
  page += chinese ? "zh" : "en";
  page += "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">";
  append_html_element(page, "title", title);
  page += "<link rel=\"stylesheet\" href=\"/docs/style.css\"></head>\n<body>\n<nav>";
  append_html_link(page, "/", "tanbu 碳簿");
  append_html_link(page, "/docs", chinese ? "接口说明" : "Interface");
  append_html_link(page, "/problems", chinese ? "错误说明" : "Problems");
  append_html_link(page, "/openapi.json", "OpenAPI");
  append_html_link(page, std::string(call.path()) + (chinese ? "?lang=en" : "?lang=zh"), chinese ? "English" : "中文");
  page += "</nav>\n<main>\n";
  append_html_element(page, "h1", title);
  page += body;
  page += "</main>\n</body>\n</html>\n";
  Response response = text_response(std::move(page), "text/html; charset=utf-8");
  response.headers.emplace_back("Content-Language", chinese ? "zh" : "en");
  response.headers.emplace_back("Content-Security-Policy", page_policy);
  response.headers.emplace_back("Vary", "Accept-Language");
  add_validator(response, "public, max-age=300");
  return response;
}

}  // namespace tanbu::http
