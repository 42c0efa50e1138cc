// The spellings of records; those of events stand in effects_json.cpp.
#include "api/http/records_json.hpp"

#include "ledger/log/entry.hpp"

namespace tanbu::http {
namespace {

template <class Member>
void write_optional(JsonWriter& json, std::string_view name, const std::optional<Member>& member) {
  json.name(name);
  if (member) {
    json.text(member->text);
  } else {
    json.null();
  }
}

void write_lock(JsonWriter& json, const std::optional<ProjectLock>& lock) {
  json.name("lock");
  if (!lock) {
    json.null();
    return;
  }
  json.open_object().member("factory", lock->factory.value).member("retirement", lock->retirement.value);
  json.member("provisional", lock->provisional).close_object();
}

void write_registry_status(JsonWriter& json, const Batch& batch) {
  json.name("registry_status").open_object().member("status", name_of(batch.registry_status));
  if (batch.status_on) json.member("on", format_date(*batch.status_on));
  if (!batch.beneficiary_text.empty()) json.member("beneficiary_text", batch.beneficiary_text);
  if (!batch.reason_text.empty()) json.member("reason_text", batch.reason_text);
  if (!batch.registry_reference.empty()) json.member("reference", batch.registry_reference);
  json.close_object();
}

void write_keys(JsonWriter& json, const std::vector<Key>& keys) {
  json.name("keys").open_array();
  for (const Key& key : keys) {
    json.open_object().member("kid", key.kid.text).member("entry", key.entry.value).name("jwk").raw(key.jwk);
    json.member("valid_from", log::time_text(key.valid_from.unix_ms)).name("valid_until");
    key.valid_until ? json.text(log::time_text(key.valid_until->unix_ms)) : json.null();
    json.name("kinds").open_array();
    for (const std::string& kind : key.kinds) json.text(kind);
    json.close_array().close_object();
  }
  json.close_array();
}

}  // namespace

std::string_view unit_text(const std::string& programme) {
  const Programme* found = find_programme(programme);
  return found != nullptr && found->unit == Unit::megawatt_hour ? "MWh" : "t";
}

void write_party(JsonWriter& json, const Party& party, const std::vector<Key>* keys) {
  json.open_object().member("party", party.id.text).member("entry", party.entry.value).member("name", party.name);
  json.member("legal_form", name_of(party.legal_form)).name("aliases").open_array();
  for (const std::string& alias : party.aliases) json.text(alias);
  json.close_array();
  write_optional(json, "succeeded_by", party.succeeded_by);
  if (keys != nullptr) write_keys(json, *keys);
  json.close_object();
}

void write_factory(JsonWriter& json, const Factory& factory) {
  json.open_object().member("factory", factory.id.value).member("operator", factory.operator_party.text);
  json.member("name", factory.name).member("division", factory.division).member("address", factory.address);
  json.member("operator_from", format_date(factory.operator_from)).name("former_operators").open_array();
  for (const FormerOperator& former : factory.former_operators) {
    json.open_object().member("operator", former.party.text).member("from", format_date(former.from));
    json.member("until", format_date(former.until)).close_object();
  }
  json.close_array().close_object();
}

void write_project_members(JsonWriter& json, const Project& project, const std::vector<BatchId>& batches) {
  json.member("programme", project.key.programme).member("project_id", project.key.project_id);
  json.member("entry", project.entry.value).member("title", project.title);
  write_optional(json, "developer", project.developer);
  write_optional(json, "verifier", project.verifier);
  json.name("self_developed_for");
  project.self_developed_for ? json.integer(project.self_developed_for->value) : json.null();
  json.name("located_in_factory");
  project.located_in_factory ? json.integer(project.located_in_factory->value) : json.null();
  json.member("class", name_of(project.project_class));
  if (project.crediting_from) json.member("crediting_from", format_date(*project.crediting_from));
  if (project.crediting_until) json.member("crediting_until", format_date(*project.crediting_until));
  if (project.voided_by) json.member("voided_by", project.voided_by->value);
  json.name("asset_code");
  project.asset_code ? json.text(*project.asset_code) : json.null();
  json.name("also_registered_as").open_array();
  for (const ProjectKey& other : project.also_registered_as) {
    json.open_object().member("programme", other.programme).member("project_id", other.project_id).close_object();
  }
  json.close_array().member("used", project.used).member("shared", project.shared);
  write_lock(json, project.lock);
  json.name("batches").open_array();
  for (const BatchId batch : batches) json.integer(batch.value);
  json.close_array();
}

void write_batch_members(JsonWriter& json, const Batch& batch) {
  const Programme* programme = find_programme(batch.project.programme);
  json.member("batch", batch.id.value).member("programme", batch.project.programme);
  json.member("project_id", batch.project.project_id).member("serial", batch.serial).member("namespace", batch.space);
  json.member("first", batch.units.first()).member("last", batch.units.last());
  json.member("quantity", batch.units.quantity()).member("unit", unit_text(batch.project.programme));
  json.member("vintage_from", format_date(batch.vintage_from));
  json.member("vintage_until", format_date(batch.vintage_until)).member("issued_on", format_date(batch.issued_on));
  write_registry_status(json, batch);
  json.member("tradable", batch.tradable).member("opaque", programme != nullptr && programme->opaque);
  if (!batch.hold.empty()) json.member("hold", batch.hold);
  if (batch.voided_by) json.member("voided_by", batch.voided_by->value);
}

const Batch& RecordCache::batch(BatchId id) {
  const auto known = batches_.find(id);
  if (known != batches_.end()) return known->second;
  auto batch = reader_.batch(id);
  HOLDS(batch.has_value());
  return batches_.emplace(id, *std::move(batch)).first->second;
}

const Retirement& RecordCache::retirement(RetirementId id) {
  const auto known = retirements_.find(id);
  if (known != retirements_.end()) return known->second;
  auto retirement = reader_.retirement(id);
  HOLDS(retirement.has_value());
  return retirements_.emplace(id, *std::move(retirement)).first->second;
}

void write_retirement_members(JsonWriter& json, const Retirement& retirement, RecordCache& cache) {
  HOLDS(!retirement.ranges.empty());
  json.member("retirement", retirement.id.value).member("factory", retirement.factory.value);
  json.member("period", format_period(retirement.period)).member("purpose", name_of(retirement.purpose));
  json.member("quantity", retirement.quantity);
  json.member("unit", unit_text(cache.batch(retirement.ranges.front().batch).project.programme));
  json.member("beneficiary", retirement.beneficiary.text).member("retired_on", format_date(retirement.retired_on));
  json.member("registry_reference", retirement.registry_reference).member("status", name_of(retirement.status));
  json.member("claim", retirement.claim).member("counted", retirement.counted);
  json.member("recorded_on", format_date(retirement.recorded_on));
  if (retirement.replaces) json.member("replaces", retirement.replaces->value);
  if (retirement.closed_by) json.member("closed_by", retirement.closed_by->value);
  json.name("ranges").open_array();
  for (const BatchRange& range : retirement.ranges) {
    const Batch& batch = cache.batch(range.batch);
    json.open_object().member("batch", range.batch.value).member("first", range.units.first());
    json.member("last", range.units.last()).member("programme", batch.project.programme);
    json.member("serial", batch.serial).close_object();
  }
  json.close_array();
}

}  // namespace tanbu::http
