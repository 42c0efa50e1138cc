// record_surveillance: the yearly look at a certified factory. A certificate stays in force by it, and speaks of a
// period only through an attestation of that period (G-04): three years of validity neutralise no three years.
#include "ledger/rules/certificate_life.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/judgements.hpp"

namespace tanbu {

Outcome<Decision> decide(const RecordSurveillanceCommand& command, const Context& context, const View& view) {
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_issuer(certificate, false, context, view)) return *refused;
  if (command.attestation) {
    const auto attestation = find_note<Attestation>(view, *command.attestation);
    if (!attestation) return rules::unknown(Refusal::unknown_attestation, "attestation", command.attestation->value);
    if (attestation->withdrawn_by)
      return Refused{.reason = Refusal::attestation_withdrawn, .conflict = attestation->withdrawn_by, .facts = {}};
    if (attestation->factory != certificate.factory || attestation->period != command.period ||
        attestation->scheme != certificate.scheme)
      return Refused{.reason = Refusal::claim_mismatch, .conflict = attestation->entry, .facts = {}};
  }
  if (auto refused = rules::refuse_operation(certificate, CertificateOperation::survey, command.on, context))
    return *refused;
  // From here on the surveillance must be noted.
  Decision decision;
  const auto due = surveillance_due(certificate, command.on, rules::surveillance_months(certificate.scheme));
  if (due && *due < command.on) decision.flags.push_back(Flag::surveillance_late);
  if (!command.attestation) decision.flags.push_back(Flag::period_not_covered);
  const bool passed = command.result == SurveillanceResult::passed;
  certificate.events.push_back(
      {.entry = context.entry,
       .kind = passed ? CertificateEvent::Kind::surveillance_passed : CertificateEvent::Kind::surveillance_failed,
       .issuer = context.issuer,
       .effective_on = command.on,
       .period = command.period,
       .attestation = command.attestation,
       .to_body = std::nullopt,
       .audit = std::nullopt});
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace tanbu
