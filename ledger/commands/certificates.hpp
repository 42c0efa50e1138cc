// What bodies, scheme owners and the association say about a factory's year: assessments, attestations, certificates,
// awards, labels, disputes (commands document, "Certificates, labels, disputes"; rulebook CE, CB, CA, BH). Not here:
// what a scheme demands (scheme.hpp).
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

// Which emissions a claim covers: I is scopes 1 and 2, II adds scope 3 (CE-01). `unknown` stands on certificates whose
// print does not show it (D-02).
enum class ClaimType : std::uint8_t { type_1 = 1, type_2 = 2, unknown = 3 };
enum class Assessor : std::uint8_t { self = 1, third_party = 2, authority = 3 };
enum class Conformity : std::uint8_t { conform = 1, nonconform = 2, not_assessed = 3 };
// From least to worst (CE-05).
enum class AccidentGrade : std::uint8_t { ordinary = 1, larger = 2, major = 3, extraordinary = 4 };

struct Accident {
  Date on;
  AccidentGrade grade{};
  bool operator==(const Accident&) const = default;
};

// What the assessor found of one row of the scheme. `value` is read by the row: a share as "part/whole" in whole
// numbers, the name of a rank, or names of a set joined by commas.
struct Indicator {
  std::int64_t row = 0;
  std::optional<std::string> value;
  std::optional<std::int64_t> score;
  std::optional<std::int64_t> score_max;
  Conformity conformity{};
  bool operator==(const Indicator&) const = default;
};

struct RecordAssessmentCommand {
  FactoryId factory;
  Period period;
  std::string scheme;
  Assessor assessor{};
  Date assessed_on;
  std::optional<std::string> level;
  std::vector<std::string> basic;                  // requirements that are met, by the names of the scheme
  std::optional<std::vector<Accident>> accidents;  // of the three years before; absent: nobody looked
  std::vector<Indicator> indicators;
  std::optional<Evidence> evidence;
};

// At least what is claimed: type, share of the emissions covered, level.
struct Claim {
  std::optional<ClaimType> type;
  std::int64_t percent_e2 = 10'000;  // hundredths of a per cent
  std::optional<std::string> level;
  bool operator==(const Claim&) const = default;
};

struct AttestCoverageCommand {
  InventoryId inventory;
  std::string scheme;
  Claim claim;
  std::vector<RetirementId> retirements;
  std::optional<EntryIndex> assessment;
};
struct WithdrawAttestationCommand {
  EntryIndex attestation;
  std::string reason;
  std::optional<Evidence> evidence;
};

// What is printed on a certificate.
struct CertificatePrint {
  std::string number;
  std::string applicant;  // an organisation, as printed
  Period period;
  std::optional<ClaimType> type;
  std::optional<std::int64_t> star;
  std::optional<std::string> level;
  Kilograms emissions;
  std::int64_t percent_e2 = 0;
  Date first_issued_on;
  Date issued_on;
  Date cycle_from;
  Date valid_until;
  bool operator==(const CertificatePrint&) const = default;
};

struct IssueCertificateCommand {
  FactoryId factory;
  std::string scheme;
  EntryIndex attestation;
  EntryIndex assessment;
  CertificatePrint print;
};
// A certificate of before this ledger: recorded as printed, its coverage not examined.
struct RecordLegacyCertificateCommand {
  std::optional<FactoryId> factory;
  std::string scheme;
  std::optional<PartyId> body;
  std::string body_name;  // as printed
  CertificatePrint print;
  Evidence evidence;
};
// The same certificate printed again: another number or name, the same cycle.
struct ReissueCertificateCommand {
  EntryIndex certificate;
  std::string number;
  std::optional<std::string> applicant;
  Date issued_on;
  std::string reason;
  std::optional<Evidence> evidence;
};
// A new cycle on a new attestation.
struct RenewCertificateCommand {
  EntryIndex certificate;
  EntryIndex attestation;
  EntryIndex assessment;
  CertificatePrint print;  // first_issued_on stays that of the certificate
};
// Complete when both bodies have signed the same transfer.
struct TransferCertificateCommand {
  EntryIndex certificate;
  PartyId to_body;
  Date effective_on;
  std::string grounds;
  Evidence evidence;
};
enum class SurveillanceResult : std::uint8_t { passed = 1, failed = 2 };
struct RecordSurveillanceCommand {
  EntryIndex certificate;
  Period period;
  Date on;
  SurveillanceResult result{};
  std::optional<EntryIndex> attestation;
  Evidence evidence;
};
struct CertificateStep {
  EntryIndex certificate;
  Date effective_on;
  std::string reason;
  std::optional<Evidence> evidence;
};
struct SuspendCertificateCommand {
  CertificateStep step;
};
struct ResumeCertificateCommand {
  CertificateStep step;
};
struct WithdrawCertificateCommand {
  CertificateStep step;
};
struct CancelCertificateCommand {
  CertificateStep step;
};

// The association looked the certificate up where the public does (CB-03).
enum class AuditResult : std::uint8_t { found = 1, not_found = 2, differs = 3 };
struct RecordAuditCommand {
  EntryIndex certificate;
  Date on;
  AuditResult result{};
  Evidence lookup;
};

// An authority's own list: Binhai's low-carbon, near-zero and zero-carbon factories (BH-06).
struct RecordAwardCommand {
  FactoryId factory;
  Period period;
  std::string scheme;
  std::string level;
  Date notice_from;
  Date notice_until;  // inclusive
  Date announced_on;
  std::string reference;
  std::optional<EntryIndex> assessment;
  std::optional<Evidence> evidence;
};
enum class ReviewResult : std::uint8_t { kept = 1, removed = 2 };
struct RecordReviewCommand {
  EntryIndex award;
  Date on;
  ReviewResult result{};
  std::optional<Evidence> evidence;
};

// A label of a scheme without rules here. It stands on an inventory and brings no quantity of its own (G-03).
struct RecordLabelCommand {
  FactoryId factory;
  Period period;
  std::string scheme_name;
  std::string label_issuer;
  Date on;
  InventoryId inventory;
  std::vector<InventoryId> includes;  // inventories that this one contains and re-uses by reference
  std::optional<Evidence> evidence;
};

struct OpenDisputeCommand {
  EntryIndex target;  // a batch, retirement, inventory, attestation, certificate or award
  std::string reason;
  Evidence evidence;
};
enum class DisputeOutcome : std::uint8_t { dismissed = 1, upheld = 2 };
struct ResolveDisputeCommand {
  EntryIndex dispute;
  DisputeOutcome outcome{};
  std::string reason;
  std::optional<Evidence> evidence;
};

}  // namespace tanbu
