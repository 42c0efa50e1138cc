// Reads members of a JSON object and collects every fault on the way, each with its RFC 6901 pointer. Not a schema
// language: a command's reader is ordinary code that names its members in order. A getter gives nothing where the
// member is absent or faulty, and the fault is then already recorded. Threading: one reader belongs to one thread.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/calendar.hpp"
#include "ledger/codec/codec.hpp"

namespace tanbu::codec {

inline constexpr std::size_t reference_characters_max = 200;

class Faults {
 public:
  // What comes after the first faults_max faults is dropped.
  void add(std::string pointer, std::string_view code, std::string_view detail);
  [[nodiscard]] bool empty() const { return faults_.empty(); }
  // All faults, unknown members last.
  [[nodiscard]] std::vector<FormFault> take() &&;

 private:
  std::vector<FormFault> faults_;
};

class Reader;

// One member of an object or one element of an array; perhaps absent. The JSON and the faults must outlive it.
class Field {
 public:
  Field(const boost::json::value* value, std::string pointer, Faults& faults)
      : value_(value), pointer_(std::move(pointer)), faults_(&faults) {}

  [[nodiscard]] bool present() const { return value_ != nullptr; }
  [[nodiscard]] const boost::json::value* value() const { return value_; }
  void fault(std::string_view code, std::string_view detail) const;

  [[nodiscard]] std::optional<std::string> string() const;
  // Free text, with all that text_fault() asks, personal information included.
  [[nodiscard]] std::optional<std::string> text(std::size_t characters_max = limits::text_characters_max) const;
  // A number that somebody printed on a document: like text, but a run of digits is not taken for a telephone (PD-01).
  [[nodiscard]] std::optional<std::string> reference(std::size_t characters_max = reference_characters_max) const;
  [[nodiscard]] std::optional<std::int64_t> integer(std::int64_t smallest, std::int64_t largest) const;
  [[nodiscard]] std::optional<bool> boolean() const;
  [[nodiscard]] std::optional<Date> date() const;
  [[nodiscard]] std::optional<Period> period() const;
  [[nodiscard]] std::optional<Kilograms> tonnes() const;
  // Hundredths of a per cent, up to `largest_e2`.
  [[nodiscard]] std::optional<std::int64_t> percent_e2(std::int64_t largest_e2) const;
  [[nodiscard]] std::optional<GridFactor> factor() const;
  [[nodiscard]] std::optional<KilowattHours> kilowatt_hours() const;
  [[nodiscard]] std::optional<PartyId> party() const;

  // A string of which `is_valid` is true.
  template <class Check>
  [[nodiscard]] std::optional<std::string> word(Check is_valid, std::string_view code, std::string_view detail) const {
    auto text = string();
    if (!text || is_valid(std::string_view(*text))) return text;
    fault(code, detail);
    return std::nullopt;
  }

  // A thing named by the entry that made it.
  template <class EntryId>
  [[nodiscard]] std::optional<EntryId> entry() const {
    const auto index = integer(0, limits::unit_number_max);
    if (!index) return std::nullopt;
    return EntryId{static_cast<std::uint64_t>(*index)};
  }

  // One of the values whose names name_of() knows.
  template <class Enum>
  [[nodiscard]] std::optional<Enum> choice(std::initializer_list<Enum> values) const {
    const auto text = string();
    if (!text) return std::nullopt;
    for (const Enum value : values) {
      if (name_of(value) == *text) return value;
    }
    fault("unknown_value", "not one of the values that this member may have");
    return std::nullopt;
  }

  // Calls read(Reader&) when this is an object, and reports the members that it did not ask for.
  template <class Read>
  void object(Read read) const;

  // The elements; none where the array is absent, faulty, or has not `smallest` to `largest` of them.
  [[nodiscard]] std::vector<Field> elements(std::size_t smallest, std::size_t largest) const;

 private:
  const boost::json::value* value_;
  std::string pointer_;
  Faults* faults_;
};

class Reader {
 public:
  Reader(const boost::json::object& object, std::string pointer, Faults& faults)
      : object_(object), pointer_(std::move(pointer)), faults_(faults) {}
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  [[nodiscard]] bool has(std::string_view name) const;
  // A required member's absence is a fault. Ask for each member once.
  [[nodiscard]] Field member(std::string_view name, bool required);
  [[nodiscard]] Field need(std::string_view name) { return member(name, true); }
  [[nodiscard]] Field may(std::string_view name) { return member(name, false); }
  // A fault of the object as a whole.
  void fault(std::string_view code, std::string_view detail) const;
  // Reports the members that nobody asked for: what the signer meant by them is unknown, so they cannot be ignored.
  void finish() const;

 private:
  const boost::json::object& object_;
  std::string pointer_;
  Faults& faults_;
  std::vector<std::string_view> known_;
};

template <class Read>
void Field::object(Read read) const {
  if (value_ == nullptr) return;
  if (!value_->is_object()) {
    fault("wrong_type", "an object is wanted here");
    return;
  }
  Reader reader(value_->get_object(), pointer_, *faults_);
  read(reader);
  reader.finish();
}

// Puts a value into its place when there is one; true when there was.
template <class T>
bool take(T& target, std::optional<T> value) {
  if (!value) return false;
  target = std::move(*value);
  return true;
}

}  // namespace tanbu::codec
