// What is asked of a certificate before it is printed: shared by issue_certificate and renew_certificate. Not here: who
// may issue, and what follows.
#pragma once
#include <optional>
#include <string>

#include "ledger/rules/judgements.hpp"

namespace tanbu::rules {

struct PrintingRequest {
  const CertificatePrint& print;
  const Scheme& scheme;
  FactoryId factory;
  EntryIndex attestation;
  EntryIndex assessment;
  Date latest_cycle_from;  // a cycle begins with its issue, or where the one before it ends
  bool renewal = false;
};

struct Printing {
  Attestation attestation;
  std::vector<Flag> flags;
};

// The body may judge, the scheme gives certificates, the number is new, the attestation holds today, the assessment
// conforms, and the print says what they say; asked in the order of the refusals.
[[nodiscard]] Outcome<Printing> examine(const PrintingRequest& request, const Context& context, const View& view);

// certificate_exists when the body has a certificate of this number, whatever became of it; `own` may keep its number.
[[nodiscard]] std::optional<Refused> refuse_number(const std::string& number, const PartyId& body,
                                                   std::optional<EntryIndex> own, const View& view);
// The dates in their order, and a validity of at most the scheme's months less a day.
[[nodiscard]] std::optional<Refused> refuse_dates(const CertificatePrint& print, int validity_months, Date today);
// Notices about a print that is unusual but not wrong.
void add_print_flags(const CertificatePrint& print, int validity_months, bool renewal, std::vector<Flag>& flags);

}  // namespace tanbu::rules
