// The payload's own members, and the table from a kind to the reader of its body.
#include "ledger/codec/codec.hpp"

#include <algorithm>
#include <array>

#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/bodies.hpp"

namespace tanbu::codec {
namespace {

namespace json = boost::json;

using Read = Command (*)(Reader& body, const Audience& audience);

template <Command (*read)(Reader& body)>
Command alone(Reader& body, const Audience& /*audience*/) {
  return read(body);
}

// In the order of the Command variant, and so of all_kinds().
constexpr std::array<Read, std::variant_size_v<Command>> readers{
    alone<read_genesis>,
    read_enroll_party,
    alone<read_appoint_registrar>,
    alone<read_register_factory>,
    alone<read_register_project>,
    alone<read_record_batch>,
    alone<read_transfer>,
    alone<read_declare_inventory>,
    alone<read_retire>,
    alone<read_update_party>,
    alone<read_succeed_party>,
    read_add_key,
    alone<read_revoke_key>,
    alone<read_end_appointment>,
    alone<read_authorise_body>,
    alone<read_suspend_authorisation>,
    alone<read_resume_authorisation>,
    alone<read_end_authorisation>,
    alone<read_appoint_scheme_owner>,
    alone<read_set_approval_policy>,
    alone<read_approve>,
    alone<read_decline>,
    alone<read_void>,
    alone<read_recognise_instrument>,
    alone<read_link_projects>,
    alone<read_record_registry_event>,
    alone<read_amend_batch>,
    alone<read_record_generation>,
    alone<read_freeze>,
    alone<read_unfreeze>,
    alone<read_cancel>,
    alone<read_invalidate>,
    alone<read_record_foreign_use>,
    alone<read_reserve>,
    alone<read_release>,
    alone<read_assign_benefit>,
    alone<read_confirm_evidence>,
    alone<read_reject_evidence>,
    alone<read_withdraw_retirement>,
    alone<read_request_correction>,
    alone<read_correct_retirement>,
    alone<read_unlock_project>,
    alone<read_update_factory>,
    alone<read_transfer_factory>,
    alone<read_verify_inventory>,
    alone<read_engage_body>,
    alone<read_accept_engagement>,
    alone<read_end_engagement>,
    alone<read_record_assessment>,
    alone<read_attest_coverage>,
    alone<read_withdraw_attestation>,
    alone<read_issue_certificate>,
    alone<read_record_legacy_certificate>,
    alone<read_reissue_certificate>,
    alone<read_renew_certificate>,
    alone<read_transfer_certificate>,
    alone<read_record_surveillance>,
    alone<read_suspend_certificate>,
    alone<read_resume_certificate>,
    alone<read_withdraw_certificate>,
    alone<read_cancel_certificate>,
    alone<read_record_audit>,
    alone<read_record_award>,
    alone<read_record_review>,
    alone<read_record_label>,
    alone<read_open_dispute>,
    alone<read_resolve_dispute>,
    alone<read_redact>,
    alone<read_record_state_digest>,
    read_add_log_key,
    read_retire_log_key,
};

Read find_reader(std::string_view kind) {
  const auto& kinds = all_kinds();
  const auto found = std::find(kinds.begin(), kinds.end(), kind);
  return found == kinds.end() ? nullptr : readers[static_cast<std::size_t>(found - kinds.begin())];
}

bool is_jti(std::string_view text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  return text.size() >= 8 && text.size() <= 64 && text.find_first_not_of(alphabet) == std::string_view::npos;
}

std::optional<Instant> read_seconds(const Field& field) {
  const auto seconds = field.integer(0, unix_seconds_max);
  if (!seconds) return std::nullopt;
  return Instant{*seconds * 1000};
}

void read_members(Reader& reader, Payload& payload) {
  payload.issuer = reader.need("iss").party();
  const Field audience = reader.need("aud");
  payload.audience = audience.string();
  const bool audience_is_sound = payload.audience && origin_is_valid(*payload.audience);
  if (payload.audience && !audience_is_sound) audience.fault("origin_form", "the audience is no ledger's name");
  const auto jti =
      reader.need("jti").word(is_jti, "jti_form", "a command's own id is 8 to 64 of letters, digits, _ and -");
  const auto issued_at = read_seconds(reader.need("iat"));
  const Field expiry = reader.need("exp");
  const auto expires_at = read_seconds(expiry);
  const bool in_order = issued_at && expires_at && *issued_at < *expires_at;
  if (issued_at && expires_at && !in_order) expiry.fault("time_order", "a command expires after it is issued");
  payload.kind = reader.need("kind").word([](std::string_view kind) { return find_reader(kind) != nullptr; },
                                          "unknown_kind", "this build knows no such kind of command");
  const Field body = reader.need("body");
  if (body.present() && !body.value()->is_object()) body.fault("wrong_type", "an object is wanted here");
  payload.has_body = body.present() && body.value()->is_object();
  if (payload.issuer && audience_is_sound && jti && in_order && payload.kind) {
    payload.envelope = Envelope{*payload.issuer, *payload.audience, *jti, *issued_at, *expires_at, *payload.kind};
  }
}

}  // namespace

std::variant<Payload, Unreadable> read_payload(std::string_view json_text) {
  auto parsed = crypto::parse_strict_json(json_text, crypto::payload_bytes_max);
  if (const auto* fault = std::get_if<crypto::JsonFault>(&parsed)) {
    if (fault->code == "too_large") {
      return Unreadable{"payload_too_large",
                        "a payload has at most " + std::to_string(crypto::payload_bytes_max) + " bytes"};
    }
    return Unreadable{"json_" + fault->code, "at or shortly before byte " + std::to_string(fault->offset)};
  }
  auto& value = std::get<json::value>(parsed);
  if (!value.is_object()) return Unreadable{"payload_not_an_object", "a payload is one JSON object"};
  Payload payload;
  Faults faults;
  Reader reader(value.get_object(), "", faults);
  read_members(reader, payload);
  reader.finish();
  if (payload.has_body) payload.body = std::move(value.get_object().at("body").get_object());
  payload.faults = std::move(faults).take();
  return payload;
}

std::variant<Command, std::vector<FormFault>> read_command(const Payload& payload) {
  Faults faults;
  for (const auto& fault : payload.faults) faults.add(fault.pointer, fault.code, fault.detail);
  const Read read = payload.kind ? find_reader(*payload.kind) : nullptr;
  if (read == nullptr || !payload.has_body) return std::move(faults).take();
  Reader body(payload.body, "/body", faults);
  const bool audience_is_sound = payload.audience && origin_is_valid(*payload.audience);
  Command command = read(body, audience_is_sound ? payload.audience : std::nullopt);
  body.finish();
  if (!faults.empty()) return std::move(faults).take();
  return command;
}

std::vector<KindDescription> describe_kinds() {
  std::vector<KindDescription> result;
  for (const auto kind : all_kinds()) result.push_back({kind, kind_is_public(kind)});
  return result;
}

}  // namespace tanbu::codec
