#include "ledger/log/remembered_tiles.hpp"

#include "ledger/holds.hpp"
#include "ledger/log/tile.hpp"

namespace tanbu::log {

TileNodes::TileNodes(std::vector<Digest> hashes) {
  HOLDS(hashes.size() <= tile_width_max);
  layers_.reserve(height_max + 1);
  layers_.push_back(std::move(hashes));
  for (unsigned height = 1; height <= height_max; ++height) {
    const auto& below = layers_.back();
    std::vector<Digest> layer(below.size() / 2);
    for (std::size_t at = 0; at < layer.size(); ++at) layer[at] = node_hash(below[2 * at], below[2 * at + 1]);
    layers_.push_back(std::move(layer));
  }
}

const Digest& TileNodes::at(unsigned height, std::size_t offset) const {
  HOLDS(height <= height_max && offset < layers_[height].size());
  return layers_[height][offset];
}

std::shared_ptr<const TileNodes> RememberedTiles::find(unsigned level, std::uint64_t index, std::size_t width_min) {
  const std::lock_guard lock(mutex_);
  auto nodes = look_up({level, index});
  return nodes && nodes->width() >= width_min ? std::move(nodes) : nullptr;
}

void RememberedTiles::keep(unsigned level, std::uint64_t index, std::shared_ptr<const TileNodes> nodes) {
  const std::lock_guard lock(mutex_);
  const auto known = look_up({level, index});
  if (!known || known->width() < nodes->width()) remember({level, index}, std::move(nodes));
}

std::size_t RememberedTiles::size() const {
  const std::lock_guard lock(mutex_);
  return newer_.size() + older_.size();
}

// What is asked for is young again.
std::shared_ptr<const TileNodes> RememberedTiles::look_up(const Name& name) {
  if (const auto found = newer_.find(name); found != newer_.end()) return found->second;
  const auto found = older_.find(name);
  if (found == older_.end()) return nullptr;
  auto nodes = found->second;
  older_.erase(found);
  remember(name, nodes);
  return nodes;
}

void RememberedTiles::remember(const Name& name, std::shared_ptr<const TileNodes> nodes) {
  if (newer_.size() >= generation_max_) older_ = std::exchange(newer_, {});
  newer_.insert_or_assign(name, std::move(nodes));
}

}  // namespace tanbu::log
