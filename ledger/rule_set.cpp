#include "ledger/rule_set.hpp"

#include <algorithm>

#include "ledger/holds.hpp"

namespace tanbu {
namespace {

std::vector<RuleSource> sources_of_2026() {
  return {
      {"GE-05", "NEA 67/2024: two years from the production month; certificates of before 2024 until the end of 2025",
       "PUBLIC"},
      {"GE-07", "NEA detailed rules of 2026-01-07, headline only", "PUBLIC-partial"},
      {"CC-01", "CCER trial measures of 2023, article 10", "PUBLIC"},
      {"CC-04", "CCER trial measures of 2023, article 17; strictly after 2020-09-22", "PUBLIC"},
      {"CC-05", "CCER trial measures of 2023, article 17", "PUBLIC"},
      {"CC-20",
       "methodologies published until August 2025, and those named in project disclosures of July 2026; compared "
       "without the version suffix",
       "PUBLIC"},
      {"GE-09", "NEA 124/2024", "PUBLIC"},
      {"CB-01", "conditions for authorised bodies of T/CECA-G 0171-2022", "SEED"},
      {"RT-07", "no source names a limit; a notice", "INFER"},
      {"HOLD", "a claim that nobody confirmed in 90 days lapses", "INFER"},
      {"KEY", "a key that the association adds comes into force after 7 days", "INFER"},
  };
}

RuleSet rules_of_2026() {
  RuleSet set;
  set.version = rules_version;
  set.effective_from = make_date(2026, 11, 21);
  set.certificate_transition_until = make_date(2025, 12, 31);
  set.certificate_from = make_date(2024, 1, 1);
  set.ccer_reduction_from = make_date(2020, 9, 23);
  set.ccer_construction_after = make_date(2012, 11, 8);
  set.ccer_power_technologies = {"offshore_wind", "solar_thermal"};
  set.ccer_methodologies = {"CCER-01-001", "CCER-01-002", "CCER-01-004", "CCER-07-001", "CCER-10-001",
                            "CCER-10-003", "CCER-10-004", "CCER-14-001", "CCER-14-002"};
  set.sources = sources_of_2026();
  return set;
}

// The set before: certificate and consumption of different years were a notice in every year, because the rule of 2026
// had not been read.
RuleSet rules_of_early_november() {
  RuleSet set = rules_of_2026();
  set.version = "2026-11-01";
  set.effective_from = make_date(2026, 11, 1);
  set.certificate_same_year_from = 9999;
  return set;
}

}  // namespace

const std::vector<RuleSet>& all_rule_sets() {
  static const std::vector<RuleSet> sets{rules_of_early_november(), rules_of_2026()};
  return sets;
}

const RuleSet& current_rule_set() {
  const RuleSet& last = all_rule_sets().back();
  HOLDS(last.version == rules_version);
  return last;
}

const RuleSet* find_rule_set(std::string_view version) {
  const auto& sets = all_rule_sets();
  const auto found =
      std::find_if(sets.begin(), sets.end(), [version](const RuleSet& set) { return set.version == version; });
  return found == sets.end() ? nullptr : &*found;
}

}  // namespace tanbu
