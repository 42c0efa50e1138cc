#include "ledger/refusal.hpp"

namespace tanbu {

std::string_view name_of(Refusal refusal) {
  switch (refusal) {  // No default: -Wswitch names the reason you forgot.
    case Refusal::key_unknown:
      return "key_unknown";
    case Refusal::signature_invalid:
      return "signature_invalid";
    case Refusal::issuer_mismatch:
      return "issuer_mismatch";
    case Refusal::audience_mismatch:
      return "audience_mismatch";
    case Refusal::jti_reused:
      return "jti_reused";
    case Refusal::key_not_in_force:
      return "key_not_in_force";
    case Refusal::issued_in_future:
      return "issued_in_future";
    case Refusal::lifetime_too_long:
      return "lifetime_too_long";
    case Refusal::command_expired:
      return "command_expired";
    case Refusal::party_succeeded:
      return "party_succeeded";
    case Refusal::key_not_for_kind:
      return "key_not_for_kind";
    case Refusal::not_association:
      return "not_association";
    case Refusal::not_registrar:
      return "not_registrar";
    case Refusal::not_operator:
      return "not_operator";
    case Refusal::not_verifier:
      return "not_verifier";
    case Refusal::not_beneficiary:
      return "not_beneficiary";
    case Refusal::not_holder:
      return "not_holder";
    case Refusal::not_signer:
      return "not_signer";
    case Refusal::not_engaged:
      return "not_engaged";
    case Refusal::not_authorised:
      return "not_authorised";
    case Refusal::not_approver:
      return "not_approver";
    case Refusal::approval_by_same_person:
      return "approval_by_same_person";
    case Refusal::operator_verifies:
      return "operator_verifies";
    case Refusal::not_issuer:
      return "not_issuer";
    case Refusal::not_scheme_owner:
      return "not_scheme_owner";
    case Refusal::genesis_exists:
      return "genesis_exists";
    case Refusal::unknown_party:
      return "unknown_party";
    case Refusal::unknown_key:
      return "unknown_key";
    case Refusal::unknown_appointment:
      return "unknown_appointment";
    case Refusal::unknown_authorisation:
      return "unknown_authorisation";
    case Refusal::unknown_pending:
      return "unknown_pending";
    case Refusal::unknown_factory:
      return "unknown_factory";
    case Refusal::unknown_project:
      return "unknown_project";
    case Refusal::unknown_batch:
      return "unknown_batch";
    case Refusal::unknown_inventory:
      return "unknown_inventory";
    case Refusal::unknown_retirement:
      return "unknown_retirement";
    case Refusal::unknown_reservation:
      return "unknown_reservation";
    case Refusal::unknown_engagement:
      return "unknown_engagement";
    case Refusal::unknown_invalidation:
      return "unknown_invalidation";
    case Refusal::unknown_scheme:
      return "unknown_scheme";
    case Refusal::unknown_assessment:
      return "unknown_assessment";
    case Refusal::unknown_attestation:
      return "unknown_attestation";
    case Refusal::unknown_certificate:
      return "unknown_certificate";
    case Refusal::unknown_award:
      return "unknown_award";
    case Refusal::unknown_dispute:
      return "unknown_dispute";
    case Refusal::unknown_target:
      return "unknown_target";
    case Refusal::range_outside_batch:
      return "range_outside_batch";
    case Refusal::future_date:
      return "future_date";
    case Refusal::evidence_required:
      return "evidence_required";
    case Refusal::party_exists:
      return "party_exists";
    case Refusal::party_has_successor:
      return "party_has_successor";
    case Refusal::succeeds_itself:
      return "succeeds_itself";
    case Refusal::key_exists:
      return "key_exists";
    case Refusal::key_revoked:
      return "key_revoked";
    case Refusal::last_key:
      return "last_key";
    case Refusal::approver_unknown:
      return "approver_unknown";
    case Refusal::policy_locked:
      return "policy_locked";
    case Refusal::verifier_count:
      return "verifier_count";
    case Refusal::authorisation_state:
      return "authorisation_state";
    case Refusal::appointment_ended:
      return "appointment_ended";
    case Refusal::pending_closed:
      return "pending_closed";
    case Refusal::pending_lapsed:
      return "pending_lapsed";
    case Refusal::project_exists:
      return "project_exists";
    case Refusal::projects_linked:
      return "projects_linked";
    case Refusal::same_operator:
      return "same_operator";
    case Refusal::inventory_overlap:
      return "inventory_overlap";
    case Refusal::inventory_exists:
      return "inventory_exists";
    case Refusal::inventory_superseded:
      return "inventory_superseded";
    case Refusal::engagement_state:
      return "engagement_state";
    case Refusal::not_voidable:
      return "not_voidable";
    case Refusal::voided_already:
      return "voided_already";
    case Refusal::has_dependents:
      return "has_dependents";
    case Refusal::certificate_exists:
      return "certificate_exists";
    case Refusal::certificate_state:
      return "certificate_state";
    case Refusal::attestation_withdrawn:
      return "attestation_withdrawn";
    case Refusal::dispute_resolved:
      return "dispute_resolved";
    case Refusal::attested:
      return "attested";
    case Refusal::dates_disordered:
      return "dates_disordered";
    case Refusal::not_erasable:
      return "not_erasable";
    case Refusal::erased_already:
      return "erased_already";
    case Refusal::digest_stated:
      return "digest_stated";
    case Refusal::log_key_known:
      return "log_key_known";
    case Refusal::log_keys_two:
      return "log_keys_two";
    case Refusal::log_key_not_in_force:
      return "log_key_not_in_force";
    case Refusal::last_log_key:
      return "last_log_key";
    case Refusal::gec_not_offset:
      return "gec_not_offset";
    case Refusal::purpose_conflict:
      return "purpose_conflict";
    case Refusal::not_transferable:
      return "not_transferable";
    case Refusal::gec_not_tradable:
      return "gec_not_tradable";
    case Refusal::gec_retrade:
      return "gec_retrade";
    case Refusal::own_boundary:
      return "own_boundary";
    case Refusal::underlying_locked:
      return "underlying_locked";
    case Refusal::project_shared:
      return "project_shared";
    case Refusal::underlying_conflict:
      return "underlying_conflict";
    case Refusal::gec_ccer_overlap:
      return "gec_ccer_overlap";
    case Refusal::transfer_to_self:
      return "transfer_to_self";
    case Refusal::double_use:
      return "double_use";
    case Refusal::not_free:
      return "not_free";
    case Refusal::not_frozen:
      return "not_frozen";
    case Refusal::not_assignable:
      return "not_assignable";
    case Refusal::ranges_mixed:
      return "ranges_mixed";
    case Refusal::reservation_mismatch:
      return "reservation_mismatch";
    case Refusal::replacement_mismatch:
      return "replacement_mismatch";
    case Refusal::replacement_exceeds:
      return "replacement_exceeds";
    case Refusal::ex_ante:
      return "ex_ante";
    case Refusal::gec_expired:
      return "gec_expired";
    case Refusal::gec_year_mismatch:
      return "gec_year_mismatch";
    case Refusal::registry_lapsed:
      return "registry_lapsed";
    case Refusal::registry_mismatch:
      return "registry_mismatch";
    case Refusal::beneficiary_mismatch:
      return "beneficiary_mismatch";
    case Refusal::gec_over_consumption:
      return "gec_over_consumption";
    case Refusal::not_open:
      return "not_open";
    case Refusal::hold_lapsed:
      return "hold_lapsed";
    case Refusal::self_developed_fixed:
      return "self_developed_fixed";
    case Refusal::registry_names_it:
      return "registry_names_it";
    case Refusal::correction_not_agreed:
      return "correction_not_agreed";
    case Refusal::not_locked:
      return "not_locked";
    case Refusal::serial_overlap:
      return "serial_overlap";
    case Refusal::gec_dup:
      return "gec_dup";
    case Refusal::quantity_fixed:
      return "quantity_fixed";
    case Refusal::draft_scheme:
      return "draft_scheme";
    case Refusal::standard_withdrawn:
      return "standard_withdrawn";
    case Refusal::not_certifiable:
      return "not_certifiable";
    case Refusal::not_awardable:
      return "not_awardable";
    case Refusal::inventory_unverified:
      return "inventory_unverified";
    case Refusal::period_not_ended:
      return "period_not_ended";
    case Refusal::claim_type_missing:
      return "claim_type_missing";
    case Refusal::scope_missing:
      return "scope_missing";
    case Refusal::plan_missing:
      return "plan_missing";
    case Refusal::retirement_elsewhere:
      return "retirement_elsewhere";
    case Refusal::retirement_unconfirmed:
      return "retirement_unconfirmed";
    case Refusal::retired_late:
      return "retired_late";
    case Refusal::assessment_mismatch:
      return "assessment_mismatch";
    case Refusal::indicator_fails:
      return "indicator_fails";
    case Refusal::indicator_undetermined:
      return "indicator_undetermined";
    case Refusal::level_unknown:
      return "level_unknown";
    case Refusal::star_range:
      return "star_range";
    case Refusal::star_threshold:
      return "star_threshold";
    case Refusal::claim_mismatch:
      return "claim_mismatch";
    case Refusal::emissions_differ:
      return "emissions_differ";
    case Refusal::validity_length:
      return "validity_length";
    case Refusal::under_covered:
      return "under_covered";
    case Refusal::not_legal_person:
      return "not_legal_person";
  }
  HOLDS(false);
  return "";
}

const std::vector<Refusal>& all_refusals() {
  static const std::vector<Refusal> all{Refusal::key_unknown,
                                        Refusal::signature_invalid,
                                        Refusal::issuer_mismatch,
                                        Refusal::audience_mismatch,
                                        Refusal::jti_reused,
                                        Refusal::key_not_in_force,
                                        Refusal::issued_in_future,
                                        Refusal::lifetime_too_long,
                                        Refusal::command_expired,
                                        Refusal::party_succeeded,
                                        Refusal::key_not_for_kind,
                                        Refusal::not_association,
                                        Refusal::not_registrar,
                                        Refusal::not_operator,
                                        Refusal::not_verifier,
                                        Refusal::not_beneficiary,
                                        Refusal::not_holder,
                                        Refusal::not_signer,
                                        Refusal::not_engaged,
                                        Refusal::not_authorised,
                                        Refusal::not_approver,
                                        Refusal::approval_by_same_person,
                                        Refusal::operator_verifies,
                                        Refusal::not_issuer,
                                        Refusal::not_scheme_owner,
                                        Refusal::genesis_exists,
                                        Refusal::unknown_party,
                                        Refusal::unknown_key,
                                        Refusal::unknown_appointment,
                                        Refusal::unknown_authorisation,
                                        Refusal::unknown_pending,
                                        Refusal::unknown_factory,
                                        Refusal::unknown_project,
                                        Refusal::unknown_batch,
                                        Refusal::unknown_inventory,
                                        Refusal::unknown_retirement,
                                        Refusal::unknown_reservation,
                                        Refusal::unknown_engagement,
                                        Refusal::unknown_invalidation,
                                        Refusal::unknown_scheme,
                                        Refusal::unknown_assessment,
                                        Refusal::unknown_attestation,
                                        Refusal::unknown_certificate,
                                        Refusal::unknown_award,
                                        Refusal::unknown_dispute,
                                        Refusal::unknown_target,
                                        Refusal::range_outside_batch,
                                        Refusal::future_date,
                                        Refusal::evidence_required,
                                        Refusal::party_exists,
                                        Refusal::party_has_successor,
                                        Refusal::succeeds_itself,
                                        Refusal::key_exists,
                                        Refusal::key_revoked,
                                        Refusal::last_key,
                                        Refusal::approver_unknown,
                                        Refusal::policy_locked,
                                        Refusal::verifier_count,
                                        Refusal::authorisation_state,
                                        Refusal::appointment_ended,
                                        Refusal::pending_closed,
                                        Refusal::pending_lapsed,
                                        Refusal::project_exists,
                                        Refusal::projects_linked,
                                        Refusal::same_operator,
                                        Refusal::inventory_overlap,
                                        Refusal::inventory_exists,
                                        Refusal::inventory_superseded,
                                        Refusal::engagement_state,
                                        Refusal::not_voidable,
                                        Refusal::voided_already,
                                        Refusal::has_dependents,
                                        Refusal::certificate_exists,
                                        Refusal::certificate_state,
                                        Refusal::attestation_withdrawn,
                                        Refusal::dispute_resolved,
                                        Refusal::attested,
                                        Refusal::dates_disordered,
                                        Refusal::not_erasable,
                                        Refusal::erased_already,
                                        Refusal::digest_stated,
                                        Refusal::log_key_known,
                                        Refusal::log_keys_two,
                                        Refusal::log_key_not_in_force,
                                        Refusal::last_log_key,
                                        Refusal::gec_not_offset,
                                        Refusal::purpose_conflict,
                                        Refusal::not_transferable,
                                        Refusal::gec_not_tradable,
                                        Refusal::gec_retrade,
                                        Refusal::own_boundary,
                                        Refusal::underlying_locked,
                                        Refusal::project_shared,
                                        Refusal::underlying_conflict,
                                        Refusal::gec_ccer_overlap,
                                        Refusal::transfer_to_self,
                                        Refusal::double_use,
                                        Refusal::reservation_mismatch,
                                        Refusal::not_free,
                                        Refusal::not_frozen,
                                        Refusal::not_assignable,
                                        Refusal::ranges_mixed,
                                        Refusal::replacement_mismatch,
                                        Refusal::replacement_exceeds,
                                        Refusal::ex_ante,
                                        Refusal::gec_expired,
                                        Refusal::gec_year_mismatch,
                                        Refusal::registry_lapsed,
                                        Refusal::registry_mismatch,
                                        Refusal::beneficiary_mismatch,
                                        Refusal::gec_over_consumption,
                                        Refusal::not_open,
                                        Refusal::hold_lapsed,
                                        Refusal::self_developed_fixed,
                                        Refusal::registry_names_it,
                                        Refusal::correction_not_agreed,
                                        Refusal::not_locked,
                                        Refusal::serial_overlap,
                                        Refusal::gec_dup,
                                        Refusal::quantity_fixed,
                                        Refusal::draft_scheme,
                                        Refusal::standard_withdrawn,
                                        Refusal::not_certifiable,
                                        Refusal::not_awardable,
                                        Refusal::inventory_unverified,
                                        Refusal::period_not_ended,
                                        Refusal::claim_type_missing,
                                        Refusal::scope_missing,
                                        Refusal::plan_missing,
                                        Refusal::retirement_elsewhere,
                                        Refusal::retirement_unconfirmed,
                                        Refusal::retired_late,
                                        Refusal::assessment_mismatch,
                                        Refusal::indicator_fails,
                                        Refusal::indicator_undetermined,
                                        Refusal::level_unknown,
                                        Refusal::star_range,
                                        Refusal::star_threshold,
                                        Refusal::claim_mismatch,
                                        Refusal::emissions_differ,
                                        Refusal::validity_length,
                                        Refusal::under_covered,
                                        Refusal::not_legal_person};
  return all;
}

std::optional<Refusal> refusal_from_number(std::uint16_t number) {
  for (const Refusal refusal : all_refusals()) {
    if (static_cast<std::uint16_t>(refusal) == number) return refusal;
  }
  return std::nullopt;
}

RefusalGroup group_of(Refusal refusal) {
  const auto number = static_cast<std::uint16_t>(refusal);
  if (number < 100) return RefusalGroup::admission;
  if (number < 200) return RefusalGroup::authority;
  return RefusalGroup::state;
}

}  // namespace tanbu
