// The spellings of notes.
#include "api/http/notes_json.hpp"

#include "api/http/judgements_json.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

void write_projects(JsonWriter& json, const std::vector<ProjectKey>& projects) {
  json.name("projects").open_array();
  for (const ProjectKey& key : projects) {
    json.open_object().member("programme", key.programme).member("project_id", key.project_id).close_object();
  }
  json.close_array();
}

void write_conflict_members(JsonWriter& json, const Conflict& conflict) {
  json.member("entry", conflict.entry.value).member("ordinal", conflict.ordinal);
  json.member("kind", name_of(conflict.kind)).member("status", conflict.closed_by ? "closed" : "open");
  write_optional_entry(json, "other", conflict.other);
  write_ranges(json, conflict.ranges);
  json.name("retirements").open_array();
  for (const RetirementId retirement : conflict.retirements) json.integer(retirement.value);
  json.close_array();
  write_projects(json, conflict.projects);
  if (conflict.asset_code) json.member("asset_code", *conflict.asset_code);
  if (conflict.month) json.member("month", *conflict.month);
  if (conflict.excess) json.member("excess_kwh", conflict.excess->value);
  write_optional_entry(json, "closed_by", conflict.closed_by);
}

void write_authorisation_members(JsonWriter& json, const Authorisation& note) {
  json.member("entry", note.entry.value).member("party", note.party.text).member("scheme", note.scheme);
  json.member("batch", note.batch).member("from", format_date(note.from)).member("until", format_date(note.until));
  json.name("steps").open_array();
  for (const AuthorisationStepTaken& step : note.steps) {
    json.open_object().member("entry", step.entry.value).member("step", name_of(step.kind));
    json.member("effective_on", format_date(step.effective_on)).close_object();
  }
  json.close_array();
}

void write_action_details(JsonWriter& json, const UnitAction& action) {
  write_ranges(json, action.ranges);
  if (action.purpose) {
    json.name("purpose").open_object().member("factory", action.purpose->factory.value);
    json.member("period", format_period(action.purpose->period));
    json.member("purpose", name_of(action.purpose->purpose)).close_object();
  }
  if (action.until) json.member("until", format_date(*action.until));
  if (action.status) json.member("registry_status", name_of(*action.status));
  if (action.on) json.member("on", format_date(*action.on));
  json.member_unless_empty("reference", action.registry_reference);
  if (action.cancel_reason) json.member("reason", name_of(*action.cancel_reason));
  if (action.linked_to) json.member("linked_to", action.linked_to->value);
  if (action.foreign_purpose) json.member("foreign_purpose", name_of(*action.foreign_purpose));
}

struct NoteWriter {
  JsonWriter& json;

  void operator()(const UnitAction& note) const {
    json.member("entry", note.entry.value).member("action", name_of(note.kind));
    if (is_public(note.kind)) write_action_details(json, note);
    write_optional_entry(json, "closed_by", note.closed_by);
  }
  void operator()(const Conflict& note) const { write_conflict_members(json, note); }
  void operator()(const Generation& note) const {
    json.member("entry", note.entry.value).member("asset_code", note.asset_code).member("month", note.month);
    json.member("metered_kwh", note.metered.value);
    write_optional_entry(json, "voided_by", note.voided_by);
  }
  void operator()(const GenerationClaim& note) const {
    json.member("entry", note.entry.value).member("asset_code", note.asset_code).member("month", note.month);
    json.member("kwh", note.electricity.value);
  }
  void operator()(const BenefitAssignment& note) const {
    json.member("entry", note.entry.value);
    write_optional_entry(json, "voided_by", note.voided_by);
  }
  void operator()(const Authorisation& note) const { write_authorisation_members(json, note); }
  void operator()(const SchemeOwner& note) const {
    json.member("entry", note.entry.value).member("party", note.party.text).member("scheme", note.scheme);
  }
  void operator()(const ApprovalPolicy& note) const { json.member("entry", note.entry.value); }
  void operator()(const Pending& note) const {
    json.member("entry", note.entry.value).member("kind", note.kind).member("lapses", instant_text(note.lapses));
    write_optional_entry(json, "closed_by", note.closed_by);
    json.member("approved", note.approved);
  }
  void operator()(const Engagement& note) const {
    json.member("entry", note.entry.value);
    write_optional_entry(json, "accepted_by", note.accepted_by);
    write_optional_entry(json, "ended_by", note.ended_by);
  }
  void operator()(const CorrectionRequest& note) const {
    json.member("entry", note.entry.value).member("retirement", note.retirement.value);
  }
  void operator()(const FactoryOffer& note) const {
    json.member("entry", note.entry.value).member("factory", note.factory.value).member("to", note.to.text);
    json.member("effective_on", format_date(note.effective_on));
    write_optional_entry(json, "closed_by", note.closed_by);
  }
  void operator()(const RecognisedInstrument& note) const {
    json.member("entry", note.entry.value).member("programme", note.programme);
    json.member("from", format_date(note.from)).member("until", format_date(note.until));
  }
  void operator()(const InventoryFigures& note) const { json.member("entry", note.entry.value); }
  void operator()(const Assessment& note) const { json.member("entry", note.entry.value); }
  void operator()(const Attestation& note) const { write_attestation_members(json, note); }
  void operator()(const Certificate& note) const { write_certificate_members(json, note); }
  void operator()(const Award& note) const { write_award_members(json, note); }
  void operator()(const Label& note) const { write_label_members(json, note); }
  void operator()(const Dispute& note) const { write_dispute_members(json, note); }
  void operator()(const Redaction& note) const {
    json.member("entry", note.entry.value).member("erased", note.target.value);
  }
  void operator()(const StatedDigest& note) const {
    json.member("entry", note.entry.value).member("size", note.size).member("sha256", note.sha256);
  }
  void operator()(const DigestVoided& note) const {
    json.member("entry", note.entry.value).member("voided", note.target.value);
  }
  void operator()(const LogKey& note) const {
    json.member("entry", note.entry.value).member("vkey", note.vkey);
    json.name("retired_by");
    note.retired_by ? json.integer(note.retired_by->value) : json.null();
  }
};

}  // namespace

bool is_public(ActionKind kind) {
  switch (kind) {  // No default: whether the world may know a new kind of action is for somebody to decide.
    case ActionKind::freeze:
    case ActionKind::registry_event:
    case ActionKind::cancellation:
    case ActionKind::invalidation:
    case ActionKind::foreign_use:
    case ActionKind::own_lock:
    case ActionKind::project_link:
      return true;
    case ActionKind::reservation:
    case ActionKind::transfer_hold:
    case ActionKind::pending:
    case ActionKind::transfer:
      return false;
  }
  return false;
}

void write_optional_entry(JsonWriter& json, std::string_view name, const std::optional<EntryIndex>& entry) {
  json.name(name);
  entry ? json.integer(entry->value) : json.null();
}

void write_ranges(JsonWriter& json, const std::vector<BatchRange>& ranges) {
  json.name("ranges").open_array();
  for (const BatchRange& range : ranges) {
    json.open_object().member("batch", range.batch.value).member("first", range.units.first());
    json.member("last", range.units.last()).close_object();
  }
  json.close_array();
}

std::string instant_text(Instant instant) { return log::time_text(instant.unix_ms); }

void write_note_members(JsonWriter& json, const Note& note) { std::visit(NoteWriter{json}, note); }

void write_conflict(JsonWriter& json, const Conflict& conflict) {
  json.open_object();
  write_conflict_members(json, conflict);
  json.close_object();
}

void write_authorisation(JsonWriter& json, const Authorisation& authorisation) {
  json.open_object();
  write_authorisation_members(json, authorisation);
  json.close_object();
}

void write_engagement(JsonWriter& json, const Engagement& engagement) {
  json.open_object().member("engagement", engagement.entry.value).member("factory", engagement.factory.value);
  json.member("scheme", engagement.scheme).member("body", engagement.body.text);
  json.member("role", name_of(engagement.role)).member("from_period", format_period(engagement.from_period));
  json.name("until");
  engagement.until ? json.text(format_date(*engagement.until)) : json.null();
  write_optional_entry(json, "accepted_by", engagement.accepted_by);
  write_optional_entry(json, "ended_by", engagement.ended_by);
  json.close_object();
}

void write_pending(JsonWriter& json, const Pending& pending) {
  json.open_object().member("pending", pending.entry.value).member("party", pending.party.text);
  json.member("kind", pending.kind).member("maker", pending.maker.text);
  json.member("lapses", instant_text(pending.lapses));
  write_optional_entry(json, "closed_by", pending.closed_by);
  json.member("approved", pending.approved).close_object();
}

}  // namespace tanbu::http
