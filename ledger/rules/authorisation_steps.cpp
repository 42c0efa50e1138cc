// suspend_authorisation, resume_authorisation, end_authorisation: the life of a body's authorisation (CB-02). An end is
// for ever; a body that comes back is authorised anew.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

using rules::AuthorisationState;
using StepKind = AuthorisationStepTaken::Kind;

// Every state and every step: the whole table, so that no pair is decided by accident.
bool may_follow(AuthorisationState state, StepKind step) {
  switch (state) {
    case AuthorisationState::active:
      return step == StepKind::suspended || step == StepKind::ended;
    case AuthorisationState::suspended:
      return step == StepKind::resumed || step == StepKind::ended;
    case AuthorisationState::ended:
      return false;
  }
  return false;
}

std::string_view name_of(AuthorisationState state) {
  switch (state) {
    case AuthorisationState::active:
      return "active";
    case AuthorisationState::suspended:
      return "suspended";
    case AuthorisationState::ended:
      return "ended";
  }
  return "";
}

Outcome<Decision> take(const AuthorisationStep& step, StepKind kind, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  auto authorisation = find_note<Authorisation>(view, step.authorisation);
  if (!authorisation) {
    return Refused{.reason = Refusal::unknown_authorisation,
                   .conflict = std::nullopt,
                   .facts = {{"authorisation", std::to_string(step.authorisation.value)}}};
  }
  const AuthorisationState state = rules::last_state(*authorisation);
  const bool first = authorisation->steps.empty();
  const EntryIndex latest = first ? authorisation->entry : authorisation->steps.back().entry;
  const Date earliest = first ? authorisation->from : authorisation->steps.back().effective_on;
  if (!may_follow(state, kind) || step.effective_on < earliest) {
    return Refused{.reason = Refusal::authorisation_state,
                   .conflict = latest,
                   .facts = {{"state", std::string(name_of(state))}, {"since", format_date(earliest)}}};
  }
  // From here on the step must succeed.
  authorisation->steps.push_back({.entry = context.entry, .effective_on = step.effective_on, .kind = kind});
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(*authorisation)});
  return decision;
}

}  // namespace

Outcome<Decision> decide(const SuspendAuthorisationCommand& command, const Context& context, const View& view) {
  return take(command.step, StepKind::suspended, context, view);
}
Outcome<Decision> decide(const ResumeAuthorisationCommand& command, const Context& context, const View& view) {
  return take(command.step, StepKind::resumed, context, view);
}
Outcome<Decision> decide(const EndAuthorisationCommand& command, const Context& context, const View& view) {
  return take(command.step, StepKind::ended, context, view);
}

}  // namespace tanbu
