// How far retired units cover the emissions of one factory-year, in integers: kilograms and whole tonnes. Pure
// arithmetic over records, no verdict of any scheme and no deduction of green electricity: certificates are counted
// beside the tonnes and never among them (CE-08). Source: rulebook U-01..03, CE-14, C-1; commands document, "Coverage
// arithmetic".
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/programme.hpp"
#include "ledger/records.hpp"

namespace tanbu {

// Units of one programme that one retirement names, by how they stand today.
struct RetiredUnits {
  std::string programme;
  Unit unit = Unit::tonne_co2e;
  bool offset = true;                // the programme's units may cover emissions
  std::int64_t units_per_whole = 1;  // units of the ledger in one tonne or one megawatt hour
  Purpose purpose{};
  RetirementStatus status{};
  std::int64_t counted = 0;      // stand as retired for it; 0 on HOLD
  std::int64_t waiting = 0;      // on HOLD: what would count once confirmed
  std::int64_t invalidated = 0;  // lost their value
  std::int64_t in_conflict = 0;
};

// What stands against what is to be covered.
struct Comparison {
  std::int64_t counted_t = 0;
  Kilograms counted;                // the same in kilograms
  std::int64_t percent_e2 = 0;      // hundredths of a per cent, truncated (U-03); 10'000 when nothing is to offset
  bool covered = false;             // counted >= to_offset, compared as integers
  Kilograms gap;                    // what is missing; 0 when covered
  Kilograms surplus;                // what is too much and forfeited; 0 unless covered
  std::int64_t credits_needed = 0;  // whole tonnes that close the gap (D-07)
};

struct Coverage {
  // What is to be covered: gross, location-based, scopes 1 and 2, less own removals.
  Kilograms scope1;
  Kilograms scope2_electricity;  // purchased kWh x location factor, rounded up to the kilogram
  Kilograms scope2_heat;
  Kilograms gross;
  Kilograms own_removals;  // captured and stored, and removed inside the boundary
  Kilograms to_offset;     // gross less own removals, never below 0

  // Whole tonnes by status, cut programme by programme, so that their sum may lie below `all.counted_t`. What is on
  // HOLD, invalidated or in conflict counts 0 and is shown.
  std::int64_t declared_t = 0;
  std::int64_t matched_t = 0;
  std::int64_t confirmed_t = 0;
  std::int64_t on_hold_t = 0;
  std::int64_t invalidated_t = 0;
  std::int64_t in_conflict_t = 0;

  struct Kind {
    std::string programme;
    std::int64_t counted_t = 0;
    std::int64_t attestable_t = 0;
    bool operator==(const Kind&) const = default;
  };
  std::vector<Kind> by_kind;  // by programme code; only those with units, on HOLD ones with 0

  // Green electricity certificates, whole ones of 1'000 kWh each, not on HOLD; never in tonnes and never deducted here.
  std::int64_t certificates = 0;
  std::int64_t attestable_certificates = 0;
  KilowattHours certified;

  Comparison all;                  // declared, matched and confirmed
  Comparison attestable;           // matched and confirmed only
  bool nothing_to_offset = false;  // to_offset is 0: then the percentage has no exact fraction
};

// Nothing when some sum leaves 64 bits; the bounds of limits:: keep real ledgers far away from that.
[[nodiscard]] std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired);

}  // namespace tanbu
