// Reading limit, order, fields and cursor, and the three forms of a page.
#include "api/http/lists.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "api/exports/csv.hpp"
#include "api/http/field_list.hpp"
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

std::string name_in_cursors(const Call& call) {
  if (call.values.text("sort") == sort_newest_first) return newest_first_list(call.route->pattern);
  return std::string(call.route->pattern);
}

const importers::ExportedList& list_of(const Call& call) {
  const auto* list = importers::exported_list(call.route->list);
  HOLDS(list != nullptr);
  return *list;
}

// "registry_status" of "registry_status.on".
std::string_view member_of(std::string_view column) { return column.substr(0, column.find('.')); }

// The row with nothing but the fields that were asked for, in the order in which they were.
json::object chosen(const json::object& row, const std::vector<std::string_view>& fields) {
  json::object result;
  for (const std::string_view field : fields) {
    const auto member = member_of(field);
    const json::value* value = row.if_contains(member);
    if (value == nullptr) continue;
    if (member == field) {
      result.insert_or_assign(field, *value);
      continue;
    }
    const auto* part = value->is_object() ? value->as_object().if_contains(field.substr(member.size() + 1)) : nullptr;
    if (part == nullptr) continue;
    json::value& whole = result.emplace(member, json::object()).first->value();
    whole.as_object().insert_or_assign(field.substr(member.size() + 1), *part);
  }
  return result;
}

// The columns that the fields stand for.
importers::ExportedList chosen_columns(const importers::ExportedList& list,
                                       const std::vector<std::string_view>& fields) {
  importers::ExportedList result{list.name, {}};
  for (const std::string_view field : fields) {
    for (const std::string_view column : list.columns) {
      const bool wanted = column == field || member_of(column) == field;
      const bool there = std::find(result.columns.begin(), result.columns.end(), column) != result.columns.end();
      if (wanted && !there) result.columns.push_back(column);
    }
  }
  return result;
}

std::string csv_of_rows(const importers::ExportedList& list, const json::array& rows) {
  std::string text;
  exports::append_csv_header(text, list);
  for (const auto& row : rows) {
    const auto cells = importers::exported_row(list, row.as_object());
    // Better no answer than one that lacks something without a word.
    if (!cells) throw std::logic_error("a member of a list has no column: " + std::string(list.name));
    exports::append_csv_row(text, *cells);
  }
  return text;
}

Response csv_response(const Call& call, const json::array& rows) {
  const auto& list = list_of(call);
  auto response = text_response(csv_of_rows(call.fields.empty() ? list : chosen_columns(list, call.fields), rows),
                                exports::csv_media_type);
  response.headers.emplace_back("Content-Disposition",
                                "attachment; filename=\"tanbu-" + std::string(list.name) + ".csv\"");
  return response;
}

Response lines_response(const json::array& rows) {
  std::string text;
  for (const auto& row : rows) text += json::serialize(row) + '\n';
  return text_response(std::move(text), "application/x-ndjson");
}

// The page as the client wants it; `body` is its whole JSON.
Response page_in_form(const Call& call, std::string body) {
  // Most clients want it as it is, and it is not read again for them.
  if (call.form == ListForm::json && call.fields.empty()) return json_response(std::move(body));
  auto page = json::parse(body);
  auto& rows = page.as_object().at("data").as_array();
  if (!call.fields.empty()) {
    for (auto& row : rows) row = chosen(row.as_object(), call.fields);
  }
  if (call.form == ListForm::csv) return csv_response(call, rows);
  if (call.form == ListForm::lines) return lines_response(rows);
  return json_response(json::serialize(page));
}

}  // namespace

std::optional<AskedPage> asked_page(const Call& call, std::uint64_t log_size) {
  AskedPage page;
  page.cursor.size = log_size;
  if (const auto limit = call.values.number("limit")) page.limit = static_cast<std::size_t>(*limit);
  if (const auto from = call.values.number("from")) page.cursor.position = *from;
  page.newest_first = call.values.text("sort") == sort_newest_first;
  if (page.newest_first && !call.values.has("from")) page.cursor.position = log_size;
  if (call.values.has("cursor")) {
    const auto cursor = read_cursor(call.values.text("cursor"), name_in_cursors(call));
    if (!cursor || cursor->size > log_size) return std::nullopt;
    page.cursor = *cursor;
  }
  return page;
}

store::Page page_of_store(const AskedPage& asked) {
  const auto& [size, position, unit] = asked.cursor;
  if (!asked.newest_first) return {position, size, asked.limit + 1};
  return {0, position < size ? position + 1 : size, asked.limit + 1, true};
}

std::optional<Problem> read_asked_fields(Call& call) {
  if (!call.values.has("fields")) return std::nullopt;
  const auto& columns = list_of(call).columns;
  std::string_view rest = call.values.text("fields");
  while (true) {
    const bool last = rest.find(',') == std::string_view::npos;
    const auto name = next_part(rest, ',');
    // The names of the build are kept, not those of the request.
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&](std::string_view known) { return known == name || member_of(known) == name; });
    const bool known = column != columns.end();
    const auto field = known ? column->substr(0, name.size()) : std::string_view();
    if (!known || std::find(call.fields.begin(), call.fields.end(), field) != call.fields.end()) {
      return Problem{.code = "field_unknown", .known = columns};
    }
    call.fields.push_back(field);
    if (last) return std::nullopt;
  }
}

bool asks_for_member(const Call& call, std::string_view member) {
  return call.fields.empty() || std::any_of(call.fields.begin(), call.fields.end(),
                                            [&](std::string_view field) { return member_of(field) == member; });
}

Response page_response(const Call& call, std::string body, const std::optional<Cursor>& next) {
  const std::string cursor = next ? write_cursor(*next, name_in_cursors(call)) : std::string();
  body += ",\"next\":";
  if (next) {
    append_json_text(body, cursor);
  } else {
    body += "null";
  }
  body += '}';
  Response response = page_in_form(call, std::move(body));
  if (next) response.headers.emplace_back("Link", "<" + next_target(call, cursor) + ">; rel=\"next\"");
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace tanbu::http
