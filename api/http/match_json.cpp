#include "api/http/match_json.hpp"

namespace tanbu::http {
namespace {

void write_differences(JsonWriter& json, std::string_view name, const std::vector<rules::MatchDifference>& list) {
  json.name(name).open_array();
  for (const auto& one : list) {
    json.open_object().member("field", one.field).member("ledger", one.ledger).member("registry", one.registry);
    json.member("entry", one.entry.value).close_object();
  }
  json.close_array();
}

void write_row(JsonWriter& json, const rules::MatchedRow& row) {
  json.open_object().member("entry", row.entry.value);
  json.member("kind", row.is_event ? "record_registry_event" : "record_batch").member("status", name_of(row.status));
  if (row.on) json.member("on", format_date(*row.on));
  if (!row.reference.empty()) json.member("reference", row.reference);
  json.name("ranges").open_array();
  for (const BatchRange& range : row.ranges) {
    json.open_object().member("batch", range.batch.value).member("first", range.units.first());
    json.member("last", range.units.last()).close_object();
  }
  json.close_array().close_object();
}

}  // namespace

void write_match_member(JsonWriter& json, const rules::Match& match) {
  json.name("match").open_object().member("state", rules::name_of(match.state));
  json.name("units").open_object().member("agree", match.agreeing_units).member("differ", match.differing_units);
  json.member("unchecked", match.unchecked_units).close_object().name("compared").open_array();
  for (const auto& row : match.rows) write_row(json, row);
  json.close_array();
  write_differences(json, "differences", match.differences);
  write_differences(json, "hints", match.hints);
  json.close_object();
}

void write_matches(JsonWriter& json, const std::vector<Retirement>& retirements, const View& view) {
  rules::Matcher matcher(view);
  json.name("matches").open_array();
  for (const Retirement& retirement : retirements) {
    if (!is_open(retirement.status)) continue;
    json.open_object().member("retirement", retirement.id.value);
    write_match_member(json, matcher.match(retirement));
    json.close_object();
  }
  json.close_array();
}

}  // namespace tanbu::http
