// The words of JSON Schema 2020-12 that the description's command schemas use.
// GCC 12 takes parts of std::regex for uninitialised when it optimises under a sanitizer.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include "tests/unit/codec/schema.hpp"

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <stdexcept>

#include "api/http/description.hpp"
#include "ledger/form.hpp"

namespace tanbu::test {
namespace {

namespace json = boost::json;
using Faults = std::vector<std::string>;

const json::object& resolved(const json::object& schema) {
  const auto* name = schema.if_contains("$ref");
  if (name == nullptr) return schema;
  const std::string pointer(std::string(name->as_string()).substr(1));
  static const json::value document(http::api_description());
  return resolved(document.at_pointer(pointer).as_object());
}

bool matches(const std::string& text, const std::string& pattern) {
  static std::map<std::string, std::regex> known;
  const auto found = known.try_emplace(pattern, pattern).first;
  return std::regex_search(text, found->second);
}

bool is_of_type(const json::value& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64();
  if (type == "boolean") return value.is_bool();
  throw std::logic_error("a type that nobody checks: " + std::string(type));
}

class Judge {
 public:
  explicit Judge(Faults& faults) : faults_(faults) {}

  void judge(const json::object& unresolved, const json::value& value, const std::string& place) {
    const auto& schema = resolved(unresolved);
    for (const auto& word : schema) {
      if (word.key() == "type" && !is_of_type(value, std::string(word.value().as_string()))) {
        return add(place, "type");
      }
    }
    for (const auto& word : schema) judge_word(schema, std::string(word.key()), word.value(), value, place);
  }

 private:
  void add(const std::string& place, const std::string& word) { faults_.push_back(place + " " + word); }

  static bool fits(const json::object& schema, const json::value& value) {
    return schema_faults(schema, value).empty();
  }

  void judge_word(const json::object& schema, const std::string& word, const json::value& wanted,
                  const json::value& value, const std::string& place) {
    static const std::set<std::string> silent{"description", "x-zh", "type", "format", "then", "discriminator"};
    if (silent.contains(word)) return;
    if (word == "enum") return check(std::ranges::count(wanted.as_array(), value) > 0, place, word);
    if (word == "const") return check(wanted == value, place, word);
    if (word == "allOf" || word == "anyOf" || word == "oneOf")
      return judge_choice(word, wanted.as_array(), value, place);
    if (word == "if") {
      if (fits(wanted.as_object(), value)) judge(schema.at("then").as_object(), value, place);
      return;
    }
    if (const auto* text = value.if_string(); text != nullptr) judge_text(word, wanted, std::string(*text), place);
    if (const auto* number = value.if_int64(); number != nullptr) judge_number(word, wanted, *number, place);
    if (const auto* elements = value.if_array(); elements != nullptr) judge_elements(word, wanted, *elements, place);
    if (const auto* object = value.if_object(); object != nullptr) judge_members(schema, word, wanted, *object, place);
    static const std::set<std::string> known{"pattern",          "minLength",  "maxLength", "minimum",
                                             "maximum",          "items",      "minItems",  "maxItems",
                                             "uniqueItems",      "properties", "required",  "additionalProperties",
                                             "dependentRequired"};
    if (!known.contains(word)) throw std::logic_error("a word that nobody checks: " + word);
  }

  void check(bool holds, const std::string& place, const std::string& word) {
    if (!holds) add(place, word);
  }

  void judge_choice(const std::string& word, const json::array& schemas, const json::value& value,
                    const std::string& place) {
    const auto fitting = std::ranges::count_if(schemas, [&](const auto& one) { return fits(one.as_object(), value); });
    const auto all = static_cast<std::ptrdiff_t>(schemas.size());
    check(word == "oneOf" ? fitting == 1 : fitting >= (word == "allOf" ? all : 1), place, word);
  }

  void judge_text(const std::string& word, const json::value& wanted, const std::string& text,
                  const std::string& place) {
    const auto characters = static_cast<std::int64_t>(count_characters(text).value_or(text.size()));
    if (word == "pattern") check(matches(text, std::string(wanted.as_string())), place, word);
    if (word == "minLength") check(characters >= wanted.as_int64(), place, word);
    if (word == "maxLength") check(characters <= wanted.as_int64(), place, word);
  }

  void judge_number(const std::string& word, const json::value& wanted, std::int64_t number, const std::string& place) {
    if (word == "minimum") check(number >= wanted.as_int64(), place, word);
    if (word == "maximum") check(number <= wanted.as_int64(), place, word);
  }

  void judge_elements(const std::string& word, const json::value& wanted, const json::array& elements,
                      const std::string& place) {
    const auto count = static_cast<std::int64_t>(elements.size());
    if (word == "minItems") check(count >= wanted.as_int64(), place, word);
    if (word == "maxItems") check(count <= wanted.as_int64(), place, word);
    if (word == "uniqueItems") {
      std::set<std::string> different;
      for (const auto& one : elements) different.insert(json::serialize(one));
      check(different.size() == elements.size(), place, word);
    }
    if (word != "items") return;
    for (std::size_t at = 0; at < elements.size(); ++at) {
      judge(wanted.as_object(), elements[at], place + "/" + std::to_string(at));
    }
  }

  void judge_members(const json::object& schema, const std::string& word, const json::value& wanted,
                     const json::object& members, const std::string& place) {
    if (word == "required") {
      for (const auto& name : wanted.as_array()) check(members.contains(name.as_string()), place, word);
    } else if (word == "dependentRequired") {
      for (const auto& [name, others] : wanted.as_object()) {
        if (!members.contains(name)) continue;
        for (const auto& other : others.as_array()) check(members.contains(other.as_string()), place, word);
      }
    } else if (word == "properties") {
      for (const auto& [name, of_member] : wanted.as_object()) {
        const auto* member = members.if_contains(name);
        if (member != nullptr) judge(of_member.as_object(), *member, place + "/" + std::string(name));
      }
    } else if (word == "additionalProperties") {
      const auto& known = schema.at("properties").as_object();
      for (const auto& member : members) check(wanted.as_bool() || known.contains(member.key()), place, word);
    }
  }

  Faults& faults_;
};

}  // namespace

std::vector<std::string> schema_faults(const json::object& schema, const json::value& value) {
  Faults faults;
  Judge(faults).judge(schema, value, "");
  return faults;
}

std::vector<std::string> described_faults(const json::object& payload) {
  const auto& schemas = http::api_description().at("components").at("schemas").as_object();
  const auto& choice = schemas.at("CommandPayload").as_object();
  const auto* kind = payload.if_contains("kind");
  const auto& mapping = choice.at("discriminator").at("mapping").as_object();
  const auto* named = kind != nullptr && kind->is_string() ? mapping.if_contains(kind->as_string()) : nullptr;
  if (named == nullptr) return {"/kind names no schema"};
  return schema_faults({{"$ref", *named}}, payload);
}

}  // namespace tanbu::test
