// What became of a serial or of one number: every batch that holds it, the condition of the asked units, and who claims
// them.
#include "api/http/handlers.hpp"
#include "api/http/records_json.hpp"
#include "api/http/serial_search.hpp"
#include "api/http/units_json.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

// Claims on HOLD bind nothing and several may stand; bound uses stand with the units.
void write_claims(JsonWriter& json, const FoundUnits& found, store::Reader& reader) {
  json.name("claims").open_array();
  for (const Retirement& retirement : reader.retirements_naming(found.batch.id, found.units)) {
    if (retirement.status != RetirementStatus::on_hold) continue;
    for (const BatchRange& range : retirement.ranges) {
      if (range.batch != found.batch.id || !range.units.overlaps(found.units)) continue;
      const UnitRange part = range.units.intersection(found.units);
      json.open_object().member("retirement", retirement.id.value).member("factory", retirement.factory.value);
      json.member("period", format_period(retirement.period)).member("first", part.first());
      json.member("last", part.last()).close_object();
    }
  }
  json.close_array();
}

}  // namespace

Response read_serial(const Call& call, store::Reader& reader) {
  const std::string_view query = call.values.text("serial");
  const Programme* programme = find_programme(call.values.text("programme"));
  HOLDS(programme != nullptr);  // the router has looked
  auto searched = search_serial(*programme, query, reader);
  if (const auto* fault = std::get_if<SerialFault>(&searched)) {
    return call.problem(
        {.code = "parameter_invalid", .detail = "This is no serial of the programme: " + fault->detail + "."});
  }
  const auto& found = std::get<std::vector<FoundUnits>>(searched);
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  const auto size = reader.head().size;
  const auto hashes = engine::hashes_of(reader);
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("programme", programme->code).member("query", query).name("as_of").open_object();
  json.member("size", size).member("root", log::digest_to_base64(log::root(size, *hashes))).close_object();
  json.name("answers").open_array();
  for (const FoundUnits& units : found) {
    json.open_object();
    write_batch_members(json, units.batch);
    json.name("units");
    const auto segments = reader.segments(units.batch.id, units.units);
    if (!write_units(json, segments, units.units, units.batch, rights, cache)) json.member("units_complete", false);
    write_claims(json, units, reader);
    json.close_object();
  }
  json.close_array().member("found", !found.empty()).close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
