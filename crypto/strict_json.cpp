// A handler over Boost.JSON's event parser that refuses what the ordinary one lets through. It builds the value with
// the library's own value_stack and adds only judgements: duplicate names, numbers, NUL.
#include "crypto/strict_json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>
#include <cstdint>
#include <set>
#include <vector>

namespace tanbu::crypto {
namespace {

namespace json = boost::json;
using ErrorCode = json::error_code;

constexpr std::size_t depth_max = 32;
constexpr std::int64_t integer_max = (std::int64_t{1} << 53) - 1;
// Up to this many names an object is searched one by one, which is all that honest commands need; beyond it an ordered
// set keeps a hostile object of many names from costing quadratic time.
constexpr std::size_t names_searched_linearly_max = 16;

struct Handler {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  struct OpenObject {
    std::vector<std::string> few;
    std::set<std::string, std::less<>> many;

    // False when the name is there already. Names are compared as decoded bytes; there is no Unicode normalisation, as
    // RFC 8259 section 8.3 has it.
    bool add(std::string_view candidate) {
      if (std::find(few.begin(), few.end(), candidate) != few.end()) return false;
      if (few.size() < names_searched_linearly_max) {
        few.emplace_back(candidate);
        return true;
      }
      return many.emplace(candidate).second;
    }
  };

  Handler() : values(json::storage_ptr{}, scratch, sizeof scratch) {}

  bool refuse(const char* reason, ErrorCode& error) {
    code = reason;
    error = json::make_error_code(json::error::syntax);
    return false;
  }

  bool on_document_begin(ErrorCode&) {
    values.reset();
    return true;
  }
  bool on_document_end(ErrorCode&) { return true; }

  bool on_object_begin(ErrorCode&) {
    constexpr std::size_t names_usual_max = 8;
    objects.emplace_back().few.reserve(names_usual_max);
    return true;
  }
  bool on_object_end(std::size_t members, ErrorCode&) {
    objects.pop_back();
    values.push_object(members);
    return true;
  }
  bool on_array_begin(ErrorCode&) { return true; }
  bool on_array_end(std::size_t elements, ErrorCode&) {
    values.push_array(elements);
    return true;
  }

  static bool has_nul(json::string_view part) { return std::find(part.begin(), part.end(), '\0') != part.end(); }

  // A name or string with escapes arrives in parts, already decoded.
  bool on_key_part(json::string_view part, std::size_t, ErrorCode& error) {
    if (has_nul(part)) return refuse("nul_character", error);
    name.append(part.data(), part.size());
    return true;
  }
  bool on_key(json::string_view part, std::size_t, ErrorCode& error) {
    if (has_nul(part)) return refuse("nul_character", error);
    name.append(part.data(), part.size());
    if (!objects.back().add(name)) return refuse("duplicate_name", error);
    values.push_key(name);
    name.clear();
    return true;
  }
  bool on_string_part(json::string_view part, std::size_t, ErrorCode& error) {
    if (has_nul(part)) return refuse("nul_character", error);
    values.push_chars(part);
    return true;
  }
  bool on_string(json::string_view part, std::size_t, ErrorCode& error) {
    if (has_nul(part)) return refuse("nul_character", error);
    values.push_string(part);
    return true;
  }

  // The parser promises neither that a number's text is whole nor that it comes in parts, so both are carried.
  bool on_number_part(json::string_view part, ErrorCode&) {
    number.append(part.data(), part.size());
    return true;
  }
  bool on_int64(std::int64_t value, json::string_view part, ErrorCode& error) {
    number.append(part.data(), part.size());
    if (value == 0 && number.front() == '-') return refuse("not_an_integer", error);
    if (value > integer_max || value < -integer_max) return refuse("integer_range", error);
    number.clear();
    values.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t, json::string_view, ErrorCode& error) { return refuse("integer_range", error); }
  // The parser takes this way for fractions, exponents and for integers that no 64 bits hold; only the text tells them
  // apart.
  bool on_double(double, json::string_view part, ErrorCode& error) {
    number.append(part.data(), part.size());
    const bool plain = number.find_first_of(".eE") == std::string::npos;
    return refuse(plain ? "integer_range" : "not_an_integer", error);
  }

  bool on_bool(bool value, ErrorCode&) {
    values.push_bool(value);
    return true;
  }
  bool on_null(ErrorCode&) {
    values.push_null();
    return true;
  }
  bool on_comment_part(json::string_view, ErrorCode& error) { return refuse("syntax", error); }
  bool on_comment(json::string_view, ErrorCode& error) { return refuse("syntax", error); }

  unsigned char scratch[4096];
  json::value_stack values;
  std::vector<OpenObject> objects;
  std::string name;
  std::string number;
  const char* code = nullptr;
};

json::parse_options options() {
  json::parse_options result;
  result.max_depth = depth_max;
  result.allow_comments = false;
  result.allow_trailing_commas = false;
  result.allow_invalid_utf8 = false;
  return result;
}

std::string code_of(const Handler& handler, const ErrorCode& error) {
  if (handler.code != nullptr) return handler.code;
  if (error == json::error::too_deep) return "depth";
  // Only an exponent can overflow here, and a number with an exponent is refused whatever its value.
  if (error == json::error::exponent_overflow) return "not_an_integer";
  return "syntax";
}

}  // namespace

JsonResult parse_strict_json(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max) return JsonFault{"too_large", bytes_max};
  json::basic_parser<Handler> parser(options());
  ErrorCode error;
  const std::size_t consumed = parser.write_some(false, text.data(), text.size(), error);
  if (error) return JsonFault{code_of(parser.handler(), error), consumed};
  if (consumed != text.size()) return JsonFault{"syntax", consumed};
  return parser.handler().values.release();
}

}  // namespace tanbu::crypto
