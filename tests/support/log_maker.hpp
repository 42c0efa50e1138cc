// Makes batches for a store: real entries chained by their hashes, and the full tiles of the tree, computed in the most
// obvious way. No rules and no signatures; a checkpoint here is any text.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "ledger/log/entry.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::test {

class LogMaker {
 public:
  // Appends one entry to the batch.
  EntryIndex append(store::Batch& batch, Decision decision = {}, const std::string& kind = "retire") {
    const EntryIndex index{leaves_.size()};
    const std::string command = "command " + std::to_string(index.value);
    const log::Entry entry{.index = index.value,
                           .previous = leaves_.empty() ? crypto::Digest{} : leaves_.back(),
                           .time_unix_ms = time_of(index).unix_ms,
                           .kind = kind,
                           .command = crypto::sha256(command),
                           .rules = "2026-11-01"};
    const std::string line = log::entry_bytes(entry);
    leaves_.push_back(log::leaf_hash(line));
    lines_.push_back(line);
    batch.entries.push_back(store::NewEntry{.index = index,
                                            .time = time_of(index),
                                            .kind = entry.kind,
                                            .entry = line,
                                            .leaf = leaves_.back(),
                                            .command = command,
                                            .decision = std::move(decision)});
    add_tile(batch, 0, leaves_);
    return index;
  }
  [[nodiscard]] static Instant time_of(EntryIndex index) {
    return {1'795'000'000'000 + static_cast<std::int64_t>(index.value)};
  }
  [[nodiscard]] std::uint64_t size() const { return leaves_.size(); }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] const crypto::Digest& last_leaf() const { return leaves_.back(); }
  // Hashes of a level in the whole tree, oldest first.
  [[nodiscard]] const std::vector<crypto::Digest>& level(unsigned level) {
    return level == 0 ? leaves_ : roots_[level];
  }
  [[nodiscard]] static std::string joined(const std::vector<crypto::Digest>& hashes, std::size_t first,
                                          std::size_t count) {
    std::string bytes;
    for (std::size_t at = first; at < first + count; ++at) bytes += crypto::as_bytes(hashes.at(at));
    return bytes;
  }

 private:
  static crypto::Digest root(const std::vector<crypto::Digest>& hashes, std::size_t first, std::size_t count) {
    if (count == 1) return hashes.at(first);
    return log::node_hash(root(hashes, first, count / 2), root(hashes, first + count / 2, count / 2));
  }
  // `hashes` of the level has just grown by one.
  void add_tile(store::Batch& batch, unsigned level, const std::vector<crypto::Digest>& hashes) {
    constexpr std::size_t width = 256;
    if (hashes.size() % width != 0) return;
    const std::size_t first = hashes.size() - width;
    const auto above = root(hashes, first, width);
    batch.tiles.push_back(
        store::NewTile{.level = level, .number = first / width, .hashes = joined(hashes, first, width), .root = above});
    roots_[level + 1].push_back(above);
    add_tile(batch, level + 1, roots_[level + 1]);
  }

  std::vector<crypto::Digest> leaves_;
  std::vector<std::string> lines_;
  std::map<unsigned, std::vector<crypto::Digest>> roots_;  // by the level they are hashes of
};

inline std::string any_checkpoint(std::uint64_t size) { return "checkpoint of " + std::to_string(size); }

// One whole batch through prefetch() and commit(), with a seal that says its size.
inline void commit(store::Store& store, const store::Batch& batch, std::uint64_t expected_size) {
  static_cast<void>(store.prefetch({}));
  store.commit(batch, expected_size,
               [&](const std::vector<std::string>& lines) { return any_checkpoint(expected_size + lines.size()); });
}

}  // namespace tanbu::test
