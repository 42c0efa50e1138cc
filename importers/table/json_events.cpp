// The feed of json_events.hpp, over the event parser of Boost.JSON.
#include "importers/table/json_events.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <string>
#include <unordered_set>
#include <vector>

namespace tanbu::importers {
namespace {

namespace json = boost::json;
using ErrorCode = json::error_code;

constexpr std::size_t names_max = 100'000;  // of one object

struct Handler {
  static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
  static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

  Handler(JsonSink& receiver, std::size_t text_max) : sink(receiver), text_bytes_max(text_max) {}

  bool refuse(const char* reason, ErrorCode& error) {
    code = reason;
    error = json::make_error_code(json::error::syntax);
    return false;
  }
  bool told(const char* answer, ErrorCode& error) { return answer == nullptr || refuse(answer, error); }

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode& error) {
    objects.emplace_back();
    return told(sink.open(false), error);
  }
  bool on_object_end(std::size_t, ErrorCode& error) {
    objects.pop_back();
    return told(sink.close(false), error);
  }
  bool on_array_begin(ErrorCode& error) { return told(sink.open(true), error); }
  bool on_array_end(std::size_t, ErrorCode& error) { return told(sink.close(true), error); }

  // Names and strings with escapes arrive in parts, already decoded.
  bool on_part(json::string_view part, ErrorCode& error) {
    if (std::find(part.begin(), part.end(), '\0') != part.end()) return refuse("nul_character", error);
    text.append(part.data(), part.size());
    return text.size() <= text_bytes_max || refuse("json_text_too_long", error);
  }
  bool on_key_part(json::string_view part, std::size_t, ErrorCode& error) { return on_part(part, error); }
  bool on_key(json::string_view part, std::size_t, ErrorCode& error) {
    if (!on_part(part, error)) return false;
    const bool repeated = !objects.back().insert(text).second;
    if (objects.back().size() > names_max) return refuse("json_too_many_names", error);
    const auto* answer = sink.name(text, repeated);
    text.clear();
    return told(answer, error);
  }
  bool on_string_part(json::string_view part, std::size_t, ErrorCode& error) { return on_part(part, error); }
  bool on_string(json::string_view part, std::size_t, ErrorCode& error) {
    return on_part(part, error) && give(CellKind::text, error);
  }
  bool on_number_part(json::string_view part, ErrorCode& error) { return on_part(part, error); }
  bool on_int64(std::int64_t, json::string_view part, ErrorCode& error) { return on_number(part, error); }
  bool on_uint64(std::uint64_t, json::string_view part, ErrorCode& error) { return on_number(part, error); }
  bool on_double(double, json::string_view part, ErrorCode& error) { return on_number(part, error); }
  bool on_number(json::string_view part, ErrorCode& error) {
    return on_part(part, error) && give(CellKind::number, error);
  }
  bool on_bool(bool value, ErrorCode& error) {
    text = value ? "TRUE" : "FALSE";
    return give(CellKind::boolean, error);
  }
  bool on_null(ErrorCode& error) { return give(CellKind::empty, error); }
  bool on_comment_part(json::string_view, ErrorCode& error) { return refuse("json_broken", error); }
  bool on_comment(json::string_view, ErrorCode& error) { return refuse("json_broken", error); }

  bool give(CellKind kind, ErrorCode& error) {
    const auto* answer = sink.value(kind, text);
    text.clear();
    return told(answer, error);
  }

  JsonSink& sink;
  std::size_t text_bytes_max;
  std::vector<std::unordered_set<std::string>> objects;
  std::string text;
  const char* code = nullptr;
};

json::parse_options options_of(const TableLimits& limits) {
  json::parse_options options;
  options.max_depth = limits.depth_max;
  return options;
}

}  // namespace

struct JsonFeed::Parser {
  Parser(JsonSink& sink, const TableLimits& limits) : parser(options_of(limits), sink, limits.row_bytes_max) {}
  FileFault fault(const ErrorCode& error) const {
    const auto& handler = parser.handler();
    if (handler.code != nullptr) return {handler.code, {}};
    if (error == json::make_error_code(json::error::too_deep)) {
      return {"json_depth", "values are nested deeper than any registry nests them"};
    }
    return {"json_broken", "the text is no JSON: " + error.message()};
  }
  json::basic_parser<Handler> parser;
};

JsonFeed::JsonFeed(JsonSink& sink, const TableLimits& limits) : parser_(std::make_unique<Parser>(sink, limits)) {}
JsonFeed::~JsonFeed() = default;

std::optional<FileFault> JsonFeed::feed(std::string_view text) {
  ErrorCode error;
  const auto used = parser_->parser.write_some(true, text.data(), text.size(), error);
  if (error) return parser_->fault(error);
  if (used < text.size()) return FileFault{"json_after_end", "something follows the JSON value"};
  return std::nullopt;
}

std::optional<FileFault> JsonFeed::finish() {
  ErrorCode error;
  (void)parser_->parser.write_some(false, "", 0, error);
  if (error) return parser_->fault(error);
  return std::nullopt;
}

bool JsonFeed::is_whole() const { return parser_->parser.done(); }

void JsonFeed::reset() {
  parser_->parser.reset();
  auto& handler = parser_->parser.handler();
  handler.objects.clear();
  handler.text.clear();
  handler.code = nullptr;
}

}  // namespace tanbu::importers
