// Projects and batches: public, but for the holders of units.
#include <algorithm>
#include <map>

#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/notes_json.hpp"
#include "api/http/project_texts.hpp"
#include "api/http/records_json.hpp"
#include "api/http/units_json.hpp"

namespace tanbu::http {
namespace {

std::optional<std::string> optional_text(const Call& call, std::string_view name) {
  if (!call.values.has(name)) return std::nullopt;
  return std::string(call.values.text(name));
}

constexpr std::size_t uses_shown_max = 1000;
// A batch in more pieces than this shows its first ones and no sums: one question must not read a whole ledger.
constexpr std::size_t pieces_read_max = 20'000;
constexpr std::int64_t units_at_once = 16'384;

// Other projects that are the same in reality: by name, by alias or by asset.
void write_links(JsonWriter& json, const Project& project, store::Reader& reader) {
  std::map<EntryIndex, Project> linked;
  for (const auto& token : project_tokens(project.key, project.also_registered_as, project.asset_code)) {
    for (Project& other : reader.projects_with_token(token)) {
      if (other.key != project.key) linked.emplace(other.entry, std::move(other));
    }
  }
  json.name("links").open_array();
  for (const auto& [entry, other] : linked) {
    json.open_object().member("programme", other.key.programme).member("project_id", other.key.project_id);
    json.member("entry", entry.value).member("used", other.used).member("locked", other.lock.has_value());
    json.close_object();
  }
  json.close_array();
}

// Every retirement that names units of the project, whatever became of it.
void write_uses(JsonWriter& json, const std::vector<BatchId>& batches, store::Reader& reader) {
  std::map<RetirementId, Retirement> uses;
  for (const BatchId id : batches) {
    const auto batch = reader.batch(id);
    HOLDS(batch.has_value());
    for (Retirement& retirement : reader.retirements_naming(id, batch->units))
      uses.emplace(retirement.id, std::move(retirement));
  }
  json.name("uses").open_array();
  std::size_t shown = 0;
  for (const auto& [id, retirement] : uses) {
    if (shown++ == uses_shown_max) break;
    json.open_object().member("retirement", id.value).member("factory", retirement.factory.value);
    json.member("period", format_period(retirement.period)).member("purpose", name_of(retirement.purpose));
    json.member("quantity", retirement.quantity).member("counted", retirement.counted);
    json.member("status", name_of(retirement.status)).close_object();
  }
  json.close_array();
  if (uses.size() > uses_shown_max) json.member("uses_complete", false);
}

// What the registry has said of the batch's units since it was recorded, and was not withdrawn, in the order in which
// it was recorded. Whoever compares a registry's list with the ledger sees by it what would be told twice.
void write_registry_events(JsonWriter& json, const Batch& batch, store::Reader& reader) {
  auto events = find_notes<UnitAction>(reader, index_names::actions_on(batch.id));
  const auto is_other = [](const UnitAction& action) {
    return action.kind != ActionKind::registry_event || action.closed_by || !action.status || !action.on;
  };
  events.erase(std::remove_if(events.begin(), events.end(), is_other), events.end());
  if (events.empty()) return;
  std::sort(events.begin(), events.end(),
            [](const UnitAction& one, const UnitAction& other) { return one.entry < other.entry; });
  json.name("registry_events").open_array();
  for (const UnitAction& event : events) {
    for (const BatchRange& range : event.ranges) {
      if (range.batch != batch.id) continue;
      json.open_object().member("entry", event.entry.value).member("status", name_of(*event.status));
      json.member("on", format_date(*event.on));
      json.member_unless_empty("beneficiary_text", event.beneficiary_text);
      json.member_unless_empty("reason_text", event.reason_text);
      json.member_unless_empty("reference", event.registry_reference);
      json.member("first", range.units.first()).member("last", range.units.last()).close_object();
    }
  }
  json.close_array();
}

struct Pieces {
  std::vector<Segment> segments;
  bool complete = true;
};

// In steps of so many units, because a batch may lie in as many pieces as it has units; from the end of one piece to
// the next, because a piece may be the whole of it.
Pieces read_pieces(const Batch& batch, store::Reader& reader) {
  Pieces pieces;
  std::int64_t begin = batch.units.begin;
  while (begin < batch.units.end && pieces.segments.size() < pieces_read_max) {
    const std::int64_t end = std::min(batch.units.end, begin + units_at_once);
    const auto more = reader.segments(batch.id, {begin, end});
    pieces.segments.insert(pieces.segments.end(), more.begin(), more.end());
    begin = more.empty() ? end : more.back().units.end;
  }
  pieces.complete = begin >= batch.units.end;
  return pieces;
}

}  // namespace

Response read_projects(const Call& call, store::Reader& reader) {
  const auto programme = optional_text(call, "programme");
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.projects(page, programme); },
      [](const Project& project) { return project.entry.value; },
      [&](JsonWriter& json, const Project& project) {
        json.open_object();
        write_project_members(json, project, reader.batches_of_project(project.key));
        json.close_object();
      });
}

Response read_project(const Call& call, store::Reader& reader) {
  const auto project =
      reader.project({std::string(call.values.text("programme")), std::string(call.values.text("project"))});
  if (!project) return call.not_found();
  std::string body;
  JsonWriter json(body);
  const auto batches = reader.batches_of_project(project->key);
  json.open_object();
  write_project_members(json, *project, batches);
  write_links(json, *project, reader);
  write_uses(json, batches, reader);
  json.name("conflicts").open_array();
  for (const auto& conflict : find_notes<Conflict>(reader, index_names::conflicts_of(project->key)))
    write_conflict(json, conflict);
  json.close_array().close_object();
  return json_response(std::move(body));
}

Response read_batches(const Call& call, store::Reader& reader) {
  const store::BatchFilter filter{optional_text(call, "programme"), optional_text(call, "project")};
  if (filter.project_id && !filter.programme) {
    return call.problem({.code = "parameter_missing",
                         .detail = "A project is named within its programme: add programme.",
                         .detail_zh = "项目编号在机制内才唯一：请补充 programme。",
                         .parameter = "programme"});
  }
  const bool named = !call.fields.empty() && asks_for_member(call, "project");
  const bool with_project = call.form == ListForm::csv || call.values.flag("project_texts") || named;
  ProjectTexts texts(reader);
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.batches(page, filter); },
      [](const Batch& batch) { return batch.id.value; },
      [&](JsonWriter& json, const Batch& batch) {
        json.open_object();
        write_batch_members(json, batch);
        write_registry_events(json, batch, reader);
        if (with_project) write_project_texts(json, texts.of(batch.project));
        json.close_object();
      });
}

Response read_batch(const Call& call, store::Reader& reader) {
  const auto batch = reader.batch({*call.values.number("index")});
  if (!batch) return call.not_found();
  const auto pieces = read_pieces(*batch, reader);
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_batch_members(json, *batch);
  write_registry_events(json, *batch, reader);
  json.name("units");
  const bool complete = write_units(json, pieces.segments, batch->units, *batch, rights, cache);
  if (!complete || !pieces.complete) json.member("units_complete", false);
  json.name("totals");
  if (pieces.complete) {
    write_totals(json, pieces.segments, *batch, rights);
  } else {
    json.null();
  }
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
