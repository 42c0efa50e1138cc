// The functions of settings.hpp.
#include "api/cli/settings.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "api/cli/exit.hpp"
#include "api/cli/files.hpp"
#include "api/cli/normalise.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t config_bytes_max = 64 * 1024;
constexpr std::array<std::string_view, 7> setting_names{"url", "key", "party", "vkey", "sm2_vkey", "ca_file", "policy"};

std::filesystem::path home_of_environment() {
  if (const auto own = environment("TANBU_HOME"); !own.empty()) return own;
  if (const auto xdg = environment("XDG_CONFIG_HOME"); !xdg.empty()) return std::filesystem::path(xdg) / "tanbu";
  if (const auto user = environment("HOME"); !user.empty()) return std::filesystem::path(user) / ".config" / "tanbu";
  throw Stop(Exit::usage, std::string(say("no place for the pinned keys: set TANBU_HOME or HOME",
                                          "没有存放固定密钥的位置：请设置 TANBU_HOME 或 HOME")));
}

}  // namespace

std::optional<std::map<std::string, std::string>> parse_config(std::string_view text) {
  std::map<std::string, std::string> result;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.front() == '#') continue;
    const auto equals = line.find('=');
    if (equals == std::string::npos) return std::nullopt;
    const std::string name = trimmed(line.substr(0, equals));
    if (std::find(setting_names.begin(), setting_names.end(), name) == setting_names.end()) return std::nullopt;
    result[name] = trimmed(line.substr(equals + 1));
  }
  return result;
}

Settings::Settings(Flags flags) : flags_(std::move(flags)), home_(home_of_environment()) {
  const auto path = home_ / "config";
  const auto text = read_file(path, config_bytes_max);
  if (!text) return;
  auto parsed = parse_config(*text);
  if (!parsed) {
    throw Stop(Exit::usage, path.string() +
                                std::string(say(": every line is `name = value` with one of the names ",
                                                "：每行应为 `名称 = 值`，名称为 ")) +
                                "url, key, party, vkey, sm2_vkey, ca_file, policy");
  }
  file_ = std::move(*parsed);
}

std::optional<std::string> Settings::choose(const std::string& flag, const char* environment_name,
                                            const char* name) const {
  if (!flag.empty()) return flag;
  if (const auto value = environment(environment_name); !value.empty()) return std::string(value);
  const auto found = file_.find(name);
  if (found == file_.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::string Settings::url() const {
  auto url = choose(flags_.url, "TANBU_URL", "url");
  if (!url) {
    throw Stop(Exit::usage, std::string(say("which ledger? give --url, TANBU_URL or `url = ...` in the config file",
                                            "未指定账本：请用 --url、TANBU_URL 或配置文件中的 `url = ...`")));
  }
  while (!url->empty() && url->back() == '/') url->pop_back();
  return *url;
}

std::optional<std::filesystem::path> Settings::key_file() const {
  const auto text = choose(flags_.key_file, "TANBU_KEY", "key");
  if (!text) return std::nullopt;
  return std::filesystem::path(*text);
}

std::optional<std::string> Settings::party() const { return choose(flags_.party, "TANBU_PARTY", "party"); }
std::optional<std::string> Settings::vkey() const { return choose(flags_.vkey, "TANBU_VKEY", "vkey"); }
std::optional<std::string> Settings::sm2_vkey() const { return choose(flags_.sm2_vkey, "TANBU_SM2_VKEY", "sm2_vkey"); }
std::optional<std::string> Settings::ca_file() const { return choose(flags_.ca_file, "TANBU_CA_FILE", "ca_file"); }
std::optional<std::string> Settings::policy_file() const { return choose(flags_.policy, "TANBU_POLICY", "policy"); }

std::optional<std::string> policy_file_of_environment() {
  // A machine without any home folder can still judge a file.
  if (environment("TANBU_HOME").empty() && environment("XDG_CONFIG_HOME").empty() && environment("HOME").empty()) {
    const std::string policy(environment("TANBU_POLICY"));
    return policy.empty() ? std::nullopt : std::optional(policy);
  }
  return Settings(Flags{}).policy_file();
}

}  // namespace tanbu::cli
