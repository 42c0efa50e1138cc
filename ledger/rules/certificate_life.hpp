// Finding a certificate and asking whether an operation may follow: shared by the commands of a certificate's life. Not
// here: the table itself (certificate_state.hpp).
#pragma once
#include "ledger/certificate_state.hpp"
#include "ledger/rules.hpp"

namespace tanbu::rules {

// unknown_certificate.
[[nodiscard]] Outcome<Certificate> find_certificate(EntryIndex entry, const View& view);
// Who stands behind the certificate today: the body of that day, or whom it was merged into. Nothing for a legacy
// certificate whose body is not enrolled.
[[nodiscard]] std::optional<PartyId> present_body(const Certificate& certificate, const Context& context,
                                                  const View& view);
// The body as facts of a refusal: nothing where it is not enrolled. Its printed name is free text, and what a refusal
// says is kept where no erasure by law reaches it.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> body_facts(const std::optional<PartyId>& body);
// not_issuer unless the party stands behind the certificate on that day, or is the association where it may act too.
[[nodiscard]] std::optional<Refused> refuse_issuer(const Certificate& certificate, bool association_may,
                                                   const Context& context, const View& view);
// future_date, dates_disordered before the latest day that changed it, certificate_state where the table says no.
[[nodiscard]] std::optional<Refused> refuse_operation(const Certificate& certificate, CertificateOperation operation,
                                                      Date effective_on, const Context& context);

}  // namespace tanbu::rules
