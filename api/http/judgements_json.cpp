// The spellings of judgements.
#include "api/http/judgements_json.hpp"

#include "api/http/notes_json.hpp"

namespace tanbu::http {
namespace {

void write_accidents(JsonWriter& json, const std::optional<std::vector<Accident>>& accidents) {
  json.name("accidents");
  if (!accidents) {
    json.null();
    return;
  }
  json.open_array();
  for (const Accident& accident : *accidents) {
    json.open_object().member("on", format_date(accident.on)).member("grade", name_of(accident.grade)).close_object();
  }
  json.close_array();
}

void write_indicators(JsonWriter& json, const std::vector<Indicator>& indicators) {
  json.name("indicators").open_array();
  for (const Indicator& indicator : indicators) {
    json.open_object().member("row", indicator.row);
    if (indicator.value) json.member("value", *indicator.value);
    if (indicator.score) json.member("score", *indicator.score);
    if (indicator.score_max) json.member("score_max", *indicator.score_max);
    json.member("conform", name_of(indicator.conformity)).close_object();
  }
  json.close_array();
}

void write_print(JsonWriter& json, const CertificatePrint& print) {
  json.member("number", print.number);
  json.member_unless_empty("applicant", print.applicant);
  json.member("period", format_period(print.period));
  if (print.type) json.member("type", name_of(*print.type));
  if (print.star) json.member("star", *print.star);
  if (print.level) json.member("level", *print.level);
  json.member("emissions_t", format_tonnes(print.emissions));
  json.member("offset_percent", format_percent_e2(print.percent_e2));
  json.member("first_issued_on", format_date(print.first_issued_on)).member("issued_on", format_date(print.issued_on));
  json.member("cycle_from", format_date(print.cycle_from)).member("valid_until", format_date(print.valid_until));
}

void write_issue(JsonWriter& json, const CertificateIssue& issue) {
  json.open_object().member("entry", issue.entry.value).member("issue", name_of(issue.kind));
  write_print(json, issue.print);
  write_optional_entry(json, "attestation", issue.attestation);
  write_optional_entry(json, "assessment", issue.assessment);
  json.close_object();
}

void write_event(JsonWriter& json, const CertificateEvent& event) {
  json.open_object().member("entry", event.entry.value).member("event", name_of(event.kind));
  json.member("issuer", event.issuer.text).member("effective_on", format_date(event.effective_on));
  if (event.period) json.member("period", format_period(*event.period));
  if (event.attestation) json.member("attestation", event.attestation->value);
  if (event.to_body) json.member("to_body", event.to_body->text);
  if (event.audit) json.member("result", name_of(*event.audit));
  json.close_object();
}

}  // namespace

void write_assessment(JsonWriter& json, const Assessment& assessment) {
  json.open_object().member("assessment", assessment.entry.value).member("issuer", assessment.issuer.text);
  json.member("factory", assessment.factory.value).member("period", format_period(assessment.period));
  json.member("scheme", assessment.scheme).member("assessor", name_of(assessment.assessor));
  json.member("assessed_on", format_date(assessment.assessed_on));
  if (assessment.level) json.member("level", *assessment.level);
  json.name("basic").open_array();
  for (const std::string& requirement : assessment.basic) json.text(requirement);
  json.close_array();
  write_accidents(json, assessment.accidents);
  write_indicators(json, assessment.indicators);
  json.close_object();
}

void write_attestation_members(JsonWriter& json, const Attestation& attestation) {
  json.member("entry", attestation.entry.value).member("body", attestation.body.text);
  json.member("inventory", attestation.inventory.value).member("factory", attestation.factory.value);
  json.member("period", format_period(attestation.period)).member("scheme", attestation.scheme);
  json.name("claim").open_object();
  if (attestation.claim.type) json.member("type", name_of(*attestation.claim.type));
  json.member("percent", format_percent_e2(attestation.claim.percent_e2));
  if (attestation.claim.level) json.member("level", *attestation.claim.level);
  json.close_object();
  write_entries(json, "retirements", attestation.retirements);
  write_optional_entry(json, "assessment", attestation.assessment);
  json.member("to_offset_t", format_tonnes(attestation.to_offset)).member("counted_t", attestation.counted_t);
  json.member("attested_on", format_date(attestation.attested_on));
  write_optional_entry(json, "withdrawn_by", attestation.withdrawn_by);
}

void write_certificate_members(JsonWriter& json, const Certificate& certificate) {
  json.member("entry", certificate.entry.value).member("scheme", certificate.scheme).name("factory");
  certificate.factory ? json.integer(certificate.factory->value) : json.null();
  json.name("body");
  certificate.body ? json.text(certificate.body->text) : json.null();
  json.member_unless_empty("body_name", certificate.body_name);
  json.name("issues").open_array();
  for (const CertificateIssue& issue : certificate.issues) write_issue(json, issue);
  json.close_array().name("events").open_array();
  for (const CertificateEvent& event : certificate.events) write_event(json, event);
  json.close_array();
}

void write_award_members(JsonWriter& json, const Award& award) {
  json.member("entry", award.entry.value).member("owner", award.owner.text).member("factory", award.factory.value);
  json.member("period", format_period(award.period)).member("scheme", award.scheme).member("level", award.level);
  json.member("notice_from", format_date(award.notice_from)).member("notice_until", format_date(award.notice_until));
  json.member("announced_on", format_date(award.announced_on)).member("reference", award.reference);
  write_optional_entry(json, "assessment", award.assessment);
  json.name("reviews").open_array();
  for (const AwardReview& review : award.reviews) {
    json.open_object().member("entry", review.entry.value).member("on", format_date(review.on));
    json.member("result", name_of(review.result)).close_object();
  }
  json.close_array();
}

void write_label_members(JsonWriter& json, const Label& label) {
  json.member("entry", label.entry.value).member("recorded_by", label.issuer.text);
  json.member("factory", label.factory.value).member("period", format_period(label.period));
  json.member_unless_empty("scheme_name", label.scheme_name);
  json.member_unless_empty("issuer", label.label_issuer);
  json.member("on", format_date(label.on)).member("inventory", label.inventory.value);
  write_entries(json, "includes", label.includes);
}

void write_dispute_members(JsonWriter& json, const Dispute& dispute) {
  json.member("entry", dispute.entry.value).member("issuer", dispute.issuer.text);
  json.member("target", dispute.target.value).member("status", dispute.resolved_by ? "resolved" : "open");
  write_optional_entry(json, "resolved_by", dispute.resolved_by);
  if (dispute.outcome) json.member("outcome", name_of(*dispute.outcome));
}

}  // namespace tanbu::http
