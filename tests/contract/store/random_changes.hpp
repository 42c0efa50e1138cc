// Random changes that a ledger could have made: every one fits the model at hand, and no batch overlaps another. Not
// the rules' work: statuses jump about as no rule would let them.
#pragma once
#include <random>

#include "tests/contract/store/model.hpp"
#include "tests/contract/store/random_notes.hpp"

namespace tanbu::test {

class RandomChanges {
 public:
  explicit RandomChanges(std::uint32_t seed) : random_(seed) {}
  // What one entry does. Entry 0 enrols the association.
  [[nodiscard]] Changes of_entry(EntryIndex entry, const Model& model);

  [[nodiscard]] std::int64_t number(std::int64_t lowest, std::int64_t highest) {
    return std::uniform_int_distribution<std::int64_t>(lowest, highest)(random_);
  }
  [[nodiscard]] bool chance(int percent) { return number(1, 100) <= percent; }
  template <class List>
  [[nodiscard]] const auto& any(const List& list) {
    return list[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(list.size()) - 1))];
  }
  [[nodiscard]] std::string programme() { return chance(50) ? "CCER" : "VCS"; }
  [[nodiscard]] std::string space() { return "space-" + std::to_string(number(1, 3)); }
  [[nodiscard]] UnitRange units(std::int64_t highest);

 private:
  [[nodiscard]] Party party(EntryIndex entry);
  [[nodiscard]] Project project(EntryIndex entry, const Model& model);
  [[nodiscard]] Changes batch(EntryIndex entry, const Model& model);
  [[nodiscard]] Inventory inventory(EntryIndex entry, const Model& model);
  [[nodiscard]] Changes retire(EntryIndex entry, const Model& model);
  [[nodiscard]] SegmentSplice splice(EntryIndex entry, BatchRange range, const Model& model, RetirementId retirement);
  // Kinds of change that an old record can suffer.
  [[nodiscard]] Changes voided_or_extended(EntryIndex entry, const Model& model);
  [[nodiscard]] Changes batch_again(EntryIndex entry, const Model& model);
  [[nodiscard]] Changes change_of_old(EntryIndex entry, const Model& model);
  [[nodiscard]] Changes small_thing(EntryIndex entry, const Model& model);
  [[nodiscard]] Date date() { return {static_cast<std::int32_t>(number(19'000, 22'000))}; }
  [[nodiscard]] Period period() { return {{static_cast<std::int32_t>(20'000 + 365 * number(0, 2))}, {22'000}}; }

  template <class Value>
  [[nodiscard]] std::optional<Value> maybe(const Value& value) {
    return chance(50) ? std::optional(value) : std::nullopt;
  }

  std::mt19937 random_;
  std::map<std::string, std::int64_t> next_free_;  // number after the last batch, by programme and space
};

}  // namespace tanbu::test
