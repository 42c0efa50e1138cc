// The quorum of witnesses that a policy demands: nothing is believed that lies above the newest checkpoint which the
// quorum has cosigned.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "api/cli/exit.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "ledger/holds.hpp"

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
  HOLDS(policy_.has_value());
  const auto& logs = policy_->logs();
  const auto pinned = keys();
  const bool named = logs.empty() || std::any_of(logs.begin(), logs.end(), [&](const log::Verifier& one) {
                       return std::any_of(pinned.begin(), pinned.end(),
                                          [&](const log::Verifier& key) { return key.text() == one.text(); });
                     });
  if (!named) {
    throw Stop(Exit::found_false,
               std::string(say("the policy names other logs, and not the key that is pinned for this ledger",
                               "策略所列日志不含此账本已固定的密钥")));
  }
  return *policy_;
}

bool Session::is_witnessed(const std::string& note) {
  const auto opened = log::open_checkpoint(note, keys(), policy().witness_keys());
  return log::ok(opened) && policy().satisfied_by(log::value(opened).cosignatures);
}

// Takes note of the size up to which this checkpoint has the quorum; else why it has none. The ledger's word that a
// quorum was met is worth nothing; the signatures are counted here.
std::string_view Session::count_quorum(const std::string& note) {
  const auto opened = log::open_checkpoint(note, keys(), policy().witness_keys());
  if (!log::ok(opened)) return log::code(opened);
  if (!policy().satisfied_by(log::value(opened).cosignatures)) return "policy_quorum_not_met";
  stop_unless_consistent(pins_.see(ledger(), note, proofs()));
  witnessed_size_ = std::max(witnessed_size_, log::value(opened).checkpoint.size);
  return "checkpoint_not_witnessed";
}

void Session::demand_quorum(std::uint64_t size) {
  if (policy().satisfied_by({})) return;
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(settings_.flags().retry_seconds);
  while (witnessed_size_ < size) {
    std::string_view code = "checkpoint_not_witnessed";
    if (const auto answer = fetch_unjudged("/log/checkpoint.witnessed"); answer.status == 200)
      code = count_quorum(answer.body);
    // The operator may wait for more witnesses than this reader; then his newest checkpoint has the quorum first.
    if (witnessed_size_ < size) {
      if (const auto answer = fetch_unjudged("/log/checkpoint"); answer.status == 200) (void)count_quorum(answer.body);
    }
    if (witnessed_size_ >= size) return;
    if (std::chrono::steady_clock::now() + 250ms > until) stop_without_quorum(size, witnessed_size_, code);
    std::this_thread::sleep_for(250ms);
  }
}

}  // namespace tanbu::cli
