// decide(): the rulebook as pure functions, one file per command under ledger/rules/. Same command, context and view:
// same answer, on any machine, at any time. No rule reads a clock, a file or a random number. Precondition: the command
// is sound in form (the codec saw to it). The order of checks is the order of the Refusal enumeration.
#pragma once
#include "ledger/commands.hpp"
#include "ledger/events.hpp"
#include "ledger/refusal.hpp"
#include "ledger/rule_set.hpp"
#include "ledger/view.hpp"

namespace tanbu {

// What an earlier entry was and did, its free texts left out.
struct PastEntry {
  std::string kind;
  Decision decision;
};

// Everything a rule may know besides the command and the view.
struct Context {
  PartyId issuer;
  EntryIndex entry;  // the index the entry would get
  Instant time;      // the time the entry would get
  KeyId key{};       // that signed; empty for an unsigned dry run
  // For approve: the command that waits, as the log keeps it; nothing when there is none at that index.
  const Command* pending = nullptr;
  // For redact: the entry through which what the erased command says took effect (redacted_effect_of); nothing when
  // there is no such entry.
  const PastEntry* target = nullptr;
  // For add_log_key and retire_log_key: entry 0, which names the first key of the log; nothing before there is one.
  const GenesisCommand* genesis = nullptr;
  const RuleSet* rules = &current_rule_set();  // an audit replays an entry under the version that the entry names
  [[nodiscard]] Date today() const { return china_date(time); }
};

[[nodiscard]] Outcome<Decision> decide(const GenesisCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const EnrollPartyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AppointRegistrarCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RegisterFactoryCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RegisterProjectCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordBatchCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const TransferCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const DeclareInventoryCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RetireCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const UpdatePartyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const SucceedPartyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AddKeyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RevokeKeyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const EndAppointmentCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AuthoriseBodyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const SuspendAuthorisationCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const ResumeAuthorisationCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const EndAuthorisationCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const AppointSchemeOwnerCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const SetApprovalPolicyCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const ApproveCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const DeclineCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const VoidCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecogniseInstrumentCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const LinkProjectsCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordRegistryEventCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const AmendBatchCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordGenerationCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const FreezeCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const UnfreezeCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const CancelCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const InvalidateCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordForeignUseCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const ReserveCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const ReleaseCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AssignBenefitCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const ConfirmEvidenceCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RejectEvidenceCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const WithdrawRetirementCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RequestCorrectionCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const CorrectRetirementCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const UnlockProjectCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const UpdateFactoryCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const TransferFactoryCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const VerifyInventoryCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const EngageBodyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const AcceptEngagementCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const EndEngagementCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordAssessmentCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const AttestCoverageCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const WithdrawAttestationCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const IssueCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordLegacyCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const ReissueCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RenewCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const TransferCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordSurveillanceCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const SuspendCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const ResumeCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const WithdrawCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const CancelCertificateCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordAuditCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordAwardCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordReviewCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordLabelCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const OpenDisputeCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const ResolveDisputeCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RedactCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RecordStateDigestCommand& command, const Context& context,
                                       const View& view);
[[nodiscard]] Outcome<Decision> decide(const AddLogKeyCommand& command, const Context& context, const View& view);
[[nodiscard]] Outcome<Decision> decide(const RetireLogKeyCommand& command, const Context& context, const View& view);

// Whose effect a redact of this entry concerns: the entry's own, or where its command waited for a second signature,
// that of the entry that approved it.
[[nodiscard]] EntryIndex redacted_effect_of(EntryIndex entry, const View& view);
// The redact that a command is or approves; nothing for every other command.
[[nodiscard]] const RedactCommand* redact_in(const Command& command, const Command* pending);

// The whole decision: the signer may sign this kind at all, one signature or two (set_approval_policy), then the rule
// of the command.
[[nodiscard]] Outcome<Decision> decide(const Command& command, const Context& context, const View& view);
// Only the rule of the command.
[[nodiscard]] Outcome<Decision> decide_by_rule(const Command& command, const Context& context, const View& view);

// Admission: key in force at the entry's time, then iat and exp (formats section 2, writer checks 2 and 3).
[[nodiscard]] std::optional<Refused> admit(const Envelope& envelope, const Key& key, Instant entry_time);
// The part of it that asks for no key: issued, not too long ago for its life, and not over.
[[nodiscard]] std::optional<Refused> refuse_times(const Envelope& envelope, Instant entry_time);

namespace limits {
inline constexpr std::int64_t command_lifetime_ms_max = 7LL * 24 * 60 * 60 * 1000;
inline constexpr std::int64_t issued_ahead_ms_max = 5LL * 60 * 1000;
}  // namespace limits

}  // namespace tanbu
