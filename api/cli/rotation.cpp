#include "api/cli/rotation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/cli/terminal.hpp"
#include "audit/offline/succession.hpp"
#include "ledger/log/proof.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t steps_max = 64;

bool signed_by(const std::string& note, const std::string& vkey) {
  const auto key = log::Verifier::parse(vkey);
  return log::ok(key) && log::ok(log::open_checkpoint(note, log::value(key)));
}

std::optional<Succession> next_after(const log::Verifier& from, const std::vector<ClaimedKey>& claimed,
                                     const std::vector<Succession>& steps, const RotationSource& source) {
  const auto known = [&](const std::string& vkey) {
    return vkey == from.text() ||
           std::any_of(steps.begin(), steps.end(), [&](const Succession& step) { return step.vkey == vkey; });
  };
  for (const ClaimedKey& key : claimed) {
    if (key.from_entry == 0 || known(key.vkey)) continue;
    const std::string receipt = source.receipt(key.from_entry);
    const auto follows = offline::key_that_follows(receipt, source.command(key.from_entry), from);
    if (!follows || follows->text() != key.vkey) continue;
    return Succession{key.vkey, key.from_entry, log::value(log::parse_receipt(receipt)).checkpoint};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Succession>> find_successions(const Pin& pin, const std::string& note,
                                                        const RotationSource& source) {
  const auto claimed = source.keys();
  std::vector<Succession> steps;
  log::Verifier from = verifiers_of(pin).front();
  while (steps.size() < std::min(claimed.size(), steps_max)) {
    auto next = next_after(from, claimed, steps, source);
    if (!next) return std::nullopt;
    from = log::value(log::Verifier::parse(next->vkey));
    steps.push_back(*std::move(next));
    if (signed_by(note, steps.back().vkey)) return steps;
  }
  return std::nullopt;
}

std::string explain_move(const Pin& before, const Pin& after, const std::vector<Succession>& steps) {
  std::string entries;
  for (const Succession& step : steps) entries += (entries.empty() ? "" : ", ") + std::to_string(step.entry);
  return fmt::format(
      fmt::runtime(say("the key of {} was replaced, and the old key itself signed that (entry {}); now pinned:\n"
                       "  {}\n  before: {}",
                       "{} 的日志密钥已更换，且由旧密钥签名证明（条目 {}）；现固定：\n  {}\n  原密钥：{}")),
      harmless(before.origin), entries, harmless(after.vkey), harmless(before.vkey));
}

}  // namespace tanbu::cli
