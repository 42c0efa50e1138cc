// The bodies of reading.hpp.
#include <boost/json/array.hpp>

#include "importers/reading.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

const std::string& programme_of(const ReadingHead& head, const std::string& own) {
  return own.empty() ? head.programme : own;
}

}  // namespace

json::object evidence_of(const ReadingHead& head, std::size_t sheet, std::size_t line) {
  std::string place = "the whole list";
  if (line != 0) place = "row " + std::to_string(line);
  if (sheet != 0) place = "sheet " + std::to_string(sheet + 1) + " " + place;
  return {{"sha256", head.source.sha256},
          {"bytes", head.source.bytes},
          {"media_type", head.source.media_type},
          {"reference", std::move(place)}};
}

json::array ranges_value(const std::vector<BatchPart>& parts) {
  json::array ranges;
  for (const BatchPart& part : parts)
    ranges.push_back(json::object{{"batch", part.batch}, {"first", part.units.first()}, {"last", part.units.last()}});
  return ranges;
}

json::object register_project_body(const ReadingHead& head, const ProjectRow& project) {
  return {{"programme", programme_of(head, project.programme)},
          {"project_id", project.project_id},
          {"title", project.title},
          {"country", project.country},
          {"technology", project.technology},
          {"methodology", project.methodology},
          {"evidence", evidence_of(head, project.sheet, project.line)}};
}

json::object record_batch_body(const ReadingHead& head, const BatchRow& batch) {
  json::object status{{"status", batch.cancelled ? "cancelled" : batch.retired_on ? "retired" : "active"}};
  if (batch.retired_on) status["on"] = format_date(*batch.retired_on);
  if (!batch.beneficiary_text.empty() && !batch.cancelled) status["beneficiary_text"] = batch.beneficiary_text;
  if (!batch.reason_text.empty()) status["reason_text"] = batch.reason_text;
  return {{"programme", programme_of(head, batch.programme)},
          {"serial", batch.serial},
          {"quantity", batch.units.quantity()},
          {"project", batch.project_id},
          {"vintage_from", format_date(batch.vintage.first)},
          {"vintage_until", format_date(batch.vintage.last)},
          {"issued_on", format_date(batch.issued_on)},
          {"registry_status", std::move(status)},
          {"evidence", evidence_of(head, batch.sheet, batch.line)}};
}

json::object record_registry_event_body(const ReadingHead& head, const EventRow& event) {
  json::object body{{"ranges", ranges_value(event.parts)},
                    {"status", event.cancelled ? "cancelled" : "retired"},
                    {"on", format_date(event.on)},
                    {"reference", event.serial}};
  if (!event.beneficiary_text.empty() && !event.cancelled) body["beneficiary_text"] = event.beneficiary_text;
  if (!event.reason_text.empty()) body["reason_text"] = event.reason_text;
  body["evidence"] = evidence_of(head, event.sheet, event.line);
  return body;
}

}  // namespace tanbu::importers
