// transfer_certificate: another body takes a certificate over. Both sign the same transfer, in either order; the end of
// its validity stays.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/certificate_life.hpp"

namespace tanbu {
namespace {

using Kind = CertificateEvent::Kind;

bool other_side_signed(const Certificate& certificate, const TransferCertificateCommand& command,
                       const Context& context) {
  const EntryIndex since = [&certificate] {
    EntryIndex latest = certificate.entry;
    for (const CertificateEvent& event : certificate.events) {
      if (event.kind == Kind::transferred) latest = event.entry;
    }
    return latest;
  }();
  for (const CertificateEvent& event : certificate.events) {
    const bool same = event.kind == Kind::transfer_offered && event.to_body == command.to_body &&
                      event.effective_on == command.effective_on;
    if (!same || event.entry < since) continue;
    // Whoever takes a body over signs for the same side as that body did.
    const bool by_receiver = event.issuer == command.to_body;
    if (by_receiver != (context.issuer == command.to_body)) return true;
  }
  return false;
}

std::optional<Refused> refuse_receiver(const TransferCertificateCommand& command, const Certificate& certificate,
                                       const View& view) {
  if (auto refused = rules::refuse_unknown_party(command.to_body, view)) return refused;
  if (auto refused = rules::refuse_succeeded(command.to_body, view)) return refused;
  if (rules::is_authorised(command.to_body, certificate.scheme, command.effective_on, view)) return std::nullopt;
  return Refused{.reason = Refusal::not_authorised,
                 .conflict = std::nullopt,
                 .facts = {{"party", command.to_body.text}, {"scheme", certificate.scheme}}};
}

}  // namespace

Outcome<Decision> decide(const TransferCertificateCommand& command, const Context& context, const View& view) {
  auto found = rules::find_certificate(command.certificate, view);
  if (!found.accepted()) return found.refused();
  Certificate certificate = found.take();
  const auto body = rules::present_body(certificate, context, view);
  const bool concerned = body && (context.issuer == *body || context.issuer == command.to_body);
  if (!concerned || command.to_body == *body)
    return Refused{.reason = Refusal::not_issuer, .conflict = certificate.entry, .facts = rules::body_facts(body)};
  if (auto refused = refuse_receiver(command, certificate, view)) return *refused;
  if (auto refused =
          rules::refuse_operation(certificate, CertificateOperation::transfer, command.effective_on, context))
    return *refused;
  // From here on the transfer, or the offer of it, must succeed.
  const bool complete = other_side_signed(certificate, command, context);
  Decision decision;
  if (!complete) decision.flags.push_back(Flag::certificate_offered);
  certificate.events.push_back({.entry = context.entry,
                                .kind = complete ? Kind::transferred : Kind::transfer_offered,
                                .issuer = context.issuer,
                                .effective_on = command.effective_on,
                                .period = std::nullopt,
                                .attestation = std::nullopt,
                                .to_body = command.to_body,
                                .audit = std::nullopt});
  decision.events.emplace_back(NoteTaken{std::move(certificate)});
  return decision;
}

}  // namespace tanbu
