// How far retired units cover the emissions of one factory-year, in integers: kilograms, kilowatt hours and whole
// tonnes. Pure arithmetic over records and no verdict of any scheme. Certificates are counted beside the tonnes and
// never among them (CE-08): they lessen the electricity that is left, and only where a factor for the rest is given
// (EF-04). Source: rulebook U-01..03, CE-07, CE-08, CE-14, EF-04, C-1, C-9; commands document, "Coverage arithmetic".
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
  RetirementId retirement{};
  Date retired_on{};
  std::optional<std::string> asset_code{};  // a certificate's plant, where it is known
  std::optional<EntryIndex> replaces{};     // a late repair, which no rule of timing holds (RT-09)
};

// What stands against what is to be covered. What is to be covered depends on the certificates that count here, too.
struct Comparison {
  std::int64_t counted_t = 0;
  Kilograms counted;                // the same in kilograms
  std::int64_t percent_e2 = 0;      // hundredths of a per cent, truncated (U-03); 10'000 when nothing is to offset
  bool covered = false;             // counted >= to_offset, compared as integers
  Kilograms gap;                    // what is missing; 0 when covered
  Kilograms surplus;                // what is too much and forfeited; 0 unless covered
  std::int64_t credits_needed = 0;  // whole tonnes that close the gap (D-07)

  // The green bridge: purchased electricity that contracts or certificates cover, and what is left to pay for.
  KilowattHours covered_kwh;
  Kilograms scope2_electricity_net;  // (purchased - covered) x factor for the rest, rounded up; else as location
  Kilograms green_deduction;         // location less net; below 0 where the factor for the rest is the higher one
  Kilograms to_offset;               // gross less the deduction less own removals, never below 0
  KilowattHours renewable;           // direct supply, contracts and counted certificates, each hour once (XM-03)
};

// What became of the factor for the electricity that is left (EF-01, EF-04).
enum class NetFactorUse : std::uint8_t {
  not_needed = 1,  // nothing is covered, so nothing is deducted
  used = 2,
  missing = 3,  // nothing is deducted
  unknown = 4,  // the tables do not hold it: nothing is deducted, and whoever relies on it is UNDETERMINED
};
[[nodiscard]] std::string_view name_of(NetFactorUse use);

// Electricity under one method of counting. The three never mix; a claim names the one that it stands on (EF-04).
struct ElectricityFigure {
  enum class Method : std::uint8_t { location = 1, market = 2, ets = 3 };
  Method method{};
  Kilograms electricity;
  bool operator==(const ElectricityFigure&) const = default;
};
[[nodiscard]] std::string_view name_of(ElectricityFigure::Method method);

struct Coverage {
  // What is to be covered: gross and location-based, less what green electricity saves, less own removals.
  ClaimType claim_type = ClaimType::type_1;
  Kilograms scope1;
  Kilograms scope2_electricity;  // purchased kWh x location factor, rounded up to the kilogram
  Kilograms scope2_heat;
  std::optional<Kilograms> scope3;  // type II only: what the inventory says of it
  bool scope3_missing = false;      // type II without a scope 3: the sums below lack it (CE-01)
  Kilograms gross;                  // of the scopes of the claim's type
  Kilograms own_removals;           // captured and stored, and removed inside the boundary
  Kilograms to_offset;              // that of `all`

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

  // Green electricity certificates, whole ones of 1'000 kWh each, not on HOLD; never in tonnes.
  std::int64_t certificates = 0;
  std::int64_t attestable_certificates = 0;
  KilowattHours certified;
  NetFactorUse net_factor = NetFactorUse::not_needed;

  Comparison all;                  // declared, matched and confirmed
  Comparison attestable;           // matched and confirmed only
  bool nothing_to_offset = false;  // to_offset is 0: then the percentage has no exact fraction
};

// Nothing when some sum leaves 64 bits; the bounds of limits:: keep real ledgers far away from that. Without figures no
// green electricity is deducted. A type that is `unknown` is counted as type I.
[[nodiscard]] std::optional<Coverage> coverage_of(const Inventory& inventory, const std::vector<RetiredUnits>& retired,
                                                  const std::optional<InventoryFigures>& figures = std::nullopt,
                                                  ClaimType type = ClaimType::type_1);

// The three figures of the electricity by their methods; market counts the certificates of `comparison`.
[[nodiscard]] std::vector<ElectricityFigure> electricity_figures(const Coverage& coverage,
                                                                 const Comparison& comparison);

// True when counted x 10'000 >= wanted x percent_e2, by cross-multiplication (CE-14, U-03). Nothing when both products
// leave 64 bits.
[[nodiscard]] std::optional<bool> covers_share(Kilograms counted, Kilograms wanted, std::int64_t percent_e2);
// What counted lacks of that share, rounded up to the kilogram; 0 when it reaches it.
[[nodiscard]] Kilograms gap_to_share(Kilograms counted, Kilograms wanted, std::int64_t percent_e2);
// Whole tonnes of which a claim of this share needs at least so many. Nothing on overflow.
[[nodiscard]] std::optional<std::int64_t> credits_for_share(Kilograms wanted, std::int64_t percent_e2);

}  // namespace tanbu
