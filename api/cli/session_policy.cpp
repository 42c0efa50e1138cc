// The quorum of witnesses that a policy demands: nothing is believed that lies above the newest checkpoint which the
// quorum has cosigned.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/cli/exit.hpp"
#include "api/cli/policy_file.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"

namespace tanbu::cli {
namespace {

using namespace std::chrono_literals;

[[noreturn]] void stop_without_quorum(std::uint64_t size, std::uint64_t witnessed_size, std::string_view code) {
  throw Stop(
      Exit::found_false,
      coloured(say("NOT WITNESSED", "未获见证"), Colour::red, stderr_is_terminal()) + "  " +
          fmt::format(
              fmt::runtime(say("the policy's quorum of witnesses has cosigned this log up to size {}, and what is "
                               "shown needs {} ({}).\nThe log's own signature is sound; another log may have been "
                               "shown to others. `tanbu log info` names the witnesses; ask again later.",
                               "策略要求的法定数量见证方仅联署至大小 {}，而所示内容需要 {}（{}）。\n"
                               "日志自身签名有效，但他人所见日志可能不同。`tanbu log info` 列出见证方；请稍后再试。")),
              witnessed_size, size, code));
}

}  // namespace

const log::Policy& Session::policy() {
  if (policy_) return *policy_;
  auto policy = policy_of_file("--policy", *settings_.policy_file());
  const auto& logs = policy.logs();
  const bool named = logs.empty() || std::any_of(logs.begin(), logs.end(), [&](const log::Verifier& one) {
                       const auto pinned = keys();
                       return std::any_of(pinned.begin(), pinned.end(),
                                          [&](const log::Verifier& key) { return key.text() == one.text(); });
                     });
  if (!named) {
    throw Stop(Exit::found_false,
               std::string(say("the policy names other logs, and not the key that is pinned for this ledger",
                               "策略所列日志不含此账本已固定的密钥")));
  }
  policy_ = std::move(policy);
  return *policy_;
}

void Session::demand_quorum(std::uint64_t size) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(settings_.flags().retry_seconds);
  while (witnessed_size_ < size) {
    std::string_view code = "checkpoint_not_witnessed";
    const auto answer = fetch("/log/checkpoint.witnessed");
    if (answer.status == 200) {
      // The ledger's word that a quorum was met is worth nothing; the signatures are counted here.
      const auto opened = log::open_checkpoint(answer.body, keys(), policy().witness_keys());
      code = log::code(opened);
      if (log::ok(opened)) {
        stop_unless_consistent(pins_.see(ledger(), answer.body, proofs()));
        if (policy().satisfied_by(log::value(opened).cosignatures)) {
          witnessed_size_ = std::max(witnessed_size_, log::value(opened).checkpoint.size);
          code = "checkpoint_not_witnessed";
        } else {
          code = "policy_quorum_not_met";
        }
      }
    } else {
      (void)policy();  // a policy that cannot be read is said at once
    }
    if (witnessed_size_ >= size) return;
    if (std::chrono::steady_clock::now() + 250ms > until) stop_without_quorum(size, witnessed_size_, code);
    std::this_thread::sleep_for(250ms);
  }
}

}  // namespace tanbu::cli
