// The one straight way through an evaluation, and the data that every scheme shares.
#include "ledger/evaluation.hpp"

#include "ledger/evaluation_parts.hpp"
#include "ledger/holds.hpp"

namespace tanbu {
namespace {

using namespace evaluation_parts;

// The assessment, where it is of this factory, period and scheme.
const Assessment* assessment_of(const Scheme& scheme, const SchemeFacts& facts) {
  if (!facts.assessment) return nullptr;
  const Assessment& assessment = *facts.assessment;
  const bool same = assessment.scheme == scheme.code && assessment.factory == facts.inventory.factory &&
                    assessment.period == facts.inventory.period;
  return same ? &assessment : nullptr;
}

std::optional<Work> begin(const Scheme& scheme, const SchemeFacts& facts) {
  std::vector<std::string> held;
  std::vector<RetiredUnits> units = units_under(scheme, facts.retired, held);
  const ClaimType type = facts.claim.type.value_or(ClaimType::type_1);
  auto coverage = coverage_of(facts.inventory, units, facts.figures, type);
  const auto hopeful = coverage_of(facts.inventory, units_in_hope(units), facts.figures, type);
  if (!coverage || !hopeful) return std::nullopt;
  return Work{.scheme = scheme,
              .facts = facts,
              .assessment = assessment_of(scheme, facts),
              .coverage = *std::move(coverage),
              .hopeful = hopeful->all,
              .units = std::move(units),
              .held = std::move(held)};
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::undetermined:
      return "undetermined";
    case Verdict::hold:
      return "hold";
    case Verdict::flag:
      return "flag";
  }
  HOLDS(false);
  return {};
}

std::string_view name_of(CheckStage stage) {
  switch (stage) {
    case CheckStage::coverage:
      return "coverage";
    case CheckStage::timing:
      return "timing";
    case CheckStage::assessment:
      return "assessment";
    case CheckStage::level:
      return "level";
  }
  HOLDS(false);
  return {};
}

std::optional<Evaluation> evaluate(const Scheme& scheme, const SchemeFacts& facts) {
  auto work = begin(scheme, facts);
  if (!work) return std::nullopt;
  add_scheme_checks(*work);
  add_claim_checks(*work);
  add_timing_checks(*work);
  add_assessment_checks(*work);
  const auto levels = add_row_checks(*work);
  auto level = add_level_checks(*work, levels);
  add_star_check(*work);
  add_coverage_checks(*work);
  add_legal_form_check(*work);
  if (work->overflow) return std::nullopt;
  Verdict verdict = Verdict::pass;
  for (const Check& check : work->checks) verdict = worst(verdict, check.verdict);
  return Evaluation{std::move(work->coverage), verdict, std::move(level), std::move(work->checks)};
}

Verdict evaluation_parts::worst(Verdict first, Verdict second) {
  for (const Verdict verdict : {Verdict::fail, Verdict::undetermined, Verdict::hold}) {
    if (first == verdict || second == verdict) return verdict;
  }
  return Verdict::pass;
}

}  // namespace tanbu
