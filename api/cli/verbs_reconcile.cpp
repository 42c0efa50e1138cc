// The verbs `reconcile`, `retirement list` and `retirement show`.
#include <fmt/format.h>

#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/reconcile.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {
namespace {

void add_reconcile(CLI::App& app, Call& call) {
  CLI::App* verb = add_verb(app, "reconcile", "hold a newer export of a registry against the ledger",
                            "用登记系统的新导出文件核对账本");
  verb->footer(std::string(say(
      "Example:\n  tanbu reconcile vcus.csv --out commands.ndjson\n"
      "  tanbu reconcile --commands commands.ndjson --key registrar.jwk --as x:registrar\n"
      "  tanbu reconcile vcus.csv --complete-list --made-on 2026-11-01 --send --key registrar.jwk --as x:registrar\n"
      "Every row is new, unchanged, changed, corrected, moved, in conflict or refused; every batch of the ledger "
      "too, or vanished.\n"
      "Only a list that is complete makes units vanish: with --complete-list they are reported as withdrawn, never "
      "deleted. A list is complete for the projects that it names; --scope programme says that it is complete for "
      "the whole programme. A filtered export is complete for nothing beyond its projects.\n"
      "Exit status 1 where anything differs.",
      "示例：\n  tanbu reconcile vcus.csv --out commands.ndjson\n"
      "  tanbu reconcile --commands commands.ndjson --key registrar.jwk --as x:registrar\n"
      "  tanbu reconcile vcus.csv --complete-list --made-on 2026-11-01 --send --key registrar.jwk --as x:registrar\n"
      "每一行归入一类：新增、无变化、属性变更、数量更正、状态变更、冲突或拒绝；账簿批次亦然，另有“消失”。\n"
      "只有完整清单才能判定消失：加 --complete-list 时报告为撤回，绝不删除。完整性以清单所列项目为限；"
      "--scope programme 表示对整个机制完整。经筛选的导出不得用于其项目之外。\n"
      "存在差异时退出码为 1。")));
  const auto arguments = std::make_shared<ReconcileArguments>();
  const auto add = [&](const char* option, auto& value, std::string_view english, std::string_view chinese) {
    verb->add_option(option, value, std::string(say(english, chinese)));
  };
  add("file", arguments->file.file, "the registry's export: CSV, XLSX, JSON", "登记系统的导出文件：CSV、XLSX、JSON");
  add("--encoding", arguments->file.encoding, "of a text, where the guess is wrong", "文字编码（识别有误时指定）");
  add("--delimiter", arguments->file.delimiter, "a comma, a semicolon or the word tab", "逗号、分号或单词 tab");
  add("--sheet", arguments->file.sheet, "the one sheet to read, or the path of the rows in JSON",
      "只读取的工作表，或 JSON 中各行的路径");
  add("--profile", arguments->file.profile, "name of the format, where a header is that of two", "格式名称");
  add("--made-on", arguments->file.made_on, "YYYY-MM-DD on which the registry made the file",
      "登记系统导出文件的日期 YYYY-MM-DD");
  add("--programme", arguments->file.programme, "refuse the file unless it holds units of this programme",
      "文件不含此机制的单位时拒绝");
  add("--unpacked-max", arguments->file.unpacked_max, "MiB that a workbook may have when unpacked, instead of 50",
      "工作簿解压后的上限（MiB），默认 50");
  verb->add_flag("--complete-list", arguments->complete_list,
                 std::string(say("the list holds all units of its scope: what it lacks was withdrawn",
                                 "清单在其范围内完整：缺失的单位视为撤回")));
  add("--scope", arguments->scope, "of --complete-list: projects (those named in the file) or programme",
      "--complete-list 的范围：projects（文件所列项目）或 programme（整个机制）");
  verb->add_flag("--csv", arguments->csv, std::string(say("the findings as CSV", "以 CSV 输出差异")));
  add("--out", arguments->out, "file for the unsigned commands, one JSON object a line",
      "未签名命令的输出文件，每行一个");
  verb->add_flag("--send", arguments->send, std::string(say("sign and send the commands", "签名并发送命令")));
  add("--commands", arguments->commands, "sign and send the commands that --out wrote", "签名并发送 --out 写出的命令");
  verb->callback([&call, arguments] {
    call.action = [arguments](const Settings& settings) { return run_reconcile(settings, *arguments); };
  });
}

std::string state_words(std::string_view state) {
  if (state == "agrees") return std::string(say("agrees", "一致"));
  if (state == "differs") return std::string(say("differs", "差异"));
  return std::string(say("unchecked", "未核对"));
}

std::string fields_of(const boost::json::value& retirement, const char* list) {
  std::string text;
  if (const auto* differences = at(retirement, list).if_array()) {
    for (const auto& one : *differences) text += (text.empty() ? "" : " ") + text_at(one, "field");
  }
  return text;
}

struct RetirementOptions {
  std::string factory, period, beneficiary;
};

Exit list_retirements(const RetirementOptions& options, const Settings& settings) {
  std::string path = "/v1/retirements?limit=500";
  if (!options.factory.empty()) path += fmt::format("&factory={}", integer_argument("--factory", options.factory));
  if (!options.period.empty()) path += "&period=" + percent_encoded(period_argument("--period", options.period));
  if (!options.beneficiary.empty())
    path += "&beneficiary=" + percent_encoded(party_argument("--beneficiary", options.beneficiary));
  Session session(settings);
  const auto value = session.all_pages(path);
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Table table({{std::string(say("retirement", "注销")), Align::right},
               {std::string(say("factory", "工厂")), Align::right},
               {std::string(say("period", "期间"))},
               {std::string(say("quantity", "数量")), Align::right},
               {std::string(say("retired on", "注销日期"))},
               {std::string(say("status", "状态"))},
               {std::string(say("registry", "登记核对"))},
               {std::string(say("differs in", "差异项"))}});
  if (const auto* rows = at(value, "data").if_array()) {
    for (const auto& row : *rows) {
      table.add({text_at(row, "retirement"), text_at(row, "factory"), text_at(row, "period"), text_at(row, "quantity"),
                 text_at(row, "retired_on"), text_at(row, "status"), state_words(text_at(row, "match.state")),
                 fields_of(row, "match.differences")});
    }
  }
  print(table.text(stdout_is_terminal()));
  return Exit::ok;
}

Exit show_retirement(const std::string& number, const Settings& settings) {
  Session session(settings);
  const auto value = session.get_json("/v1/retirements/" + std::to_string(integer_argument("RETIREMENT", number)));
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Sheet sheet;
  const auto line = [&](std::string_view english, std::string_view chinese, const char* name) {
    if (const auto text = text_at(value, name); !text.empty()) sheet.add(say(english, chinese), text);
  };
  line("retirement", "注销", "retirement");
  line("factory", "工厂", "factory_name");
  line("period", "期间", "period");
  line("quantity", "数量", "quantity");
  line("counted", "计入", "counted");
  line("beneficiary", "受益人", "beneficiary");
  line("retired on", "注销日期", "retired_on");
  line("status", "状态", "status");
  sheet.add(say("registry", "登记核对"), state_words(text_at(value, "match.state")));
  if (const auto* rows = at(value, "match.compared").if_array()) {
    for (const auto& row : *rows)
      sheet.add(say("compared with", "比对记录"),
                text_at(row, "entry") + " " + text_at(row, "status") + " " + text_at(row, "on"));
  }
  const auto list = [&](std::string_view title, const char* name) {
    const auto* differences = at(value, name).if_array();
    if (differences == nullptr) return;
    for (const auto& one : *differences)
      sheet.add(title, text_at(one, "field") + ": \"" + text_at(one, "ledger") + "\" / \"" + text_at(one, "registry") +
                           "\" (" + text_at(one, "entry") + ")");
  };
  list(say("difference", "差异"), "match.differences");
  list(say("hint", "提示"), "match.hints");
  print(sheet.text(stdout_is_terminal()));
  return Exit::ok;
}

void add_retirements(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "retirement", "retirements, and how they compare with their registries",
                           "注销及其与登记机构的核对");
  auto* list = add_verb(group, "list", "show them: unchecked, agrees or differs", "列出：未核对、一致或差异");
  auto options = std::make_shared<RetirementOptions>();
  list->add_option("--factory", options->factory, std::string(say("of this factory", "该工厂")));
  list->add_option("--period", options->period, std::string(say("of this period (with --factory)", "该期间")));
  list->add_option("--beneficiary", options->beneficiary, std::string(say("of this party", "该受益人")));
  list->callback([options, &call] {
    call.action = [options](const Settings& settings) { return list_retirements(*options, settings); };
  });
  auto* show = add_verb(group, "show", "one of them, with every difference", "单笔及其全部差异");
  auto number = std::make_shared<std::string>();
  show->add_option("RETIREMENT", *number, std::string(say("its entry", "条目号")))->required();
  show->callback([number, &call] {
    call.action = [number](const Settings& settings) { return show_retirement(*number, settings); };
  });
}

}  // namespace

void add_reconcile_verbs(CLI::App& app, Call& call) {
  add_reconcile(app, call);
  add_retirements(app, call);
}

}  // namespace tanbu::cli
