// The writer's view of the tree: only its right edge, in memory, cheap to copy. The engine appends to a copy and swaps
// the copy in after the commit. Not a store: nodes reported as completed are the caller's to keep. Threading: an object
// belongs to one thread at a time.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/log/merkle.hpp"

namespace tanbu::log {

// The hash of a complete subtree: entries [index * 2^level, (index + 1) * 2^level).
struct Node {
  unsigned level;
  std::uint64_t index;
  Digest hash;
  bool operator==(const Node&) const = default;
};

class Tree {
 public:
  Tree() = default;  // the empty tree
  // `frontier` holds the complete subtrees on the right edge, the largest (leftmost) first: one for every 1 bit of
  // `size`. nullopt when their number is wrong. Whether they are the right ones only the root can tell: compare it.
  [[nodiscard]] static std::optional<Tree> from_frontier(std::uint64_t size, std::vector<Digest> frontier);
  // Reads the frontier of the first `size` entries.
  [[nodiscard]] static Tree load(std::uint64_t size, HashReader& reader);

  // Amortised one node hash; size() must be below 2^64-1.
  void append(const Digest& leaf);
  // The same, and adds every node that this leaf completed to `completed`: the leaf first, then upward.
  void append(const Digest& leaf, std::vector<Node>& completed);

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Digest root() const;  // at most 63 node hashes
  [[nodiscard]] const std::vector<Digest>& frontier() const { return frontier_; }
  // The hash of a subtree on the right edge; nullopt for every other node.
  [[nodiscard]] std::optional<Digest> frontier_node(unsigned level, std::uint64_t index) const;

  bool operator==(const Tree&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> frontier_;
};

// A tree and the entries that are being added to it in one batch. As a HashReader it knows every node that the batch
// completed and the right edge the batch started from, which is all that a proof for a new entry can need. Proofs for
// older entries (a repeated command answered inside the batch) need the reader of older hashes too; without one they
// throw MissingHash.
class Batch : public HashReader {
 public:
  // `older` may be null; it must outlive the batch.
  explicit Batch(Tree base, HashReader* older = nullptr);

  std::uint64_t append(const Digest& leaf);  // returns the new entry's index
  [[nodiscard]] const Tree& tree() const { return tree_; }
  [[nodiscard]] const Tree& base() const { return base_; }
  // All nodes completed so far, in the order of completion.
  [[nodiscard]] const std::vector<Node>& completed() const { return completed_; }
  // One proof for each index against tree().root(); nullopt when an index is not below tree().size().
  [[nodiscard]] std::optional<std::vector<Proof>> proofs(const std::vector<std::uint64_t>& indexes);
  // The bytes that the batch adds to tile `tile` of tile level `tile_level` (ledger/log/tile.hpp): whole hashes, to be
  // put after the hashes that the tile had before the batch. Empty when it adds none.
  [[nodiscard]] std::string added_tile_bytes(unsigned tile_level, std::uint64_t tile) const;

  [[nodiscard]] Digest node(unsigned level, std::uint64_t index) override;

 private:
  [[nodiscard]] const Digest* new_node(unsigned level, std::uint64_t index) const;

  Tree base_;
  Tree tree_;
  HashReader* older_;
  std::vector<Node> completed_;
  std::vector<std::vector<Digest>> levels_;  // levels_[l][i] is node (l, (base size >> l) + i)
};

}  // namespace tanbu::log
