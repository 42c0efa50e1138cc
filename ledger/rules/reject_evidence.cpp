// reject_evidence: a registrar or the engaged body has looked and found nothing, or something else. The retirement,
// batch or transfer is closed; its units go back.
#include "ledger/rules/judging.hpp"
#include "ledger/rules/undoing.hpp"

namespace tanbu {
namespace {

Decision reject(UnitAction transfer, const Context& context, const View& view) {
  Decision decision;
  auto back = rules::way_back(transfer, view);
  if (!back.empty()) decision.events.emplace_back(UnitsSet{std::move(back)});
  transfer.closed_by = context.entry;
  decision.events.emplace_back(NoteTaken{std::move(transfer)});
  return decision;
}

}  // namespace

Outcome<Decision> decide(const RejectEvidenceCommand& command, const Context& context, const View& view) {
  const auto target = rules::find_judged(command.target, context, view);
  if (!target.accepted()) return target.refused();
  if (const auto* batch = std::get_if<Batch>(&target.value())) {
    if (auto refused = rules::refuse_voiding_batch(*batch, view)) return *refused;
  }
  // From here on the rejection must succeed.
  Decision decision;
  if (const auto* retirement = std::get_if<Retirement>(&target.value())) {
    decision.events = rules::closing_events(*retirement, RetirementStatus::rejected, context, view);
    return decision;
  }
  if (const auto* batch = std::get_if<Batch>(&target.value())) {
    decision.events = rules::voided_batches({*batch}, context, view);
    return decision;
  }
  return reject(std::get<UnitAction>(target.value()), context, view);
}

}  // namespace tanbu
