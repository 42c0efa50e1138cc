// open_dispute and resolve_dispute: somebody with authority doubts an entry. Nothing is undone by a doubt; everything
// that stands on the entry shows "under review" until it is resolved.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

// A dispute is about something that others stand on.
bool is_disputable(EntryIndex target, const View& view) {
  if (view.batch({target.value})) return true;
  if (view.retirement({target.value})) return true;
  if (view.inventory({target.value})) return true;
  if (find_note<Assessment>(view, target)) return true;
  if (find_note<Attestation>(view, target)) return true;
  if (find_note<Certificate>(view, target)) return true;
  return find_note<Award>(view, target).has_value();
}

// An authorised body under any scheme, or an appointed registrar of any programme; named by notes of their own.
bool may_doubt(const PartyId& party, Date day, const View& view) {
  if (rules::is_association(party, view)) return true;
  for (const Authorisation& authorisation : find_notes<Authorisation>(view, index_names::authorisations_of(party))) {
    if (rules::is_authorised(party, authorisation.scheme, day, view)) return true;
  }
  for (const Programme* programme : all_programmes()) {
    if (rules::is_registrar(party, std::string(programme->code), day, view)) return true;
  }
  return false;
}

}  // namespace

Outcome<Decision> decide(const OpenDisputeCommand& command, const Context& context, const View& view) {
  if (!may_doubt(context.issuer, context.today(), view)) return Refusal::not_authorised;
  if (!is_disputable(command.target, view))
    return rules::unknown(Refusal::unknown_target, "target", command.target.value);
  // From here on the dispute must be open.
  Decision decision;
  decision.events.emplace_back(NoteTaken{Dispute{.entry = context.entry,
                                                 .issuer = context.issuer,
                                                 .target = command.target,
                                                 .resolved_by = std::nullopt,
                                                 .outcome = std::nullopt}});
  return decision;
}

Outcome<Decision> decide(const ResolveDisputeCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  auto dispute = find_note<Dispute>(view, command.dispute);
  if (!dispute) return rules::unknown(Refusal::unknown_dispute, "dispute", command.dispute.value);
  if (dispute->resolved_by)
    return Refused{.reason = Refusal::dispute_resolved, .conflict = dispute->resolved_by, .facts = {}};
  // From here on the dispute must be resolved.
  dispute->resolved_by = context.entry;
  dispute->outcome = command.outcome;
  Decision decision;
  decision.events.emplace_back(NoteTaken{*std::move(dispute)});
  return decision;
}

}  // namespace tanbu
