// Groups of sequencer.hpp: commands of a batch that stand or fall together.
#include <algorithm>

#include "ledger/engine/plan.hpp"

namespace tanbu::engine {

// The group is planned like single commands, over an overlay of its own. One refusal takes back all of it: a refusal
// that names an entry which never came to be, or that follows from one, would be no evidence of anything, so the
// refusals go as well (decision 42).
void Sequencer::decide_together(const std::vector<const Checked*>& commands, const Together& group, Plan& plan,
                                Instant now) {
  HOLDS(group.first == plan.verdicts.size() && group.count <= commands.size() - group.first);
  Savepoint before(plan);
  const std::uint64_t size_before = plan.base.size();
  Overlay trial(static_cast<const View&>(plan.base));
  plan.overlay = &trial;
  for (std::size_t at = group.first; at < group.first + group.count; ++at) decide_next(*commands[at], plan, now);
  plan.overlay = &plan.base;
  const auto from = plan.verdicts.begin() + static_cast<std::ptrdiff_t>(before.verdicts);
  const bool granted = std::none_of(from, plan.verdicts.end(), [](const Verdict& verdict) {
    return verdict.refused.has_value() || verdict.unavailable.has_value();
  });
  plan.together.push_back({.recorded = granted, .size_before = size_before});
  if (!granted) return take_back(plan, std::move(before));
  const auto changes = plan.batch.changes.begin() + static_cast<std::ptrdiff_t>(before.changes);
  plan.base.put(Changes(changes, plan.batch.changes.end()));
  for (std::size_t at = before.entries; at < plan.batch.entries.size(); ++at) plan.base.append_entry();
}

void Sequencer::take_back(Plan& plan, Savepoint before) {
  auto& entries = plan.batch.entries;
  for (std::size_t at = before.verdicts; at < plan.verdicts.size(); ++at) {
    Verdict& verdict = plan.verdicts[at];
    if (!verdict.new_entry || *verdict.new_entry < before.entries) continue;
    const store::NewEntry& entry = entries[*verdict.new_entry];
    verdict = Verdict{};
    verdict.would_be = WouldBe{entry.index, entry.kind, entry.decision};
  }
  std::erase_if(plan.decided, [&](const auto& decided) { return decided.second.second >= before.verdicts; });
  const auto cut = [](auto& rows, std::size_t count) {
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(count), rows.end());
  };
  cut(entries, before.entries);
  cut(plan.batch.seen, before.seen);
  cut(plan.batch.refused_uses, before.refused_uses);
  cut(plan.batch.changes, before.changes);
  cut(plan.batch.erasures, before.erasures);
  plan.log = std::move(before.log);
  plan.last_leaf = before.last_leaf;
  plan.last_time = before.last_time;
  plan.log_keys_change = before.log_keys_change;
}

}  // namespace tanbu::engine
