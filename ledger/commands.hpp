// What may be wished: one struct per kind of command, decoded and sound in form. Whether a wish is granted is decided
// by ledger/rules. A struct here never holds a signature or the JSON it came from. Source: commands document.
#pragma once
#include <variant>

#include "ledger/commands/certificates.hpp"
#include "ledger/commands/factory.hpp"
#include "ledger/commands/keeping.hpp"
#include "ledger/commands/parties.hpp"
#include "ledger/commands/sources.hpp"
#include "ledger/commands/use.hpp"

namespace tanbu {

using Command =
    std::variant<GenesisCommand, EnrollPartyCommand, AppointRegistrarCommand, RegisterFactoryCommand,
                 RegisterProjectCommand, RecordBatchCommand, TransferCommand, DeclareInventoryCommand, RetireCommand,
                 UpdatePartyCommand, SucceedPartyCommand, AddKeyCommand, RevokeKeyCommand, EndAppointmentCommand,
                 AuthoriseBodyCommand, SuspendAuthorisationCommand, ResumeAuthorisationCommand, EndAuthorisationCommand,
                 AppointSchemeOwnerCommand, SetApprovalPolicyCommand, ApproveCommand, DeclineCommand, VoidCommand,
                 RecogniseInstrumentCommand, LinkProjectsCommand, RecordRegistryEventCommand, AmendBatchCommand,
                 RecordGenerationCommand, FreezeCommand, UnfreezeCommand, CancelCommand, InvalidateCommand,
                 RecordForeignUseCommand, ReserveCommand, ReleaseCommand, AssignBenefitCommand, ConfirmEvidenceCommand,
                 RejectEvidenceCommand, WithdrawRetirementCommand, RequestCorrectionCommand, CorrectRetirementCommand,
                 UnlockProjectCommand, UpdateFactoryCommand, TransferFactoryCommand, VerifyInventoryCommand,
                 EngageBodyCommand, AcceptEngagementCommand, EndEngagementCommand, RecordAssessmentCommand,
                 AttestCoverageCommand, WithdrawAttestationCommand, IssueCertificateCommand,
                 RecordLegacyCertificateCommand, ReissueCertificateCommand, RenewCertificateCommand,
                 TransferCertificateCommand, RecordSurveillanceCommand, SuspendCertificateCommand,
                 ResumeCertificateCommand, WithdrawCertificateCommand, CancelCertificateCommand, RecordAuditCommand,
                 RecordAwardCommand, RecordReviewCommand, RecordLabelCommand, OpenDisputeCommand, ResolveDisputeCommand,
                 RedactCommand, RecordStateDigestCommand, AddLogKeyCommand, RetireLogKeyCommand>;

// "retire", "record_batch", ...: the member `kind` of a payload and of an entry.
[[nodiscard]] std::string_view kind_of(const Command& command);
// The same for every kind of this build, in the order of the variant.
[[nodiscard]] const std::vector<std::string_view>& all_kinds();
// True for kinds whose commands everybody may read (HTTP document, "Public kinds").
[[nodiscard]] bool kind_is_public(std::string_view kind);

[[nodiscard]] std::string_view name_of(LegalForm form);
[[nodiscard]] std::string_view name_of(ProjectClass project_class);
[[nodiscard]] std::string_view name_of(RegistryStatus status);
[[nodiscard]] std::string_view name_of(TransferBasis basis);
[[nodiscard]] std::string_view name_of(Purpose purpose);
[[nodiscard]] std::string_view name_of(SuccessionReason reason);
[[nodiscard]] std::string_view name_of(RegistryEventStatus status);
[[nodiscard]] std::string_view name_of(CancelReason reason);
[[nodiscard]] std::string_view name_of(ForeignPurpose purpose);
[[nodiscard]] std::string_view name_of(Assurance assurance);
[[nodiscard]] std::string_view name_of(Opinion opinion);
[[nodiscard]] std::string_view name_of(EngagementRole role);
[[nodiscard]] std::string_view name_of(ClaimType type);
[[nodiscard]] std::string_view name_of(Assessor assessor);
[[nodiscard]] std::string_view name_of(Conformity conformity);
[[nodiscard]] std::string_view name_of(AccidentGrade grade);
[[nodiscard]] std::string_view name_of(SurveillanceResult result);
[[nodiscard]] std::string_view name_of(AuditResult result);
[[nodiscard]] std::string_view name_of(ReviewResult result);
[[nodiscard]] std::string_view name_of(DisputeOutcome outcome);

// Who wishes, when, and which entry it would become. Everything a rule may know besides the view.
struct Envelope {
  PartyId issuer;
  std::string audience;
  std::string jti;
  Instant issued_at;
  Instant expires_at;
  std::string kind;
};

}  // namespace tanbu
