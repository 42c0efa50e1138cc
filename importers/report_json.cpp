// The report as JSON, for report.hpp.
#include <boost/json/array.hpp>

#include "importers/preview.hpp"
#include "importers/report.hpp"
#include "importers/text.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

json::object count_json(const Count& count) { return {{"rows", count.rows}, {"units", count.units}}; }

std::string_view state_of(const BatchRow& batch) {
  if (!batch.retired_on) return "active";
  return batch.cancelled ? "cancelled" : "retired";
}

std::int64_t units_of(const EventRow& event) {
  std::int64_t units = 0;
  for (const auto& part : event.parts) units += part.units.quantity();
  return units;
}

template <class Row>
json::array rows_json(const std::vector<Row>& rows) {
  json::array array;
  for (const auto& row : rows) array.push_back(row_json(row));
  return array;
}

json::array remarks_json(const std::vector<Remark>& remarks, const FileFacts* facts) {
  json::array array;
  for (const auto& remark : remarks) array.push_back(remark_json(remark, facts));
  return array;
}

json::object counts_json(const std::map<std::string, std::size_t>& counts) {
  json::object object;
  for (const auto& [code, count] : counts) object[code] = count;
  return object;
}

json::object lists_json(const Reading& reading, const Totals& totals, std::string_view file, const FileFacts* facts) {
  return {{"profile", reading.profile},
          {"programme", reading.programme},
          {"file", file_json(reading, file, facts)},
          {"totals", totals_json(totals)},
          {"projects", rows_json(reading.projects)},
          {"recognised", rows_json(reading.recognised)},
          {"events", rows_json(reading.events)},
          {"known", rows_json(reading.known)},
          {"refused", remarks_json(reading.refused, facts)},
          {"notices", remarks_json(reading.notices, facts)}};
}

}  // namespace

json::object remark_json(const Remark& remark, const FileFacts* facts) {
  json::object object{{"row", remark.line}, {"column", remark.column}, {"code", remark.code}};
  if (facts != nullptr && facts->sheets.size() > 1 && remark.sheet < facts->sheets.size()) {
    object["sheet"] = facts->sheets[remark.sheet].name;
  }
  object["words"] = words_of(remark.code, Language::english);
  if (!remark.detail.empty()) object["detail"] = remark.detail;
  if (remark.other_line != 0) object["other_row"] = remark.other_line;
  if (remark.other_entry) object["other_entry"] = *remark.other_entry;
  return object;
}

json::object file_json(const ReadingHead& head, std::string_view file, const FileFacts* facts) {
  json::object object{{"name", readable(file)}, {"sha256", head.source.sha256}, {"bytes", head.source.bytes}};
  if (facts == nullptr) return object;
  object["format"] = name_of(facts->format);
  if (facts->format != Format::xlsx) {
    object["encoding"] = name_of(facts->encoding);
    object["encoding_reason"] = facts->encoding_reason;
    json::array samples;
    for (const auto& sample : facts->encoding_samples) {
      samples.push_back(json::object{{"line", sample.line}, {"text", sample.text}});
    }
    object["encoding_samples"] = std::move(samples);
  }
  if (facts->delimiter != 0) {
    object["delimiter"] = std::string_view(&facts->delimiter, 1);
    object["delimiter_reason"] = facts->delimiter_reason;
  }
  json::array sheets;
  for (const auto& sheet : facts->sheets) {
    sheets.push_back(json::object{{"name", sheet.name},
                                  {"rows", sheet.rows},
                                  {"hidden", sheet.hidden},
                                  {"hidden_rows", sheet.hidden_rows},
                                  {"formulas", sheet.formulas},
                                  {"merged", sheet.merged}});
  }
  object["sheets"] = std::move(sheets);
  return object;
}

json::object totals_json(const Totals& totals) {
  return {{"rows", totals.rows},
          {"active", count_json(totals.active)},
          {"retired", count_json(totals.retired)},
          {"cancelled", count_json(totals.cancelled)},
          {"events_retired", count_json(totals.events_retired)},
          {"events_cancelled", count_json(totals.events_cancelled)},
          {"known", count_json(totals.known)},
          {"refused_rows", totals.refused_rows},
          {"projects", totals.projects}};
}

json::object row_json(const ProjectRow& row) {
  return {{"row", row.line}, {"project", row.project_id}, {"title", row.title}};
}

json::object row_json(const BatchRow& row) {
  return {{"row", row.line},
          {"serial", row.serial},
          {"project", row.project_id},
          {"quantity", row.units.quantity()},
          {"status", state_of(row)}};
}

json::object row_json(const EventRow& row) {
  json::array batches;
  for (const auto& part : row.parts) batches.push_back(part.batch);
  return {{"row", row.line},           {"serial", row.serial},      {"status", row.cancelled ? "cancelled" : "retired"},
          {"on", format_date(row.on)}, {"quantity", units_of(row)}, {"batches", std::move(batches)}};
}

json::object row_json(const KnownRow& row) { return {{"row", row.line}, {"serial", row.serial}, {"batch", row.batch}}; }

json::object report_json(const Reading& reading, std::string_view file, const FileFacts* facts) {
  return lists_json(reading, totals_of(reading), file, facts);
}

json::object preview_json(const Preview& preview, std::string_view file, const FileFacts* facts) {
  const Tally& tally = preview.tally();
  auto object = lists_json(preview.beginning(), tally.totals(), file, facts);
  object["refused_by_code"] = counts_json(tally.account().refused_by_code);
  object["notices_by_code"] = counts_json(tally.notices_by_code());
  return object;
}

}  // namespace tanbu::importers
