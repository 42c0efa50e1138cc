// withdraw_attestation: a body, or the association, takes a word back. Certificates on it stay where they are and show
// that what they stand on was withdrawn.
#include "ledger/rules/claims.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const WithdrawAttestationCommand& command, const Context& context, const View& view) {
  auto attestation = find_note<Attestation>(view, command.attestation);
  if (!attestation) return rules::unknown(Refusal::unknown_attestation, "attestation", command.attestation.value);
  if (attestation->body != context.issuer && !rules::is_association(context.issuer, view))
    return Refused{.reason = Refusal::not_signer, .conflict = attestation->entry, .facts = {}};
  if (auto refused = rules::refuse_withdrawn(*attestation)) return *refused;
  // From here on the withdrawal must succeed.
  attestation->withdrawn_by = context.entry;
  Decision decision;
  decision.events.emplace_back(NoteTaken{*std::move(attestation)});
  return decision;
}

}  // namespace tanbu
