// The auditor's own Merkle tree (RFC 6962 section 2.1): takes leaf hashes one after another, knows the root at every
// size and hands out each tile as soon as it is full. Written apart from ledger/log on purpose. Memory: O(log n).
// Threading: one thread at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/digest.hpp"

namespace tanbu::audit {

[[nodiscard]] crypto::Digest hash_of_leaf(std::string_view entry);

class HashTree {
 public:
  // A tile and the hash above it; `hashes` are 32 bytes each.
  using FullTile =
      std::function<void(unsigned level, std::uint64_t number, const std::string& hashes, const crypto::Digest& above)>;
  void append(const crypto::Digest& leaf, const FullTile& on_full_tile);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] crypto::Digest root() const;
  // The hashes of the tile at the right edge of a level, fewer than 256; the number of the tile comes with them.
  [[nodiscard]] std::pair<std::uint64_t, std::string> edge(unsigned level) const;
  [[nodiscard]] unsigned levels() const { return static_cast<unsigned>(levels_.size()); }

 private:
  struct Level {
    std::uint64_t full_tiles = 0;
    std::vector<crypto::Digest> hashes;  // of the tile in progress
  };
  std::uint64_t size_ = 0;
  std::vector<Level> levels_;
};

}  // namespace tanbu::audit
