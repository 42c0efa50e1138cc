// What a finding of the pin store means, in words for a person who has to act on it.
#include <fmt/format.h>

#include "api/cli/pins.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::cli {
namespace {

std::string state_text(const std::optional<log::Checkpoint>& checkpoint) {
  if (!checkpoint) return std::string(say("none", "无"));
  return fmt::format(fmt::runtime(say("{} entries, root {}", "{} 条，根 {}")), checkpoint->size,
                     crypto::base64_encode(crypto::as_bytes(checkpoint->root)));
}

std::string meaning(const Finding& finding) {
  switch (finding.verdict) {  // No default: -Wswitch names the verdict without words.
    case Verdict::consistent:
      return {};
    case Verdict::not_signed:
      return fmt::format(
          fmt::runtime(
              say("The checkpoint shown is not signed by the pinned key of this ledger ({}). Whoever answers "
                  "is not the ledger you used before, or its key was replaced.",
                  "所示检查点并非由本账本已固定的密钥签名（{}）。应答者不是您先前使用的账本，或其密钥已被更换。")),
          finding.code);
    case Verdict::forked:
      return std::string(
          say("The log shows two different histories: what it signed before is not the beginning of what it shows "
              "now. Entries were changed, or different people are shown different ledgers.",
              "该日志出示了两段不同的历史：先前签名的内容并非现在所示内容的开头。"
              "条目被改动过，或不同的人看到了不同的账本。"));
    case Verdict::rolled_back:
      return std::string(say("The log was rolled back: it no longer has entries that it signed before.",
                             "该日志被回滚：先前签名过的条目已不复存在。"));
    case Verdict::unproven:
      return std::string(say("The log gives no proof that its new state continues the one it signed before.",
                             "该日志未能证明其新状态承接先前签名过的状态。"));
  }
  return {};
}

}  // namespace

std::string explain(const Finding& finding, const Pin& pin) {
  if (finding.verdict == Verdict::consistent) return {};
  std::string text = meaning(finding) + "\n";
  text += fmt::format("  {}: {}\n", say("ledger", "账本"), pin.origin);
  text += fmt::format("  {}: {}\n", say("kept", "已保存"), state_text(finding.kept));
  text += fmt::format("  {}: {}\n", say("shown", "所示"), state_text(finding.shown));
  text +=
      fmt::format("  {}: {}\n", say("both are kept as evidence in", "两者已作为证据保存于"), finding.evidence.string());
  text += say("Do not rely on this ledger; show the evidence to the association and to other users.",
              "请勿再依赖此账本；请将证据提交协会并告知其他用户。");
  return text;
}

std::string explain(const PinConflict& conflict, const Pin& shown) {
  std::string text(say("This ledger is pinned with another key or another beginning; nothing was sent.",
                       "此账本先前固定的是另一密钥或另一创世条目；未发送任何内容。"));
  const auto line = [](std::string_view name, const Pin& pin) {
    return fmt::format("\n  {}: {}  {}  {}", name, harmless(pin.url), harmless(pin.vkey), harmless(pin.genesis_leaf));
  };
  text += line(say("pinned", "已固定"), conflict.kept) + line(say("shown", "所示"), shown) + "\n";
  text += fmt::format(
      fmt::runtime(say("If you know from another source why it changed, remove {} and pin again with --vkey.",
                       "若您由其他渠道确知变更原因，请删除 {} 并用 --vkey 重新固定。")),
      conflict.file.string());
  return text;
}

}  // namespace tanbu::cli
