// Why some bytes were not accepted, as a value. Not an exception: whoever hands us bad bytes is a stranger, not a fault
// of the machine.
#pragma once
#include <string_view>
#include <utility>
#include <variant>

namespace tanbu::log {

// `code` is a string literal, stable for ever, in snake_case; every header of this room lists the codes it can give.
struct Fault {
  std::string_view code;
  bool operator==(const Fault&) const = default;
};

template <class Value>
using Result = std::variant<Value, Fault>;

template <class Value>
[[nodiscard]] bool ok(const Result<Value>& result) {
  return std::holds_alternative<Value>(result);
}
template <class Value>
[[nodiscard]] const Value& value(const Result<Value>& result) {
  return std::get<Value>(result);
}
template <class Value>
[[nodiscard]] Value&& value(Result<Value>&& result) {
  return std::get<Value>(std::move(result));
}
// The code of a refusal; empty when there was none.
template <class Value>
[[nodiscard]] std::string_view code(const Result<Value>& result) {
  return ok(result) ? std::string_view{} : std::get<Fault>(result).code;
}

}  // namespace tanbu::log
