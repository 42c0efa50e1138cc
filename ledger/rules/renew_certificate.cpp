// renew_certificate: a new cycle for another period, on a new attestation. The body that stands behind the certificate
// renews it, also after it expired; the day of its first issue stays.
#include <algorithm>

#include "ledger/rules/certificate_life.hpp"
#include "ledger/rules/printing.hpp"

namespace tanbu {

Outcome<Decision> decide(const RenewCertificateCommand& command, const Context& context, const View& view) {
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_issuer(certificate, false, context, view)) return *refused;
  const Scheme* scheme = find_scheme(certificate.scheme);
  if (scheme == nullptr) return rules::unknown_scheme(certificate.scheme);
  // A legacy certificate that names no factory of this ledger has nothing here that could be renewed.
  if (!certificate.factory)
    return Refused{.reason = Refusal::not_certifiable, .conflict = certificate.entry, .facts = {}};
  if (auto refused =
          rules::refuse_operation(certificate, CertificateOperation::renew, command.print.issued_on, context))
    return *refused;
  const Date first_issued_on = certificate.issues.front().print.first_issued_on;
  if (command.print.first_issued_on != first_issued_on) {
    return Refused{.reason = Refusal::dates_disordered,
                   .conflict = certificate.entry,
                   .facts = {{"first_issued_on", format_date(first_issued_on)}}};
  }
  Date latest_cycle_from{command.print.issued_on.days + 1};
  for (const CertificateIssue& issue : certificate.issues) {
    latest_cycle_from = std::max(latest_cycle_from, Date{issue.print.valid_until.days + 1});
    // Three years of validity neutralise no further year: each cycle stands on a year of its own (G-04).
    if (issue.attestation != command.attestation && issue.print.period != command.print.period) continue;
    return Refused{.reason = Refusal::claim_mismatch,
                   .conflict = issue.entry,
                   .facts = {{"period", format_period(issue.print.period)}}};
  }
  // The period of a renewal ends after the first issue, so the order of its dates is asked from its own issue on.
  CertificatePrint own_cycle = command.print;
  own_cycle.first_issued_on = own_cycle.issued_on;
  auto printing = rules::examine({.print = own_cycle,
                                  .scheme = *scheme,
                                  .factory = *certificate.factory,
                                  .attestation = command.attestation,
                                  .assessment = command.assessment,
                                  .latest_cycle_from = latest_cycle_from,
                                  .renewal = true},
                                 context, view);
  if (!printing.accepted()) return printing.refused();
  if (auto refused = rules::refuse_number(command.print.number, context.issuer, certificate.entry, view))
    return *refused;
  // From here on the certificate must be renewed.
  Decision decision;
  decision.flags = printing.value().flags;
  certificate.issues.push_back({.entry = context.entry,
                                .kind = CertificateIssue::Kind::renewal,
                                .print = command.print,
                                .attestation = command.attestation,
                                .assessment = command.assessment});
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace tanbu
