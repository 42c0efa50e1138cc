// record_audit: the association looked a certificate up where the public does, and says what it saw (CB-03). A fact: it
// changes no state.
#include "ledger/rules/certificate_life.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {

Outcome<Decision> decide(const RecordAuditCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_operation(certificate, CertificateOperation::audit, command.on, context))
    return *refused;
  // From here on the audit must be noted.
  certificate.events.push_back({.entry = context.entry,
                                .kind = CertificateEvent::Kind::audited,
                                .issuer = context.issuer,
                                .effective_on = command.on,
                                .period = std::nullopt,
                                .attestation = std::nullopt,
                                .to_body = std::nullopt,
                                .audit = command.result});
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace tanbu
