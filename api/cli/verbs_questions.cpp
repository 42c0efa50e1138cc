// tanbu units, absence, conflicts, project: what became of units and projects, and what contradicts. A signed absence
// is verified down from the pinned ledger's checkpoint before anybody is shown it.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/found_false.hpp"
#include "api/cli/list_output.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/offline.hpp"
#include "api/cli/out_file.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/http/serial_search.hpp"
#include "ledger/log/absence.hpp"
#include "ledger/log/note.hpp"
#include "ledger/programme.hpp"

namespace tanbu::cli {
namespace {

struct UnitsOptions {
  std::string programme, serial, number;
};

struct AbsenceOptions {
  std::string programme, serial;
  OutFile out;
  std::vector<std::string> executing;
};

Table conditions(const boost::json::value& value) {
  Table table({{std::string(say("batch", "批次")), Align::right},
               {std::string(say("project", "项目"))},
               {std::string(say("first", "起始")), Align::right},
               {std::string(say("last", "终止")), Align::right},
               {std::string(say("status", "状态"))},
               {std::string(say("retirement", "注销")), Align::right},
               {std::string(say("factory", "工厂")), Align::right},
               {std::string(say("period", "期间"))}});
  if (const auto* answers = at(value, "answers").if_array()) {
    for (const auto& answer : *answers) {
      const auto* units = at(answer, "units").if_array();
      if (units == nullptr) continue;
      for (const auto& part : *units) {
        table.add({text_at(answer, "batch"), text_at(answer, "project_id"), text_at(part, "first"),
                   text_at(part, "last"), text_at(part, "status"), text_at(part, "retirement"),
                   text_at(part, "factory"), text_at(part, "period")});
      }
    }
  }
  return table;
}

// What was done to the units and what contradicts, one line each.
void tell_history(const boost::json::value& value) {
  const auto* answers = at(value, "answers").if_array();
  if (answers == nullptr) return;
  for (const auto& answer : *answers) {
    if (const auto* actions = at(answer, "actions").if_array()) {
      for (const auto& action : *actions) {
        print(fmt::format("{} {}: {}\n", say("entry", "条目"), harmless(text_at(action, "entry")),
                          harmless(text_at(action, "action"))));
      }
    }
    if (const auto* conflicts = at(answer, "conflicts").if_array()) {
      for (const auto& conflict : *conflicts) {
        print(fmt::format("{} {}: {} ({})\n", say("conflict", "冲突"), harmless(text_at(conflict, "entry")),
                          harmless(text_at(conflict, "kind")), harmless(text_at(conflict, "status"))));
      }
    }
  }
}

Exit units(const UnitsOptions& options, const Settings& settings) {
  if (options.serial.empty() == options.number.empty())
    stop_usage("SERIAL", options.serial, say("give a serial or --number, one of the two", "序列号与 --number 二选一"));
  Session session(settings);
  std::string path = "/v1/units?programme=" + percent_encoded(read_programme(options.programme));
  path += options.serial.empty() ? fmt::format("&number={}", integer_argument("--number", options.number))
                                 : "&serial=" + percent_encoded(name_argument(options.serial));
  const auto value = session.get_json(path, Access::by_right);
  const bool found = at(value, "found").is_bool() && at(value, "found").get_bool();
  if (session.json()) {
    print_json(value);
    return found ? Exit::ok : Exit::not_found;
  }
  if (found) {
    print(conditions(value).text(stdout_is_terminal()));
    tell_history(value);
  } else {
    print(fmt::format("{}\n", say("not recorded here", "此处无记录")));
  }
  tell(fmt::format(fmt::runtime(say("as of {} entries, root {}", "截至 {} 条，根 {}")), text_at(value, "as_of.size"),
                   harmless(text_at(value, "as_of.root"))));
  return found ? Exit::ok : Exit::not_found;
}

// What is asked, as every answer to it has to spell it: by the grammar that the ledger uses.
std::string asked_serial(const std::string& programme, const std::string& serial) {
  const Programme* known = find_programme(programme);
  if (known == nullptr) return serial;
  const auto spelt = http::canonical_serial(*known, serial);
  const auto* canonical = std::get_if<std::string>(&spelt);
  return canonical == nullptr ? serial : *canonical;
}

// The statement with the newest checkpoint, or with the one that the policy's witnesses have cosigned.
std::string ask_absence(Session& session, const std::string& path, bool witnessed) {
  if (witnessed) {
    const auto answer = session.fetch(path + "&checkpoint=witnessed");
    if (answer.status == 200) return answer.body;
    // The operator's quorum may be another one than the reader's, and his refusal is said below.
  }
  return session.get(path + "&checkpoint=latest").body;
}

// Whether a statement that holds is the answer to this question, by this ledger, as of what was seen in this call.
void demand_answer(Session& session, const offline::Verdict& verdict, const std::string& programme,
                   const std::string& serial) {
  if (verdict.programme != programme || verdict.serial != serial) {
    stop_false(
        "absence_other_serial",
        fmt::format(fmt::runtime(say("the ledger was asked about {} {} and spoke of {} {}",
                                     "所问为 {} {}，账本答复的却是 {} {}")),
                    harmless(programme), harmless(serial), harmless(verdict.programme), harmless(verdict.serial)));
  }
  if (verdict.genesis_leaf != session.ledger().genesis_leaf) {
    stop_false("absence_other_ledger",
               say("its first entry is not that of the pinned ledger", "其首个条目并非已固定账本的首个条目"));
  }
  if (verdict.checkpoint->size < session.known_size()) {
    stop_false("absence_older", fmt::format(fmt::runtime(say("it speaks of {} entries and the log has shown {}",
                                                             "其所述为 {} 条，而日志已出示 {} 条")),
                                            verdict.checkpoint->size, session.known_size()));
  }
}

// Judged as it will be judged from the file: the checkpoint covers entry 0, entry 0 names the statement key, and that
// key signed about this very tree. Without a policy the note alone is handed out, as the statement it is.
Exit absence(const AbsenceOptions& options, const Settings& settings) {
  check_out(options.out);
  Session session(settings);
  const bool witnessed = settings.policy_file().has_value();
  if (!witnessed && !options.executing.empty())
    stop_usage("--executing", options.executing.front(), say("needs --policy", "须与 --policy 同用"));
  const auto programme = read_programme(options.programme);
  const auto serial = name_argument(options.serial);
  session.know_ledger();
  offline::Trust trust{session.verifier(), std::nullopt, options.executing};
  if (witnessed) trust.policy = session.policy();
  for (const std::string& name : options.executing) {
    const auto& known = trust.policy->witnesses();
    if (std::none_of(known.begin(), known.end(), [&](const auto& witness) { return witness.name == name; }))
      stop_usage("--executing", name, say("the policy names no such witness", "策略文件中无此见证人"));
  }
  const auto text = ask_absence(
      session, "/v1/units/absence?programme=" + percent_encoded(programme) + "&serial=" + percent_encoded(serial),
      witnessed);
  auto verdict = offline::verify_file(text, trust);
  if (verdict.holds() && verdict.kind != offline::FileKind::witnessed_absence)
    verdict.fault = offline::Fault{.code = "absence_not_witnessed"};
  if (!verdict.holds()) return show_verdict(verdict, text, session.json());
  demand_answer(session, verdict, programme, asked_serial(programme, serial));
  const auto file = log::parse_witnessed_absence(text);
  session.see_checkpoint(log::value(log::parse_receipt(log::value(file).receipt)).checkpoint);
  const std::string& note = log::value(file).note;
  const bool to_file = !options.out.path.empty();
  if (to_file) write_out(options.out, witnessed ? text : note);
  if (witnessed && (session.json() || to_file))
    return show_verdict(verdict, text, session.json(), SeenBefore{true, verdict.checkpoint->size});
  if (session.json()) {
    const auto signed_text = log::value(log::parse_note(note)).text;
    print_json(boost::json::object{{"absent", true}, {"text", signed_text}, {"note", note}});
  } else if (!to_file) {
    print(witnessed ? text : note);
  }
  if (!witnessed) {
    tell(
        say("signed by the statement key that the ledger's first entry names: nothing of this serial is recorded at "
            "that size",
            "由账本首个条目指定的声明密钥签署：在该大小下没有此序列号的记录"));
  }
  return Exit::ok;
}

struct ConflictOptions {
  std::string status = "open";
  ListOutput output;
};

Exit conflicts(const ConflictOptions& options, const Settings& settings) {
  Session session(settings);
  const auto path = "/v1/conflicts?limit=500&status=" + options.status;
  if (options.output.is_asked()) return write_list(session, "conflicts", path, Access::open, options.output);
  const auto value = session.all_pages(path);
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Table table({{std::string(say("entry", "条目")), Align::right},
               {std::string(say("kind", "类型"))},
               {std::string(say("against", "对方")), Align::right},
               {std::string(say("status", "状态"))}});
  if (const auto* rows = at(value, "data").if_array()) {
    for (const auto& row : *rows)
      table.add({text_at(row, "entry"), text_at(row, "kind"), text_at(row, "other"), text_at(row, "status")});
  }
  print(table.text(stdout_is_terminal()));
  return Exit::ok;
}

struct ProjectOptions {
  std::string programme, project;
};

Exit project(const ProjectOptions& options, const Settings& settings) {
  Session session(settings);
  const auto value = session.get_json("/v1/projects/" + percent_encoded(read_programme(options.programme)) + "/" +
                                      percent_encoded(name_argument(options.project)));
  if (session.json()) {
    print_json(value);
    return Exit::ok;
  }
  Sheet sheet;
  const auto line = [&](std::string_view name, const char* member) {
    if (const auto text = text_at(value, member); !text.empty()) sheet.add(name, text);
  };
  const auto count = [&](std::string_view name, const char* member) {
    const auto* list = at(value, member).if_array();
    if (list != nullptr) sheet.add(name, std::to_string(list->size()));
  };
  line(say("project", "项目"), "project_id");
  line(say("title", "名称"), "title");
  line(say("entry", "条目"), "entry");
  line(say("developer", "开发方"), "developer");
  line(say("locked for factory", "锁定工厂"), "lock.factory");
  count(say("batches", "批次"), "batches");
  count(say("uses", "使用"), "uses");
  count(say("linked projects", "关联项目"), "links");
  count(say("conflicts", "冲突"), "conflicts");
  print(sheet.text(stdout_is_terminal()));
  return Exit::ok;
}

}  // namespace

void add_question_verbs(CLI::App& app, Call& call) {
  auto asked = std::make_shared<UnitsOptions>();
  auto* verb = add_verb(app, "units", "the life of units: by serial, or by one number inside any range",
                        "单位的去向：按序列号或任一号码查询");
  verb->add_option("PROGRAMME", asked->programme)->required();
  verb->add_option("SERIAL", asked->serial);
  verb->add_option("--number", asked->number, std::string(say("one number", "单个号码")));
  verb->callback(
      [asked, &call] { call.action = [asked](const Settings& settings) { return units(*asked, settings); }; });

  auto absent = std::make_shared<AbsenceOptions>();
  verb = add_verb(app, "absence",
                  "a signed statement that a serial is not recorded; with --policy under a witnessed checkpoint",
                  "某序列号未被记录的签名声明；给出 --policy 时附经见证的检查点");
  verb->add_option("PROGRAMME", absent->programme)->required();
  verb->add_option("SERIAL", absent->serial)->required();
  add_out_options(*verb, absent->out, said("file to write", "写入文件"));
  add_repeatable(*verb, "--executing", absent->executing,
                 std::string(say("a witness of the policy of which you know that it re-runs the rules",
                                 "策略中您确知会重演规则的见证人")));
  verb->callback(
      [absent, &call] { call.action = [absent](const Settings& settings) { return absence(*absent, settings); }; });

  auto opposed = std::make_shared<ConflictOptions>();
  verb = add_verb(app, "conflicts", "accounts that contradict each other", "相互矛盾的记录");
  verb->add_option("--status", opposed->status, std::string(say("open (default) or all", "open（默认）或 all")))
      ->check(CLI::IsMember({"open", "all"}));
  add_list_output(*verb, opposed->output);
  verb->callback([opposed, &call] {
    call.action = [opposed](const Settings& settings) { return conflicts(*opposed, settings); };
  });

  auto named = std::make_shared<ProjectOptions>();
  auto& group = verb_group(app, "project", "projects", "项目");
  verb = add_verb(group, "show", "batches, uses, lock, links and conflicts", "批次、使用、锁定、关联与冲突");
  verb->add_option("PROGRAMME", named->programme)->required();
  verb->add_option("PROJECT", named->project)->required();
  verb->callback(
      [named, &call] { call.action = [named](const Settings& settings) { return project(*named, settings); }; });
}

}  // namespace tanbu::cli
