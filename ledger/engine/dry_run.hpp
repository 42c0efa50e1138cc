// Decisions on a reader's snapshot that nothing is made of. Commands that are decided one after another see what those
// before them would do. Belongs to the reader's thread.
#pragma once
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "ledger/engine/engine.hpp"
#include "ledger/rules.hpp"

namespace tanbu::engine {

class DryRun {
 public:
  // The reader must outlive this.
  DryRun(store::Reader& reader, const std::optional<GenesisCommand>& genesis, Instant now);

  // Accepted without entry and receipt, or Refused. A command that became an entry before is decided on the present
  // state like any other. The command must outlive this.
  [[nodiscard]] Answer decide(const Checked& checked);
  // A member of a group: one that became an entry before, or stands in the group before, is answered by that, with no
  // entry line either.
  [[nodiscard]] Answer decide_in_group(const Checked& checked);

 private:
  struct Granted {
    const Checked* checked;
    Decision decision;
  };
  [[nodiscard]] const Granted* granted_at(EntryIndex index) const;
  [[nodiscard]] std::optional<Command> waiting_command(const Command& command);
  [[nodiscard]] std::optional<PastEntry> redacted(const Command& command, const Command* waiting);

  store::Reader& reader_;
  const std::optional<GenesisCommand>& genesis_;
  Instant time_;
  Overlay overlay_;
  std::vector<Granted> granted_;
  std::map<std::pair<PartyId, std::string>, std::pair<crypto::Digest, Answer>> decided_;
};

}  // namespace tanbu::engine
