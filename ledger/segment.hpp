// The condition of units: neighbouring units of one batch that stand in the same way are one segment; the segments of a
// batch are disjoint and complete. Source: commands document, invariant 1.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "ledger/serial_range.hpp"

namespace tanbu {

enum class UnitStatus : std::uint8_t {
  unassigned = 1,  // recorded, no holder known
  free = 2,        // held, may be transferred or retired
  held = 3,        // retired by its holder, on HOLD: counts 0
  frozen = 4,
  registry_retired = 5,  // retired at its registry, not bound here
  retired = 6,           // bound to one factory and one period: counts
  cancelled = 7,
  reserved = 8,      // kept by its holder for one use; counts as used
  foreign_use = 9,   // used for something that is no factory-year of this ledger
  invalidated = 10,  // an authority took its value; a binding stays as history
  in_conflict = 11,  // two accounts of its use contradict each other: counts 0 until one is withdrawn
};
inline constexpr std::size_t unit_status_count = 11;
[[nodiscard]] std::string_view name_of(UnitStatus status);

// Neighbouring units of one batch in the same condition.
struct Segment {
  BatchId batch;
  UnitRange units;
  UnitStatus status{};
  std::optional<PartyId> holder;           // free, reserved and held; frozen and invalidated where there was one
  std::optional<RetirementId> retirement;  // held and retired; invalidated and in_conflict where there was one
  bool traded = false;                     // an electricity certificate that was traded once already (GE-04)
  EntryIndex since;                        // the entry that put the units into this condition
  bool operator==(const Segment&) const = default;
};

}  // namespace tanbu
