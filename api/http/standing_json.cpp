#include "api/http/standing_json.hpp"

#include "api/http/judgements_json.hpp"

namespace tanbu::http {
namespace {

void write_step(JsonWriter& json, std::string_view step, Kilograms amount) {
  const bool below = amount.value < 0;
  json.open_object().member("step", step).member("kg", amount.value);
  json.member("t", (below ? "-" : "") + format_tonnes({below ? -amount.value : amount.value})).close_object();
}

void write_check(JsonWriter& json, const Check& check) {
  json.open_object().member("rule", check.rule).member("check", check.name).member("stage", name_of(check.stage));
  json.member("verdict", name_of(check.verdict)).name("facts").open_object();
  for (const auto& [name, value] : check.facts) json.member(name, value);
  json.close_object();
  write_entries(json, "evidence", check.evidence);
  if (check.flag) json.member("flag", name_of(*check.flag));
  if (check.refusal) json.member("refusal", name_of(*check.refusal));
  json.close_object();
}

void write_scheme_notes(JsonWriter& json, const Scheme& scheme, Language language) {
  json.name("notes").open_array();
  for (const SchemeNote& note : scheme.notes) {
    json.open_object().member("id", note.id);
    json.member("text", language == Language::chinese ? note.text_zh : note.text).close_object();
  }
  json.close_array();
}

void write_troubles(JsonWriter& json, const std::vector<rules::Trouble>& troubles) {
  json.name("troubles").open_array();
  for (const rules::Trouble trouble : troubles) json.text(rules::name_of(trouble));
  json.close_array();
}

std::string_view kind_name(RowKind kind) {
  switch (kind) {
    case RowKind::conform:
      return "conform";
    case RowKind::rank:
      return "rank";
    case RowKind::names:
      return "names";
    case RowKind::share:
      return "share";
    case RowKind::since:
      return "since";
    case RowKind::computed:
      return "computed";
  }
  HOLDS(false);
  return "";
}

void write_row(JsonWriter& json, const SchemeRow& row, Language language) {
  json.open_object().member("row", row.number).member("rule", row.rule).member("name", row.name);
  if (language == Language::chinese) json.member("name_zh", row.name_zh);
  json.member("kind", kind_name(row.kind)).name("demands").open_array();
  for (const Demand& demand : row.demands) {
    json.open_object();
    if (!demand.names.empty()) json.member("names", demand.names);
    if (demand.least_e2) json.member("least_percent", format_percent_e2(*demand.least_e2));
    if (demand.net_zero) json.member("net_zero", true);
    json.close_object();
  }
  json.close_array();
  if (!row.note.empty()) json.member("note", row.note);
  json.close_object();
}

}  // namespace

void write_percent(JsonWriter& json, const Comparison& comparison) {
  const bool nothing = comparison.to_offset.value == 0;
  const std::string exact =
      nothing ? "1/1" : std::to_string(comparison.counted.value) + "/" + std::to_string(comparison.to_offset.value);
  json.name("percent").open_object().member("exact", exact);
  json.member("shown", format_percent_e2(comparison.percent_e2)).close_object();
}

void write_bridge(JsonWriter& json, const Coverage& coverage) {
  json.name("bridge").open_array();
  write_step(json, "gross", coverage.gross);
  write_step(json, "green_electricity", {-coverage.all.green_deduction.value});
  write_step(json, "own_removals", {-coverage.own_removals.value});
  write_step(json, "to_offset", coverage.all.to_offset);
  for (const Coverage::Kind& kind : coverage.by_kind)
    write_step(json, "credits:" + kind.programme, {-kind.counted_t * 1'000});
  write_step(json, "gap", coverage.all.gap);
  json.close_array();
}

void write_evaluation(JsonWriter& json, const Scheme& scheme, const Evaluation& evaluation, Language language) {
  json.name("evaluation").open_object().member("scheme", scheme.code).member("trial", scheme.draft);
  json.member("verdict", name_of(evaluation.verdict));
  if (evaluation.level) json.member("level", *evaluation.level);
  json.name("checks").open_array();
  for (const Check& check : evaluation.checks) write_check(json, check);
  json.close_array();
  write_scheme_notes(json, scheme, language);
  json.close_object();
}

void write_scheme(JsonWriter& json, const Scheme& scheme, Language language) {
  json.open_object().member("code", scheme.code).member("name", scheme.name).member("name_zh", scheme.name_zh);
  json.member("document", scheme.document).member("from", format_date(scheme.from)).name("until");
  scheme.until ? json.text(format_date(*scheme.until)) : json.null();
  json.member("draft", scheme.draft).member("certificates", scheme.certificates).member("awards", scheme.awards);
  json.member("has_types", scheme.has_types).name("stars").open_array();
  for (const std::int64_t star : scheme.stars) json.integer(star);
  json.close_array().name("levels").open_array();
  for (const std::string_view level : scheme.levels) json.text(level);
  json.close_array().name("star_thresholds").open_array();
  for (const StarThreshold& threshold : scheme.thresholds) {
    json.open_object().member("type", name_of(threshold.type)).member("star", threshold.star).name("offset_percent");
    threshold.offset_least_e2 ? json.text(format_percent_e2(*threshold.offset_least_e2)) : json.null();
    json.name("renewable_percent");
    threshold.renewable_least_e2 ? json.text(format_percent_e2(*threshold.renewable_least_e2)) : json.null();
    json.close_object();
  }
  json.close_array().name("accepted_programmes").open_array();
  for (const std::string_view code : scheme.instruments.accepted) json.text(code);
  json.close_array().name("rows").open_array();
  for (const SchemeRow& row : scheme.rows) write_row(json, row, language);
  json.close_array();
  write_scheme_notes(json, scheme, language);
  json.close_object();
}

void write_disputes(JsonWriter& json, EntryIndex target, const View& view) {
  json.name("disputes").open_array();
  for (const Dispute& dispute : rules::standing_disputes(target, view)) {
    json.open_object();
    write_dispute_members(json, dispute);
    json.close_object();
  }
  json.close_array();
}

void write_standing(JsonWriter& json, const rules::AttestationStanding& standing) {
  json.name("standing").open_object().member("holds", standing.holds);
  write_troubles(json, standing.troubles);
  write_entries(json, "because", standing.because);
  if (standing.comparison) {
    json.member("counted_t", standing.comparison->counted_t);
    json.member("to_offset_t", format_tonnes(standing.comparison->to_offset));
    write_percent(json, *standing.comparison);
  }
  json.member("gap_kg", standing.gap.value).member("gap_t", format_tonnes(standing.gap)).close_object();
}

void write_standing(JsonWriter& json, const Certificate& certificate, const rules::CertificateStanding& standing,
                    Date day) {
  json.name("status").open_object().member("on", format_date(day)).member("state", name_of(standing.state));
  const bool covered = !standing.attestation || standing.attestation->holds;
  json.member("in_force", is_in_force(standing.state));
  json.member("stands", is_in_force(standing.state) && covered && !standing.upheld_against).name("body");
  if (standing.body) {
    json.text(standing.body->text);
  } else {
    json.text(certificate.body_name);
  }
  if (standing.issue) {
    json.member("number", standing.issue->print.number);
    json.member("valid_until", format_date(standing.issue->print.valid_until));
    json.member("period", format_period(standing.issue->print.period));
    if (standing.issue->print.valid_until < day)
      json.member("expired_days", day.days - standing.issue->print.valid_until.days);
  }
  const auto due = surveillance_due(certificate, day, rules::surveillance_months(certificate.scheme));
  if (due) json.member("surveillance_due", format_date(*due));
  // Whether the certificate is in force and whether its year is covered are two answers.
  json.name("coverage_holds");
  standing.attestation ? json.boolean(standing.attestation->holds) : json.null();
  write_troubles(json, standing.troubles);
  write_entries(json, "because", standing.because);
  if (standing.attestation) {
    json.member("gap_t", format_tonnes(standing.attestation->gap));
  } else {
    json.member("coverage_examined", false);
  }
  json.close_object();
}

}  // namespace tanbu::http
