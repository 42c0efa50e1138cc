// What rests on a factory-year and how it stands today: attestations and certificates are never marked as fallen, they
// are asked again. One change below (a unit invalidated, an inventory restated, an authorisation ended) therefore shows
// at once in everything above it. Not here: how a word was given (attest_coverage.cpp, issue_certificate.cpp).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/certificate_state.hpp"
#include "ledger/evaluation.hpp"
#include "ledger/rules.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::rules {

// Why something does not hold, or is looked at.
enum class Trouble : std::uint8_t {
  withdrawn = 1,               // the attestation itself
  inventory_superseded = 2,    // a newer verified version counts
  inventory_not_counting = 3,  // voided, or its verification fell
  under_covered = 4,           // what it lists does not cover the claim any more
  undetermined = 5,            // the figures do not allow an answer any more
  authorisation_ended = 6,     // the body may not judge under the scheme on this day
  under_review = 7,            // a dispute about it, or about something that it stands on, is open
  dispute_upheld = 8,          // such a dispute was decided against it
};
[[nodiscard]] std::string_view name_of(Trouble trouble);

struct AttestationStanding {
  bool holds = false;
  std::vector<Trouble> troubles;         // in the order of the enumeration
  std::vector<EntryIndex> because;       // the entries that brought them, ascending, each once
  std::optional<Comparison> comparison;  // today's, of the listed retirements
  Kilograms gap;                         // to the claimed share; 0 when covered
};
[[nodiscard]] AttestationStanding standing_of(const Attestation& attestation, Date day, const View& view);

// The retirements that the attestation lists, and the open repairs of what they lost (RT-09).
[[nodiscard]] std::vector<Retirement> standing_for(const Attestation& attestation, const View& view);

// The standard of the inventory whose attestation first listed units that the invalidation took, which the retirement
// repairs: a repair serves that series and no other (G-03). Nothing for other retirements, and where no word was given.
[[nodiscard]] std::optional<std::string> standard_repaired_by(const Retirement& repair, const View& view);

struct CertificateStanding {
  CertificateState state{};
  std::optional<CertificateIssue> issue;           // in force on the day
  std::optional<PartyId> body;                     // who stands behind it: that of the day, or who took it over
  std::optional<AttestationStanding> attestation;  // of that issue; absent for a legacy certificate
  std::vector<Trouble> troubles;                   // those of the attestation, and the certificate's own
  std::vector<EntryIndex> because;                 // the entries that brought them
  bool upheld_against = false;  // a dispute about the certificate or its assessment was decided against it
};
[[nodiscard]] CertificateStanding standing_of(const Certificate& certificate, Date day, const View& view);

// Disputes about this entry that are open or were upheld; what was dismissed is over.
[[nodiscard]] std::vector<Dispute> standing_disputes(EntryIndex target, const View& view);

// attestation_withdrawn, naming the withdrawal.
[[nodiscard]] std::optional<Refused> refuse_withdrawn(const Attestation& attestation);
// under_covered or inventory_superseded: nobody may build on the attestation any more. Whether it was withdrawn is
// asked before.
[[nodiscard]] std::optional<Refused> refuse_fallen(const Attestation& attestation, Date day, const View& view);

// Attestations that list the retirement and were not withdrawn.
[[nodiscard]] std::vector<Attestation> live_attestations(RetirementId retirement, const View& view);
// attested, naming the first of them; nothing when there is none.
[[nodiscard]] std::optional<Refused> refuse_attested(RetirementId retirement, const View& view);

// Months between surveillances under the scheme; the usual twelve where the scheme has no rules here (D-05).
[[nodiscard]] int surveillance_months(std::string_view scheme);

}  // namespace tanbu::rules
