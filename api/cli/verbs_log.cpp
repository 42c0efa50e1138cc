// tanbu log info, log show, log checkpoint, entry, receipt: the log itself, proved against what was seen before.
#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/out_file.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/write.hpp"
#include "ledger/engine/engine.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

Exit info(const Settings& settings) {
  Session session(settings);
  const auto answer = session.get("/v1/log");
  const auto value = json_of(answer);
  session.see_checkpoint(text_at(value, "checkpoint"));
  const Pin pin = session.ledger();
  Pin shown{pin.url, text_at(value, "origin"), text_at(value, "vkey"), text_at(value, "genesis_leaf")};
  // While a rotation lasts the newest key is another than the pinned one, which still signs.
  if (names_key(value, pin.vkey)) shown.vkey = pin.vkey;
  // The store says by itself that the server now names another key, origin or beginning.
  if (const auto conflict = session.pins().keep(shown)) throw Stop(Exit::found_false, explain(*conflict, shown));
  if (session.json()) {
    print_answer(answer);
    return Exit::ok;
  }
  Sheet sheet;
  for (const char* name : {"origin", "vkey", "statement_vkey", "sm2_vkey", "size", "root", "genesis_leaf", "rules"}) {
    sheet.add(name, text_at(value, name));
  }
  if (const auto* keys = at(value, "keys").if_array(); keys != nullptr && keys->size() > 1) {
    for (const auto& key : *keys) {
      const auto until = number_at(key, "to_entry");
      sheet.add(say("key of the log", "日志密钥"),
                fmt::format("{}  {}..{}", harmless(text_at(key, "vkey")), text_at(key, "from_entry"),
                            until ? std::to_string(*until) : std::string()));
    }
  }
  if (const auto* witnesses = at(value, "witnesses").if_array()) {
    for (const auto& one : *witnesses) {
      sheet.add(say("witness", "见证方"),
                fmt::format("{}  {}  {}  {}", harmless(text_at(one, "name")), text_at(one, "size"),
                            harmless(text_at(one, "time")), harmless(text_at(one, "state"))));
    }
  }
  sheet.add(say("checked", "核验"),
            say("signed by the pinned key, continues what was seen before", "由已固定的密钥签名，承接先前所见"));
  print(sheet.text(stdout_is_terminal()));
  return Exit::ok;
}

struct ShowEntryOptions {
  std::string from = "0", limit = "100";
};

Exit show(const ShowEntryOptions& options, const Settings& settings) {
  Session session(settings);
  const auto answer = session.get(fmt::format("/v1/entries?from={}&limit={}", integer_argument("--from", options.from),
                                              integer_argument("--limit", options.limit)));
  if (session.json()) {
    print_answer(answer);
    return Exit::ok;
  }
  Table table({{std::string(say("entry", "条目")), Align::right},
               {std::string(say("recorded", "记录时间"))},
               {std::string(say("kind", "类型"))}});
  const auto value = json_of(answer);
  if (const auto* rows = at(value, "data").if_array()) {
    for (const auto& row : *rows) {
      const auto entry = log::parse_entry(text_at(row, "entry"));
      table.add({text_at(row, "index"), entry ? china_time_text(entry->time_unix_ms) : "?",
                 entry ? kind_words(entry->kind) : "?"});
    }
  }
  print(table.text(stdout_is_terminal()));
  return Exit::ok;
}

Exit checkpoint(const Settings& settings) {
  Session session(settings);
  const auto note = session.get("/log/checkpoint").body;
  session.see_checkpoint(note);
  print(session.json() ? boost::json::serialize(boost::json::object{{"checkpoint", note}}) + "\n" : note);
  return Exit::ok;
}

Exit entry(const std::string& index, const Settings& settings) {
  Session session(settings);
  const auto number = integer_argument("INDEX", index);
  const auto answer = session.get(fmt::format("/v1/entries/{}", number), Access::by_right);
  const auto value = json_of(answer);
  const auto verified = session.see_receipt(session.get(fmt::format("/v1/entries/{}/receipt", number)).body);
  if (verified.index != static_cast<std::uint64_t>(number) || verified.entry != text_at(value, "entry")) {
    throw Stop(Exit::found_false, std::string(say("the entry shown is not the entry that the log proves",
                                                  "所示条目并非日志所证明的条目")));
  }
  session.json() ? print_answer(answer) : show_entry(verified.entry);
  return Exit::ok;
}

struct ReceiptOptions {
  std::string index;
  OutFile out;
};

// Under a checkpoint that the policy's quorum has cosigned, where there is a policy: what `verify --policy` demands of
// the file has to be in it.
std::string receipt_for(Session& session, const std::string& path) {
  session.know_ledger();
  if (!session.settings().policy_file() || session.policy().satisfied_by({})) return session.get(path).body;
  std::string_view code = "checkpoint_not_witnessed";
  // The operator's quorum may be another one than the reader's; then the newest checkpoint may have what he demands.
  for (const char* which : {"witnessed", "latest"}) {
    const auto answer = session.fetch(path + "?checkpoint=" + which);
    if (answer.status == 404) stop_with_problem(answer, session.json());
    if (answer.status != 200) continue;
    const auto parsed = log::parse_receipt(answer.body);
    if (log::ok(parsed) && session.is_witnessed(log::value(parsed).checkpoint)) return answer.body;
    code = log::ok(parsed) ? "policy_quorum_not_met" : log::code(parsed);
  }
  throw Stop(Exit::found_false,
             fmt::format(fmt::runtime(say("no receipt under a checkpoint with the policy's quorum: {}; ask again later",
                                          "没有满足策略法定数量的检查点之下的收据：{}；请稍后再试")),
                         code));
}

Exit receipt(const ReceiptOptions& options, const Settings& settings) {
  check_out(options.out);
  Session session(settings);
  const auto number = integer_argument("INDEX", options.index);
  const auto text = receipt_for(session, fmt::format("/v1/entries/{}/receipt", number));
  if (session.see_receipt(text).index != static_cast<std::uint64_t>(number)) {
    throw Stop(Exit::found_false, std::string(say("the receipt is for another entry", "收据属于另一条目")));
  }
  if (!options.out.path.empty()) {
    write_out(options.out, text);
    tell(fmt::format(fmt::runtime(say("receipt verified and written to {}", "收据已验证并写入 {}")),
                     harmless(options.out.path)));
  }
  if (session.json()) {
    print(boost::json::serialize(boost::json::object{{"index", number}, {"receipt", text}}) + "\n");
  } else if (options.out.path.empty()) {
    print(text);
  }
  return Exit::ok;
}

// The key that a rotation brings in. No server has to stop for it: it is found when the association names it.
Exit make_key(const std::string& directory, const Settings& settings) {
  const auto made = engine::make_next_log_key(directory);
  if (const auto* fault = std::get_if<engine::OpenFault>(&made)) {
    const Exit exit = fault->code == "exists" ? Exit::conflict : Exit::failure;
    throw Stop(exit, fault->code + ": " + harmless(fault->detail));
  }
  const auto vkey = std::get<log::Verifier>(made).text();
  if (settings.flags().json) {
    print_json(boost::json::object{{"directory", directory}, {"log_vkey", vkey}});
    return Exit::ok;
  }
  Sheet sheet;
  sheet.add("log_vkey", vkey);
  print(sheet.text(stdout_is_terminal()));
  tell(say("it signs nothing yet: the association signs add_log_key with this log_vkey; publish it by another way too",
           "此密钥尚未生效：请由协会以此 log_vkey 签署 add_log_key；并通过其他渠道公布"));
  return Exit::ok;
}

}  // namespace

void add_log_verbs(CLI::App& app, Call& call) {
  auto& group = verb_group(app, "log", "the transparency log", "透明日志");
  add_verb(group, "info", "name, key and size of the log", "日志的名称、密钥与大小")->callback([&call] {
    call.action = info;
  });
  add_verb(group, "checkpoint", "the newest signed checkpoint", "最新签名检查点")->callback([&call] {
    call.action = checkpoint;
  });
  auto directory = std::make_shared<std::string>();
  auto* verb = add_verb(group, "key", "make the next key of the log, for a rotation", "生成日志的下一把密钥，用于轮换");
  verb->add_option("--dir", *directory, std::string(say("the ledger's folder", "账本目录")))->required();
  verb->callback([directory, &call] {
    call.action = [directory](const Settings& settings) { return make_key(*directory, settings); };
  });
  auto shown = std::make_shared<ShowEntryOptions>();
  verb = add_verb(group, "show", "list entries", "列出条目");
  verb->add_option("--from", shown->from);
  verb->add_option("--limit", shown->limit, "1..500");
  verb->callback(
      [shown, &call] { call.action = [shown](const Settings& settings) { return show(*shown, settings); }; });

  auto index = std::make_shared<std::string>();
  verb = add_verb(app, "entry", "one entry, proved", "单个条目及其证明");
  verb->add_option("INDEX", *index)->required();
  verb->callback(
      [index, &call] { call.action = [index](const Settings& settings) { return entry(*index, settings); }; });

  auto wanted = std::make_shared<ReceiptOptions>();
  verb = add_verb(app, "receipt", "the receipt of an entry, for verifying offline", "条目收据，可离线验证");
  verb->add_option("INDEX", wanted->index)->required();
  add_out_options(*verb, wanted->out, said("file to write", "写入文件"));
  verb->callback(
      [wanted, &call] { call.action = [wanted](const Settings& settings) { return receipt(*wanted, settings); }; });
}

}  // namespace tanbu::cli
