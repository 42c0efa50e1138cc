// One factory-year as a whole: what was said about it in public and, for those who may read inventories, which versions
// were declared and which of them counts. Not its figures (reads_coverage.cpp): those are asked with a version.
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/judgements_json.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/past_view.hpp"
#include "api/http/records_json.hpp"
#include "api/http/rights.hpp"
#include "api/http/standing_json.hpp"

namespace tanbu::http {
namespace {

void write_verification(JsonWriter& json, const std::optional<Verification>& verification) {
  json.name("verification");
  if (!verification) {
    json.null();
    return;
  }
  json.open_object().member("entry", verification->entry.value).member("verifier", verification->verifier.text);
  json.member("assurance", name_of(verification->assurance)).member("opinion", name_of(verification->opinion));
  json.member("verified_on", format_date(verification->verified_on)).close_object();
}

void write_versions(JsonWriter& json, const std::vector<Inventory>& versions, Period period) {
  const Inventory* counted = standing_versions(versions, period).counted();
  json.name("inventories").open_array();
  for (const Inventory& version : versions) {
    json.open_object().member("inventory", version.id.value).member("version", version.version);
    json.member("standard", version.standard).member("counts", &version == counted);
    write_verification(json, version.verification);
    write_optional_entry(json, "superseded_by",
                         version.superseded_by ? std::optional(version.superseded_by->entry()) : std::nullopt);
    write_optional_entry(json, "voided_by", version.voided_by);
    json.close_object();
  }
  json.close_array();
}

bool speaks_of(const Certificate& certificate, Period period) {
  return std::any_of(certificate.issues.begin(), certificate.issues.end(),
                     [&](const CertificateIssue& issue) { return issue.print.period == period; });
}

// What everybody may know. An attestation tells its totals.
void write_public_words(JsonWriter& json, FactoryId factory, Period period, Date day, const View& view) {
  json.name("attestations").open_array();
  for (const Attestation& one : find_notes<Attestation>(view, index_names::attestations_of(factory))) {
    if (one.period != period) continue;
    json.open_object();
    write_attestation_members(json, one);
    write_standing(json, rules::standing_of(one, day, view));
    json.close_object();
  }
  json.close_array().name("certificates").open_array();
  for (const Certificate& one : find_notes<Certificate>(view, index_names::certificates_of(factory))) {
    if (speaks_of(one, period)) json.integer(one.entry.value);
  }
  json.close_array().name("awards").open_array();
  for (const Award& one : find_notes<Award>(view, index_names::awards_of(factory))) {
    if (one.period != period) continue;
    json.open_object();
    write_award_members(json, one);
    write_disputes(json, one.entry, view);
    json.close_object();
  }
  json.close_array().name("labels").open_array();
  for (const Label& one : find_notes<Label>(view, index_names::labels_of(factory))) {
    if (one.period != period) continue;
    json.open_object();
    write_label_members(json, one);
    json.close_object();
  }
  json.close_array();
}

}  // namespace

Response read_factory_year(const Call& call, store::Reader& reader) {
  const auto factory = reader.factory({*call.values.number("index")});
  if (!factory) return call.not_found();
  const Period period = *parse_period(call.values.text("period"));
  std::string body;
  JsonWriter json(body);
  json.open_object().member("factory", factory->id.value).member("period", format_period(period));
  write_public_words(json, factory->id, period, asked_day(call, reader), reader);
  if (rights_of(call, reader).may_read_inventories(*factory, period)) {
    auto versions = static_cast<const View&>(reader).inventories(factory->id);
    std::erase_if(versions, [&](const Inventory& inventory) { return inventory.period != period; });
    write_versions(json, versions, period);
  }
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
