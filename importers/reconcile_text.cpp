// A reconciliation in words (English and Chinese), as JSON and as CSV.
#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "importers/exported.hpp"
#include "importers/reconcile.hpp"

namespace tanbu::importers {
namespace {

namespace json = boost::json;

constexpr std::size_t findings_shown_max = 200;

struct ReportWords {
  std::string_view code;
  std::string_view english;
  std::string_view chinese;
};

constexpr std::array<ReportWords, 36> report_words{{
    {"new", "new", "新增"},
    {"unchanged", "unchanged", "无变化"},
    {"attributes_changed", "attributes changed", "属性变更"},
    {"quantity_corrected", "quantity corrected", "数量更正"},
    {"status_moved", "status moved", "状态变更"},
    {"conflict", "conflict", "冲突"},
    {"refused", "refused (cannot be read)", "拒绝（无法读取）"},
    {"vanished", "vanished", "消失"},
    {"ended", "withdrawn or cancelled before", "此前已撤回或取消"},
    {"not_listed", "not on the list, which does not claim to hold it", "清单未涉及"},
    {"status", "status", "状态"},
    {"ended_on", "day of retirement or cancellation", "注销或取消日期"},
    {"beneficiary", "beneficiary", "受益人"},
    {"reason", "reason", "原因"},
    {"quantity", "quantity", "数量"},
    {"project", "project", "项目"},
    {"vintage", "vintage", "减排年份"},
    {"issued_on", "day of issue", "签发日期"},
    {"no_command", "no command corrects this: see whether the batch was recorded rightly",
     "没有可更正的命令：请核对批次记录"},
    {"beyond_recorded", "the row has units that the ledger does not have beside units that it has",
     "本行部分单位已在账簿，部分不在"},
    {"quantity_below_use", "more units were used here than the registry states today",
     "已使用的单位多于登记机构现在的数量"},
    {"units_struck_out", "the units beyond are struck out for ever: make sure that they were not retired instead",
     "多出的单位将永久划销：请确认它们并非已另行注销"},
    {"ledger_is_newer", "the ledger knows of a later day than that of the list", "账簿的信息晚于清单日期"},
    {"waits_for_registry", "retired here; the registry has not confirmed it yet", "本账簿已注销，尚待登记机构确认"},
    {"still_active_there", "retired here, but still active at the registry on the day of the list",
     "本账簿已注销，但清单日期当天在登记机构仍为有效"},
    {"made_on_needed", "say with --made-on on which day the registry made the list",
     "请用 --made-on 说明清单的导出日期"},
    {"stays_cancelled", "units that were reported as cancelled or withdrawn stay so: void that record if it was wrong",
     "已报告为取消或撤回的单位维持不变：若有误请撤销该记录"},
    {"contradicts_use",
     "contradicts a retirement of this ledger: recorded, its units count no more until it is settled",
     "与本账簿的注销相抵触：记录后相关单位在解决前不再计入"},
    {"confirms_use", "confirms a retirement of this ledger", "印证本账簿的注销"},
    {"name_is_a_hint", "no alias or credit code names the beneficiary: the retirement stays as it is",
     "登记文字未以别名或信用代码指明受益人：注销状态不变"},
    {"day_differs", "another day than the retirement of this ledger states", "日期与本账簿的注销不同"},
    {"evidence_confirmed", "the registry's words agree by now: the retirement can be confirmed",
     "登记信息现已一致：可确认该注销"},
    {"rows_unread", "some rows could not be read, so nothing is reported as withdrawn: correct them first",
     "部分行无法读取，因此不报告撤回：请先更正"},
    {"states_missing",
     "the list shows active or ended units only, so what is missing may be either: take a list of all states",
     "清单只含有效或只含已注销单位，无法判断缺失单位的去向：请用包含全部状态的清单"},
    {"list_complete_projects", "complete for the projects that it names", "对所列项目完整"},
    {"list_complete_programme", "complete for its programme", "对整个机制完整"},
}};

std::string meaning(std::string_view code, Language language) {
  const auto* found = std::find_if(report_words.begin(), report_words.end(),
                                   [&](const ReportWords& words) { return words.code == code; });
  if (found == report_words.end()) return std::string(words_of(code, language));
  return std::string(language == Language::english ? found->english : found->chinese);
}

std::string joined(const std::vector<std::uint64_t>& entries) {
  std::string text;
  for (const auto entry : entries) text += (text.empty() ? "" : ", ") + std::to_string(entry);
  return text;
}

std::string units_text(UnitRange units) { return std::to_string(units.first()) + "-" + std::to_string(units.last()); }

class Text {
 public:
  Text(const Reconciliation& found, const Reading& reading, Language language)
      : found_(found), reading_(reading), language_(language) {}

  std::string text(std::string_view file) {
    text_ = std::string(file) + "\n";
    line("  " + words("profile", "格式") + ": " + reading_.profile);
    line("  " + words("rows", "行数") + ": " + std::to_string(found_.rows_total));
    for (const auto& [row_class, count] : found_.row_counts())
      line("    " + meaning(name_of(row_class), language_) + ": " + std::to_string(count));
    line("  " + words("batches of the ledger", "账簿批次") + ": " + std::to_string(found_.batches.size()));
    for (const auto& [batch_class, count] : found_.batch_counts())
      line("    " + meaning(name_of(batch_class), language_) + ": " + std::to_string(count));
    for (const RowFinding& row : found_.rows) show(row);
    for (const BatchFinding& batch : found_.batches) show(batch);
    if (shown_ > findings_shown_max)
      line(words("  ... findings shown of all: ", "  …… 已显示/全部：") + std::to_string(findings_shown_max) + "/" +
           std::to_string(shown_) + words("; --json and --csv show all", "；--json 与 --csv 显示全部"));
    for (const std::string& note : found_.notes) line("  " + meaning(note, language_) + " [" + note + "]");
    std::map<std::string, std::size_t> kinds;
    for (const Proposed& command : found_.commands) ++kinds[command.kind];
    line("  " + words("commands for a registrar to sign", "待登记员签署的命令") + ": " +
         std::to_string(found_.commands.size()));
    for (const auto& [kind, count] : kinds) line("    " + kind + ": " + std::to_string(count));
    return std::move(text_);
  }

 private:
  std::string words(std::string_view english, std::string_view chinese) const {
    return std::string(language_ == Language::english ? english : chinese);
  }
  void line(const std::string& text) {
    for (const char symbol : text) text_ += symbol == '\n' || symbol == '\r' ? ' ' : symbol;
    text_ += "\n";
  }
  bool may_show() { return ++shown_ <= findings_shown_max; }

  void show(const RowFinding& row) {
    if (row.row_class == RowClass::fresh || (row.row_class == RowClass::unchanged && row.notes.empty())) return;
    if (!may_show()) return;
    std::string head = words("row ", "第 ") + std::to_string(row.line) + words("", " 行");
    if (row.sheet != 0) head = words("sheet ", "工作表 ") + std::to_string(row.sheet + 1) + " " + head;
    line(head + " " + row.serial + ": " + meaning(name_of(row.row_class), language_));
    for (const Changed& change : row.changes)
      line("    " + meaning(change.field, language_) + ": \"" + change.old_value + "\" -> \"" + change.new_value +
           "\"");
    show_rest(row.notes, row.retirements);
  }
  void show(const BatchFinding& batch) {
    if (batch.vanished.empty() || !may_show()) return;
    std::string units;
    for (const UnitRange range : batch.vanished) units += (units.empty() ? "" : ", ") + units_text(range);
    line(words("batch ", "批次 ") + std::to_string(batch.batch) + " " + batch.serial + ": " +
         meaning("vanished", language_) + " (" + units + ")");
    show_rest(batch.notes, batch.retirements);
  }
  void show_rest(const std::vector<std::string>& notes, const std::vector<std::uint64_t>& retirements) {
    for (const std::string& note : notes) line("    " + meaning(note, language_) + " [" + note + "]");
    if (!retirements.empty()) line("    " + words("retirements: ", "涉及注销：") + joined(retirements));
  }

  const Reconciliation& found_;
  const Reading& reading_;
  Language language_;
  std::string text_;
  std::size_t shown_ = 0;
};

template <class List>
json::array texts(const List& list) {
  json::array array;
  for (const auto& one : list) array.emplace_back(one);
  return array;
}

json::object row_json(const RowFinding& row) {
  json::array changes;
  for (const Changed& change : row.changes)
    changes.push_back(json::object{{"field", change.field}, {"old", change.old_value}, {"new", change.new_value}});
  json::object object{{"row", row.line}, {"class", name_of(row.row_class)}, {"serial", row.serial}};
  if (row.sheet != 0) object["sheet"] = row.sheet + 1;
  object["batches"] = texts(row.batches);
  object["changes"] = std::move(changes);
  object["retirements"] = texts(row.retirements);
  object["notes"] = texts(row.notes);
  return object;
}

json::object batch_json(const BatchFinding& batch) {
  json::array vanished;
  for (const UnitRange units : batch.vanished)
    vanished.push_back(json::object{{"first", units.first()}, {"last", units.last()}});
  return {{"batch", batch.batch},
          {"class", name_of(batch.batch_class)},
          {"serial", batch.serial},
          {"vanished", std::move(vanished)},
          {"retirements", texts(batch.retirements)},
          {"notes", texts(batch.notes)}};
}

json::object command_json(const Proposed& command) { return {{"kind", command.kind}, {"body", command.body}}; }

// No cell runs in a spreadsheet.
std::string csv_cell(std::string_view text) {
  std::string cell = "\"";
  for (const char symbol : spelled_cell(text, CellForm::csv)) cell += symbol == '"' ? "\"\"" : std::string(1, symbol);
  return cell + "\"";
}

void add_csv_line(std::string& csv, const std::vector<std::string>& cells) {
  for (const std::string& cell : cells) csv += (&cell == &cells.front() ? "" : ",") + csv_cell(cell);
  csv += "\r\n";
}

std::string joined(const std::vector<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : " ") + code;
  return text;
}

}  // namespace

std::string reconciliation_text(const Reconciliation& found, const Reading& reading, std::string_view file,
                                Language language) {
  return Text(found, reading, language).text(file);
}

json::object reconciliation_json(const Reconciliation& found, const Reading& reading, std::string_view file) {
  json::object rows{{"total", found.rows_total}};
  for (const auto& [row_class, count] : found.row_counts()) rows[name_of(row_class)] = count;
  json::object batches{{"total", found.batches.size()}};
  for (const auto& [batch_class, count] : found.batch_counts()) batches[name_of(batch_class)] = count;
  json::array row_list;
  for (const RowFinding& row : found.rows) row_list.push_back(row_json(row));
  json::array batch_list;
  for (const BatchFinding& batch : found.batches) batch_list.push_back(batch_json(batch));
  json::array commands;
  for (const Proposed& command : found.commands) commands.push_back(command_json(command));
  return {{"profile", reading.profile},
          {"programme", reading.programme},
          {"file", json::object{{"name", file}, {"sha256", reading.source.sha256}, {"bytes", reading.source.bytes}}},
          {"rows", std::move(rows)},
          {"batches", std::move(batches)},
          {"row_findings", std::move(row_list)},
          {"batch_findings", std::move(batch_list)},
          {"notes", texts(found.notes)},
          {"commands", std::move(commands)}};
}

std::string reconciliation_csv(const Reconciliation& found) {
  std::string csv = "\xef\xbb\xbf";
  add_csv_line(csv,
               {"what", "sheet", "row", "batch", "serial", "class", "field", "old", "new", "retirements", "notes"});
  for (const RowFinding& row : found.rows) {
    if (row.row_class == RowClass::unchanged && row.notes.empty()) continue;
    std::vector<Changed> changes = row.changes;
    if (changes.empty()) changes.emplace_back();
    for (const Changed& change : changes) {
      add_csv_line(csv, {"row", std::to_string(row.sheet + 1), std::to_string(row.line), joined(row.batches),
                         row.serial, std::string(name_of(row.row_class)), change.field, change.old_value,
                         change.new_value, joined(row.retirements), joined(row.notes)});
    }
  }
  for (const BatchFinding& batch : found.batches) {
    for (const UnitRange units : batch.vanished) {
      add_csv_line(csv,
                   {"batch", "", "", std::to_string(batch.batch), batch.serial, std::string(name_of(batch.batch_class)),
                    "units", units_text(units), "", joined(batch.retirements), joined(batch.notes)});
    }
  }
  return csv;
}

std::string proposed_lines(const Reconciliation& found) {
  std::string lines;
  for (const Proposed& command : found.commands) lines += json::serialize(command_json(command)) + "\n";
  return lines;
}

}  // namespace tanbu::importers
