// Hashes of the tree out of a reader's snapshot, for proofs and for the check at start-up.
#include "ledger/engine/engine.hpp"
#include "ledger/log/tile.hpp"

namespace tanbu::engine {
namespace {

class StoredHashes final : public log::HashReader {
 public:
  StoredHashes(store::Reader& reader, log::RememberedTiles* remembered)
      : size_(reader.size()),
        tiles_(
            [this, &reader](unsigned level, std::uint64_t index) {
              const unsigned width = log::tile_width_at(level, index, size_);
              if (width == 0) return std::string{};
              return reader.tile(level, index, width).value_or(std::string{});
            },
            remembered) {}
  [[nodiscard]] log::Digest node(unsigned level, std::uint64_t index) override { return tiles_.node(level, index); }

 private:
  std::uint64_t size_;
  log::TileReader tiles_;
};

}  // namespace

std::unique_ptr<log::HashReader> hashes_of(store::Reader& reader, log::RememberedTiles* remembered) {
  return std::make_unique<StoredHashes>(reader, remembered);
}

}  // namespace tanbu::engine
