// withdraw_retirement: its signer takes back a retirement that nobody has matched or confirmed yet.
#include "ledger/rules/retirement.hpp"

namespace tanbu {

Outcome<Decision> decide(const WithdrawRetirementCommand& command, const Context& context, const View& view) {
  const auto retirement = view.retirement(command.retirement);
  if (retirement && retirement->issuer != context.issuer)
    return Refused{.reason = Refusal::not_signer, .conflict = retirement->id.entry(), .facts = {}};
  if (!retirement) {
    return Refused{.reason = Refusal::unknown_retirement,
                   .conflict = std::nullopt,
                   .facts = {{"retirement", std::to_string(command.retirement.value)}}};
  }
  const bool waits =
      retirement->status == RetirementStatus::declared || retirement->status == RetirementStatus::on_hold;
  if (!waits) {
    return Refused{.reason = Refusal::not_open,
                   .conflict = retirement->closed_by.value_or(retirement->id.entry()),
                   .facts = {{"status", std::string(name_of(retirement->status))}}};
  }
  // From here on the withdrawal must succeed.
  Decision decision;
  decision.events = rules::closing_events(*retirement, RetirementStatus::withdrawn, context, view);
  return decision;
}

}  // namespace tanbu
