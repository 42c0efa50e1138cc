// The functions of policy_file.hpp.
#include "api/cli/policy_file.hpp"

#include <fmt/format.h>

#include "api/cli/arguments.hpp"
#include "api/cli/client.hpp"
#include "api/cli/files.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {
namespace {

std::string_view words_of(std::string_view code) {
  if (code == "policy_line") {
    return say("a line is not `log`, `witness`, `group` or one `quorum`, or the file does not end in a newline",
               "有一行不是 log、witness、group 或唯一的 quorum，或文件末尾缺少换行");
  }
  if (code == "policy_name_repeated") {
    return say("a name is defined twice or listed twice as a member", "名称重复定义，或重复列为成员");
  }
  if (code == "policy_name_unknown") return say("a name is used before it is defined", "名称在定义之前被使用");
  if (code == "policy_threshold") {
    return say("a group's threshold is any, all, or from 1 to the number of its members",
               "组的门槛须为 any、all 或 1 至成员数");
  }
  if (code == "policy_key") {
    return say("a key is not readable, of the wrong kind, or listed twice (logs: Ed25519, witnesses: cosignature/v1)",
               "密钥无法读取、种类不符或重复（日志：Ed25519；见证方：cosignature/v1）");
  }
  if (code == "policy_quorum_missing") return say("there is no quorum line", "缺少 quorum 行");
  return say("it is too large", "文件过大");
}

}  // namespace

log::Policy policy_of_file(std::string_view option, const std::string& path) {
  const auto text = read_file(path, log::policy_bytes_max + 1);
  if (!text) stop_usage(option, path, say("there is no such file", "没有此文件"));
  auto policy = log::Policy::parse(*text);
  if (!log::ok(policy)) {
    stop_usage(option, path, fmt::format("{}: {}", log::code(policy), words_of(log::code(policy))));
  }
  return log::value(std::move(policy));
}

std::string submission_prefix(std::string url) {
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

bool submission_prefix_is_valid(const std::string& url) { return base_url_is_valid(submission_prefix(url)); }

}  // namespace tanbu::cli
