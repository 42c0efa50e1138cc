// A Source over functions. It holds them to their order and number, because what is behind them is a stranger.
#include <algorithm>
#include <utility>

#include "audit/replay.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::audit {
namespace {

class CallbackSource final : public Source {
 public:
  explicit CallbackSource(LogFunctions functions) : functions_(std::move(functions)) {}

  std::string log_vkey() override { return functions_.log_vkey; }
  std::uint64_t size() override { return functions_.size; }

  std::vector<SourceEntry> entries(std::uint64_t from, std::size_t limit) override {
    std::vector<SourceEntry> page;
    if (from >= functions_.size) return page;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(limit, functions_.size - from));
    auto lines = functions_.entries(from, wanted);
    if (lines.empty()) throw SourceFault("source_malformed", "no entries where the checkpoint promises some");
    if (lines.size() > wanted) lines.resize(wanted);
    auto commands = functions_.commands(from, lines.size());
    commands.resize(lines.size());
    for (std::size_t at = 0; at < lines.size(); ++at) {
      page.push_back(
          {from + at, std::move(lines[at]), std::move(commands[at]), std::nullopt, std::nullopt, std::nullopt});
      if (!page.back().command && functions_.erased_by) page.back().erased_by = functions_.erased_by(from + at);
    }
    return page;
  }

  // Only the lines are fetched twice, and of the commands those of the kind.
  std::vector<SourceEntry> entries_of_kind(const std::string& kind) override {
    constexpr std::size_t page_max = 512;
    std::vector<SourceEntry> found;
    for (std::uint64_t from = 0; from < functions_.size;) {
      const auto lines =
          functions_.entries(from, static_cast<std::size_t>(std::min<std::uint64_t>(page_max, functions_.size - from)));
      if (lines.empty()) throw SourceFault("source_malformed", "no entries where the checkpoint promises some");
      for (std::size_t at = 0; at < lines.size(); ++at) {
        const auto entry = log::parse_entry(lines[at]);
        if (!entry || entry->kind != kind) continue;
        auto commands = functions_.commands(from + at, 1);
        commands.resize(1);
        found.push_back({from + at, lines[at], std::move(commands.front()), std::nullopt, std::nullopt, std::nullopt});
      }
      from += lines.size();
    }
    return found;
  }

  std::optional<SourceCheckpoint> checkpoint_after(std::uint64_t size) override {
    if (functions_.checkpoint.empty() || size >= functions_.size) return std::nullopt;
    return SourceCheckpoint{functions_.size, functions_.checkpoint};
  }

  std::optional<SourceTile> tile(unsigned level, std::uint64_t number, unsigned width) override {
    auto hashes = functions_.tile(level, number, width);
    if (!hashes) return std::nullopt;
    return SourceTile{std::move(*hashes), std::nullopt};
  }

  bool serves_partial_tiles() const override { return true; }
  bool may_withhold() const override { return true; }

 private:
  LogFunctions functions_;
};

}  // namespace

std::unique_ptr<Source> callback_source(LogFunctions functions) {
  return std::make_unique<CallbackSource>(std::move(functions));
}

}  // namespace tanbu::audit
