// tanbu audit follow: the executing witness. It re-runs every rule on every new entry of a log and then says so with a
// cosignature: to the log that asks for it, or into its own folder.
#include <fmt/format.h>

#include <memory>

#include "api/cli/answer.hpp"
#include "api/cli/executing_witness.hpp"
#include "api/cli/follow_service.hpp"
#include "api/cli/given.hpp"
#include "api/cli/listen.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/witness_key.hpp"
#include "api/http/wire/server.hpp"

namespace tanbu::cli {
namespace {

struct FollowOptions {
  std::string url;
  std::string key_file;
  std::string directory;
  std::string listen;
  std::string vkey;
  int interval_seconds = 10;
  bool once = false;
};

log::Signer open_key(const std::string& file) {
  auto key = read_witness_key(file);
  if (const auto* fault = std::get_if<WitnessKeyFault>(&key))
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  return std::get<log::Signer>(std::move(key));
}

std::unique_ptr<WitnessState> open_state(const std::filesystem::path& directory, const std::vector<log::Verifier>& log,
                                         const log::Verifier& witness) {
  auto opened = WitnessState::open(directory, log, witness);
  if (const auto* fault = std::get_if<WitnessStateFault>(&opened)) {
    std::string words = fault->code + ": " + fault->detail;
    if (fault->code != "state_locked") {
      words += "\n";
      words +=
          say("this witness does not know what it cosigned and must not sign with this key again; begin with a new "
              "key and a new folder",
              "该见证人已不知自己签署过什么，不得再使用此密钥；请使用新的密钥与新的目录");
    }
    throw Stop(Exit::failure, words);
  }
  return std::get<std::unique_ptr<WitnessState>>(std::move(opened));
}

std::unique_ptr<http::Server> open_server(const FollowOptions& options, FollowService& service) {
  if (options.listen.empty()) return nullptr;
  const auto endpoint = endpoint_argument(options.listen);
  http::ServerOptions wire;
  wire.address = endpoint.address;
  wire.port = endpoint.port;
  wire.body_limit = [](std::string_view, std::string_view) { return http::BodyLimit{add_checkpoint_body_max, 30}; };
  auto server = std::make_unique<http::Server>(
      std::move(wire),
      [&service](http::Request request, http::Respond respond) { service.handle(request, std::move(respond)); });
  server->start();
  print(fmt::format("listening on {}  ", url_of({endpoint.address, server->port()})));
  return server;
}

Exit follow_on(const FollowOptions& options, Session& session, WitnessState& state, log::Signer signer) {
  using namespace std::chrono_literals;
  const StopSignals signals;
  std::atomic<bool> stop{false};
  session.stop_when(stop);
  const auto vkey = signer.verifier().text();
  const auto cosigns =
      options.listen.empty() ? ExecutingWitness::Options::Cosigns::newer : ExecutingWitness::Options::Cosigns::never;
  ExecutingWitness witness(session, state, std::move(signer), {cosigns, &stop});
  FollowService service(witness, {.interval = std::chrono::seconds(options.interval_seconds)}, stop);
  const auto server = open_server(options, service);
  print(fmt::format("{}  {}\n", session.ledger().origin, vkey));
  service.start();
  while (!signals.wait_for(250ms) && !service.failure()) service.answer_overdue();
  tell(say("stopping", "正在停止"));
  service.stop();
  if (server) server->stop();
  if (const auto failure = service.failure()) throw Stop(Exit::failure, *failure);
  return witness.found_fault() ? Exit::found_false : Exit::ok;
}

Exit follow(const FollowOptions& options, const Settings& common) {
  if (options.once && !options.listen.empty()) {
    throw Stop(Exit::usage,
               std::string(say("--once answers nobody: leave out --listen", "--once 不应答请求：请去掉 --listen")));
  }
  if (!options.listen.empty()) (void)endpoint_argument(options.listen);
  Flags flags = common.flags();
  flags.url = options.url;
  if (!options.vkey.empty()) flags.vkey = options.vkey;
  const Settings settings(flags);
  auto signer = open_key(options.key_file);
  Session session(settings);
  const auto directory =
      options.directory.empty() ? settings.home() / "witness" : std::filesystem::path(options.directory);
  const auto state = open_state(directory, session.keys(), signer.verifier());
  if (!options.once) return follow_on(options, session, *state, std::move(signer));
  ExecutingWitness witness(session, *state, std::move(signer), {ExecutingWitness::Options::Cosigns::always, nullptr});
  return witness.poll();
}

}  // namespace

void add_follow_verb(CLI::App& audit, Call& call) {
  auto* verb = add_verb(audit, "follow", "be an executing witness: re-run every rule on every new entry, then cosign",
                        "执行见证：对每个新条目重新执行全部规则后才联署");
  const auto text = [](const char* english, const char* chinese) { return std::string(say(english, chinese)); };
  auto options = std::make_shared<FollowOptions>();
  verb->add_option("URL", options->url, text("the log's address", "账本地址"))->required();
  verb->add_option("--witness-key", options->key_file,
                   text("the witness's private key (keygen --witness)", "见证人私钥（keygen --witness）"))
      ->required();
  verb->add_option("--state", options->directory,
                   text("folder of what was cosigned; never delete it, never restore an older one",
                        "联署记录目录；切勿删除，切勿恢复旧版本"));
  verb->add_option("--listen", options->listen,
                   text("answer POST /add-checkpoint on ADDRESS:PORT, and cosign only what is asked for; without it "
                        "every new checkpoint is cosigned into the folder",
                        "在 地址:端口 应答 POST /add-checkpoint，仅联署被请求的检查点；否则逐一联署并写入目录"));
  verb->add_option("--log-vkey", options->vkey, text("the log's key, known from elsewhere", "由其他渠道得知的日志密钥"))
      ->check(not_empty());
  verb->add_option("--interval", options->interval_seconds,
                   text("seconds between two looks at the log (10)", "两次查看账本的间隔秒数（10）"))
      ->check(CLI::Range(1, 24 * 3600));
  verb->add_flag("--once", options->once,
                 text("follow to the newest checkpoint, cosign it, end", "追至最新检查点，联署后结束"));
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return follow(*options, settings); }; });
}

}  // namespace tanbu::cli
