#include "ledger/engine/whole_log.hpp"

#include <array>
#include <set>

#include "ledger/log/entry.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::engine {
namespace {

constexpr std::size_t walked_page_entries_max = 256;
constexpr unsigned node_levels_of_tile = 8;  // 256 hashes of a tile are the leaves of a tree of eight levels
constexpr unsigned tile_levels = 8;

class LogWalk {
 public:
  explicit LogWalk(store::Reader& reader) : reader_(reader) {}

  // What is wrong with this entry; nothing when it is the next one.
  [[nodiscard]] std::optional<std::string> take(const store::StoredEntry& stored) {
    if (stored.index.value != tree_.size()) return "it is missing, or its effects are";
    const auto entry = log::parse_entry(stored.entry);
    if (!entry || entry->index != stored.index.value) return "its line is no entry's, or another one's";
    if (entry->previous != previous_) return "its line does not continue the one before";
    previous_ = log::leaf_hash(stored.entry);
    if (previous_ != stored.leaf) return "its line does not have the stored hash";
    if (stored.command && crypto::sha256(*stored.command) != entry->command)
      return "its command is not the one that the entry names";
    if (!stored.command) unexplained_.insert(stored.index.value);
    strike_erased(stored.decision);
    return grow(previous_);
  }

  [[nodiscard]] std::optional<std::string> finish(const log::Checkpoint& newest) {
    if (tree_.size() != newest.size || tree_.root() != newest.root)
      return "the entries do not add up to the newest checkpoint";
    if (!unexplained_.empty())
      return "entry " + std::to_string(*unexplained_.begin()) + ": its command is gone, and no entry erased it";
    // Those that are not full yet lie in no row of their own: what the store makes of other rows is what it would
    // serve.
    for (unsigned level = 0; level < tile_levels; ++level) {
      const auto width = static_cast<unsigned>(tiles_[level].size() / sizeof(crypto::Digest));
      if (width == 0) continue;
      const std::uint64_t number = (newest.size >> (node_levels_of_tile * level)) / log::tile_width_max;
      if (reader_.tile(level, number, width) != tiles_[level]) return words_for_tile(level, number);
    }
    return std::nullopt;
  }

 private:
  // An order to erase comes after what it erases.
  void strike_erased(const Decision& decision) {
    for (const Event& event : decision.events) {
      const auto* taken = std::get_if<NoteTaken>(&event);
      const auto* redaction = taken == nullptr ? nullptr : std::get_if<Redaction>(&taken->note);
      if (redaction != nullptr) unexplained_.erase(redaction->target.value);
    }
  }

  // Adds a leaf, and compares the tiles that are full with it.
  [[nodiscard]] std::optional<std::string> grow(const crypto::Digest& leaf) {
    completed_.clear();
    tree_.append(leaf, completed_);
    for (const log::Node& node : completed_) {
      const unsigned level = node.level / node_levels_of_tile;
      if (node.level % node_levels_of_tile != 0 || level >= tile_levels) continue;
      std::string& tile = tiles_[level];
      tile += crypto::as_bytes(node.hash);
      if (tile.size() < log::tile_width_max * sizeof(crypto::Digest)) continue;
      const std::uint64_t number = node.index / log::tile_width_max;
      if (reader_.tile(level, number, log::tile_width_max) != tile) return words_for_tile(level, number);
      tile.clear();
    }
    return std::nullopt;
  }

  static std::string words_for_tile(unsigned level, std::uint64_t number) {
    return "the stored tile " + std::to_string(level) + "/" + std::to_string(number) + " is not the entries'";
  }

  store::Reader& reader_;
  log::Tree tree_;
  crypto::Digest previous_{};
  std::vector<log::Node> completed_;
  std::array<std::string, tile_levels> tiles_;  // of each level the one that is not full yet
  std::set<std::uint64_t> unexplained_;         // entries without a command that no entry so far erased
};

}  // namespace

std::optional<OpenFault> check_whole_log(store::Reader& reader, const log::Checkpoint& newest) {
  LogWalk walk(reader);
  for (std::uint64_t from = 0; from < newest.size;) {
    const auto page = reader.entries({.from = from, .limit = walked_page_entries_max});
    if (page.empty()) break;
    for (const store::StoredEntry& stored : page) {
      if (const auto fault = walk.take(stored))
        return OpenFault{"chain", "entry " + std::to_string(from) + ": " + *fault};
      ++from;
    }
  }
  if (const auto fault = walk.finish(newest)) return OpenFault{"chain", *fault};
  return std::nullopt;
}

}  // namespace tanbu::engine
