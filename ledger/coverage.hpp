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

// Units of one programme that one retirement names: its ranges, resolved.
struct RetiredUnits {
  std::string programme;
  Unit unit = Unit::tonne_co2e;
  bool offset = true;  // the programme's units may cover emissions
  Purpose purpose{};
  RetirementStatus status{};
  std::int64_t units = 0;  // 0..limits::unit_number_max
};

struct Coverage {
  // What is to be covered: gross, location-based, scopes 1 and 2, less own removals.
  Kilograms scope1;
  Kilograms scope2_electricity;  // purchased kWh x location factor, rounded up to the kilogram
  Kilograms scope2_heat;
  Kilograms gross;
  Kilograms own_removals;  // captured and stored, and removed inside the boundary
  Kilograms to_offset;     // gross less own removals, never below 0

  // Retired tonnes by status. What is on HOLD counts 0 and is shown.
  std::int64_t declared_t = 0;
  std::int64_t matched_t = 0;
  std::int64_t confirmed_t = 0;
  std::int64_t on_hold_t = 0;
  std::int64_t counted_t = 0;  // declared, matched and confirmed

  struct Kind {
    std::string programme;
    std::int64_t counted_t = 0;
    bool operator==(const Kind&) const = default;
  };
  std::vector<Kind> by_kind;  // by programme code; only those with units, on HOLD ones with 0

  // Green electricity certificates, 1'000 kWh each, not on HOLD; never in tonnes and never deducted here.
  std::int64_t certificates = 0;
  KilowattHours certified;

  Kilograms counted;                // counted_t in kilograms
  std::int64_t percent_e2 = 0;      // hundredths of a per cent, truncated (U-03); 10'000 when nothing is to offset
  bool covered = false;             // counted >= to_offset, compared as integers
  Kilograms gap;                    // what is missing; 0 when covered
  Kilograms surplus;                // what is too much and forfeited; 0 unless covered
  std::int64_t credits_needed = 0;  // whole tonnes that close the gap (D-07)
  bool nothing_to_offset = false;   // to_offset is 0: then the percentage has no exact fraction
};

// Nothing when some sum leaves 64 bits; the bounds of limits:: keep real ledgers far away from that.
[[nodiscard]] std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired);

}  // namespace tanbu
