#include "ledger/rules/certificate_life.hpp"

#include "ledger/rules/claims.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/references.hpp"
#include "ledger/rules/standing.hpp"

namespace tanbu::rules {

Outcome<Certificate> find_certificate(EntryIndex entry, const View& view) {
  auto certificate = find_note<Certificate>(view, entry);
  if (!certificate) return unknown(Refusal::unknown_certificate, "certificate", entry.value);
  return *std::move(certificate);
}

std::optional<PartyId> present_body(const Certificate& certificate, const Context& context, const View& view) {
  const auto body = body_on(certificate, context.today());
  if (!body) return std::nullopt;
  return present_holder(*body, view);
}

std::vector<std::pair<std::string, std::string>> body_facts(const std::optional<PartyId>& body) {
  if (!body) return {};
  return {{"body", body->text}};
}

std::optional<Refused> refuse_issuer(const Certificate& certificate, bool association_may, const Context& context,
                                     const View& view) {
  const auto body = present_body(certificate, context, view);
  if (body == context.issuer) return std::nullopt;
  if (association_may && is_association(context.issuer, view)) return std::nullopt;
  return Refused{.reason = Refusal::not_issuer, .conflict = certificate.entry, .facts = body_facts(body)};
}

std::optional<Refused> refuse_operation(const Certificate& certificate, CertificateOperation operation,
                                        Date effective_on, const Context& context) {
  if (context.today() < effective_on) return Refused{.reason = Refusal::future_date};
  const CertificateState state = state_on(certificate, effective_on, surveillance_months(certificate.scheme));
  const std::vector<std::pair<std::string, std::string>> facts{{"state", std::string(name_of(state))},
                                                               {"on", format_date(effective_on)}};
  if (!may_follow(state, operation))
    return Refused{.reason = Refusal::certificate_state, .conflict = certificate.entry, .facts = facts};
  // What was decided later would be rewritten by something of an earlier day.
  const bool changes = operation != CertificateOperation::audit && operation != CertificateOperation::survey;
  if (changes && effective_on < latest_day(certificate)) {
    return Refused{.reason = Refusal::dates_disordered,
                   .conflict = certificate.entry,
                   .facts = {{"on", format_date(effective_on)}, {"latest", format_date(latest_day(certificate))}}};
  }
  return std::nullopt;
}

}  // namespace tanbu::rules
