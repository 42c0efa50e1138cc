// Why an offline file does not hold, as a value. `code` is stable for ever, in snake_case; docs/formats.md section 23
// lists all of them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace tanbu::offline {

struct Fault {
  std::string code;
  std::string detail{};                  // English; repeats nothing of the file but numbers and member names
  std::optional<std::uint64_t> entry{};  // that it is about
  bool operator==(const Fault&) const = default;
};

template <class Value>
using Result = std::variant<Value, Fault>;

template <class Value>
[[nodiscard]] const Fault* fault_of(const Result<Value>& result) {
  return std::get_if<Fault>(&result);
}

}  // namespace tanbu::offline
