// tanbu webhooks dead, retry: what could not be delivered, and asking for it again. Both work on the files of the
// ledger's folder, beside a running server too.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "api/cli/arguments.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/webhook_state.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

struct WebhooksVerbOptions {
  std::string directory, name, entry;
};

Exit show_dead(const WebhooksVerbOptions& options) {
  Table table({{std::string(say("webhook", "网络钩子"))},
               {std::string(say("entry", "条目")), Align::right},
               {std::string(say("attempts", "次数")), Align::right},
               {std::string(say("given up", "放弃时间"))},
               {std::string(say("because", "原因"))}});
  for (const auto& name : WebhookState::names(options.directory)) {
    for (const auto& one : WebhookState(options.directory, name).dead()) {
      table.add({name, std::to_string(one.index), std::to_string(one.attempts), log::time_text(one.unix_seconds * 1000),
                 harmless(one.because)});
    }
  }
  if (table.empty()) {
    tell(say("nothing is dead", "没有未送达的内容"));
  } else {
    print(table.text(stdout_is_terminal()));
  }
  return Exit::ok;
}

Exit retry_dead(const WebhooksVerbOptions& options) {
  const auto names = WebhookState::names(options.directory);
  if (std::find(names.begin(), names.end(), options.name) == names.end()) {
    throw Stop(Exit::not_found, std::string(say("no webhook of this name has sent anything", "没有此名称的网络钩子")));
  }
  const WebhookState state(options.directory, options.name);
  std::size_t asked = 0;
  if (options.entry.empty()) {
    for (const auto& one : state.dead()) asked += state.ask_again(one.index) ? 1U : 0U;
  } else {
    asked = state.ask_again(static_cast<std::uint64_t>(integer_argument("--entry", options.entry))) ? 1U : 0U;
  }
  if (asked == 0) throw Stop(Exit::not_found, std::string(say("nothing of that is dead", "其中没有未送达的内容")));
  print(fmt::format(fmt::runtime(say("{} to be delivered again\n", "{} 项将重新投递\n")), asked));
  return Exit::ok;
}

}  // namespace

void add_webhook_verbs(CLI::App& app, Call& call) {
  CLI::App& group = verb_group(app, "webhooks", "deliveries of entries to receivers", "向接收方投递条目");
  auto* dead = add_verb(group, "dead", "what was given up", "列出已放弃的投递");
  auto listed = std::make_shared<WebhooksVerbOptions>();
  dead->add_option("--dir", listed->directory, std::string(say("the ledger's folder", "账本目录")))->required();
  dead->callback([listed, &call] { call.action = [listed](const Settings&) { return show_dead(*listed); }; });
  auto* retry = add_verb(group, "retry", "deliver again what was given up", "重新投递已放弃的内容");
  auto asked = std::make_shared<WebhooksVerbOptions>();
  retry->add_option("--dir", asked->directory, std::string(say("the ledger's folder", "账本目录")))->required();
  retry->add_option("--name", asked->name, std::string(say("of the webhook", "网络钩子名称")))->required();
  retry->add_option("--entry", asked->entry, std::string(say("only this entry", "仅此条目")));
  retry->callback([asked, &call] { call.action = [asked](const Settings&) { return retry_dead(*asked); }; });
}

}  // namespace tanbu::cli
