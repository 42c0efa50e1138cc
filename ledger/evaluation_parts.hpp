// The parts of the one evaluator, which share what is known of the factory-year and the list of checks that grows. Not
// for anybody but evaluation*.cpp.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ledger/evaluation.hpp"

namespace tanbu::evaluation_parts {

struct Work {
  const Scheme& scheme;
  const SchemeFacts& facts;
  const Assessment* assessment = nullptr;  // only when it is of this factory, period and scheme
  Coverage coverage;                       // of the units that the scheme accepts
  Comparison hopeful;                      // the same if everything that waits were confirmed
  std::vector<RetiredUnits> units;
  std::vector<std::string> held;  // programmes whose units the scheme keeps on HOLD
  std::vector<Check> checks{};
  Verdict gate = Verdict::pass;  // of what holds for every level: who may be assessed, basic requirements, accidents
  bool overflow = false;         // some product left 64 bits, so nothing that was found may be shown
};

// fail, undetermined, hold, pass: the first that occurs. Flags and passes leave it as it is.
[[nodiscard]] Verdict worst(Verdict first, Verdict second);
[[nodiscard]] inline std::string text_of(std::int64_t number) { return std::to_string(number); }

// The units as the scheme sees them: those of programmes that it does not accept stand on HOLD. `held` names these.
[[nodiscard]] std::vector<RetiredUnits> units_under(const Scheme& scheme, const std::vector<RetiredUnits>& retired,
                                                    std::vector<std::string>& held);
// The same units if what waits were confirmed.
[[nodiscard]] std::vector<RetiredUnits> units_in_hope(std::vector<RetiredUnits> units);

// In the order in which refusals are asked.
void add_scheme_checks(Work& work);      // in force, verified, period
void add_claim_checks(Work& work);       // type, scopes, plan, instruments, what is not confirmed yet
void add_timing_checks(Work& work);      // when the units were retired
void add_assessment_checks(Work& work);  // registered place, basic requirements, accidents
void add_coverage_checks(Work& work);    // share, surplus, green electricity
void add_legal_form_check(Work& work);

// Whether an enterprise of this form may be assessed (ID-02); pass where the scheme asks nothing.
[[nodiscard]] Verdict legal_form_verdict(const Work& work);
// What the ledger computes for a row against one demand, with its numbers.
struct Measured {
  Verdict verdict = Verdict::undetermined;
  std::vector<std::pair<std::string, std::string>> facts{};
  std::vector<EntryIndex> evidence{};
};
[[nodiscard]] Measured measure(Work& work, const SchemeRow& row, const Demand& demand);

// One verdict for each level; one only where the scheme has none.
[[nodiscard]] std::vector<Verdict> add_row_checks(Work& work);
// The highest level of which everything passes.
[[nodiscard]] std::optional<std::string> add_level_checks(Work& work, const std::vector<Verdict>& levels);
void add_star_check(Work& work);

}  // namespace tanbu::evaluation_parts
