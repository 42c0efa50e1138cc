// tanbu coverage, serial, holdings, api: questions to the ledger that change nothing.
#include <fmt/format.h>

#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/list_output.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {
namespace {

struct CoverageOptions {
  std::string factory, period, inventory, require, scheme, type, percent, as_of;
  bool check = false;
};

// How the year's retirements compare with what their registries recorded.
std::string matches_text(const boost::json::value& value) {
  const auto* matches = at(value, "matches").if_array();
  if (matches == nullptr || matches->empty()) return {};
  std::size_t agree = 0;
  std::size_t differ = 0;
  for (const auto& one : *matches) {
    const auto state = text_at(one, "match.state");
    if (state == "agrees") ++agree;
    if (state == "differs") ++differ;
  }
  return fmt::format(fmt::runtime(say("agree {}, differ {}, unchecked {}", "一致 {}，差异 {}，未核对 {}")), agree,
                     differ, matches->size() - agree - differ);
}

void show_coverage(const boost::json::value& value) {
  Sheet sheet;
  const auto line = [&](std::string_view english, std::string_view chinese, const char* names, const char* unit = "") {
    if (const auto text = text_at(value, names); !text.empty()) sheet.add(say(english, chinese), text + unit);
  };
  line("factory", "工厂", "factory");
  line("period", "期间", "period");
  line("inventory", "排放清单", "inventory.inventory");
  line("basis", "口径", "basis");
  line("gross", "总排放", "gross_t", " t");
  line("scope 1", "范围一", "scope1_t", " t");
  line("scope 2 electricity", "范围二电力", "scope2_electricity_t", " t");
  line("scope 2 heat", "范围二热力", "scope2_heat_t", " t");
  line("own removals", "自身清除", "own_removals_t", " t");
  line("to offset", "待抵销", "to_offset_t", " t");
  line("retired, counted", "已注销（计入）", "retired.counted_t", " t");
  line("  declared", "  已申报", "retired.declared_t", " t");
  line("  matched", "  已比对", "retired.matched_t", " t");
  line("  confirmed", "  已确认", "retired.confirmed_t", " t");
  line("  on hold", "  暂挂", "retired.on_hold_t", " t");
  if (const auto* kinds = at(value, "by_kind").if_array()) {
    for (const auto& kind : *kinds) sheet.add("  " + text_at(kind, "programme"), text_at(kind, "counted_t") + " t");
  }
  if (const auto text = matches_text(value); !text.empty())
    sheet.add(say("retirements at their registries", "与登记机构核对"), text);
  line("certificates", "绿证", "gec.certificates");
  line("exact share", "精确占比", "percent.exact");
  const bool covered = at(value, "covered").is_bool() && at(value, "covered").get_bool();
  if (const auto* checks = at(value, "evaluation.checks").if_array()) {
    for (const auto& check : *checks)
      sheet.add(text_at(check, "rule"), text_at(check, "check") + ": " + text_at(check, "verdict"));
  }
  line("gap", "缺口", "gap_t", " t");
  line("surplus", "余量", "surplus_t", " t");
  line("credits needed", "尚需单位", "credits_needed");
  if (const auto* notes = at(value, "notes").if_array()) {
    for (const auto& note : *notes) sheet.add(say("note", "说明"), text_of(note));
  }
  const auto verdict = fmt::format("{} %  {}", harmless(text_at(value, "percent.shown")),
                                   covered ? say("COVERED", "已覆盖") : say("NOT COVERED", "未覆盖"));
  print(coloured(verdict, covered ? Colour::green : Colour::red, stdout_is_terminal()) + "\n" +
        sheet.text(stdout_is_terminal()));
}

// The verdict of the scheme where one is named, else whether everything is covered.
Exit checked(const CoverageOptions& options, const boost::json::value& value) {
  const bool covered = at(value, "covered").is_bool() && at(value, "covered").get_bool();
  const auto verdict = text_at(value, "evaluation.verdict");
  if (options.scheme.empty() ? covered : verdict == "pass") return Exit::ok;
  tell(options.scheme.empty()
           ? std::string(say("not covered", "未覆盖"))
           : fmt::format(fmt::runtime(say("the verdict of {} is: {}", "{} 的结论为：{}")), options.scheme, verdict));
  return Exit::under_covered;
}

Exit coverage(const CoverageOptions& options, const Settings& settings) {
  std::optional<std::int64_t> required;
  if (!options.require.empty()) {
    required = read_percent_e2(options.require);
    if (!required)
      stop_usage("--require", options.require, say("a percentage such as 100 or 99.5", "应为百分数，如 100 或 99.5"));
  }
  Session session(settings);
  auto path = fmt::format("/v1/factories/{}/periods/{}/coverage", integer_argument("FACTORY", options.factory),
                          percent_encoded(period_argument("PERIOD", options.period)));
  std::string query;
  const auto ask = [&query](const char* name, const std::string& value) {
    if (!value.empty()) query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, percent_encoded(value));
  };
  ask("inventory", options.inventory.empty() ? "" : std::to_string(integer_argument("--inventory", options.inventory)));
  ask("scheme", options.scheme);
  ask("type", options.type);
  ask("percent", options.percent);
  ask("as_of", options.as_of.empty() ? "" : std::to_string(integer_argument("--as-of", options.as_of)));
  path += query;
  const auto value = session.get_json(path, Access::by_right);
  session.json() ? print_json(value) : show_coverage(value);
  if (options.check) return checked(options, value);
  if (!required) return Exit::ok;
  const auto enough = reaches(text_at(value, "percent.exact"), *required);
  // Nothing to offset has no share; then the ledger's own verdict stands for one hundred per cent.
  const bool covered = at(value, "covered").is_bool() && at(value, "covered").get_bool();
  if (enough.value_or(covered && *required <= 10'000)) return Exit::ok;
  tell(fmt::format(fmt::runtime(say("coverage is below the required {} %", "覆盖率低于要求的 {} %")), options.require));
  return Exit::under_covered;
}

struct SerialOptions {
  std::string programme, serial;
};

void show_serial(const boost::json::value& value) {
  const auto* answers = at(value, "answers").if_array();
  if (answers == nullptr || answers->empty()) {
    print(fmt::format("{}\n", say("not recorded here", "此处无记录")));
  } else {
    Table table({{std::string(say("batch", "批次")), Align::right},
                 {std::string(say("project", "项目"))},
                 {std::string(say("first", "起始")), Align::right},
                 {std::string(say("last", "终止")), Align::right},
                 {std::string(say("status", "状态"))},
                 {std::string(say("retirement", "注销")), Align::right},
                 {std::string(say("factory", "工厂")), Align::right},
                 {std::string(say("period", "期间"))}});
    for (const auto& answer : *answers) {
      const auto* units = at(answer, "units").if_array();
      if (units == nullptr) continue;
      for (const auto& part : *units) {
        table.add({text_at(answer, "batch"), text_at(answer, "project_id"), text_at(part, "first"),
                   text_at(part, "last"), text_at(part, "status"), text_at(part, "retirement"),
                   text_at(part, "factory"), text_at(part, "period")});
      }
    }
    print(table.text(stdout_is_terminal()));
  }
  tell(fmt::format(fmt::runtime(say("as of {} entries, root {}", "截至 {} 条，根 {}")), text_at(value, "as_of.size"),
                   harmless(text_at(value, "as_of.root"))));
}

Exit serial(const SerialOptions& options, const Settings& settings) {
  Session session(settings);
  const auto value = session.get_json("/v1/serials/" + percent_encoded(read_programme(options.programme)) + "/" +
                                          percent_encoded(name_argument(options.serial)),
                                      Access::by_right);
  session.json() ? print_json(value) : show_serial(value);
  return at(value, "found").is_bool() && at(value, "found").get_bool() ? Exit::ok : Exit::not_found;
}

struct HoldingsOptions {
  std::string party;
  ListOutput output;
};

Exit holdings(const HoldingsOptions& options, const Settings& settings) {
  Session session(settings);
  const auto owner = options.party.empty() ? session.party() : party_argument("PARTY", options.party);
  const auto path = "/v1/holdings?party=" + percent_encoded(owner) + "&limit=500";
  if (options.output.is_asked()) return write_list(session, "holdings", path, Access::by_right, options.output);
  const auto value = session.all_pages(path, Access::by_right);
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Table table({{std::string(say("batch", "批次")), Align::right},
               {std::string(say("programme", "机制"))},
               {std::string(say("project", "项目"))},
               {std::string(say("first", "起始")), Align::right},
               {std::string(say("last", "终止")), Align::right},
               {std::string(say("quantity", "数量")), Align::right},
               {std::string(say("unit", "单位"))},
               {std::string(say("status", "状态"))}});
  if (const auto* rows = at(value, "data").if_array()) {
    for (const auto& row : *rows) {
      table.add({text_at(row, "batch"), text_at(row, "programme"), text_at(row, "project_id"), text_at(row, "first"),
                 text_at(row, "last"), text_at(row, "quantity"), text_at(row, "unit"), text_at(row, "status")});
    }
  }
  print(table.text(stdout_is_terminal()));
  return Exit::ok;
}

struct ApiOptions {
  std::string method, path;
};

Exit ask(const ApiOptions& options, const Settings& settings) {
  if (options.method != "GET")
    stop_usage("METHOD", options.method, say("only GET; writes are commands", "仅支持 GET；写入须用命令"));
  if (options.path.empty() || options.path.front() != '/')
    stop_usage("PATH", options.path, say("begins with /", "须以 / 开头"));
  Session session(settings);
  const auto answer = session.get(options.path, Access::by_right);
  stdout_is_terminal() ? print_answer(answer) : print(answer.body);
  return Exit::ok;
}

}  // namespace

void add_read_verbs(CLI::App& app, Call& call) {
  auto covered = std::make_shared<CoverageOptions>();
  auto* verb = add_verb(app, "coverage", "how far retirements cover a factory's emissions", "注销对工厂排放的覆盖");
  verb->add_option("FACTORY", covered->factory)->required();
  verb->add_option("PERIOD", covered->period, "2025")->required();
  verb->add_option("--inventory", covered->inventory,
                   std::string(say("default: the one that counts", "默认：有效清单")));
  verb->add_option("--require", covered->require,
                   std::string(say("exit 8 below this percentage", "低于此百分数时退出码为 8")));
  verb->add_option("--scheme", covered->scheme, std::string(say("judge by this scheme", "按此标准判定")));
  verb->add_option("--type", covered->type, "I, II");
  verb->add_option("--percent", covered->percent, std::string(say("share that is claimed", "所声明的抵消比例")));
  verb->add_option("--as-of", covered->as_of, std::string(say("as known at this size of the log", "按此日志大小所知")));
  verb->add_flag("--check", covered->check,
                 std::string(say("exit 8 unless it is covered, or the scheme's verdict is pass",
                                 "未覆盖或标准结论不为 pass 时以 8 退出")));
  verb->callback(
      [covered, &call] { call.action = [covered](const Settings& settings) { return coverage(*covered, settings); }; });

  auto asked = std::make_shared<SerialOptions>();
  verb = add_verb(app, "serial", "what became of a serial or of one number", "查询编号的去向");
  verb->add_option("PROGRAMME", asked->programme)->required();
  verb->add_option("SERIAL", asked->serial)->required();
  verb->callback(
      [asked, &call] { call.action = [asked](const Settings& settings) { return serial(*asked, settings); }; });

  auto held = std::make_shared<HoldingsOptions>();
  verb = add_verb(app, "holdings", "what a party holds (itself, the association)", "主体的持有（本方或协会）");
  verb->add_option("PARTY", held->party, std::string(say("default: yourself", "默认：本方")));
  add_list_output(*verb, held->output);
  verb->callback(
      [held, &call] { call.action = [held](const Settings& settings) { return holdings(*held, settings); }; });

  auto request = std::make_shared<ApiOptions>();
  verb = add_verb(app, "api", "ask the HTTP API directly: api GET /v1/...", "直接查询 HTTP API：api GET /v1/...");
  verb->add_option("METHOD", request->method, "GET")->required();
  verb->add_option("PATH", request->path)->required();
  verb->callback(
      [request, &call] { call.action = [request](const Settings& settings) { return ask(*request, settings); }; });
}

}  // namespace tanbu::cli
