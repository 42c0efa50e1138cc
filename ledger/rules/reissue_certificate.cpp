// reissue_certificate: the same certificate printed again under another number or name (R0, R1, ...). Nothing else
// changes, the end of its validity least of all.
#include "ledger/rules/certificate_life.hpp"
#include "ledger/rules/printing.hpp"

namespace tanbu {

Outcome<Decision> decide(const ReissueCertificateCommand& command, const Context& context, const View& view) {
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_issuer(certificate, false, context, view)) return *refused;
  if (auto refused = rules::refuse_operation(certificate, CertificateOperation::reissue, command.issued_on, context))
    return *refused;
  if (auto refused = rules::refuse_number(command.number, context.issuer, certificate.entry, view)) return *refused;
  // From here on the certificate must be printed again.
  CertificateIssue again = certificate.issues.back();
  again.entry = context.entry;
  again.kind = CertificateIssue::Kind::reissue;
  again.print.number = command.number;
  if (command.applicant) again.print.applicant = *command.applicant;
  again.print.issued_on = command.issued_on;
  certificate.issues.push_back(std::move(again));
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace tanbu
