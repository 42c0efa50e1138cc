// The rulebook's parameters as dated data: every version of the rule set that this program can decide or replay under,
// with its thresholds and where they come from. An entry names the version that decided it (G-01), an audit replays it
// under that version, and an entry of a version that is not in this table is refused as too new for the program.
#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "ledger/calendar.hpp"

namespace tanbu {

// Where a threshold comes from, and how firmly: a statute that was read, or only an inference.
struct RuleSource {
  std::string_view rule;    // "GE-07"
  std::string_view source;  // the document
  std::string_view mark;    // PUBLIC, PUBLIC-partial, SEED, RECALLED, INFER
};

struct RuleSet {
  std::string_view version;                               // written into every entry
  Date effective_from;                                    // the first day on which the ledger could decide by it
  std::int32_t recovery_days = 7;                         // until a key that the association added comes into force
  std::int32_t hold_days = 90;                            // then a HOLD lapses
  std::int64_t verifier_count_min = 6;                    // CB-01
  std::int32_t certificate_months = 24;                   // validity, the month of production included (GE-05)
  Date certificate_transition_until{};                    // last day of certificates of before `certificate_from`
  Date certificate_from{};                                // first day of production under the present rules
  std::int32_t certificate_same_year_from = 2026;         // consumption year from which years must agree (GE-07)
  std::int32_t old_vintage_years = 5;                     // RT-07: a notice only
  Date ccer_reduction_from{};                             // CC-04, strict reading (D-08)
  Date ccer_construction_after{};                         // CC-01: construction began later than this day
  std::int32_t ccer_issue_years = 5;                      // CC-05
  std::vector<std::string_view> ccer_power_technologies;  // GE-09
  std::vector<std::string_view> ccer_methodologies;       // CC-20
  std::vector<RuleSource> sources;
};

// Oldest first; the last is the current one.
[[nodiscard]] const std::vector<RuleSet>& all_rule_sets();
[[nodiscard]] const RuleSet& current_rule_set();
[[nodiscard]] const RuleSet* find_rule_set(std::string_view version);

// Version of the rule set under which this program decides.
inline constexpr std::string_view rules_version = "2026-11-21";

}  // namespace tanbu
