// run(): parses, calls the verb, and turns every way of ending into an exit status.
#include "api/cli/run.hpp"

#include <CLI/CLI.hpp>
#include <csignal>

#include "api/cli/given.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"

namespace tanbu::cli {
namespace {

void add_common_flags(CLI::App& app, Flags& flags) {
  const auto text = [](const char* english, const char* chinese) { return std::string(say(english, chinese)); };
  app.add_option("--url", flags.url, text("the ledger's address (TANBU_URL)", "账本地址（TANBU_URL）"))
      ->check(not_empty());
  app.add_option("--key", flags.key_file, text("your private key file (TANBU_KEY)", "私钥文件（TANBU_KEY）"))
      ->check(not_empty());
  app.add_option("--as", flags.party, text("the party you sign for (TANBU_PARTY)", "签署主体（TANBU_PARTY）"))
      ->check(not_empty());
  app.add_option("--vkey", flags.vkey,
                 text("the log's key, known from elsewhere (TANBU_VKEY)", "由其他渠道得知的日志密钥（TANBU_VKEY）"))
      ->check(not_empty());
  app.add_option("--sm2-vkey", flags.sm2_vkey,
                 text("the key of the checkpoints' SM2 line, to be demanded (TANBU_SM2_VKEY)",
                      "检查点 SM2 签名行的公钥，要求其有效（TANBU_SM2_VKEY）"))
      ->check(not_empty());
  app.add_option("--ca-file", flags.ca_file,
                 text("certificate authorities for https (TANBU_CA_FILE)", "https 证书机构文件（TANBU_CA_FILE）"))
      ->check(not_empty());
  app.add_option("--policy", flags.policy,
                 text("believe only what this quorum of witnesses has cosigned (TANBU_POLICY)",
                      "仅相信此策略文件中法定数量见证方已联署的内容（TANBU_POLICY）"))
      ->check(not_empty());
  app.add_option("--expires-seconds", flags.expires_seconds,
                 text("how long a signed command may be recorded (3600)", "已签名命令的有效秒数（3600）"))
      ->check(CLI::Range(1, 7 * 24 * 3600));
  app.add_option("--retry-seconds", flags.retry_seconds,
                 text("how long to ask again when no answer comes (30)", "无应答时重试的秒数（30）"))
      ->check(CLI::Range(0, 24 * 3600));
  app.add_flag("--json", flags.json, text("the server's JSON on stdout", "在标准输出给出 JSON"));
  app.add_flag("--yes", flags.yes, text("do not ask", "不询问"));
  app.add_flag("--dry-run", flags.dry_run, text("decide, record nothing", "仅试运行，不记录"));
}

int finish(Exit status) { return static_cast<int>(status); }

int perform(const Call& call) {
  try {
    return finish(call.action(Settings(call.flags)));
  } catch (const Stop& stop) {
    if (!stop.message().empty()) tell(stop.message());
    return finish(stop.status());
  } catch (const std::exception& fault) {
    // A fault of the machine: a full disk, a damaged file. Its words name what failed.
    tell(std::string("tanbu: ") + fault.what());
    return finish(Exit::failure);
  }
}

}  // namespace

int run(int argument_count, char** arguments) {
  // A reader that went away shows as a failed write, which has words, not as a silent death.
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app(std::string(say("tanbu, the carbon book: an append-only ledger that anybody can verify",
                               "碳簿：人人可验证的只增账本")),
               "tanbu");
  Call call;
  app.fallthrough();  // the common flags may stand behind the verb
  app.require_subcommand(1);
  add_common_flags(app, call.flags);
  for (const AddVerbs add : all_verbs()) add(app, call);
  app.footer(
      std::string(say("Exit: 0 ok, 1 failure, 2 usage, 3 verified and found false, 4 not allowed, 5 not found,\n"
                      "      6 conflict, 7 unreachable, 8 coverage below requirement\n"
                      "Example: tanbu credits retire --factory 17 --period 2025 --range 230:1-570",
                      "退出码：0 成功，1 失败，2 用法，3 核验不成立，4 不允许，5 未找到，\n"
                      "        6 冲突，7 无法连接，8 覆盖率不足\n"
                      "示例：tanbu credits retire --factory 17 --period 2025 --range 230:1-570")));
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    // Help is an error to the parser, and the only one that is none.
    return app.exit(error) == 0 ? finish(Exit::ok) : finish(Exit::usage);
  }
  return perform(call);
}

}  // namespace tanbu::cli
