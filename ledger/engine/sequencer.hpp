// The sequencer turns checked commands into one durable batch: seen before? admitted? granted by the rules? Then entry
// bytes, tree, seal and one transaction. It belongs to the writer's thread and knows neither queue nor network.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/engine/engine.hpp"
#include "ledger/engine/log_keys.hpp"
#include "ledger/log/tree.hpp"
#include "ledger/rules.hpp"
#include "ledger/store/store.hpp"
#include "ledger/view.hpp"

namespace tanbu::engine {

// What a command of a group would have become, had no other been refused.
struct WouldBe {
  EntryIndex index;
  std::string kind;
  Decision decision;
};

// What became of one command of a batch. Exactly one of the first five is set.
struct Verdict {
  std::optional<std::size_t> new_entry;  // position among Sealed::entries
  std::optional<WouldBe> would_be;       // of a group that was not recorded
  std::optional<EntryIndex> replay_of;   // accepted by an earlier batch
  std::optional<Refused> refused;
  std::optional<Unavailable> unavailable;  // nothing was decided
  bool repeats_in_batch = false;           // the same payload stands earlier in this very batch
};

// Commands of a batch that stand or fall together: `count` of them from `first` on.
struct Together {
  std::size_t first = 0;
  std::size_t count = 0;
};
struct TogetherVerdict {
  bool recorded = false;
  std::uint64_t size_before = 0;
};

struct Sealed {
  std::vector<Verdict> verdicts;          // one for each command, in order
  std::vector<TogetherVerdict> together;  // one for each group, in order
  std::vector<store::NewEntry> entries;
  std::vector<log::Proof> proofs;               // one for each entry, against the checkpoint
  std::string checkpoint;                       // empty when there is no new entry
  std::optional<log::KeyHistory> changed_keys;  // when a key of the log came or went
};

class Sequencer {
 public:
  // The tree and the partial tiles are read from the store's present state.
  Sequencer(store::Store& store, LogKeys& keys, store::Reader& reader);

  // Decides and makes durable. Groups are given in order and do not overlap; of a group that is not recorded nothing
  // stays, neither an entry nor a refusal. Throws StoreFault or CommitUnknown; then nothing in memory has changed.
  // `before_writing` is told once it is decided and before the store may show any of it; not where nothing is written.
  [[nodiscard]] Sealed commit(const std::vector<const Checked*>& commands, const std::vector<Together>& together,
                              Instant now, const std::function<void()>& before_writing = {});

  [[nodiscard]] std::uint64_t size() const { return tree_.size(); }
  [[nodiscard]] Instant last_time() const { return last_time_; }

 private:
  struct Plan;
  struct Savepoint;
  void decide_all(const std::vector<const Checked*>& commands, const std::vector<Together>& together, Plan& plan,
                  Instant now);
  void decide_next(const Checked& checked, Plan& plan, Instant now);
  void decide_together(const std::vector<const Checked*>& commands, const Together& group, Plan& plan, Instant now);
  static void take_back(Plan& plan, Savepoint before);
  [[nodiscard]] Verdict decide_one(const Checked& checked, Plan& plan, Instant now);
  [[nodiscard]] std::optional<Command> waiting_command(const Command& command, Plan& plan);
  [[nodiscard]] std::optional<PastEntry> redacted_entry(const Command& command, const Command* waiting, Plan& plan);
  void with_past(Plan& plan, const std::function<void(store::Reader&)>& ask);
  void plan_signatures(Plan& plan) const;
  [[nodiscard]] std::string seal(const Plan& plan, const std::vector<std::string>& entries_read_back) const;
  [[nodiscard]] std::string sign(const log::Checkpoint& checkpoint, const std::vector<std::string>& vkeys) const;
  void add_tiles(Plan& plan) const;

  store::Store& store_;
  std::optional<GenesisCommand> genesis_;  // nothing before it is founded
  LogKeys& keys_;
  std::vector<std::string> signing_;  // the log's keys in force at the present size
  log::Tree tree_;
  std::vector<std::string> partial_tiles_;  // by tile level: the hashes of the tile that is not full yet
  crypto::Digest last_leaf_{};
  Instant last_time_{};
};

}  // namespace tanbu::engine
