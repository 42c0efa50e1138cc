// tanbu-verify: judges one file with nothing but the file. No server, no database, no network, no clock; small enough
// to travel beside the file. It says what `tanbu verify` says, but keeps nothing that it saw and compares with nothing.
// A policy that this machine is set up with is demanded here too.
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "api/cli/offline.hpp"
#include "api/cli/settings.hpp"
#include "api/cli/terminal.hpp"

namespace {

using tanbu::cli::Exit;
using tanbu::cli::OfflineOptions;
using tanbu::cli::say;
using tanbu::cli::Stop;

struct Asked {
  std::string file;
  OfflineOptions options;
  bool help = false;
};

std::string usage() {
  return std::string(
      say("tanbu-verify FILE --vkey KEY\n"
          "tanbu-verify FILE --policy FILE [--executing WITNESS]...\n"
          "  FILE         a bundle (*.tanbu.json), a receipt (*.tlog-proof) or a signed absence\n"
          "  --vkey       the log's key (of an absence without checkpoint: the statement key), as the association "
          "publishes it\n"
          "  --policy     the logs and witnesses that you trust (C2SP tlog-policy); default: TANBU_POLICY, or `policy` "
          "in the config file\n"
          "  --executing  a witness of the policy of which you know that it re-runs the rules\n"
          "  --json       the verdict as JSON\n"
          "Exit: 0 true, 2 usage, 3 found false",
          "tanbu-verify 文件 --vkey 密钥\n"
          "tanbu-verify 文件 --policy 策略文件 [--executing 见证人]...\n"
          "  文件         证明包（*.tanbu.json）、收据（*.tlog-proof）或不存在声明\n"
          "  --vkey       协会公布的日志密钥（核验不含检查点的不存在声明时为声明密钥）\n"
          "  --policy     您信任的日志与见证人（C2SP tlog-policy）；默认取 TANBU_POLICY 或配置文件中的 policy\n"
          "  --executing  您确知会重演规则的见证人\n"
          "  --json       以 JSON 给出结论\n"
          "退出码：0 成立，2 用法错误，3 核验不成立"));
}

Asked read(const std::vector<std::string_view>& arguments) {
  Asked asked;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string_view argument = arguments[at];
    const auto value = [&] {
      // Empty is no way of not giving it: a key out of a missing file would leave the file to be judged by less.
      if (at + 1 == arguments.size() || arguments[at + 1].empty()) throw Stop(Exit::usage, usage());
      return std::string(arguments[++at]);
    };
    if (argument == "--vkey") {
      asked.options.vkey = value();
    } else if (argument == "--policy") {
      asked.options.policy_file = value();
    } else if (argument == "--executing") {
      asked.options.executing.push_back(value());
    } else if (argument == "--json") {
      asked.options.json = true;
    } else if (argument == "--help" || argument == "-h") {
      asked.help = true;
    } else if (argument.starts_with("-") || !asked.file.empty()) {
      throw Stop(Exit::usage, usage());
    } else {
      asked.file = argument;
    }
  }
  if (asked.file.empty() && !asked.help) throw Stop(Exit::usage, usage());
  return asked;
}

Exit judge(const Asked& asked) {
  if (asked.help) {
    tanbu::cli::print(usage() + "\n");
    return Exit::ok;
  }
  const std::string text = tanbu::cli::read_offline_file(asked.file);
  auto options = asked.options;
  if (options.policy_file.empty()) options.policy_file = tanbu::cli::policy_file_of_environment().value_or("");
  const auto trust = tanbu::cli::trust_of(options);
  return tanbu::cli::show_verdict(tanbu::cli::judge_file(text, trust), text, asked.options.json);
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::signal(SIGPIPE, SIG_IGN);
  // What this says of a file must not depend on how OpenSSL is configured on the machine where it is plugged in.
  setenv("OPENSSL_CONF", "/dev/null", 1);
  try {
    return static_cast<int>(judge(read({arguments + 1, arguments + argument_count})));
  } catch (const Stop& stop) {
    if (!stop.message().empty()) tanbu::cli::tell(stop.message());
    return static_cast<int>(stop.status());
  } catch (const std::exception& fault) {
    tanbu::cli::tell(std::string("tanbu-verify: ") + fault.what());
    return static_cast<int>(Exit::failure);
  }
}
