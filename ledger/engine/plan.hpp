// A batch while it is being decided, for the files of the sequencer only.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/engine/sequencer.hpp"

namespace tanbu::engine {

struct Sequencer::Plan {
  explicit Plan(const View& view, log::Tree tree) : base(view), overlay(&base), log(std::move(tree)) {}
  Overlay base;      // what the batch has decided so far
  Overlay* overlay;  // the same, and in a group what its earlier commands would do
  log::Batch log;
  crypto::Digest last_leaf{};
  Instant last_time{};
  store::Batch batch;
  std::vector<Verdict> verdicts;
  std::vector<TogetherVerdict> together;
  std::vector<std::string> partial_tiles;
  // What this batch has already decided, by (issuer, jti): the payload and the place of the first verdict.
  std::map<std::pair<PartyId, std::string>, std::pair<crypto::Digest, std::size_t>> decided;
  std::unique_ptr<store::Reader> reader;  // opened for the first approval of the batch
  bool log_keys_change = false;
  std::optional<log::KeyHistory> changed_keys;
  std::vector<std::string> signing;  // whose lines the checkpoint over this batch bears
};

// How far a plan had come before a group.
struct Sequencer::Savepoint {
  explicit Savepoint(const Plan& plan)
      : log(plan.log),
        last_leaf(plan.last_leaf),
        last_time(plan.last_time),
        entries(plan.batch.entries.size()),
        seen(plan.batch.seen.size()),
        refused_uses(plan.batch.refused_uses.size()),
        changes(plan.batch.changes.size()),
        erasures(plan.batch.erasures.size()),
        verdicts(plan.verdicts.size()),
        log_keys_change(plan.log_keys_change) {}
  log::Batch log;
  crypto::Digest last_leaf;
  Instant last_time;
  std::size_t entries;
  std::size_t seen;
  std::size_t refused_uses;
  std::size_t changes;
  std::size_t erasures;
  std::size_t verdicts;
  bool log_keys_change;
};

}  // namespace tanbu::engine
