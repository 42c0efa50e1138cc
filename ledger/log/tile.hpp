// Tiles of a published log (C2SP tlog-tiles): their names, reading hashes out of them, and entry bundles. Not a store
// and not a server: bytes come from and go to the caller. A tile of level l and index n holds the hashes of the
// subtrees [i * 256^l, (i+1) * 256^l) for i in n*256 .. n*256+255. Threading: free functions may be called from any
// thread; a TileReader belongs to one thread at a time.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/log/merkle.hpp"
#include "ledger/log/remembered_tiles.hpp"

namespace tanbu::log {

inline constexpr unsigned tile_width_max = 256;
inline constexpr unsigned tile_level_max = 63;  // the format's bound; a tree of 2^64-1 entries uses levels 0..7
inline constexpr std::size_t bundle_entry_bytes_max = 65535;

enum class TileKind { hashes, entries };

struct TileName {
  TileKind kind;
  unsigned level;       // 0..63; 0 for entries
  std::uint64_t index;  // of the tile within its level
  unsigned width;       // 1..256; 256 is a full tile and has no suffix
  bool operator==(const TileName&) const = default;
};

// "/log/tile/0/x001/x234/067.p/8", "/log/tile/entries/000".
[[nodiscard]] std::string tile_path(const TileName& name);
// Accepts exactly what tile_path writes.
[[nodiscard]] std::optional<TileName> parse_tile_path(std::string_view path);
// How many hashes (or entries, which are as many as the hashes of level 0) that tile has in a tree of `size` entries:
// 0..256.
[[nodiscard]] unsigned tile_width_at(unsigned level, std::uint64_t index, std::uint64_t size);

// Stored hashes out of tiles; the last tile of each level is kept, so that a proof fetches every tile once. Tiles that
// are remembered (several readers of one log may share a memory) are neither fetched nor hashed again. The fetched
// bytes are taken as they are: compare the root before relying on them.
class TileReader : public HashReader {
 public:
  // Gives the bytes of a tile of hashes, 32 for each, as wide as the store has it; "" when it has none.
  using Fetch = std::function<std::string(unsigned level, std::uint64_t index)>;
  // The memory lives longer than the reader.
  explicit TileReader(Fetch fetch, RememberedTiles* remembered = nullptr);
  // Throws MissingHash when the tile is absent, too narrow or not a whole number of hashes.
  [[nodiscard]] Digest node(unsigned level, std::uint64_t index) override;

 private:
  struct Kept {
    std::uint64_t index;
    std::shared_ptr<const TileNodes> nodes;
  };
  [[nodiscard]] const TileNodes& tile(unsigned level, std::uint64_t index, std::size_t width_min);
  [[nodiscard]] std::shared_ptr<const TileNodes> fetched(unsigned level, std::uint64_t index) const;

  Fetch fetch_;
  RememberedTiles* remembered_;
  std::array<std::optional<Kept>, 8> kept_;
};

// Entry bundle: (u16be length || entry)*. An entry is at most 65,535 bytes (ours are at most 32 KiB).
void append_to_bundle(std::string& bundle, std::string_view entry);
// The entries, pointing into `bundle`; nullopt when a length overruns the end or there are more than 256.
[[nodiscard]] std::optional<std::vector<std::string_view>> decode_bundle(std::string_view bundle);

}  // namespace tanbu::log
