// Notes: small records of what an entry said that later rules must find again (a freeze, a conflict, an engagement,
// ...). Every note is named by the entry that made it, and carries the index names under which it is found. They are
// stored and answered in one way, so that a new sort of note touches no table. Not here: what commands say beyond that;
// free text stays in the command.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/commands.hpp"
#include "ledger/segment.hpp"

namespace tanbu {

enum class ActionKind : std::uint8_t {
  reservation = 1,
  freeze = 2,
  registry_event = 3,
  cancellation = 4,
  invalidation = 5,
  foreign_use = 6,
  transfer_hold = 7,  // moved without the registry's word; waits for it (CC-11)
  pending = 8,        // kept for a command that waits for its second signature
  transfer = 9,
  own_lock = 10,      // frozen because another name of a locked project is theirs
  project_link = 11,  // two projects were found to be one: what that froze or put in conflict
};

// An entry that moved units and may have to be undone: the pieces it moved, as they stood before.
struct UnitAction {
  EntryIndex entry;
  ActionKind kind{};
  PartyId issuer;
  std::vector<BatchRange> ranges;        // as the command stated them
  std::vector<Segment> before;           // only the pieces that moved
  std::optional<FreezePurpose> purpose;  // reservation, freeze: the one use that the units are kept for
  std::optional<Date> until;             // reservation, freeze: the last day
  std::optional<Instant> lapses;         // pending
  std::optional<PartyId> to;             // transfer, transfer_hold
  // registry_event: what the registry says; the text counts for claims on these units from then on.
  std::optional<RegistryEventStatus> status;
  std::optional<Date> on;
  std::string beneficiary_text;
  std::string reason_text;
  std::string registry_reference;
  std::optional<CancelReason> cancel_reason;
  std::optional<BatchId> linked_to;
  std::optional<ForeignPurpose> foreign_purpose;
  std::vector<ProjectKey> projects;     // project_link: the two
  std::optional<EntryIndex> closed_by;  // released, unfrozen, confirmed, approved, voided
  bool operator==(const UnitAction&) const = default;
};

enum class ConflictKind : std::uint8_t {
  registry_disagrees = 1,   // the registry tells another story of units used here
  foreign_use = 2,          // used here and elsewhere
  underlying = 3,           // two projects are one, and both had units used or loose (XM-02)
  generation_exceeded = 4,  // more claimed of an asset's month than it generated (GE-09)
  over_issued = 5,          // the registry corrected a quantity below what was used
};

struct Conflict {
  EntryIndex entry;  // the fact that opened it
  std::uint32_t ordinal = 0;
  ConflictKind kind{};
  std::optional<EntryIndex> other;  // the entry that it contradicts
  std::vector<BatchRange> ranges;   // units concerned; those used stand in_conflict
  std::vector<RetirementId> retirements;
  std::vector<ProjectKey> projects;
  std::optional<std::string> asset_code;
  std::optional<std::string> month;
  std::optional<KilowattHours> excess;
  std::optional<EntryIndex> closed_by;
  bool operator==(const Conflict&) const = default;
};

// The metered generation of one asset in one month; the newest that is not voided counts.
struct Generation {
  EntryIndex entry;
  PartyId issuer;
  std::string asset_code;
  std::string month;
  KilowattHours metered;
  std::optional<EntryIndex> voided_by;
  bool operator==(const Generation&) const = default;
};

// What a batch claims of an asset's month (XM-02); entry is the batch's.
struct GenerationClaim {
  EntryIndex entry;
  std::uint32_t ordinal = 0;
  std::string asset_code;
  std::string month;
  KilowattHours electricity;
  bool operator==(const GenerationClaim&) const = default;
};

struct BenefitAssignment {
  EntryIndex entry;
  PartyId from;
  PartyId to;
  std::vector<BatchRange> ranges;
  std::optional<EntryIndex> voided_by;
  bool operator==(const BenefitAssignment&) const = default;
};

struct AuthorisationStepTaken {
  EntryIndex entry;
  Date effective_on;
  enum class Kind : std::uint8_t { suspended = 1, resumed = 2, ended = 3 } kind{};
  bool operator==(const AuthorisationStepTaken&) const = default;
};

struct Authorisation {
  EntryIndex entry;
  PartyId party;
  std::string scheme;
  std::int64_t batch = 1;
  Date from;
  Date until;
  std::vector<AuthorisationStepTaken> steps;  // in order of their entries
  bool operator==(const Authorisation&) const = default;
};

struct SchemeOwner {
  EntryIndex entry;
  PartyId party;
  std::string scheme;
  bool operator==(const SchemeOwner&) const = default;
};

// The newest of a party stands; one without kinds lifts it.
struct ApprovalPolicy {
  EntryIndex entry;
  PartyId party;
  std::vector<std::string> kinds;
  std::vector<KeyId> approvers;
  std::int64_t expires_after_hours = 0;
  bool operator==(const ApprovalPolicy&) const = default;
};

// A command that waits for its second signature; the command itself lies in the log at `entry`.
struct Pending {
  EntryIndex entry;
  PartyId party;
  KeyId maker;
  std::string kind;
  Instant lapses;                       // exclusive
  std::optional<EntryIndex> closed_by;  // approved or declined
  bool approved = false;
  bool operator==(const Pending&) const = default;
};

struct Engagement {
  EntryIndex entry;
  FactoryId factory;
  std::string scheme;
  PartyId body;
  EngagementRole role{};
  Period from_period;
  std::optional<Date> until;
  std::optional<EntryIndex> accepted_by;
  std::optional<EntryIndex> ended_by;
  bool operator==(const Engagement&) const = default;
};

struct CorrectionRequest {
  EntryIndex entry;
  PartyId issuer;
  RetirementId retirement;
  FactoryId factory;
  Period period;
  bool operator==(const CorrectionRequest&) const = default;
};

// One operator's signature under a transfer of a factory.
struct FactoryOffer {
  EntryIndex entry;
  PartyId issuer;
  FactoryId factory;
  PartyId to;
  Date effective_on;
  std::optional<EntryIndex> closed_by;
  bool operator==(const FactoryOffer&) const = default;
};

// The document under which units of a programme count that has no recognition of its own (CE-09 d).
struct RecognisedInstrument {
  EntryIndex entry;
  std::string programme;
  Date from;
  Date until;
  bool operator==(const RecognisedInstrument&) const = default;
};

// What a scheme needs of an inventory beyond its sums; entry is the inventory's.
struct InventoryFigures {
  EntryIndex entry;
  KilowattHours green_power_without_certificates;  // contracts that name no certificates of their own
  std::optional<NetFactor> factor_net;             // for what is left of the electricity
  std::optional<Kilograms> scope2_market;          // as the operator states it; compared, never used
  Kilograms reductions;                            // inside the boundary, in the period
  std::optional<Kilograms> energy_emissions;
  std::optional<Kilograms> plan_target;  // of the reduction plan; absent: there is none
  std::optional<Kilograms> plan_achieved;
  bool operator==(const InventoryFigures&) const = default;
};

struct Assessment {
  EntryIndex entry;
  PartyId issuer;
  FactoryId factory;
  Period period;
  std::string scheme;
  Assessor assessor{};
  Date assessed_on;
  std::optional<std::string> level;
  std::vector<std::string> basic;
  std::optional<std::vector<Accident>> accidents;
  std::vector<Indicator> indicators;
  bool operator==(const Assessment&) const = default;
};

// A body's word that the listed retirements cover the inventory, computed by the ledger when it was given. Whether it
// holds today is asked of what it lists, never kept here.
struct Attestation {
  EntryIndex entry;
  PartyId body;
  InventoryId inventory;
  FactoryId factory;
  Period period;
  std::string scheme;
  Claim claim;
  std::vector<RetirementId> retirements;
  std::optional<EntryIndex> assessment;
  Kilograms to_offset;         // what had to be covered
  std::int64_t counted_t = 0;  // what covered it
  Date attested_on;
  std::optional<EntryIndex> withdrawn_by;
  bool operator==(const Attestation&) const = default;
};

// One printing: the first, a reissue, or a renewal with its own attestation.
struct CertificateIssue {
  enum class Kind : std::uint8_t { first = 1, reissue = 2, renewal = 3, legacy = 4 };
  EntryIndex entry;
  Kind kind{};
  CertificatePrint print;
  std::optional<EntryIndex> attestation;  // absent for a legacy certificate
  std::optional<EntryIndex> assessment;
  bool operator==(const CertificateIssue&) const = default;
};

// What happened to a certificate, with the day from which it is so.
struct CertificateEvent {
  enum class Kind : std::uint8_t {
    surveillance_passed = 1,
    surveillance_failed = 2,
    suspended = 3,
    resumed = 4,
    withdrawn = 5,
    cancelled = 6,
    transfer_offered = 7,
    transferred = 8,
    audited = 9,
  };
  EntryIndex entry;
  Kind kind{};
  PartyId issuer;
  Date effective_on;
  std::optional<Period> period;           // surveillance
  std::optional<EntryIndex> attestation;  // surveillance
  std::optional<PartyId> to_body;         // transfer
  std::optional<AuditResult> audit;
  bool operator==(const CertificateEvent&) const = default;
};

struct Certificate {
  EntryIndex entry;
  std::string scheme;
  std::optional<FactoryId> factory;      // always, but for a legacy certificate
  std::optional<PartyId> body;           // who issued it first
  std::string body_name;                 // as printed, for a legacy certificate
  std::vector<CertificateIssue> issues;  // in order of their entries, the first never empty
  std::vector<CertificateEvent> events;  // in order of their entries
  bool operator==(const Certificate&) const = default;
};

struct AwardReview {
  EntryIndex entry;
  Date on;
  ReviewResult result{};
  bool operator==(const AwardReview&) const = default;
};
struct Award {
  EntryIndex entry;
  PartyId owner;
  FactoryId factory;
  Period period;
  std::string scheme;
  std::string level;
  Date notice_from;
  Date notice_until;
  Date announced_on;
  std::string reference;
  std::optional<EntryIndex> assessment;
  std::vector<AwardReview> reviews;
  bool operator==(const Award&) const = default;
};

struct Label {
  EntryIndex entry;
  PartyId issuer;
  FactoryId factory;
  Period period;
  std::string scheme_name;
  std::string label_issuer;
  Date on;
  InventoryId inventory;
  std::vector<InventoryId> includes;
  bool operator==(const Label&) const = default;
};

struct Dispute {
  EntryIndex entry;
  PartyId issuer;
  EntryIndex target;
  std::optional<EntryIndex> resolved_by;
  std::optional<DisputeOutcome> outcome;
  bool operator==(const Dispute&) const = default;
};

// A command was erased by law; entry is the one that erased it.
struct Redaction {
  EntryIndex entry;
  EntryIndex target;
  bool operator==(const Redaction&) const = default;
};

// What the association stated that the state adds up to at a size.
struct StatedDigest {
  EntryIndex entry;
  std::uint64_t size = 0;
  std::string sha256;  // hex
  bool operator==(const StatedDigest&) const = default;
};

// A key that signs the log's checkpoints. The key that genesis names has a note (of entry 0) only once it is retired:
// genesis is older than this sort.
struct LogKey {
  EntryIndex entry;  // that brought it
  std::string vkey;
  std::optional<EntryIndex> retired_by;
  bool operator==(const LogKey&) const = default;
};

// A stated digest was taken back; entry is the one that did it. The digest's own note stays as it was stated.
struct DigestVoided {
  EntryIndex entry;
  EntryIndex target;
  bool operator==(const DigestVoided&) const = default;
};

// The place of an alternative is its number in the formats: new ones go to the end.
using Note = std::variant<UnitAction, Conflict, Generation, GenerationClaim, BenefitAssignment, Authorisation,
                          SchemeOwner, ApprovalPolicy, Pending, Engagement, CorrectionRequest, FactoryOffer,
                          RecognisedInstrument, InventoryFigures, Assessment, Attestation, Certificate, Award, Label,
                          Dispute, Redaction, StatedDigest, LogKey, DigestVoided>;

// A note's name: its place in the variant, the entry that made it, and a running number where an entry makes several.
struct NoteId {
  std::uint32_t sort = 0;
  EntryIndex entry;
  std::uint32_t ordinal = 0;
  auto operator<=>(const NoteId&) const = default;
};
[[nodiscard]] NoteId id_of(const Note& note);
// The index names under which the note is found, each once. A closed conflict leaves "conflicts/open", and so on.
[[nodiscard]] std::vector<std::string> index_names_of(const Note& note);

// Spellings of the index names.
namespace index_names {
[[nodiscard]] std::string actions_on(BatchId batch);
[[nodiscard]] std::string conflicts_open();
[[nodiscard]] std::string conflicts_all();
[[nodiscard]] std::string conflicts_on(BatchId batch);
[[nodiscard]] std::string conflicts_of(RetirementId retirement);
[[nodiscard]] std::string conflicts_of(const ProjectKey& project);
[[nodiscard]] std::string generation(std::string_view asset_code, std::string_view month);
[[nodiscard]] std::string claims(std::string_view asset_code, std::string_view month);
[[nodiscard]] std::string claims_of(BatchId batch);
[[nodiscard]] std::string assignments_on(BatchId batch);
[[nodiscard]] std::string authorisations_of(const PartyId& party);
[[nodiscard]] std::string authorisations_under(std::string_view scheme);
[[nodiscard]] std::string owners_of(std::string_view scheme);
[[nodiscard]] std::string policies_of(const PartyId& party);
[[nodiscard]] std::string pending_of(const PartyId& party);
[[nodiscard]] std::string engagements_of(FactoryId factory);
[[nodiscard]] std::string engagements_by(const PartyId& body);
[[nodiscard]] std::string corrections_of(RetirementId retirement);
[[nodiscard]] std::string offers_of(FactoryId factory);
[[nodiscard]] std::string recognitions_of(std::string_view programme);
[[nodiscard]] std::string assessments_of(FactoryId factory);
[[nodiscard]] std::string attestations_of(FactoryId factory);
[[nodiscard]] std::string attestations_on(InventoryId inventory);
[[nodiscard]] std::string attestations_listing(RetirementId retirement);
[[nodiscard]] std::string certificates_all();
[[nodiscard]] std::string certificates_of(FactoryId factory);
[[nodiscard]] std::string certificates_by(const PartyId& body);
[[nodiscard]] std::string certificates_on(EntryIndex attestation);
[[nodiscard]] std::string certificates_numbered(std::string_view normalised_number);
[[nodiscard]] std::string awards_of(FactoryId factory);
[[nodiscard]] std::string labels_of(FactoryId factory);
[[nodiscard]] std::string labels_on(InventoryId inventory);
[[nodiscard]] std::string disputes_about(EntryIndex target);
[[nodiscard]] std::string disputes_open();
[[nodiscard]] std::string redactions_of(EntryIndex target);
[[nodiscard]] std::string digests_at(std::uint64_t size);
[[nodiscard]] std::string digest_voidings_of(EntryIndex target);
[[nodiscard]] std::string log_keys();
}  // namespace index_names

[[nodiscard]] std::string_view name_of(ActionKind kind);
[[nodiscard]] std::string_view name_of(ConflictKind kind);
[[nodiscard]] std::string_view name_of(AuthorisationStepTaken::Kind kind);
[[nodiscard]] std::string_view name_of(CertificateIssue::Kind kind);
[[nodiscard]] std::string_view name_of(CertificateEvent::Kind kind);
// One spelling of a certificate's number: no blanks at its ends, half-width, upper case (CE-12).
[[nodiscard]] std::string normalised_certificate_number(std::string_view number);
// "unit_action", "conflict", ...: what sort of note it is.
[[nodiscard]] std::string_view sort_name_of(const Note& note);

}  // namespace tanbu
