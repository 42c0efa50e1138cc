#include "ledger/rules/judging.hpp"

#include <algorithm>

#include "ledger/rules/authority.hpp"

namespace tanbu::rules {
namespace {

Refused not_open(EntryIndex by, std::string_view status) {
  return {.reason = Refusal::not_open, .conflict = by, .facts = {{"status", std::string(status)}}};
}

Outcome<JudgedTarget> judged(const Retirement& retirement, const Context& context, const View& view) {
  const auto ranges = find_ranges(retirement.ranges, view);
  HOLDS(ranges.accepted());
  if (!may_judge(context.issuer, ranges.value(), retirement.factory, retirement.period, context, view))
    return Refused{.reason = Refusal::not_engaged, .conflict = retirement.id.entry(), .facts = {}};
  const bool waits = retirement.status == RetirementStatus::declared || retirement.status == RetirementStatus::on_hold;
  if (!waits) return not_open(retirement.closed_by.value_or(retirement.id.entry()), name_of(retirement.status));
  return JudgedTarget{retirement};
}

// A registrar of the programme, or a body engaged for a factory of the party that recorded the batch.
bool may_judge_batch(const Batch& batch, const Context& context, const View& view) {
  if (is_registrar(context.issuer, batch.project.programme, context.today(), view)) return true;
  const auto factories = view.factories_of(batch.recorded_by);
  const int year = year_of(context.today());
  const Period this_year{make_date(year, 1, 1), make_date(year, 12, 31)};
  return std::any_of(factories.begin(), factories.end(),
                     [&](const Factory& factory) { return is_engaged(context.issuer, factory.id, this_year, view); });
}

Outcome<JudgedTarget> judged(const Batch& batch, const Context& context, const View& view) {
  if (!may_judge_batch(batch, context, view))
    return Refused{.reason = Refusal::not_engaged, .conflict = batch.id.entry(), .facts = {}};
  if (batch.voided_by) return not_open(*batch.voided_by, "voided");
  if (batch.hold.empty()) return not_open(batch.id.entry(), "confirmed");
  return JudgedTarget{batch};
}

Outcome<JudgedTarget> judged(const UnitAction& transfer, const Context& context, const View& view) {
  const auto ranges = find_ranges(transfer.ranges, view);
  HOLDS(ranges.accepted());
  if (!is_registrar_of_all(context.issuer, ranges.value(), context.today(), view))
    return Refused{.reason = Refusal::not_registrar, .conflict = transfer.entry, .facts = {}};
  if (transfer.closed_by) return not_open(*transfer.closed_by, "closed");
  return JudgedTarget{transfer};
}

}  // namespace

Outcome<JudgedTarget> find_judged(EntryIndex target, const Context& context, const View& view) {
  if (const auto retirement = view.retirement({target.value})) return judged(*retirement, context, view);
  if (const auto batch = view.batch({target.value})) return judged(*batch, context, view);
  const auto action = find_note<UnitAction>(view, target);
  if (action && action->kind == ActionKind::transfer_hold) return judged(*action, context, view);
  return Refused{
      .reason = Refusal::unknown_target, .conflict = std::nullopt, .facts = {{"target", std::to_string(target.value)}}};
}

}  // namespace tanbu::rules
