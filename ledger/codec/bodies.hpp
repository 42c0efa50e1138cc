// One reader per kind of command. Each reads all members of a body and records their faults; what it gives is a command
// only when no fault was recorded. Source: commands document.
#pragma once
#include "ledger/codec/reader.hpp"

namespace tanbu::codec {

// The member `aud` of the payload around the body, where it is sound: a proof of possession names it too.
using Audience = std::optional<std::string>;

[[nodiscard]] Command read_genesis(Reader& body);
[[nodiscard]] Command read_enroll_party(Reader& body, const Audience& audience);
[[nodiscard]] Command read_appoint_registrar(Reader& body);
[[nodiscard]] Command read_register_factory(Reader& body);
[[nodiscard]] Command read_register_project(Reader& body);
[[nodiscard]] Command read_record_batch(Reader& body);
[[nodiscard]] Command read_transfer(Reader& body);
[[nodiscard]] Command read_declare_inventory(Reader& body);
[[nodiscard]] Command read_retire(Reader& body);
[[nodiscard]] Command read_update_party(Reader& body);
[[nodiscard]] Command read_succeed_party(Reader& body);
[[nodiscard]] Command read_add_key(Reader& body, const Audience& audience);
[[nodiscard]] Command read_revoke_key(Reader& body);
[[nodiscard]] Command read_end_appointment(Reader& body);
[[nodiscard]] Command read_authorise_body(Reader& body);
[[nodiscard]] Command read_suspend_authorisation(Reader& body);
[[nodiscard]] Command read_resume_authorisation(Reader& body);
[[nodiscard]] Command read_end_authorisation(Reader& body);
[[nodiscard]] Command read_appoint_scheme_owner(Reader& body);
[[nodiscard]] Command read_set_approval_policy(Reader& body);
[[nodiscard]] Command read_approve(Reader& body);
[[nodiscard]] Command read_decline(Reader& body);
[[nodiscard]] Command read_void(Reader& body);
[[nodiscard]] Command read_recognise_instrument(Reader& body);
[[nodiscard]] Command read_link_projects(Reader& body);
[[nodiscard]] Command read_record_registry_event(Reader& body);
[[nodiscard]] Command read_amend_batch(Reader& body);
[[nodiscard]] Command read_record_generation(Reader& body);
[[nodiscard]] Command read_freeze(Reader& body);
[[nodiscard]] Command read_unfreeze(Reader& body);
[[nodiscard]] Command read_cancel(Reader& body);
[[nodiscard]] Command read_invalidate(Reader& body);
[[nodiscard]] Command read_record_foreign_use(Reader& body);
[[nodiscard]] Command read_reserve(Reader& body);
[[nodiscard]] Command read_release(Reader& body);
[[nodiscard]] Command read_assign_benefit(Reader& body);
[[nodiscard]] Command read_confirm_evidence(Reader& body);
[[nodiscard]] Command read_reject_evidence(Reader& body);
[[nodiscard]] Command read_withdraw_retirement(Reader& body);
[[nodiscard]] Command read_request_correction(Reader& body);
[[nodiscard]] Command read_correct_retirement(Reader& body);
[[nodiscard]] Command read_unlock_project(Reader& body);
[[nodiscard]] Command read_update_factory(Reader& body);
[[nodiscard]] Command read_transfer_factory(Reader& body);
[[nodiscard]] Command read_verify_inventory(Reader& body);
[[nodiscard]] Command read_engage_body(Reader& body);
[[nodiscard]] Command read_accept_engagement(Reader& body);
[[nodiscard]] Command read_end_engagement(Reader& body);
[[nodiscard]] Command read_record_assessment(Reader& body);
[[nodiscard]] Command read_attest_coverage(Reader& body);
[[nodiscard]] Command read_withdraw_attestation(Reader& body);
[[nodiscard]] Command read_issue_certificate(Reader& body);
[[nodiscard]] Command read_record_legacy_certificate(Reader& body);
[[nodiscard]] Command read_reissue_certificate(Reader& body);
[[nodiscard]] Command read_renew_certificate(Reader& body);
[[nodiscard]] Command read_transfer_certificate(Reader& body);
[[nodiscard]] Command read_record_surveillance(Reader& body);
[[nodiscard]] Command read_suspend_certificate(Reader& body);
[[nodiscard]] Command read_resume_certificate(Reader& body);
[[nodiscard]] Command read_withdraw_certificate(Reader& body);
[[nodiscard]] Command read_cancel_certificate(Reader& body);
[[nodiscard]] Command read_record_audit(Reader& body);
[[nodiscard]] Command read_record_award(Reader& body);
[[nodiscard]] Command read_record_review(Reader& body);
[[nodiscard]] Command read_record_label(Reader& body);
[[nodiscard]] Command read_open_dispute(Reader& body);
[[nodiscard]] Command read_resolve_dispute(Reader& body);
[[nodiscard]] Command read_redact(Reader& body);
[[nodiscard]] Command read_record_state_digest(Reader& body);
// The audience is the ledger's name, and so the name of every key of its log.
[[nodiscard]] Command read_add_log_key(Reader& body, const Audience& audience);
[[nodiscard]] Command read_retire_log_key(Reader& body, const Audience& audience);

}  // namespace tanbu::codec
