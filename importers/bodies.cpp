// The two bodies of reading.hpp.
#include "importers/reading.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

// The line names the row that the ledger's entry rests on, so that an answer can be led back to it later.
json::object evidence(const Source& source, std::size_t line) {
  return {{"sha256", source.sha256},
          {"bytes", source.bytes},
          {"media_type", source.media_type},
          {"reference", "row " + std::to_string(line)}};
}

}  // namespace

json::object register_project_body(const Reading& reading, const ProjectRow& project) {
  return {{"programme", reading.programme},
          {"project_id", project.project_id},
          {"title", project.title},
          {"country", project.country},
          {"technology", project.technology},
          {"methodology", project.methodology},
          {"evidence", evidence(reading.source, project.line)}};
}

json::object record_batch_body(const Reading& reading, const BatchRow& batch) {
  json::object status{{"status", batch.retired_on ? "retired" : "active"}};
  if (batch.retired_on) status["on"] = format_date(*batch.retired_on);
  if (!batch.beneficiary_text.empty()) status["beneficiary_text"] = batch.beneficiary_text;
  if (!batch.reason_text.empty()) status["reason_text"] = batch.reason_text;
  return {{"programme", reading.programme},
          {"serial", batch.serial},
          {"quantity", batch.units.quantity()},
          {"project", batch.project_id},
          {"vintage_from", format_date(batch.vintage.first)},
          {"vintage_until", format_date(batch.vintage.last)},
          {"issued_on", format_date(batch.issued_on)},
          {"registry_status", std::move(status)},
          {"evidence", evidence(reading.source, batch.line)}};
}

}  // namespace tanbu::importers
