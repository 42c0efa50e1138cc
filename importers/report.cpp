// Counting and printing of report.hpp.
#include "importers/report.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>
#include <utility>

#include "importers/profile.hpp"
#include "importers/rows.hpp"
#include "importers/text.hpp"
#include "ledger/holds.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

// Rows that are listed for one kind of notice before "and so on".
constexpr std::size_t rows_shown_max = 10;
constexpr std::size_t cell_characters_shown_max = 80;

// Text of the file on one line.
std::string shown(std::string_view text) { return clean_text(text, cell_characters_shown_max).text; }

// What the quantities count: tonnes, unless the file's programmes count something else.
bool counts_tonnes(const Reading& reading) {
  const auto is_tonnes = [&](const std::string& own) {
    const Programme* programme = find_programme(own.empty() ? reading.programme : own);
    return programme != nullptr && programme->unit == Unit::tonne_co2e && programme->units_per_whole == 1;
  };
  if (reading.recognised.empty()) return is_tonnes({});
  return std::all_of(reading.recognised.begin(), reading.recognised.end(),
                     [&](const BatchRow& batch) { return is_tonnes(batch.programme); });
}

class Report {
 public:
  Report(const Reading& reading, const FileFacts* facts, Language language)
      : reading_(reading), facts_(facts), english_(language == Language::english), language_(language) {}

  std::string text(std::string_view file) && {
    text_ = std::string(file) + "\n";
    if (facts_ != nullptr) add_facts();
    add_totals();
    if (!reading_.refused.empty()) text_ += words("Refused:\n", "拒绝的行：\n");
    for (const auto& remark : reading_.refused) text_ += "  " + line_of(remark, language_, facts_) + "\n";
    if (!reading_.notices.empty()) text_ += words("Notices (by row):\n", "提示（行号）：\n");
    add_notices();
    return std::move(text_);
  }

 private:
  std::string words(std::string_view english, std::string_view chinese) const {
    return std::string(english_ ? english : chinese);
  }
  std::string meaning(std::string_view code) const { return std::string(words_of(code, language_)); }
  void add(std::string_view english, std::string_view chinese, const std::string& value) {
    text_ += "  " + words(english, chinese) + words(": ", "：") + value + "\n";
  }

  std::string counted(const Count& count) const {
    const bool tonnes = counts_tonnes(reading_);
    return std::to_string(count.rows) + words(" rows, ", " 行，") + std::to_string(count.units) +
           (tonnes ? words(" t", " 吨") : words(" units", " 个单位"));
  }

  void add_facts() {
    add("format", "文件类型", std::string(name_of(facts_->format)));
    if (facts_->format != Format::xlsx) {
      add("encoding", "编码",
          std::string(name_of(facts_->encoding)) + words(" (", "（") + meaning(facts_->encoding_reason) +
              words(")", "）"));
      // Whoever reads them knows whether the encoding is right; a guess must not stay unseen.
      if (!encoding_is_proved()) add_samples();
    }
    if (facts_->delimiter != 0) {
      const std::string sign = facts_->delimiter == '\t' ? "tab" : std::string(1, facts_->delimiter);
      add("delimiter", "分隔符", sign + words(" (", "（") + meaning(facts_->delimiter_reason) + words(")", "）"));
    }
    if (facts_->format == Format::xlsx || facts_->format == Format::json) {
      for (const auto& sheet : facts_->sheets) add_sheet(sheet);
    }
  }
  bool encoding_is_proved() const {
    const auto& reason = facts_->encoding_reason;
    return reason == "encoding_mark" || reason == "encoding_ascii" || reason == "encoding_utf8";
  }
  void add_samples() {
    for (const auto& sample : facts_->encoding_samples) {
      text_ += "    " + words("line ", "第 ") + std::to_string(sample.line) + words(": ", " 行：") +
               shown(sample.text) + "\n";
    }
  }
  void add_sheet(const SheetFacts& sheet) {
    std::string value = sheet.name.empty() ? words("the whole document", "整个文档") : shown(sheet.name);
    value += words(", ", "，") + std::to_string(sheet.rows) + words(" rows", " 行");
    if (sheet.hidden) value += words(", hidden", "，隐藏");
    if (sheet.hidden_rows != 0) {
      value += words(", hidden rows: ", "，隐藏行：") + std::to_string(sheet.hidden_rows);
    }
    if (sheet.formulas != 0) value += words(", formulas: ", "，公式：") + std::to_string(sheet.formulas);
    if (sheet.merged != 0) value += words(", merged ranges: ", "，合并单元格：") + std::to_string(sheet.merged);
    add(facts_->format == Format::xlsx ? "sheet" : "list", facts_->format == Format::xlsx ? "工作表" : "列表", value);
  }

  void add_totals() {
    const Totals totals = totals_of(reading_);
    std::string profile = reading_.profile;
    if (const Profile* known = profile_named(reading_.profile)) {
      profile += words(", ", "，") + std::string(english_ ? known->title : known->title_zh);
    }
    add("profile", "格式", profile);
    add("SHA-256", "SHA-256", reading_.source.sha256);
    add("rows", "行数", std::to_string(totals.rows));
    add("to record, active", "待记录（有效）", counted(totals.active));
    add("to record, retired at the registry", "待记录（登记系统已注销）", counted(totals.retired));
    add("to record, cancelled at the registry", "待记录（登记系统已取消）", counted(totals.cancelled));
    add("retired at the registry since they were recorded", "记录之后在登记系统注销", counted(totals.events_retired));
    add("cancelled at the registry since they were recorded", "记录之后在登记系统取消",
        counted(totals.events_cancelled));
    add("projects to register first", "先登记的项目", std::to_string(totals.projects));
    add("already known", "账簿已有", counted(totals.known));
    add("refused", "拒绝", std::to_string(totals.refused_rows) + words(" rows", " 行"));
  }

  std::string place(const Remark& notice) const {
    const bool named = facts_ != nullptr && facts_->sheets.size() > 1 && notice.sheet < facts_->sheets.size();
    if (!named) return std::to_string(notice.line);
    const std::string sheet = shown(facts_->sheets[notice.sheet].name);
    return notice.line == 0 ? sheet : sheet + "!" + std::to_string(notice.line);
  }
  void add_notices() {
    std::map<std::string, std::vector<std::string>> places;
    for (const auto& notice : reading_.notices) places[notice.code].push_back(place(notice));
    for (const auto& [code, rows] : places) {
      text_ += "  " + meaning(code) + " [" + code + "]: ";
      for (std::size_t index = 0; index < std::min(rows.size(), rows_shown_max); ++index) {
        text_ += (index == 0 ? "" : ", ") + rows[index];
      }
      if (rows.size() > rows_shown_max) {
        text_ += words(" ... (", " ……（共 ") + std::to_string(rows.size()) + words(" rows)", " 行）");
      }
      text_ += "\n";
    }
  }

  const Reading& reading_;
  const FileFacts* facts_;
  bool english_;
  Language language_;
  std::string text_;
};

json::object count_json(const Count& count) { return {{"rows", count.rows}, {"units", count.units}}; }

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

json::object file_json(const Reading& reading, std::string_view file, const FileFacts* facts) {
  json::object object{{"name", file}, {"sha256", reading.source.sha256}, {"bytes", reading.source.bytes}};
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

std::string_view state_of(const BatchRow& batch) {
  if (!batch.retired_on) return "active";
  return batch.cancelled ? "cancelled" : "retired";
}

std::int64_t units_of(const EventRow& event) {
  std::int64_t units = 0;
  for (const auto& part : event.parts) units += part.units.quantity();
  return units;
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

json::array events_json(const Reading& reading) {
  json::array events;
  for (const auto& event : reading.events) {
    json::array batches;
    for (const auto& part : event.parts) batches.push_back(part.batch);
    events.push_back(json::object{{"row", event.line},
                                  {"serial", event.serial},
                                  {"status", event.cancelled ? "cancelled" : "retired"},
                                  {"on", format_date(event.on)},
                                  {"quantity", units_of(event)},
                                  {"batches", std::move(batches)}});
  }
  return events;
}

}  // namespace

void Count::add(std::int64_t more_units) {
  // Five million rows of 10^12 units are 5 * 10^18, which an int64 holds.
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
    auto& count = !batch.retired_on ? totals.active : batch.cancelled ? totals.cancelled : totals.retired;
    count.add(batch.units.quantity());
  }
  for (const auto& event : reading.events) {
    (event.cancelled ? totals.events_cancelled : totals.events_retired).add(units_of(event));
  }
  for (const auto& row : reading.known) totals.known.add(row.quantity);
  totals.refused_rows = account_of(reading).refused;
  return totals;
}

std::string line_of(const Remark& remark, Language language, const FileFacts* facts) {
  const bool english = language == Language::english;
  std::string text;
  if (facts != nullptr && facts->sheets.size() > 1 && remark.sheet < facts->sheets.size()) {
    text = (english ? "sheet " : "工作表 ") + shown(facts->sheets[remark.sheet].name) + (english ? ", " : "，");
  }
  text += english ? "row " + std::to_string(remark.line) : "第 " + std::to_string(remark.line) + " 行";
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

std::string report_text(const Reading& reading, std::string_view file, Language language, const FileFacts* facts) {
  return Report(reading, facts, language).text(file);
}

json::object report_json(const Reading& reading, std::string_view file, const FileFacts* facts) {
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
                                      {"status", state_of(batch)}});
  }
  json::array known;
  for (const auto& row : reading.known) {
    known.push_back(json::object{{"row", row.line}, {"serial", row.serial}, {"batch", row.batch}});
  }
  json::array refused;
  for (const auto& remark : reading.refused) refused.push_back(remark_json(remark, facts));
  json::array notices;
  for (const auto& remark : reading.notices) notices.push_back(remark_json(remark, facts));
  return {{"profile", reading.profile},
          {"programme", reading.programme},
          {"file", file_json(reading, file, facts)},
          {"totals", totals_json(totals_of(reading))},
          {"projects", std::move(projects)},
          {"recognised", std::move(recognised)},
          {"events", events_json(reading)},
          {"known", std::move(known)},
          {"refused", std::move(refused)},
          {"notices", std::move(notices)}};
}

}  // namespace tanbu::importers
