// Reading limit and cursor, and the two forms of a page.
#include "api/http/lists.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <stdexcept>

#include "api/exports/csv.hpp"
#include "importers/exported.hpp"

namespace tanbu::http {
namespace {

namespace json = boost::json;

// The request's own target with another cursor. What could end the field is encoded.
std::string next_target(const Call& call, const std::string& cursor) {
  const std::string_view target = call.request.target;
  const auto question = target.find('?');
  std::string next(target.substr(0, question));
  char separator = '?';
  for (auto rest = question == std::string_view::npos ? std::string_view{} : target.substr(question + 1);
       !rest.empty();) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (pair.substr(0, pair.find('=')) == "cursor") continue;
    next += separator;
    separator = '&';
    for (const char symbol : pair) {
      if (symbol == '<' || symbol == '>' || symbol == '"') {
        next += symbol == '<' ? "%3C" : symbol == '>' ? "%3E" : "%22";
      } else {
        next += symbol;
      }
    }
  }
  return next + separator + "cursor=" + cursor;
}

std::string csv_of_page(const importers::ExportedList& list, const std::string& page) {
  const auto value = json::parse(page);
  std::string text;
  exports::append_csv_header(text, list);
  for (const auto& row : value.as_object().at("data").as_array()) {
    const auto cells = importers::exported_row(list, row.as_object());
    // Better no answer than one that lacks something without a word.
    if (!cells) throw std::logic_error("a member of a list has no column: " + std::string(list.name));
    exports::append_csv_row(text, *cells);
  }
  return text;
}

}  // namespace

std::optional<AskedPage> asked_page(const Call& call, std::uint64_t log_size) {
  AskedPage page;
  page.cursor.size = log_size;
  if (const auto limit = call.values.number("limit")) page.limit = static_cast<std::size_t>(*limit);
  if (const auto from = call.values.number("from")) page.cursor.position = *from;
  if (call.values.has("cursor")) {
    const auto cursor = read_cursor(call.values.text("cursor"), call.route->pattern);
    HOLDS(cursor.has_value());  // the router has read it
    if (cursor->size > log_size) return std::nullopt;
    page.cursor = *cursor;
  }
  return page;
}

Response page_response(const Call& call, std::string body, const std::optional<Cursor>& next) {
  const std::string cursor = next ? write_cursor(*next, call.route->pattern) : std::string();
  body += ",\"next\":";
  if (next) {
    append_json_text(body, cursor);
  } else {
    body += "null";
  }
  body += '}';
  Response response;
  if (call.form == ListForm::csv) {
    const auto* list = importers::exported_list(call.route->list);
    HOLDS(list != nullptr);
    response = text_response(csv_of_page(*list, body), exports::csv_media_type);
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"tanbu-" + std::string(list->name) + ".csv\"");
  } else {
    response = json_response(std::move(body));
  }
  if (next) response.headers.emplace_back("Link", "<" + next_target(call, cursor) + ">; rel=\"next\"");
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace tanbu::http
