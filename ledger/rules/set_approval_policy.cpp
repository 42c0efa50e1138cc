// set_approval_policy: which kinds of a party's commands need a second signature, and whose. While a policy stands,
// setting the next one needs the second signature as well (admission.cpp), so that one person can neither lift nor
// weaken it.
#include <algorithm>
#include <set>

#include "ledger/rules/approval.hpp"

namespace tanbu {
namespace {

Refused approver_unknown(const std::string& kid) {
  return {.reason = Refusal::approver_unknown, .conflict = std::nullopt, .facts = {{"kid", kid}}};
}

std::optional<Refused> refuse_approvers(const SetApprovalPolicyCommand& command, const Context& context,
                                        const View& view) {
  for (const KeyId& kid : command.approvers) {
    if (!rules::can_approve(kid, context.issuer, context.time, view)) return approver_unknown(kid.text);
  }
  // One approver alone could never have his own commands approved.
  const std::set<KeyId> distinct(command.approvers.begin(), command.approvers.end());
  if (!command.kinds.empty() && distinct.size() < 2) return approver_unknown("");
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const SetApprovalPolicyCommand& command, const Context& context, const View& view) {
  if (auto refused = refuse_approvers(command, context, view)) return *refused;
  // From here on the policy must stand.
  Decision decision;
  decision.events.emplace_back(NoteTaken{ApprovalPolicy{.entry = context.entry,
                                                        .party = context.issuer,
                                                        .kinds = command.kinds,
                                                        .approvers = command.approvers,
                                                        .expires_after_hours = command.expires_after_hours}});
  return decision;
}

}  // namespace tanbu
