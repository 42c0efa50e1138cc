// issue_certificate: an engaged and authorised body certifies a factory's year on an attestation that holds and an
// assessment that conforms (CE-11 to CE-14, CB-02).
#include "ledger/rules/operators.hpp"
#include "ledger/rules/printing.hpp"

namespace tanbu {

Outcome<Decision> decide(const IssueCertificateCommand& command, const Context& context, const View& view) {
  if (!view.factory(command.factory)) return rules::unknown_factory(command.factory);
  const Scheme* scheme = find_scheme(command.scheme);
  if (scheme == nullptr) return rules::unknown_scheme(command.scheme);
  auto printing = rules::examine({.print = command.print,
                                  .scheme = *scheme,
                                  .factory = command.factory,
                                  .attestation = command.attestation,
                                  .assessment = command.assessment,
                                  .latest_cycle_from = {command.print.issued_on.days + 1}},
                                 context, view);
  if (!printing.accepted()) return printing.refused();
  if (auto refused = rules::refuse_number(command.print.number, context.issuer, std::nullopt, view)) return *refused;
  // From here on the certificate must be issued.
  Decision decision;
  decision.flags = printing.value().flags;
  decision.events.emplace_back(NoteTaken{Certificate{.entry = context.entry,
                                                     .scheme = command.scheme,
                                                     .factory = command.factory,
                                                     .body = context.issuer,
                                                     .body_name = {},
                                                     .issues = {{.entry = context.entry,
                                                                 .kind = CertificateIssue::Kind::first,
                                                                 .print = command.print,
                                                                 .attestation = command.attestation,
                                                                 .assessment = command.assessment}},
                                                     .events = {}}});
  return decision;
}

}  // namespace tanbu
