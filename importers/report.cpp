// Counting and printing of report.hpp.
#include "importers/report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

// Rows that are listed for one kind of notice before "and so on".
constexpr std::size_t rows_shown_max = 10;

std::string count_text(const Count& count, Language language) {
  const std::string rows = std::to_string(count.rows);
  const std::string units = std::to_string(count.units);
  return language == Language::english ? rows + " rows, " + units + " t" : rows + " 行，" + units + " 吨";
}

json::object count_json(const Count& count) { return {{"rows", count.rows}, {"units", count.units}}; }

json::object remark_json(const Remark& remark) {
  json::object object{{"row", remark.line}, {"column", remark.column}, {"code", remark.code}};
  object["words"] = words_of(remark.code, Language::english);
  if (!remark.detail.empty()) object["detail"] = remark.detail;
  if (remark.other_line != 0) object["other_row"] = remark.other_line;
  if (remark.other_entry) object["other_entry"] = *remark.other_entry;
  return object;
}

void add_notices(std::string& text, const Reading& reading, Language language) {
  std::map<std::string, std::vector<std::size_t>> lines;
  for (const auto& notice : reading.notices) lines[notice.code].push_back(notice.line);
  for (const auto& [code, rows] : lines) {
    text += "  " + std::string(words_of(code, language)) + " [" + code + "]: ";
    for (std::size_t index = 0; index < std::min(rows.size(), rows_shown_max); ++index) {
      text += (index == 0 ? "" : ", ") + std::to_string(rows[index]);
    }
    if (rows.size() > rows_shown_max) {
      text += language == Language::english ? " ... (" + std::to_string(rows.size()) + " rows)"
                                            : " ……（共 " + std::to_string(rows.size()) + " 行）";
    }
    text += "\n";
  }
}

}  // namespace

void Count::add(std::int64_t more_units) {
  // A million rows of 10^12 units are 10^18, which an int64 holds.
  const auto sum = checked_add(units, more_units);
  HOLDS(sum.has_value());
  units = *sum;
  ++rows;
}

Totals totals_of(const Reading& reading) {
  Totals totals;
  totals.rows = reading.rows;
  totals.projects = reading.projects.size();
  for (const auto& batch : reading.recognised) {
    (batch.retired_on ? totals.retired : totals.active).add(batch.units.quantity());
  }
  for (const auto& row : reading.known) totals.known.add(row.quantity);
  std::set<std::size_t> lines;
  for (const auto& remark : reading.refused) lines.insert(remark.line);
  totals.refused_rows = lines.size();
  return totals;
}

std::string line_of(const Remark& remark, Language language) {
  const bool english = language == Language::english;
  std::string text = english ? "row " + std::to_string(remark.line) : "第 " + std::to_string(remark.line) + " 行";
  if (!remark.column.empty()) text += (english ? ", " : "，列 ") + remark.column;
  text += english ? ": " : "：";
  text += words_of(remark.code, language);
  if (remark.other_line != 0) {
    text += english ? "; see row " + std::to_string(remark.other_line)
                    : "；见第 " + std::to_string(remark.other_line) + " 行";
  }
  if (remark.other_entry) {
    text += english ? "; see batch " + std::to_string(*remark.other_entry)
                    : "；见批次 " + std::to_string(*remark.other_entry);
  }
  if (english && !remark.detail.empty()) text += " (" + remark.detail + ")";
  return text + " [" + remark.code + "]";
}

std::string report_text(const Reading& reading, std::string_view file, Language language) {
  const bool english = language == Language::english;
  const Totals totals = totals_of(reading);
  std::string text = std::string(file) + "\n";
  const auto add = [&](std::string_view english_name, std::string_view chinese_name, const std::string& value) {
    text += "  " + std::string(english ? english_name : chinese_name) + (english ? ": " : "：") + value + "\n";
  };
  add("profile", "格式", reading.profile);
  add("SHA-256", "SHA-256", reading.source.sha256);
  add("rows", "行数", std::to_string(totals.rows));
  add("to record, active", "待记录（有效）", count_text(totals.active, language));
  add("to record, retired at the registry", "待记录（登记系统已注销）", count_text(totals.retired, language));
  add("projects to register first", "先登记的项目", std::to_string(totals.projects));
  add("already known", "账簿已有", count_text(totals.known, language));
  add("refused", "拒绝", std::to_string(totals.refused_rows) + (english ? " rows" : " 行"));
  if (!reading.refused.empty()) text += english ? "Refused:\n" : "拒绝的行：\n";
  for (const auto& remark : reading.refused) text += "  " + line_of(remark, language) + "\n";
  if (!reading.notices.empty()) text += english ? "Notices (by row):\n" : "提示（行号）：\n";
  add_notices(text, reading, language);
  return text;
}

json::object report_json(const Reading& reading, std::string_view file) {
  const Totals totals = totals_of(reading);
  json::array projects;
  for (const auto& project : reading.projects) {
    projects.push_back(json::object{{"row", project.line}, {"project", project.project_id}, {"title", project.title}});
  }
  json::array recognised;
  for (const auto& batch : reading.recognised) {
    recognised.push_back(json::object{{"row", batch.line},
                                      {"serial", batch.serial},
                                      {"project", batch.project_id},
                                      {"quantity", batch.units.quantity()},
                                      {"status", batch.retired_on ? "retired" : "active"}});
  }
  json::array known;
  for (const auto& row : reading.known) {
    known.push_back(json::object{{"row", row.line}, {"serial", row.serial}, {"batch", row.batch}});
  }
  json::array refused;
  for (const auto& remark : reading.refused) refused.push_back(remark_json(remark));
  json::array notices;
  for (const auto& remark : reading.notices) notices.push_back(remark_json(remark));
  return {{"profile", reading.profile},
          {"programme", reading.programme},
          {"file", {{"name", file}, {"sha256", reading.source.sha256}, {"bytes", reading.source.bytes}}},
          {"totals",
           {{"rows", totals.rows},
            {"active", count_json(totals.active)},
            {"retired", count_json(totals.retired)},
            {"known", count_json(totals.known)},
            {"refused_rows", totals.refused_rows},
            {"projects", totals.projects}}},
          {"projects", std::move(projects)},
          {"recognised", std::move(recognised)},
          {"known", std::move(known)},
          {"refused", std::move(refused)},
          {"notices", std::move(notices)}};
}

}  // namespace tanbu::importers
