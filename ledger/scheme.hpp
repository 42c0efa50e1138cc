// An assessment scheme as dated data: who may be assessed, which units may offset, when they must be retired, and the
// rows of its table with what each level demands. One file under ledger/schemes/ is one scheme; the build finds it by
// itself, and evaluation.hpp reads them all. A threshold that nobody here has read stays absent and never passes
// (D-03). Not here: who may certify (authorisations) and what happens to a certificate afterwards.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/commands.hpp"

namespace tanbu {

// How a row is read and what its demands mean.
enum class RowKind : std::uint8_t {
  conform = 1,   // the assessor's word alone; every level that demands anything demands the same
  rank = 2,      // the value is one of `ranks`, from least to best; the demand names the least one
  names = 3,     // the value is a set of names; the demand is the least set, alternatives apart by '|'
  share = 4,     // the value is "part/whole"; the demand is the least share
  since = 5,     // the value is a day on or before the first of the period
  computed = 6,  // the ledger computes `measure`; a share that the assessor gives beside it is only shown
};

// What the ledger computes of a factory-year by itself.
enum class Measure : std::uint8_t {
  none = 0,
  renewable_share = 1,             // formula RE of T/CACE: renewable electricity over electricity consumed
  reduction_share = 2,             // formula IN: reductions inside the boundary over emissions
  reduction_and_offset_share = 3,  // formula INEX: the same with retired units
  peak_drop = 4,                   // decrease against the peak of five years, energy only (BH-04)
};

// What one level demands of a row. With nothing in it, the level demands nothing.
struct Demand {
  std::string_view names{};                // conform, since: a word for what is demanded; rank, names: as RowKind says
  std::optional<std::int64_t> least_e2{};  // share, computed: hundredths of a per cent
  bool net_zero = false;                   // peak_drop: nothing is left after green electricity and retired units
  [[nodiscard]] bool demands_nothing() const { return names.empty() && !least_e2 && !net_zero; }
};

struct SchemeRow {
  std::int64_t number = 0;
  std::string_view rule{};  // "BH-04"
  std::string_view name{};  // stable, snake_case
  std::string_view name_zh{};
  RowKind kind = RowKind::conform;
  std::vector<Demand> demands{};  // one for each level; one where the scheme has none
  std::vector<std::string_view> ranks{};
  Measure measure = Measure::none;
  bool fatal = false;       // where it fails, nothing else matters (D-35)
  std::string_view note{};  // the ambiguity that settled it: "D-17"
};

// What one star asks. Absent: not known, so UNDETERMINED and flagged (CE-03).
struct StarThreshold {
  ClaimType type{};
  std::int64_t star = 0;
  std::optional<std::int64_t> offset_least_e2{};
  std::optional<std::int64_t> renewable_least_e2{};
  bool unverified = false;  // taken over from the other type (D-04)
};

// Which units may offset, and which certificates may stand for electricity. A code that ends in '-' stands for all that
// begin with it. Units of any other programme are on HOLD under the scheme: shown, and counted as nothing (D-25).
struct Instruments {
  std::vector<std::string_view> accepted{};
  std::vector<std::string_view> certificates{"GEC"};  // others prove no use of electricity here (GE-10)
  std::string_view rule{};                            // "CE-09"
};

// Until when a unit must be retired to count.
enum class RetirementTiming : std::uint8_t {
  free = 1,
  before_issue = 2,       // on or before the day printed on the certificate (D-06)
  after_period = 3,       // at most so many months after the period's end (RT-04)
  after_declaration = 4,  // at most so many months after the day for which it is asked (RT-05)
};
struct Timing {
  RetirementTiming kind = RetirementTiming::free;
  std::int32_t months = 0;
  std::string_view rule{};
};

// What a day outside `from`..`until` means.
enum class OutOfForce : std::uint8_t { flagged = 1, refused = 2 };

// An edition of a standard that the scheme cites without a date: the one in force at the period's end (CA-08).
struct StandardEdition {
  std::string_view standard{};
  std::optional<Date> from{};
  std::optional<Date> until{};  // last day
};

// How an ambiguity of the source was settled, for whoever reads the verdict.
struct SchemeNote {
  std::string_view id{};  // "D-17"
  std::string_view text{};
  std::string_view text_zh{};
};

struct Scheme {
  std::string_view code{};
  std::string_view name{};
  std::string_view name_zh{};
  std::string_view document{};
  Date from{};
  std::optional<Date> until{};  // last day in force
  bool draft = false;           // trial evaluation only: no attestation, certificate or award (CA-00)
  bool certificates = false;
  bool awards = false;
  bool has_types = false;
  std::vector<std::int64_t> stars{};
  std::vector<std::string_view> levels{};  // from lowest to highest
  std::int32_t validity_months = 36;
  std::int32_t surveillance_months = 12;
  bool legal_person_only = false;
  bool plan_required = false;

  // A claim is a share of the emissions covered by retired units. Where it is not, coverage is shown and judged by rows
  // only, and an attestation of coverage under the scheme would attest nothing.
  bool coverage_claimed = true;
  bool verified_inventory = true;  // an inventory that nobody verified carries no claim; otherwise it is only flagged
  OutOfForce out_of_force = OutOfForce::flagged;
  std::string_view force_rule = "G-01";
  std::vector<LegalForm> legal_forms{};      // empty: any
  std::string_view registered_division{};    // empty: anywhere (ID-03)
  bool natural_year = false;                 // the period is one whole natural year, otherwise flagged (CE-11, CA-06)
  std::int32_t period_months_least = 0;      // shorter ones fail (CA-06)
  std::vector<StandardEdition> standards{};  // empty: any
  std::vector<std::string_view> basics{};    // requirements that the assessor names when they are met
  std::optional<AccidentGrade> accident_grade{};  // accidents of this grade or worse close the gate (CE-05, D-28)
  std::string_view accident_rule{};               // "CE-05"
  std::int32_t accident_months = 36;              // back from the day of the assessment, date to date (D-29)
  std::string_view level_rule{};                  // "BH-01"
  std::vector<SchemeRow> rows{};
  std::vector<StarThreshold> thresholds{};
  Instruments instruments{};
  Timing timing{};
  std::vector<SchemeNote> notes{};
};

// Every scheme of the build, by code.
[[nodiscard]] const std::vector<const Scheme*>& all_schemes();
[[nodiscard]] const Scheme* find_scheme(std::string_view code);
// True when units of the programme may offset under the scheme, as its data say.
[[nodiscard]] bool accepts_instrument(const Scheme& scheme, std::string_view programme);
// The place of a level in `levels`, from 0.
[[nodiscard]] std::optional<std::size_t> place_of_level(const Scheme& scheme, std::string_view level);

}  // namespace tanbu
