// Projects and batches: public, but for the holders of units.
#include "api/http/handlers.hpp"
#include "api/http/lists.hpp"
#include "api/http/records_json.hpp"
#include "api/http/units_json.hpp"

namespace tanbu::http {
namespace {

std::optional<std::string> optional_text(const Call& call, std::string_view name) {
  if (!call.values.has(name)) return std::nullopt;
  return std::string(call.values.text(name));
}

}  // namespace

Response read_projects(const Call& call, store::Reader& reader) {
  const auto programme = optional_text(call, "programme");
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.projects(page, programme); },
      [](const Project& project) { return project.entry.value; },
      [&](JsonWriter& json, const Project& project) {
        write_project(json, project, reader.batches_of_project(project.key));
      });
}

Response read_project(const Call& call, store::Reader& reader) {
  const auto project =
      reader.project({std::string(call.values.text("programme")), std::string(call.values.text("project"))});
  if (!project) return call.not_found();
  std::string body;
  JsonWriter json(body);
  write_project(json, *project, reader.batches_of_project(project->key));
  return json_response(std::move(body));
}

Response read_batches(const Call& call, store::Reader& reader) {
  const store::BatchFilter filter{optional_text(call, "programme"), optional_text(call, "project")};
  if (filter.project_id && !filter.programme) {
    return call.problem(
        {.code = "parameter_missing", .detail = "A project is named within its programme: add programme."});
  }
  return list_response(
      call, reader, [&](const store::Page& page) { return reader.batches(page, filter); },
      [](const Batch& batch) { return batch.id.value; },
      [](JsonWriter& json, const Batch& batch) {
        json.open_object();
        write_batch_members(json, batch);
        json.close_object();
      });
}

Response read_batch(const Call& call, store::Reader& reader) {
  const auto batch = reader.batch({*call.values.number("index")});
  if (!batch) return call.not_found();
  const auto segments = reader.segments(batch->id, batch->units);
  const Rights rights(reader, call.who, china_date(call.engine().now()));
  RecordCache cache(reader);
  std::string body;
  JsonWriter json(body);
  json.open_object();
  write_batch_members(json, *batch);
  json.name("units");
  const bool complete = write_units(json, segments, batch->units, *batch, rights, cache);
  if (!complete) json.member("units_complete", false);
  json.name("totals");
  write_totals(json, segments);
  json.close_object();
  return json_response(std::move(body));
}

}  // namespace tanbu::http
