#include "audit/hash_tree.hpp"

namespace tanbu::audit {
namespace {

constexpr std::size_t tile_hashes = 256;

crypto::Digest hash_of_pair(const crypto::Digest& left, const crypto::Digest& right) {
  std::string bytes(1, '\x01');
  bytes += crypto::as_bytes(left);
  bytes += crypto::as_bytes(right);
  return crypto::sha256(bytes);
}

// MTH of RFC 6962 over hashes[from, to) as leaves: split at the largest power of two below the count.
crypto::Digest tree_head(const std::vector<crypto::Digest>& hashes, std::size_t from, std::size_t to) {
  if (to - from == 1) return hashes[from];
  std::size_t split = 1;
  while (split * 2 < to - from) split *= 2;
  return hash_of_pair(tree_head(hashes, from, from + split), tree_head(hashes, from + split, to));
}

std::string joined(const std::vector<crypto::Digest>& hashes) {
  std::string bytes;
  bytes.reserve(hashes.size() * 32);
  for (const auto& hash : hashes) bytes += crypto::as_bytes(hash);
  return bytes;
}

}  // namespace

crypto::Digest hash_of_leaf(std::string_view entry) {
  std::string bytes(1, '\0');
  bytes += entry;
  return crypto::sha256(bytes);
}

void HashTree::append(const crypto::Digest& leaf, const FullTile& on_full_tile) {
  ++size_;
  crypto::Digest carried = leaf;
  for (std::size_t level = 0;; ++level) {
    if (level == levels_.size()) levels_.emplace_back();
    Level& current = levels_[level];
    current.hashes.push_back(carried);
    if (current.hashes.size() < tile_hashes) return;
    carried = tree_head(current.hashes, 0, tile_hashes);
    on_full_tile(static_cast<unsigned>(level), current.full_tiles, joined(current.hashes), carried);
    ++current.full_tiles;
    current.hashes.clear();
  }
}

// The tree is the complete subtrees of every level from the top down, and below them, at the right, the rest. Folding
// from the bottom: what a level holds, with the tree of everything below it as its last leaf, is split in the same way
// as the whole would be, because every hash of a level covers the same power of two of entries.
crypto::Digest HashTree::root() const {
  std::vector<crypto::Digest> below;  // nothing, or the one hash of all levels below
  for (const Level& level : levels_) {
    std::vector<crypto::Digest> leaves = level.hashes;
    leaves.insert(leaves.end(), below.begin(), below.end());
    if (leaves.empty()) continue;
    below = {tree_head(leaves, 0, leaves.size())};
  }
  return below.empty() ? crypto::sha256("") : below.front();
}

std::pair<std::uint64_t, std::string> HashTree::edge(unsigned level) const {
  if (level >= levels_.size()) return {0, {}};
  return {levels_[level].full_tiles, joined(levels_[level].hashes)};
}

}  // namespace tanbu::audit
