// What became of a serial or of one number: every batch that holds it, the condition of the asked units, who claims
// them, what was done to them and which accounts of them contradict each other. And the signed answer that nothing is
// recorded of a serial (formats section 13).
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/records_json.hpp"
#include "api/http/serial_search.hpp"
#include "api/http/units_json.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t notes_shown_max = 1000;

bool names_units(const std::vector<BatchRange>& ranges, const FoundUnits& found) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const BatchRange& range) {
    return range.batch == found.batch.id && range.units.overlaps(found.units);
  });
}

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

// In order of their entries. Moves between holders are the association's to see.
void write_actions(JsonWriter& json, const FoundUnits& found, store::Reader& reader, const Rights& rights) {
  store::Page page;
  page.limit = notes_shown_max + 1;
  const auto notes = reader.notes_page(index_names::actions_on(found.batch.id), page);
  json.name("actions").open_array();
  for (std::size_t at = 0; at < std::min(notes.size(), notes_shown_max); ++at) {
    const auto* action = std::get_if<UnitAction>(&notes[at]);
    if (action == nullptr || !names_units(action->ranges, found)) continue;
    if (!is_public(action->kind) && !rights.is_association()) continue;
    json.open_object();
    write_note_members(json, notes[at]);
    json.close_object();
  }
  json.close_array();
  if (notes.size() > notes_shown_max) json.member("actions_complete", false);
}

void write_conflicts(JsonWriter& json, const FoundUnits& found, store::Reader& reader) {
  json.name("conflicts").open_array();
  for (const Conflict& conflict : find_notes<Conflict>(reader, index_names::conflicts_on(found.batch.id))) {
    if (names_units(conflict.ranges, found)) write_conflict(json, conflict);
  }
  json.close_array();
}

void write_answer(JsonWriter& json, const FoundUnits& found, store::Reader& reader, const Rights& rights,
                  RecordCache& cache) {
  json.open_object();
  write_batch_members(json, found.batch);
  json.name("units");
  const auto segments = reader.segments(found.batch.id, found.units);
  if (!write_units(json, segments, found.units, found.batch, rights, cache)) json.member("units_complete", false);
  write_claims(json, found, reader);
  write_actions(json, found, reader, rights);
  write_conflicts(json, found, reader);
  json.close_object();
}

Response no_serial(const Call& call, const SerialFault& fault) {
  return call.problem(
      {.code = "parameter_invalid", .detail = "This is no serial of the programme: " + fault.detail + "."});
}

const Programme& asked_programme(const Call& call) {
  const Programme* programme = find_programme(call.values.text("programme"));
  HOLDS(programme != nullptr);  // the router has looked
  return *programme;
}

Response answer_query(const Call& call, store::Reader& reader, std::string_view query) {
  const Programme& programme = asked_programme(call);
  auto searched = search_serial(programme, query, reader);
  if (const auto* fault = std::get_if<SerialFault>(&searched)) return no_serial(call, *fault);
  const auto& found = std::get<std::vector<FoundUnits>>(searched);
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  const auto size = reader.head().size;
  const auto hashes = engine::hashes_of(reader);
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object().member("programme", programme.code).member("query", query).member("parsed", !programme.opaque);
  json.name("as_of").open_object().member("size", size);
  json.member("root", log::digest_to_base64(log::root(size, *hashes))).close_object();
  json.name("answers").open_array();
  for (const FoundUnits& units : found) write_answer(json, units, reader, rights, cache);
  json.close_array().member("found", !found.empty()).close_object();
  return json_response(std::move(body));
}

// Batches that hold any unit of the serial. A serial without a public grammar is known by its exact spelling only.
std::vector<EntryIndex> entries_of(const Programme& programme, const std::string& serial, store::Reader& reader) {
  std::vector<EntryIndex> entries;
  if (programme.opaque) {
    const auto batch = reader.batch_with_serial(std::string(programme.code), serial);
    if (batch) entries.push_back(batch->id.entry());
    return entries;
  }
  const auto searched = search_serial(programme, serial, reader);
  const auto* found = std::get_if<std::vector<FoundUnits>>(&searched);
  HOLDS(found != nullptr);  // its canonical spelling was read before
  for (const FoundUnits& units : *found) entries.push_back(units.batch.id.entry());
  return entries;
}

}  // namespace

Response read_serial(const Call& call, store::Reader& reader) {
  return answer_query(call, reader, call.values.text("serial"));
}

Response read_units(const Call& call, store::Reader& reader) {
  const bool by_serial = call.values.has("serial");
  if (by_serial == call.values.has("number")) {
    return call.problem({.code = "parameter_missing", .detail = "Give either serial or number, one of the two."});
  }
  return answer_query(call, reader, call.values.text(by_serial ? "serial" : "number"));
}

Response read_absence(const Call& call, store::Reader& reader) {
  const auto& signer = call.services->statement_signer;
  if (!signer) return call.problem({.code = "statement_key_absent"});
  const Programme& programme = asked_programme(call);
  const auto spelt = canonical_serial(programme, call.values.text("serial"));
  if (const auto* fault = std::get_if<SerialFault>(&spelt)) return no_serial(call, *fault);
  const auto& serial = std::get<std::string>(spelt);
  auto entries = entries_of(programme, serial, reader);
  if (!entries.empty()) return call.problem({.code = "serial_known", .entries = std::move(entries)});
  const auto size = reader.head().size;
  const auto hashes = engine::hashes_of(reader);
  // Serials of two programmes may read alike, so the programme stands before the serial.
  const std::string text = "tanbu-absence/1\n" + call.engine().origin() + "\n" + std::string(programme.code) + " " +
                           serial + "\n" + std::to_string(size) + "\n" +
                           log::digest_to_base64(log::root(size, *hashes)) + "\n";
  Response response = text_response(log::note_bytes({text, {signer->sign(text)}}), "text/plain; charset=utf-8");
  add_validator(response, cache_few_seconds);
  return response;
}

}  // namespace tanbu::http
