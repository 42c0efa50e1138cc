// Writes JSON by appending to one string: no tree of values is built for an answer. Not a serialiser of types and not a
// checker; the caller opens and closes what it means. Text must be UTF-8. Threading: one writer belongs to one thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace tanbu::http {

// Appends the text in quotes; quotes, backslashes and control characters are escaped (RFC 8259 section 7).
void append_json_text(std::string& out, std::string_view text);

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& open_object() { return open('{'); }
  JsonWriter& close_object() { return close('}'); }
  JsonWriter& open_array() { return open('['); }
  JsonWriter& close_array() { return close(']'); }

  // The name of the next member; one value must follow.
  JsonWriter& name(std::string_view name) {
    separate();
    append_json_text(out_, name);
    out_ += ':';
    value_expected_ = true;
    return *this;
  }

  JsonWriter& text(std::string_view text) {
    separate();
    append_json_text(out_, text);
    return *this;
  }
  template <class Integer>
  JsonWriter& integer(Integer value) {
    static_assert(std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>);
    separate();
    out_ += std::to_string(value);
    return *this;
  }
  JsonWriter& boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
  }
  JsonWriter& null() {
    separate();
    out_ += "null";
    return *this;
  }
  // JSON that was written elsewhere.
  JsonWriter& raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
  }

  JsonWriter& member(std::string_view name_text, std::string_view value) { return name(name_text).text(value); }
  JsonWriter& member(std::string_view name_text, const char* value) { return name(name_text).text(value); }
  JsonWriter& member(std::string_view name_text, const std::string& value) { return name(name_text).text(value); }
  JsonWriter& member(std::string_view name_text, bool value) { return name(name_text).boolean(value); }
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>>>
  JsonWriter& member(std::string_view name_text, Integer value) {
    return name(name_text).integer(value);
  }
  JsonWriter& member_unless_empty(std::string_view name_text, std::string_view value) {
    return value.empty() ? *this : member(name_text, value);
  }

 private:
  JsonWriter& open(char bracket) {
    separate();
    out_ += bracket;
    first_ = true;
    return *this;
  }
  JsonWriter& close(char bracket) {
    out_ += bracket;
    first_ = false;
    return *this;
  }
  void separate() {
    if (!first_ && !value_expected_) out_ += ',';
    first_ = false;
    value_expected_ = false;
  }

  std::string& out_;
  bool first_ = true;
  bool value_expected_ = false;
};

}  // namespace tanbu::http
