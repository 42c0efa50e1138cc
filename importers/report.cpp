// Counting and printing of report.hpp.
#include "importers/report.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "ledger/holds.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

// Rows that are listed for one kind of notice before "and so on".
constexpr std::size_t rows_shown_max = 10;

struct Words {
  std::string_view code;
  std::string_view english;
  std::string_view chinese;
};
constexpr std::array<Words, 42> all_words{{
    {"quote_broken", "a quotation mark is not closed where its cell ends", "引号没有在单元格末尾正确闭合"},
    {"line_end", "a carriage return stands alone", "回车符单独出现"},
    {"column_count", "the row has another number of cells than the header", "单元格数目与表头不一致"},
    {"too_many_columns", "the row has too many cells", "单元格过多"},
    {"row_too_long", "the row is too long", "行过长"},
    {"not_utf8", "the text is not UTF-8", "文字不是 UTF-8 编码"},
    {"nul_character", "the text holds a NUL character", "文字含有 NUL 字符"},
    {"value_missing", "a value is missing", "缺少内容"},
    {"date_form", "a date must be spelt YYYY-MM-DD", "日期须写成 YYYY-MM-DD，日/月/年的写法有歧义"},
    {"date_order", "the vintage ends before it begins", "减排年份的止日早于起日"},
    {"quantity_form", "the quantity does not read", "数量无法读取，千位逗号须每三位一个"},
    {"range_quantity", "the quantity is not what the serial's numbers count", "数量与序列号区间不符"},
    {"vintage_mismatch", "the vintage is not the one in the serial", "减排年份与序列号所载不符"},
    {"project_mismatch", "the project is not the one in the serial", "项目编号与序列号所载不符"},
    {"project_id_form", "this is not how the programme names its projects", "项目编号的写法不对"},
    {"serial_form", "the serial does not follow the programme's grammar", "序列号不合该机制的写法"},
    {"serial_plastic", "a plastic unit is not a tonne of CO2e", "塑料信用不是碳信用"},
    {"serial_number_range", "the serial's last number lies before its first", "序列号的末号小于首号"},
    {"serial_overlap", "units of this serial are taken already", "该序列号与已有区间重叠"},
    {"serial_repeated", "the same units stand in an earlier row", "同一批单位在前面的行已出现"},
    {"ex_ante", "the units were issued before their vintage ended", "签发早于减排年份结束（事前信用）"},
    {"beneficiary_withheld", "beneficiary withheld: not evidently an organisation", "受益人未记录：不能确定是组织"},
    {"beneficiary_personal", "beneficiary withheld: it holds personal information", "受益人未记录：含个人信息"},
    {"beneficiary_unspellable", "beneficiary withheld: it cannot be spelt in composed Unicode",
     "受益人未记录：文字无法规范化"},
    {"reason_withheld", "reason withheld: it holds what may not be recorded", "注销原因未记录：含不可记录的内容"},
    {"text_cut", "the text was cut to the longest that can be recorded", "文字过长，已截断"},
    {"text_replaced", "characters that cannot be recorded were replaced or left out", "不可记录的字符已替换或略去"},
    {"text_missing", "the text is missing and is recorded as not stated", "文字缺失，按未说明记录"},
    {"text_withheld", "the text holds what may not be recorded and is left out", "文字含不可记录的内容，已略去"},
    {"may_be_cancelled",
     "recorded as retired at the registry; without beneficiary, reason and details it may be a "
     "cancellation, so the units stay unbound",
     "按登记系统已注销记录；受益人、原因、说明皆空，可能是取消，单位保持未绑定"},
    {"retired_before_issuance", "the retirement is dated before the issuance", "注销日期早于签发日期"},
    {"status_differs", "the ledger holds another status of the same units", "账簿中同一批单位的状态不同"},
    {"total_unreadable", "the vintage's total does not read; nothing depends on it", "年份总量无法读取，不影响记录"},
    {"total_exceeded", "the block is larger than the vintage's total", "该区间大于年份总量"},
    {"project_differs", "an earlier row names the same project otherwise", "同一项目在前面的行名称不同"},
    {"profile_unknown", "the file is no export that this importer knows", "不是可识别的导出文件"},
    {"column_missing", "the header lacks a column", "表头缺少列"},
    {"column_unknown", "the header holds an unknown column", "表头有未知的列"},
    {"column_repeated", "the header holds a column twice", "表头有重复的列"},
    {"file_empty", "the file holds no row", "文件没有内容"},
    {"file_too_large", "the file is too large", "文件过大"},
    {"too_many_rows", "the file has too many rows", "文件行数过多"},
}};

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

std::string_view words_of(std::string_view code, Language language) {
  const auto* found =
      std::find_if(all_words.begin(), all_words.end(), [&](const Words& words) { return words.code == code; });
  if (found == all_words.end()) return code;
  return language == Language::english ? found->english : found->chinese;
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
