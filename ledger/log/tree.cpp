// Growing the tree: a leaf merges with the subtrees to its left like a carry in binary addition.
#include "ledger/log/tree.hpp"

#include <bit>
#include <limits>
#include <utility>

#include "ledger/holds.hpp"

namespace tanbu::log {

std::optional<Tree> Tree::from_frontier(std::uint64_t size, std::vector<Digest> frontier) {
  if (frontier.size() != static_cast<std::size_t>(std::popcount(size))) return std::nullopt;
  Tree tree;
  tree.size_ = size;
  tree.frontier_ = std::move(frontier);
  return tree;
}

Tree Tree::load(std::uint64_t size, HashReader& reader) {
  Tree tree;
  tree.size_ = size;
  std::uint64_t start = 0;
  for (unsigned level = 64; level-- > 0;) {
    if (((size >> level) & 1) == 0) continue;
    tree.frontier_.push_back(reader.node(level, start >> level));
    start += std::uint64_t{1} << level;
  }
  return tree;
}

void Tree::append(const Digest& leaf) {
  HOLDS(size_ < std::numeric_limits<std::uint64_t>::max());
  Digest hash = leaf;
  for (std::uint64_t rest = size_; (rest & 1) != 0; rest >>= 1) {
    hash = node_hash(frontier_.back(), hash);
    frontier_.pop_back();
  }
  frontier_.push_back(hash);
  ++size_;
}

void Tree::append(const Digest& leaf, std::vector<Node>& completed) {
  HOLDS(size_ < std::numeric_limits<std::uint64_t>::max());
  Node node{0, size_, leaf};
  completed.push_back(node);
  while ((node.index & 1) != 0) {
    node = Node{node.level + 1, node.index >> 1, node_hash(frontier_.back(), node.hash)};
    frontier_.pop_back();
    completed.push_back(node);
  }
  frontier_.push_back(node.hash);
  ++size_;
}

Digest Tree::root() const {
  if (frontier_.empty()) return empty_root();
  Digest hash = frontier_.back();
  for (std::size_t at = frontier_.size() - 1; at-- > 0;) hash = node_hash(frontier_[at], hash);
  return hash;
}

std::optional<Digest> Tree::frontier_node(unsigned level, std::uint64_t index) const {
  if (level >= 64 || ((size_ >> level) & 1) == 0 || index != (size_ >> level) - 1) return std::nullopt;
  // The subtrees to the left of this one are larger: one for every 1 bit above `level`.
  const std::uint64_t above = level == 63 ? 0 : size_ >> (level + 1);
  return frontier_[static_cast<std::size_t>(std::popcount(above))];
}

Batch::Batch(Tree base, HashReader* older) : base_(std::move(base)), tree_(base_), older_(older) {}

std::uint64_t Batch::append(const Digest& leaf) {
  const std::uint64_t index = tree_.size();
  const std::size_t before = completed_.size();
  tree_.append(leaf, completed_);
  for (std::size_t at = before; at < completed_.size(); ++at) {
    const auto& node = completed_[at];
    if (levels_.size() <= node.level) levels_.resize(node.level + 1);
    HOLDS(node.index == (base_.size() >> node.level) + levels_[node.level].size());
    levels_[node.level].push_back(node.hash);
  }
  return index;
}

std::optional<std::vector<Proof>> Batch::proofs(const std::vector<std::uint64_t>& indexes) {
  return inclusion_proofs(indexes, tree_.size(), *this);
}

std::string Batch::added_tile_bytes(unsigned tile_level, std::uint64_t tile) const {
  std::string bytes;
  if (tile_level > 7 || tile > (std::numeric_limits<std::uint64_t>::max() >> 8)) return bytes;
  for (std::uint64_t slot = 0; slot < 256; ++slot) {
    const Digest* hash = new_node(tile_level * 8, (tile << 8) + slot);
    if (hash != nullptr) bytes.append(crypto::as_bytes(*hash));
  }
  return bytes;
}

const Digest* Batch::new_node(unsigned level, std::uint64_t index) const {
  if (level >= levels_.size()) return nullptr;
  const std::uint64_t first = base_.size() >> level;
  if (index < first || index - first >= levels_[level].size()) return nullptr;
  return &levels_[level][static_cast<std::size_t>(index - first)];
}

Digest Batch::node(unsigned level, std::uint64_t index) {
  if (const Digest* hash = new_node(level, index)) return *hash;
  if (const auto hash = base_.frontier_node(level, index)) return *hash;
  if (older_ == nullptr) throw MissingHash("a proof for an older entry needs the older hashes");
  return older_->node(level, index);
}

}  // namespace tanbu::log
