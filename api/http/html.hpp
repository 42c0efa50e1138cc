// Pages of HTML for people, written by appending to one string: text is escaped, tags are ours alone. The pages run no
// script and load nothing but their style, from this server.
#pragma once
#include <string>
#include <string_view>

#include "api/http/call.hpp"

namespace tanbu::http {

// Appends the text; what could begin a tag, an entity or the end of an attribute is escaped.
void append_html_text(std::string& out, std::string_view text);
// Appends <tag>text</tag>.
void append_html_element(std::string& out, std::string_view tag, std::string_view text);
// Appends a link; both are escaped.
void append_html_link(std::string& out, std::string_view target, std::string_view text);

// The language of a page: the parameter `lang` where it is given, else that of the request.
[[nodiscard]] Language page_language(const Call& call);
// A whole page around the HTML in `body`, with a link to itself in the other language.
[[nodiscard]] Response html_page(const Call& call, Language language, std::string_view title, std::string_view body);

}  // namespace tanbu::http
