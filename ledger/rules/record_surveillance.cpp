// record_surveillance: the yearly look at a certified factory. A certificate stays in force by it, and speaks of a
// period only through an attestation of that period (G-04): three years of validity neutralise no three years.
#include "ledger/rules/certificate_life.hpp"
#include "ledger/rules/claims.hpp"
#include "ledger/rules/judgements.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_attestation(const Attestation& attestation, const Certificate& certificate,
                                          const RecordSurveillanceCommand& command, const Context& context,
                                          const View& view) {
  if (auto refused = rules::refuse_withdrawn(attestation)) return refused;
  const bool of_its_year = attestation.factory == certificate.factory && attestation.period == command.period &&
                           attestation.scheme == certificate.scheme;
  if (!of_its_year) return Refused{.reason = Refusal::claim_mismatch, .conflict = attestation.entry, .facts = {}};
  return rules::refuse_fallen(attestation, context.today(), view);
}

}  // namespace

Outcome<Decision> decide(const RecordSurveillanceCommand& command, const Context& context, const View& view) {
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_issuer(certificate, false, context, view)) return *refused;
  // Only a body that may judge keeps a certificate alive (CB-02), and no day of the past stands in for today.
  for (const Date day : {command.on, context.today()}) {
    auto refused = rules::refuse_unauthorised(context.issuer, certificate.scheme, day, view);
    if (!refused) continue;
    refused->conflict = certificate.entry;
    return *refused;
  }
  std::optional<Attestation> attestation;
  if (command.attestation) {
    attestation = find_note<Attestation>(view, *command.attestation);
    if (!attestation) return rules::unknown(Refusal::unknown_attestation, "attestation", command.attestation->value);
  }
  if (auto refused = rules::refuse_operation(certificate, CertificateOperation::survey, command.on, context))
    return *refused;
  // What is final stays final, also for a look of an earlier day that is recorded afterwards (CB-03).
  const CertificateState now = state_on(certificate, context.today(), rules::surveillance_months(certificate.scheme));
  if (now == CertificateState::withdrawn || now == CertificateState::cancelled)
    return Refused{.reason = Refusal::certificate_state,
                   .conflict = certificate.entry,
                   .facts = {{"state", std::string(name_of(now))}, {"on", format_date(context.today())}}};
  if (attestation) {
    if (auto refused = refuse_attestation(*attestation, certificate, command, context, view)) return *refused;
  }
  // From here on the surveillance must be noted.
  Decision decision;
  const auto due = surveillance_due(certificate, command.on, rules::surveillance_months(certificate.scheme));
  HOLDS(due.has_value());  // what is not issued yet is not looked at
  if (*due < command.on) decision.flags.push_back(Flag::surveillance_late);
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
