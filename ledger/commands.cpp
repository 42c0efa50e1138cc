// The names of kinds and of the values in their bodies, as the formats spell them. Not the reading of them (codec).
#include "ledger/commands.hpp"

#include <algorithm>
#include <array>

#include "ledger/holds.hpp"
#include "ledger/records.hpp"

namespace tanbu {
namespace {

// What these say tells who trades with whom, or how a business runs; answers show it by right only.
constexpr std::array<std::string_view, 14> restricted_kinds{
    "transfer",       "declare_inventory",   "reserve", "release", "verify_inventory", "request_correction",
    "assign_benefit", "set_approval_policy", "approve", "decline", "engage_body",      "accept_engagement",
    "end_engagement", "record_assessment"};

// In the order of the Command variant.
constexpr std::array<std::string_view, std::variant_size_v<Command>> kinds{"genesis",
                                                                           "enroll_party",
                                                                           "appoint_registrar",
                                                                           "register_factory",
                                                                           "register_project",
                                                                           "record_batch",
                                                                           "transfer",
                                                                           "declare_inventory",
                                                                           "retire",
                                                                           "update_party",
                                                                           "succeed_party",
                                                                           "add_key",
                                                                           "revoke_key",
                                                                           "end_appointment",
                                                                           "authorise_body",
                                                                           "suspend_authorisation",
                                                                           "resume_authorisation",
                                                                           "end_authorisation",
                                                                           "appoint_scheme_owner",
                                                                           "set_approval_policy",
                                                                           "approve",
                                                                           "decline",
                                                                           "void",
                                                                           "recognise_instrument",
                                                                           "link_projects",
                                                                           "record_registry_event",
                                                                           "amend_batch",
                                                                           "record_generation",
                                                                           "freeze",
                                                                           "unfreeze",
                                                                           "cancel",
                                                                           "invalidate",
                                                                           "record_foreign_use",
                                                                           "reserve",
                                                                           "release",
                                                                           "assign_benefit",
                                                                           "confirm_evidence",
                                                                           "reject_evidence",
                                                                           "withdraw_retirement",
                                                                           "request_correction",
                                                                           "correct_retirement",
                                                                           "unlock_project",
                                                                           "update_factory",
                                                                           "transfer_factory",
                                                                           "verify_inventory",
                                                                           "engage_body",
                                                                           "accept_engagement",
                                                                           "end_engagement",
                                                                           "record_assessment",
                                                                           "attest_coverage",
                                                                           "withdraw_attestation",
                                                                           "issue_certificate",
                                                                           "record_legacy_certificate",
                                                                           "reissue_certificate",
                                                                           "renew_certificate",
                                                                           "transfer_certificate",
                                                                           "record_surveillance",
                                                                           "suspend_certificate",
                                                                           "resume_certificate",
                                                                           "withdraw_certificate",
                                                                           "cancel_certificate",
                                                                           "record_audit",
                                                                           "record_award",
                                                                           "record_review",
                                                                           "record_label",
                                                                           "open_dispute",
                                                                           "resolve_dispute",
                                                                           "redact",
                                                                           "record_state_digest",
                                                                           "add_log_key",
                                                                           "retire_log_key"};
static_assert(!kinds.back().empty());

}  // namespace

const std::vector<std::string_view>& all_kinds() {
  static const std::vector<std::string_view> all(kinds.begin(), kinds.end());
  return all;
}

std::string_view kind_of(const Command& command) { return kinds[command.index()]; }

// A kind that this build does not know may be one of a later build that hides it.
bool kind_is_public(std::string_view kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end() &&
         std::find(restricted_kinds.begin(), restricted_kinds.end(), kind) == restricted_kinds.end();
}

std::string_view name_of(LegalForm form) {
  switch (form) {
    case LegalForm::legal_person:
      return "legal_person";
    case LegalForm::branch:
      return "branch";
    case LegalForm::sole_trader:
      return "sole_trader";
    case LegalForm::foreign:
      return "foreign";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ProjectClass project_class) {
  switch (project_class) {
    case ProjectClass::none:
      return "none";
    case ProjectClass::ccer_old:
      return "old";
    case ProjectClass::ccer_new:
      return "new";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(RegistryStatus status) {
  switch (status) {
    case RegistryStatus::active:
      return "active";
    case RegistryStatus::retired:
      return "retired";
    case RegistryStatus::cancelled:
      return "cancelled";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(TransferBasis basis) {
  switch (basis) {
    case TransferBasis::trade:
      return "trade";
    case TransferBasis::green_power:
      return "green_power";
    case TransferBasis::self_use:
      return "self_use";
    case TransferBasis::hydro:
      return "hydro";
    case TransferBasis::off_grid:
      return "off_grid";
    case TransferBasis::other:
      return "other";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Purpose purpose) {
  switch (purpose) {
    case Purpose::factory_offset:
      return "factory_offset";
    case Purpose::electricity_consumption:
      return "electricity_consumption";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(SuccessionReason reason) {
  switch (reason) {
    case SuccessionReason::merger:
      return "merger";
    case SuccessionReason::split:
      return "split";
    case SuccessionReason::deregistered:
      return "deregistered";
    case SuccessionReason::re_identified:
      return "re_identified";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(RegistryEventStatus status) {
  switch (status) {
    case RegistryEventStatus::active:
      return "active";
    case RegistryEventStatus::retired:
      return "retired";
    case RegistryEventStatus::cancelled:
      return "cancelled";
    case RegistryEventStatus::withdrawn:
      return "withdrawn";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(CancelReason reason) {
  switch (reason) {
    case CancelReason::expired:
      return "expired";
    case CancelReason::ccer_switch:
      return "ccer_switch";
    case CancelReason::conversion:
      return "conversion";
    case CancelReason::buffer:
      return "buffer";
    case CancelReason::registry_cancelled:
      return "registry_cancelled";
    case CancelReason::other:
      return "other";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ForeignPurpose purpose) {
  switch (purpose) {
    case ForeignPurpose::national_ets:
      return "national_ets";
    case ForeignPurpose::event:
      return "event";
    case ForeignPurpose::product:
      return "product";
    case ForeignPurpose::other:
      return "other";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Assurance assurance) {
  switch (assurance) {
    case Assurance::limited:
      return "limited";
    case Assurance::reasonable:
      return "reasonable";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Opinion opinion) {
  switch (opinion) {
    case Opinion::unqualified:
      return "unqualified";
    case Opinion::qualified:
      return "qualified";
    case Opinion::adverse:
      return "adverse";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(EngagementRole role) {
  switch (role) {
    case EngagementRole::verify:
      return "verify";
    case EngagementRole::certify:
      return "certify";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(UnitStatus status) {
  switch (status) {
    case UnitStatus::unassigned:
      return "unassigned";
    case UnitStatus::free:
      return "free";
    case UnitStatus::held:
      return "held";
    case UnitStatus::frozen:
      return "frozen";
    case UnitStatus::registry_retired:
      return "registry_retired";
    case UnitStatus::retired:
      return "retired";
    case UnitStatus::cancelled:
      return "cancelled";
    case UnitStatus::reserved:
      return "reserved";
    case UnitStatus::foreign_use:
      return "foreign_use";
    case UnitStatus::invalidated:
      return "invalidated";
    case UnitStatus::in_conflict:
      return "in_conflict";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(RetirementStatus status) {
  switch (status) {
    case RetirementStatus::declared:
      return "declared";
    case RetirementStatus::matched:
      return "matched";
    case RetirementStatus::confirmed:
      return "confirmed";
    case RetirementStatus::on_hold:
      return "on_hold";
    case RetirementStatus::rejected:
      return "rejected";
    case RetirementStatus::withdrawn:
      return "withdrawn";
    case RetirementStatus::voided:
      return "voided";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ClaimType type) {
  switch (type) {
    case ClaimType::type_1:
      return "I";
    case ClaimType::type_2:
      return "II";
    case ClaimType::unknown:
      return "UNKNOWN";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Assessor assessor) {
  switch (assessor) {
    case Assessor::self:
      return "self";
    case Assessor::third_party:
      return "third_party";
    case Assessor::authority:
      return "authority";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(Conformity conformity) {
  switch (conformity) {
    case Conformity::conform:
      return "conform";
    case Conformity::nonconform:
      return "nonconform";
    case Conformity::not_assessed:
      return "not_assessed";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(AccidentGrade grade) {
  switch (grade) {
    case AccidentGrade::ordinary:
      return "ordinary";
    case AccidentGrade::larger:
      return "larger";
    case AccidentGrade::major:
      return "major";
    case AccidentGrade::extraordinary:
      return "extraordinary";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(SurveillanceResult result) {
  switch (result) {
    case SurveillanceResult::passed:
      return "passed";
    case SurveillanceResult::failed:
      return "failed";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(AuditResult result) {
  switch (result) {
    case AuditResult::found:
      return "found";
    case AuditResult::not_found:
      return "not_found";
    case AuditResult::differs:
      return "differs";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(ReviewResult result) {
  switch (result) {
    case ReviewResult::kept:
      return "kept";
    case ReviewResult::removed:
      return "removed";
  }
  HOLDS(false);
  return "";
}

std::string_view name_of(DisputeOutcome outcome) {
  switch (outcome) {
    case DisputeOutcome::dismissed:
      return "dismissed";
    case DisputeOutcome::upheld:
      return "upheld";
  }
  HOLDS(false);
  return "";
}

}  // namespace tanbu
