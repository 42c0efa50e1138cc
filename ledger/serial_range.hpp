// Intervals of units. Inside half-open [begin, end); at the edges (commands, answers, serials) inclusive first..last.
// A range's quantity is checked before it touches an index. Source: rulebook RT-02; decision 5 of the house.
#pragma once
#include <compare>
#include <cstdint>
#include <optional>

#include "ledger/amount.hpp"
#include "ledger/holds.hpp"
#include "ledger/ids.hpp"

namespace tanbu {

struct UnitRange {
  std::int64_t begin = 0;  // first unit
  std::int64_t end = 0;    // one past the last unit; always > begin

  [[nodiscard]] static constexpr std::optional<UnitRange> from_inclusive(std::int64_t first, std::int64_t last) {
    if (first < 0 || last < first || last > limits::unit_number_max) return std::nullopt;
    return UnitRange{first, last + 1};
  }
  [[nodiscard]] constexpr std::int64_t first() const { return begin; }
  [[nodiscard]] constexpr std::int64_t last() const { return end - 1; }
  [[nodiscard]] constexpr std::int64_t quantity() const { return end - begin; }
  [[nodiscard]] constexpr bool overlaps(UnitRange other) const { return begin < other.end && other.begin < end; }
  [[nodiscard]] constexpr bool contains(UnitRange other) const { return begin <= other.begin && other.end <= end; }
  // The common part; the ranges must overlap.
  [[nodiscard]] constexpr UnitRange intersection(UnitRange other) const {
    return {begin > other.begin ? begin : other.begin, end < other.end ? end : other.end};
  }
  auto operator<=>(const UnitRange&) const = default;
};

// Units of one batch, in the batch's own numbers.
struct BatchRange {
  BatchId batch;
  UnitRange units;
  auto operator<=>(const BatchRange&) const = default;
};

}  // namespace tanbu
