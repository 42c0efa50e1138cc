// record_legacy_certificate: a certificate of before this ledger, recorded by the association as printed. Its coverage
// was not examined here, its type may be unknown (D-02), and it stands outside the totals of what was verified.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/printing.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

bool ordered(const CertificatePrint& print) {
  return print.period.last < print.first_issued_on && print.first_issued_on <= print.issued_on &&
         print.issued_on <= print.valid_until && print.cycle_from.days <= print.issued_on.days + 1;
}

// D-24: certificates are older than the list of authorised bodies, which was published in 2023.
bool issued_before_list(const RecordLegacyCertificateCommand& command, const View& view) {
  const auto listed = find_notes<Authorisation>(view, index_names::authorisations_under(command.scheme));
  for (const Authorisation& authorisation : listed) {
    if (authorisation.party == command.body && authorisation.from <= command.print.issued_on) return false;
  }
  return true;
}

}  // namespace

Outcome<Decision> decide(const RecordLegacyCertificateCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (command.factory && !view.factory(*command.factory)) return rules::unknown_factory(*command.factory);
  if (command.body) {
    if (auto refused = rules::refuse_unknown_party(*command.body, view)) return *refused;
  }
  const CertificatePrint& print = command.print;
  if (context.today() < print.issued_on) return Refusal::future_date;
  const PartyId body = command.body.value_or(PartyId{});
  if (auto refused = rules::refuse_number(print.number, body, std::nullopt, view)) return *refused;
  if (!ordered(print)) {
    return Refused{.reason = Refusal::dates_disordered,
                   .conflict = std::nullopt,
                   .facts = {{"first_issued_on", format_date(print.first_issued_on)},
                             {"issued_on", format_date(print.issued_on)},
                             {"valid_until", format_date(print.valid_until)}}};
  }
  // From here on the certificate must be recorded.
  Decision decision;
  decision.flags.push_back(Flag::coverage_not_examined);
  if (issued_before_list(command, view)) decision.flags.push_back(Flag::issued_before_list);
  rules::add_print_flags(print, Scheme{}.validity_months, false, decision.flags);
  decision.events.emplace_back(NoteTaken{Certificate{.entry = context.entry,
                                                     .scheme = command.scheme,
                                                     .factory = command.factory,
                                                     .body = command.body,
                                                     .body_name = command.body_name,
                                                     .issues = {{.entry = context.entry,
                                                                 .kind = CertificateIssue::Kind::legacy,
                                                                 .print = print,
                                                                 .attestation = std::nullopt,
                                                                 .assessment = std::nullopt}},
                                                     .events = {}}});
  return decision;
}

}  // namespace tanbu
