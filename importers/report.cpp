// Counting of report.hpp, and the report in words.
#include "importers/report.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "importers/preview.hpp"
#include "importers/profile.hpp"
#include "importers/rows.hpp"
#include "importers/text.hpp"
#include "ledger/holds.hpp"
#include "ledger/programme.hpp"

namespace tanbu::importers {
namespace {

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

// What is printed of a file: of a long one the beginning of its rows, with the counts of all of them.
struct Printed {
  const Reading& reading;
  const FileFacts* facts;
  Totals totals;
  bool in_tonnes = true;
  std::map<std::string, std::size_t> refused_by_code = {};  // rows; of codes whose rows are not all there
  std::map<std::string, std::size_t> notices_by_code = {};  // notices
};

class Report {
 public:
  Report(const Printed& printed, Language language)
      : printed_(printed),
        reading_(printed.reading),
        facts_(printed.facts),
        english_(language == Language::english),
        language_(language) {}

  std::string text(std::string_view file) && {
    text_ = std::string(file) + "\n";
    if (facts_ != nullptr) add_facts();
    add_totals();
    if (!reading_.refused.empty()) text_ += words("Refused:\n", "拒绝的行：\n");
    for (const auto& remark : reading_.refused) text_ += "  " + line_of(remark, language_, facts_) + "\n";
    for (const auto& [code, rows] : printed_.refused_by_code) {
      text_ += "  ... " + meaning(code) + words(": ", "：") + std::to_string(rows) + words(" rows in all", " 行") +
               " [" + code + "]\n";
    }
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
    return std::to_string(count.rows) + words(" rows, ", " 行，") + std::to_string(count.units) +
           (printed_.in_tonnes ? words(" t", " 吨") : words(" units", " 个单位"));
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
    const Totals& totals = printed_.totals;
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
    for (const auto& notice : reading_.notices) {
      const bool of_list = notice.code == "sheet_recordable";
      places[notice.code].push_back(of_list ? place(notice) + " (" + notice.detail + ")" : place(notice));
    }
    for (const auto& [code, rows] : places) {
      text_ += "  " + meaning(code) + " [" + code + "]: ";
      for (std::size_t index = 0; index < std::min(rows.size(), rows_shown_max); ++index) {
        text_ += (index == 0 ? "" : ", ") + rows[index];
      }
      const std::size_t all = printed_.notices_by_code.at(code);
      if (all > rows_shown_max) text_ += words(" ... (", " ……（共 ") + std::to_string(all) + words(" rows)", " 行）");
      text_ += "\n";
    }
  }

  const Printed& printed_;
  const Reading& reading_;
  const FileFacts* facts_;
  bool english_;
  Language language_;
  std::string text_;
};

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
    std::int64_t units = 0;
    for (const auto& part : event.parts) units += part.units.quantity();
    (event.cancelled ? totals.events_cancelled : totals.events_retired).add(units);
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
  Printed printed{reading, facts, totals_of(reading), counts_tonnes(reading)};
  for (const auto& notice : reading.notices) ++printed.notices_by_code[notice.code];
  return Report(printed, language).text(file);
}

std::string preview_text(const Preview& preview, std::string_view file, Language language, const FileFacts* facts) {
  const Tally& tally = preview.tally();
  Printed printed{preview.beginning(), facts, tally.totals(), tally.counts_tonnes()};
  printed.notices_by_code = tally.notices_by_code();
  for (const auto& [code, rows] : tally.account().refused_by_code) {
    if (rows > rows_previewed_max) printed.refused_by_code.emplace(code, rows);
  }
  return Report(printed, language).text(file);
}

}  // namespace tanbu::importers
