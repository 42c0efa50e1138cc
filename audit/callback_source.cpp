// A Source over functions. It holds them to their order and number, because what is behind them is a stranger.
#include <algorithm>
#include <utility>

#include "audit/replay.hpp"

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
      page.push_back({from + at, std::move(lines[at]), std::move(commands[at]), std::nullopt, std::nullopt});
    }
    return page;
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
