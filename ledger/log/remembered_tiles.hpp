// What tiles add up to, remembered. The hashes of a tile never change, it only grows at its end until it is full; but a
// proof needs a node of every height in it, and to fetch and hash them anew for each receipt costs more than everything
// else in it. Bounded: the tiles that were asked for least recently go. Not a copy of the log: what is not here is
// fetched and hashed again.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "ledger/log/merkle.hpp"

namespace tanbu::log {

// The hashes of a tile and the complete nodes above them, up to the two halves. The node of the whole tile is a hash of
// the tile one level higher.
class TileNodes {
 public:
  static constexpr unsigned height_max = 7;
  // Precondition: at most 256 hashes.
  explicit TileNodes(std::vector<Digest> hashes);
  // How many hashes the tile had, 0 to 256.
  [[nodiscard]] std::size_t width() const { return layers_.front().size(); }
  // The node over 2^height hashes of the tile, counted from its left. Precondition: all of those are there.
  [[nodiscard]] const Digest& at(unsigned height, std::size_t offset) const;

 private:
  std::vector<std::vector<Digest>> layers_;  // by height
};

// Any thread.
class RememberedTiles {
 public:
  static constexpr std::size_t tiles_max_usual = 1024;  // of 16 KiB when full
  explicit RememberedTiles(std::size_t tiles_max = tiles_max_usual) : generation_max_(tiles_max / 2) {}

  // Null where the tile is not remembered, or only narrower.
  [[nodiscard]] std::shared_ptr<const TileNodes> find(unsigned level, std::uint64_t index, std::size_t width_min);
  // A narrower tile than the one that is remembered is what somebody saw earlier, and is not kept.
  void keep(unsigned level, std::uint64_t index, std::shared_ptr<const TileNodes> nodes);
  [[nodiscard]] std::size_t size() const;

 private:
  using Name = std::pair<unsigned, std::uint64_t>;
  using Tiles = std::map<Name, std::shared_ptr<const TileNodes>>;
  [[nodiscard]] std::shared_ptr<const TileNodes> look_up(const Name& name);
  void remember(const Name& name, std::shared_ptr<const TileNodes> nodes);

  const std::size_t generation_max_;
  mutable std::mutex mutex_;
  // Two generations: when the newer one is full it becomes the older, and what was not asked for meanwhile is gone.
  Tiles newer_;
  Tiles older_;
};

}  // namespace tanbu::log
