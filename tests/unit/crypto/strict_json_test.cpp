// The strict reader against bodies that other readers understand differently, each with the code it must earn.
#include "crypto/strict_json.hpp"

#include <boost/json/serialize.hpp>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

namespace {

using namespace tanbu::crypto;
namespace json = boost::json;
using namespace std::string_literals;

constexpr std::size_t bytes_max = 16 * 1024;

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string code_of(const std::string& text) {
  const JsonResult result = parse_strict_json(text, bytes_max);
  const auto* const fault = std::get_if<JsonFault>(&result);
  return fault == nullptr ? "accepted" : fault->code;
}

struct Row {
  std::string text;
  std::string code;
};

TEST_CASE("every hostile body is refused with its own code", "[crypto][json][asvs:1.5.3]") {
  // clang-format off
  const std::vector<Row> rows = {
      // Duplicate names: plain, escaped, empty, nested, far apart, after a nested object.
      {R"({"a":1,"a":2})", "duplicate_name"},
      {R"({"a":1,"a":1})", "duplicate_name"},
      {R"({"q":1,"\u0071":2})", "duplicate_name"},
      {R"({"\u0071":1,"q":2})", "duplicate_name"},
      {R"({"a\/b":1,"a/b":2})", "duplicate_name"},
      {R"({"":1,"":2})", "duplicate_name"},
      {R"({"a":{"b":1,"b":2}})", "duplicate_name"},
      {R"([[{"x":[{"b":1,"b":2}]}]])", "duplicate_name"},
      {R"({"a":{"b":1},"c":{"b":1},"a":3})", "duplicate_name"},
      {R"({"\ud83d\ude00":1,"😀":2})", "duplicate_name"},
      // Numbers that are no integers here.
      {"1.0", "not_an_integer"}, {"0.0", "not_an_integer"}, {"-0", "not_an_integer"}, {"-0.0", "not_an_integer"},
      {"[-0]", "not_an_integer"}, {R"({"a":-0})", "not_an_integer"}, {"[-0,                                    1]", "not_an_integer"},
      {"-0e1", "not_an_integer"}, {"1e0", "not_an_integer"}, {"1E2", "not_an_integer"}, {"1e-2", "not_an_integer"},
      {"1e400", "not_an_integer"}, {"-1e400", "not_an_integer"}, {"0e111252000", "not_an_integer"},
      {"1e99999999999", "not_an_integer"}, {"1e-99999999999", "not_an_integer"}, {"9007199254740993.0", "not_an_integer"},
      {"[0.1,                                    1]", "not_an_integer"}, {"18446744073709551616e0", "not_an_integer"},
      // Integers that not every reader can hold.
      {"9007199254740992", "integer_range"}, {"-9007199254740992", "integer_range"}, {"9007199254740993", "integer_range"},
      {"9223372036854775807", "integer_range"}, {"9223372036854775808", "integer_range"}, {"-9223372036854775808", "integer_range"},
      {"-9223372036854775809", "integer_range"}, {"18446744073709551615", "integer_range"}, {"18446744073709551616", "integer_range"},
      {R"({"a":9007199254740992})", "integer_range"}, {"1" + std::string(500, '0'), "integer_range"},
      // No JSON at all.
      {"NaN", "syntax"}, {"[NaN]", "syntax"}, {"Infinity", "syntax"}, {"[-Infinity]", "syntax"}, {"+1", "syntax"},
      {"01", "syntax"}, {"[01]", "syntax"}, {".5", "syntax"}, {"5.", "syntax"}, {"1e", "syntax"}, {"1e+", "syntax"}, {"-", "syntax"}, {"0x10", "syntax"},
      {"[1.]", "syntax"}, {"[-]", "syntax"}, {"", "syntax"}, {" ", "syntax"}, {"\n\t\r ", "syntax"}, {"tru", "syntax"}, {"True", "syntax"},
      {"'a'", "syntax"}, {"{a:1}", "syntax"}, {R"({"a" 1})", "syntax"}, {R"({"a":})", "syntax"}, {"{1:2}", "syntax"},
      {R"({"a":1)", "syntax"}, {"[1,2", "syntax"}, {"\"a", "syntax"}, {"]", "syntax"}, {"[1}", "syntax"},
      // Trailing bytes, commas, comments.
      {"{}{}", "syntax"}, {"{} x", "syntax"}, {"1 2", "syntax"}, {"{}\0"s, "syntax"}, {"{},", "syntax"}, {"[]]", "syntax"},
      {"[1,]", "syntax"}, {R"({"a":1,})", "syntax"}, {"[,1]", "syntax"}, {"[1,,2]", "syntax"}, {"{,}", "syntax"},
      {"/* c */ 1", "syntax"}, {"1 // c", "syntax"}, {"[1,/**/2]", "syntax"}, {"# c\n1", "syntax"},
      // Octets: byte order mark, UTF-16, control characters, other white space, invalid UTF-8.
      {"\xef\xbb\xbf{}", "syntax"}, {"{\0}\0"s, "syntax"}, {"\"a\0b\""s, "syntax"}, {"{\"a\0\":1}"s, "syntax"}, {"\"a\nb\"", "syntax"},
      {"\"a\tb\"", "syntax"}, {"\"\x1f\"", "syntax"}, {"\f1", "syntax"}, {"\v1", "syntax"}, {"\xc2\xa0" "1", "syntax"},
      {"\"\xff\"", "syntax"}, {"\"\x80\"", "syntax"}, {"\"\xc0\xaf\"", "syntax"}, {"\"\xe0\x80\x80\"", "syntax"},
      {"\"\xed\xa0\x80\"", "syntax"}, {"\"\xf4\x90\x80\x80\"", "syntax"}, {"\"\xf8\x88\x80\x80\x80\"", "syntax"}, {"\"\xc3\"", "syntax"},
      {"{\"\xff\":1}", "syntax"}, {"\xff", "syntax"},
      // Escapes: unknown, cut short, lone and swapped surrogates.
      {R"("\x41")", "syntax"}, {R"("\u12")", "syntax"}, {R"("\u12G4")", "syntax"}, {R"("\ud800")", "syntax"},
      {R"("\ud800a")", "syntax"}, {R"("\ud800\n")", "syntax"}, {R"("\udc00")", "syntax"}, {R"("\udc00\ud800")", "syntax"},
      {R"("\ud800\ud800")", "syntax"}, {R"({"\ud800":1})", "syntax"}, {R"("\)", "syntax"}, {R"("\U0041")", "syntax"},
      // NUL by escape, in a value and in a name.
      {R"("\u0000")", "nul_character"}, {R"("a\u0000b")", "nul_character"}, {R"({"a\u0000":1})", "nul_character"},
      {R"({"\u0000a":1})", "nul_character"}, {R"(["x","\u0000"])", "nul_character"},
      // Depth.
      {nested(33), "depth"}, {nested(1000), "depth"}, {std::string(10'000, '['), "depth"},
      {[] { std::string t; for (int i = 0; i < 33; ++i) t += R"({"a":)"; return t + "1" + std::string(33, '}'); }(), "depth"},
      // Size.
      {"\"" + std::string(bytes_max, 'a') + "\"", "too_large"},
  };
  // clang-format on
  REQUIRE(rows.size() >= 100);
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(code_of(row.text) == row.code);
    // The same trouble inside an honest document, with other things around it.
    if (row.code == "not_an_integer" || row.code == "integer_range" || row.code == "nul_character") {
      CHECK(code_of(R"({"iss":"x","body":[1,{"k":)" + row.text + R"(,"z":"                                  "}]})") ==
            row.code);
    }
  }
}

TEST_CASE("honest bodies are read as they stand", "[crypto][json]") {
  const auto text = GENERATE(values<std::string>(
      {"0", "-1", "9007199254740991", "-9007199254740991", "true", "false", "null", R"("")", "[]", "{}",
       R"({"a":1,"A":2})", R"({"a":{"a":{"a":1}}})", R"([{"a":1},{"a":1}])", R"({"":0})", R"("漢字😀")",
       R"({"z":1,"a":[1,2,[3]],"m":{"y":null,"x":true}})", R"(["0","-0","1.0","NaN"])"}));
  const JsonResult result = parse_strict_json(text, bytes_max);
  REQUIRE(std::holds_alternative<json::value>(result));
  CHECK(json::serialize(std::get<json::value>(result)) == text);
}

TEST_CASE("depth 32, white space, escapes and the largest size are accepted", "[crypto][json]") {
  CHECK(code_of(nested(32)) == "accepted");
  CHECK(code_of(" \t\r\n[ 1 , 2 ]\n ") == "accepted");
  CHECK(code_of("\"" + std::string(bytes_max - 2, 'a') + "\"") == "accepted");
  const JsonResult escaped = parse_strict_json(R"("\u00e9\n\"\\\/\ud83d\ude00\u0001")", bytes_max);
  CHECK(std::get<json::value>(escaped).get_string() == "é\n\"\\/😀\x01");
  // Two names that look alike are two names: no normalisation.
  CHECK(code_of("{\"\xc3\xa9\":1,\"e\xcc\x81\":2}") == "accepted");
}

TEST_CASE("every number is an int64 and members keep their order", "[crypto][json]") {
  const JsonResult result = parse_strict_json(R"({"b":0,"a":5,"c":-7,"9":9007199254740991})", bytes_max);
  std::string names;
  for (const auto& member : std::get<json::value>(result).as_object()) {
    CHECK(member.value().is_int64());
    names += std::string(member.key());
  }
  CHECK(names == "bac9");
}

TEST_CASE("a fault's offset lies at or shortly after the trouble", "[crypto][json]") {
  const auto offset_of = [](const std::string& text) {
    return std::get<JsonFault>(parse_strict_json(text, bytes_max)).offset;
  };
  CHECK(offset_of("{} x") == 3);
  CHECK(offset_of(R"({"a":1,"a":2,"b":3})") <= 10);
  CHECK(offset_of(R"({"a":1,"a":2,"b":3})") >= 7);
  CHECK(offset_of("[1.5,2,3]") == 4);
  CHECK(offset_of("[1,2") == 4);
}

TEST_CASE("a duplicate is found among any number of names, wherever it stands", "[crypto][json][property]") {
  for (std::size_t count = 1; count <= 60; ++count) {
    for (std::size_t twin = 0; twin < count; ++twin) {
      std::string text = "{";
      for (std::size_t i = 0; i < count; ++i) text += "\"name" + std::to_string(i) + "\":{\"n\":1},";
      const std::string distinct = text + "\"last\":1}";
      const std::string doubled = text + "\"name" + std::to_string(twin) + "\":1}";
      if (code_of(distinct) != "accepted") FAIL(distinct);
      if (code_of(doubled) != "duplicate_name") FAIL(doubled);
    }
  }
}

json::value random_value(std::mt19937& random, int depth) {
  const auto kind = random() % (depth > 3 ? 4U : 6U);
  if (kind == 0) return nullptr;
  if (kind == 1) return random() % 2 == 0;
  if (kind == 2)
    return static_cast<std::int64_t>(random()) * 2'097'151 * (random() % 2 == 0 ? 1 : -1) % 9007199254740991;
  std::string text;
  for (auto i = random() % 12; i > 0; --i) text += static_cast<char>(1 + random() % 127);
  if (kind == 3) return json::value(text);
  if (kind == 4) {
    json::array array;
    for (auto i = random() % 5; i > 0; --i) array.push_back(random_value(random, depth + 1));
    return array;
  }
  json::object object;
  for (auto i = random() % 30; i > 0; --i) object[text + std::to_string(i)] = random_value(random, depth + 1);
  return object;
}

TEST_CASE("what a serialiser wrote is read back, and cut or changed anywhere it is read strictly or refused",
          "[crypto][json][property]") {
  std::mt19937 random(3);
  for (int i = 0; i < 500; ++i) {
    const json::value value = random_value(random, 0);
    const std::string text = json::serialize(value);
    const JsonResult result = parse_strict_json(text, text.size());
    REQUIRE(std::holds_alternative<json::value>(result));
    REQUIRE(std::get<json::value>(result) == value);
    // Whatever a change makes of it, a second reading of the accepted value's text gives the same value.
    std::string changed = text;
    changed[random() % changed.size()] = static_cast<char>(random() & 0xff);
    const JsonResult reread = parse_strict_json(changed, changed.size());
    if (const auto* const accepted = std::get_if<json::value>(&reread)) {
      const JsonResult again = parse_strict_json(json::serialize(*accepted), 10 * changed.size() + 100);
      REQUIRE(std::get<json::value>(again) == *accepted);
    }
  }
}

}  // namespace
