// The lines of import_report.hpp.
#include "api/cli/import_report.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <system_error>

#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "importers/report.hpp"

namespace tanbu::cli {

namespace json = boost::json;

json::object refused_json(const RefusedLine& line) {
  return {{"reference", line.row}, {"kind", line.kind}, {"name", line.name},
          {"status", line.status}, {"code", line.code}, {"detail", line.detail}};
}

json::object outcome_json(const SendOutcome& outcome) {
  json::array refused;
  for (const auto& line : outcome.refusals) refused.push_back(refused_json(line));
  json::object by_code;
  for (const auto& [code, lines] : outcome.refused_by_code) by_code[code] = lines;
  return {{"recorded", outcome.recorded},
          {"repeated", outcome.repeated},
          {"refused", std::move(refused)},
          {"refused_lines", outcome.refused},
          {"refused_by_code", std::move(by_code)}};
}

ImportReport::ImportReport(const std::filesystem::path& path, std::string name_of_file)
    : name_of_file_(std::move(name_of_file)) {
  // Neither an earlier report nor, by a slip, the registry's own file is written over.
  if (std::filesystem::exists(path)) {
    throw Stop(Exit::usage, std::string(say("the file exists already: ", "文件已存在：")) + harmless(path.string()));
  }
  try {
    file_ = std::make_unique<GrowingFile>(path);
  } catch (const std::system_error& trouble) {
    throw Stop(Exit::usage,
               std::string(say("the report cannot be written: ", "无法写入报告：")) + harmless(trouble.what()));
  }
}

void ImportReport::add(std::string_view what, json::object object) {
  json::object line{{"what", what}};
  for (auto& member : object) line.emplace(member.key(), std::move(member.value()));
  file_->add(json::serialize(line));
  file_->add("\n");
}

void ImportReport::begin_file(const importers::ReadingHead& head, const importers::FileFacts& facts) {
  facts_ = &facts;
  add("file", {{"profile", head.profile},
               {"programme", head.programme},
               {"name", name_of_file_},
               {"sha256", head.source.sha256},
               {"bytes", head.source.bytes}});
}

void ImportReport::project(const importers::ProjectRow& row) { add("project", row_json(row)); }
void ImportReport::batch(const importers::BatchRow& row) { add("batch", row_json(row)); }
void ImportReport::event(const importers::EventRow& row) { add("event", row_json(row)); }
void ImportReport::known(const importers::KnownRow& row) { add("known", row_json(row)); }
void ImportReport::refused(const importers::Remark& remark) { add("refused", remark_json(remark, facts_)); }
void ImportReport::notice(const importers::Remark& remark) { add("notice", remark_json(remark, facts_)); }
void ImportReport::totals(const importers::Totals& totals) {
  facts_ = nullptr;
  add("totals", totals_json(totals));
}
void ImportReport::refused_by_ledger(const RefusedLine& line) { add("refused_by_ledger", refused_json(line)); }

void ImportReport::outcome(const SendOutcome& outcome) {
  add("outcome", {{"recorded", outcome.recorded}, {"repeated", outcome.repeated}, {"refused_lines", outcome.refused}});
}

void ImportReport::finish() { file_->finish(); }

}  // namespace tanbu::cli
