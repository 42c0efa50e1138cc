// What became of a serial or of one number: every batch that holds it, the condition of the asked units, who claims
// them, what was done to them and which accounts of them contradict each other. And the signed answer that nothing is
// recorded of a serial (formats sections 13 and 31).
#include <algorithm>

#include "api/http/handlers.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/records_json.hpp"
#include "api/http/serial_search.hpp"
#include "api/http/units_json.hpp"
#include "ledger/log/absence.hpp"
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
void write_claims(JsonWriter& json, const FoundUnits& found, const std::vector<Retirement>& naming) {
  json.name("claims").open_array();
  for (const Retirement& retirement : naming) {
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
  const auto naming = reader.retirements_naming(found.batch.id, found.units);
  for (const Retirement& retirement : naming) cache.remember(retirement);
  json.name("units");
  const auto segments = reader.segments(found.batch.id, found.units);
  if (!write_units(json, segments, found.units, found.batch, rights, cache)) json.member("units_complete", false);
  write_claims(json, found, naming);
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
  const auto hashes = call.engine().hashes(reader);
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

// Batches that hold any unit of the serial and that entries below `size` recorded. A serial without a public grammar is
// known by its exact spelling only.
std::vector<EntryIndex> entries_of(const Programme& programme, const std::string& serial, store::Reader& reader,
                                   std::uint64_t size) {
  std::vector<EntryIndex> entries;
  if (programme.opaque) {
    const auto batch = reader.batch_with_serial(std::string(programme.code), serial);
    if (batch && batch->id.entry() < EntryIndex{size}) entries.push_back(batch->id.entry());
    return entries;
  }
  const auto searched = search_serial(programme, serial, reader, {size});
  const auto* found = std::get_if<std::vector<FoundUnits>>(&searched);
  HOLDS(found != nullptr);  // its canonical spelling was read before
  for (const FoundUnits& units : *found) entries.push_back(units.batch.id.entry());
  return entries;
}

constexpr std::size_t entries_at_once = 1'000;
constexpr std::uint64_t witnessed_behind_max = 20'000;

// Batches that stood at `size` and were voided since: the present state no longer finds them by their numbers. Of what
// is recorded of a batch nothing else ever takes numbers away from it.
std::vector<EntryIndex> voided_since(const Programme& programme, const std::string& serial, store::Reader& reader,
                                     std::uint64_t size) {
  std::vector<EntryIndex> entries;
  const auto end = reader.head().size;
  while (size < end) {
    const auto page = reader.entries({size, end, entries_at_once});
    HOLDS(!page.empty());  // the log has no holes
    for (const store::StoredEntry& entry : page) {
      for (const Event& event : entry.decision.events) {
        const auto* changed = std::get_if<BatchChanged>(&event);
        if (changed == nullptr || changed->batch.voided_by != entry.index) continue;
        if (may_hold_units_of(programme, serial, changed->batch)) entries.push_back(changed->batch.id.entry());
      }
    }
    size = page.back().index.value + 1;
  }
  return entries;
}

// The checkpoint that an absence is to be stated under, with its lines; nothing where the note alone is asked for.
// A problem where there is none.
std::variant<std::optional<std::string>, Response> asked_checkpoint(const Call& call, store::Reader& reader) {
  const auto which = call.values.text("checkpoint");
  if (which.empty()) return std::nullopt;
  if (which == "latest") return newest_checkpoint(call, reader);
  auto checkpoint = witnessed_checkpoint(call, reader);
  if (!checkpoint) return call.problem({.code = "checkpoint_not_witnessed"});
  // It may be newer than this reader's snapshot, if the quorum was met in between.
  reader.refresh();
  return checkpoint;
}

log::Checkpoint text_of(const std::string& checkpoint) {
  const auto ours = log::claimed_checkpoint(checkpoint);
  HOLDS(log::ok(ours));
  return log::value(ours);
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
  auto asked = asked_checkpoint(call, reader);
  if (auto* problem = std::get_if<Response>(&asked)) return std::move(*problem);
  const auto& checkpoint = std::get<std::optional<std::string>>(asked);
  const auto head_size = reader.head().size;
  const auto size = checkpoint ? text_of(*checkpoint).size : head_size;
  HOLDS(size <= head_size);
  if (head_size - size > witnessed_behind_max) {
    return call.problem(
        {.code = "checkpoint_not_witnessed",
         .detail = "The newest checkpoint with a quorum lies too far back to state anything as of it."});
  }
  auto entries = entries_of(programme, serial, reader, size);
  for (const EntryIndex entry : voided_since(programme, serial, reader, size)) entries.push_back(entry);
  if (!entries.empty()) return call.problem({.code = "serial_known", .entries = std::move(entries)});
  // From here on it must succeed.
  const auto hashes = call.engine().hashes(reader);
  const log::Absence absence{call.engine().origin(), std::string(programme.code), serial, size,
                             log::root(size, *hashes)};
  const std::string text = log::absence_text(absence);
  std::string body = log::note_bytes({text, {signer->sign(text)}});
  if (checkpoint) {
    HOLDS(text_of(*checkpoint).root == absence.root);  // or two trees would be vouched for at once
    const auto genesis = reader.entry({0});
    auto receipt = call.engine().receipt_under(reader, {0}, *checkpoint);
    HOLDS(genesis && genesis->command && receipt);  // entry 0 is never erased
    body = log::write_witnessed_absence({*genesis->command, std::move(body), *std::move(receipt)});
  }
  Response response = text_response(std::move(body), "text/plain; charset=utf-8");
  add_validator(response, cache_few_seconds);
  return response;
}

}  // namespace tanbu::http
