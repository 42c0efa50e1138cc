// suspend_certificate, resume_certificate, withdraw_certificate, cancel_certificate: by the body that stands behind the
// certificate, or by the association. Withdrawn and cancelled are final (CB-03).
#include "ledger/rules/certificate_life.hpp"

namespace tanbu {
namespace {

Outcome<Decision> take(const CertificateStep& step, CertificateOperation operation, CertificateEvent::Kind kind,
                       const Context& context, const View& view) {
  auto found = rules::find_certificate(step.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  if (auto refused = rules::refuse_issuer(certificate, true, context, view)) return *refused;
  if (auto refused = rules::refuse_operation(certificate, operation, step.effective_on, context)) return *refused;
  // From here on the step must succeed.
  certificate.events.push_back({.entry = context.entry,
                                .kind = kind,
                                .issuer = context.issuer,
                                .effective_on = step.effective_on,
                                .period = std::nullopt,
                                .attestation = std::nullopt,
                                .to_body = std::nullopt,
                                .audit = std::nullopt});
  Decision decision;
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace

using Kind = CertificateEvent::Kind;

Outcome<Decision> decide(const SuspendCertificateCommand& command, const Context& context, const View& view) {
  return take(command.step, CertificateOperation::suspend, Kind::suspended, context, view);
}
Outcome<Decision> decide(const ResumeCertificateCommand& command, const Context& context, const View& view) {
  return take(command.step, CertificateOperation::resume, Kind::resumed, context, view);
}
Outcome<Decision> decide(const WithdrawCertificateCommand& command, const Context& context, const View& view) {
  return take(command.step, CertificateOperation::withdraw, Kind::withdrawn, context, view);
}
Outcome<Decision> decide(const CancelCertificateCommand& command, const Context& context, const View& view) {
  return take(command.step, CertificateOperation::cancel, Kind::cancelled, context, view);
}

}  // namespace tanbu
