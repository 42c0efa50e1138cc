// Keys and authority: what a key may sign, which bodies are authorised, whose second signature is needed, and what an
// authority undoes or recognises. Not who takes part (read_parties.cpp).
#include <algorithm>

#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"
#include "ledger/codec/proof_of_possession.hpp"

namespace tanbu::codec {
namespace {

// Sanity bounds, far above the world.
constexpr std::int64_t lists_of_bodies_max = 10'000;
constexpr std::int64_t verifiers_max = 1'000'000;
constexpr std::size_t approvers_max = 16;
constexpr std::int64_t expires_after_hours_max = 2160;

AuthorisationStep read_authorisation_step(Reader& body) {
  AuthorisationStep step;
  take(step.authorisation, body.need("authorisation").entry<EntryIndex>());
  take(step.effective_on, body.need("effective_on").date());
  take(step.reason, body.need("reason").text());
  step.evidence = read_evidence(body.may("evidence"));
  return step;
}

std::vector<KeyId> read_approvers(const Field& field, std::size_t smallest) {
  std::vector<KeyId> approvers;
  for (const Field& element : field.elements(smallest, approvers_max)) {
    auto kid = read_kid(element);
    if (!kid) continue;
    if (std::find(approvers.begin(), approvers.end(), *kid) != approvers.end()) {
      element.fault("key_repeated", "the same key stands here twice");
    }
    approvers.push_back(std::move(*kid));
  }
  return approvers;
}

}  // namespace

Command read_add_key(Reader& body, const Audience& audience) {
  AddKeyCommand command;
  const auto party = body.need("party").party();
  take(command.party, party);
  const auto key = read_key(body.need("key"));
  take(command.key, key);
  // No list lets the key sign everything, so a list that names nothing would be understood as its opposite.
  command.kinds = read_kinds(body.may("kinds"), 1);
  check_proof(body.need("proof"), party, key, audience);
  return command;
}

Command read_revoke_key(Reader& body) {
  RevokeKeyCommand command;
  take(command.kid, read_kid(body.need("kid")));
  take(command.reason, body.need("reason").text());
  return command;
}

Command read_authorise_body(Reader& body) {
  AuthoriseBodyCommand command;
  take(command.party, body.need("party").party());
  take(command.scheme, read_scheme(body.need("scheme")));
  take(command.batch, body.need("batch").integer(1, lists_of_bodies_max));
  command.cnca_approval = body.may("cnca_approval").reference();
  command.verifier_count = body.may("verifier_count").integer(0, verifiers_max);
  read_term(body, command.from, command.until);
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_suspend_authorisation(Reader& body) { return SuspendAuthorisationCommand{read_authorisation_step(body)}; }
Command read_resume_authorisation(Reader& body) { return ResumeAuthorisationCommand{read_authorisation_step(body)}; }
Command read_end_authorisation(Reader& body) { return EndAuthorisationCommand{read_authorisation_step(body)}; }

Command read_appoint_scheme_owner(Reader& body) {
  AppointSchemeOwnerCommand command;
  take(command.party, body.need("party").party());
  take(command.scheme, read_scheme(body.need("scheme")));
  return command;
}

Command read_set_approval_policy(Reader& body) {
  SetApprovalPolicyCommand command;
  const Field kinds = body.need("kinds");
  command.kinds = read_kinds(kinds, 0);
  const auto* list = kinds.present() ? kinds.value()->if_array() : nullptr;
  // One approver could never approve what he signed himself; a policy that is lifted needs none.
  const bool stands = list != nullptr && !list->empty();
  command.approvers = read_approvers(body.member("approvers", stands), stands ? 2 : 0);
  take(command.expires_after_hours, body.may("expires_after_hours").integer(1, expires_after_hours_max));
  return command;
}

Command read_approve(Reader& body) {
  ApproveCommand command;
  take(command.pending, body.need("pending").entry<EntryIndex>());
  return command;
}

Command read_decline(Reader& body) {
  DeclineCommand command;
  take(command.pending, body.need("pending").entry<EntryIndex>());
  take(command.reason, body.may("reason").text());
  return command;
}

Command read_void(Reader& body) {
  VoidCommand command;
  take(command.target, body.need("target").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_recognise_instrument(Reader& body) {
  RecogniseInstrumentCommand command;
  if (const Programme* programme = read_programme(body.need("programme"))) command.programme = programme->code;
  take(command.authority, body.need("authority").text());
  take(command.document, read_evidence(body.need("document")));
  read_term(body, command.from, command.until);
  return command;
}

}  // namespace tanbu::codec
