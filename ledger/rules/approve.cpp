// approve: the second signature. The pending command is decided anew, as if it had been signed now, because meanwhile
// the world has moved on; what it makes is named by the approval's entry.
#include <algorithm>

#include "ledger/apply.hpp"
#include "ledger/rules/approval.hpp"

namespace tanbu {
namespace {

// Where none of the policy's approvers can sign any more, or no policy stands, any other key of the party may: else
// what waits could not even be approved by everybody together.
bool is_approver(const Pending& pending, const Context& context, const View& view) {
  if (!rules::can_approve(context.key, pending.party, context.time, view)) return false;
  const auto policy = rules::policy_of(pending.party, view);
  if (!policy) return true;
  const auto approvers = rules::approvers_in_force(*policy, context.time, view);
  return approvers.empty() || std::find(approvers.begin(), approvers.end(), context.key) != approvers.end();
}

}  // namespace

Outcome<Decision> decide(const ApproveCommand& command, const Context& context, const View& view) {
  const auto found = rules::find_pending(command.pending, context, view);
  if (!found.accepted()) return found.refused();
  const Pending& pending = found.value();
  if (!is_approver(pending, context, view))
    return Refused{.reason = Refusal::not_approver, .conflict = pending.entry, .facts = {{"kid", context.key.text}}};
  if (context.key == pending.maker) {
    return Refused{
        .reason = Refusal::approval_by_same_person, .conflict = pending.entry, .facts = {{"kid", context.key.text}}};
  }
  // Erased by law, or of a form that is not read any more: nobody can approve what nobody can read.
  if (context.pending == nullptr) {
    return Refused{.reason = Refusal::unknown_pending,
                   .conflict = pending.entry,
                   .facts = {{"pending", std::to_string(pending.entry.value)}}};
  }
  if (auto refused = rules::refuse_over(pending, context)) return *refused;
  Decision decision;
  decision.events = rules::closing_events(pending, true, context, view);
  Overlay released(view);
  for (const Event& event : decision.events) released.put(tanbu::apply(event, released));
  Context of_maker = context;
  of_maker.key = pending.maker;
  of_maker.pending = nullptr;
  auto granted = decide_by_rule(*context.pending, of_maker, released);
  if (!granted.accepted()) return granted.refused();
  // From here on the command takes effect.
  Decision inner = granted.take();
  for (Event& event : inner.events) decision.events.push_back(std::move(event));
  decision.flags = std::move(inner.flags);
  return decision;
}

}  // namespace tanbu
