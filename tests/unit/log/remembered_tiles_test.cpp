// What is remembered of tiles: the same hashes as without, fewer fetches, a bounded number of tiles.
#include "ledger/log/remembered_tiles.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "ledger/log/tile.hpp"
#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

// The tiles of a log of so many entries, and how often each was asked for.
struct TiledLog {
  explicit TiledLog(std::size_t size) {
    for (std::size_t at = 0; at < size; ++at) {
      std::vector<Node> completed;
      tree.append(leaf_hash(std::to_string(at)), completed);
      for (const Node& node : completed) {
        if (node.level % 8 == 0) tiles[{node.level / 8, node.index / 256}] += crypto::as_bytes(node.hash);
      }
      memory.add(completed);
    }
  }
  TileReader reader(RememberedTiles* remembered) {
    return TileReader(
        [this](unsigned level, std::uint64_t index) {
          ++fetched[{level, index}];
          return tiles[{level, index}];
        },
        remembered);
  }

  Tree tree;
  MemoryReader memory;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;
  std::map<std::pair<unsigned, std::uint64_t>, int> fetched;
};

std::shared_ptr<const TileNodes> nodes_of(std::size_t width) {
  return std::make_shared<const TileNodes>(leaves(width));
}

}  // namespace

TEST_CASE("a tile's nodes of every height are the hashes of the tree over it, at every width", "[log]") {
  for (const std::size_t tile : {1U, 2U, 3U, 127U, 128U, 255U, 256U}) {
    const auto hashes = leaves(tile);
    NaiveTree naive(hashes);
    const TileNodes nodes(hashes);
    CHECK(nodes.width() == tile);
    for (unsigned height = 0; height <= TileNodes::height_max; ++height) {
      const std::size_t width = std::size_t{1} << height;
      for (std::size_t at = 0; at < tile / width; ++at) {
        CHECK(nodes.at(height, at) == naive.hash(at * width, (at + 1) * width));
      }
    }
  }
}

TEST_CASE("proofs are the same with tiles remembered, and none is fetched twice at one width", "[log]") {
  const std::size_t size = 70'000;
  TiledLog log(size);
  RememberedTiles remembered;
  std::mt19937_64 random(12);
  bool all = true;
  for (int round = 0; round < 300; ++round) {
    auto reader = log.reader(&remembered);  // a new one each time, as each request has
    const std::uint64_t to = 1 + random() % size;
    const std::uint64_t index = random() % to;
    const std::uint64_t from = 1 + random() % to;
    all = all && inclusion_proof(index, to, reader) == inclusion_proof(index, to, log.memory) &&
          consistency_proof(from, to, reader) == consistency_proof(from, to, log.memory);
  }
  REQUIRE(all);
  auto reader = log.reader(&remembered);
  CHECK(root(size, reader) == log.tree.root());
  for (const auto& [name, times] : log.fetched) {
    CAPTURE(name.first, name.second);
    CHECK(times == 1);
  }
}

TEST_CASE("a tile that has grown since it was remembered is fetched again, and what is narrower never replaces it",
          "[log]") {
  TiledLog log(300);
  auto& last = log.tiles[{0, 1}];
  const std::string whole = last;
  RememberedTiles remembered;
  last.resize(std::size_t{32} * 10);
  CHECK(log.reader(&remembered).node(0, 256 + 9) == log.memory.node(0, 256 + 9));
  CHECK_THROWS_AS(log.reader(&remembered).node(0, 256 + 10), MissingHash);
  last = whole;
  CHECK(log.reader(&remembered).node(0, 256 + 10) == log.memory.node(0, 256 + 10));
  CHECK(log.fetched[{0, 1}] == 3);
  remembered.keep(0, 1, nodes_of(10));
  CHECK(log.reader(&remembered).node(2, 64 + 10) == log.memory.node(2, 64 + 10));
  CHECK(log.fetched[{0, 1}] == 3);
}

TEST_CASE("of tiles those that were asked for least recently are forgotten", "[log]") {
  RememberedTiles remembered(4);
  const auto nodes = nodes_of(256);
  remembered.keep(0, 0, nodes);
  for (std::uint64_t index = 1; index < 100; ++index) {
    remembered.keep(0, index, nodes);
    CHECK(remembered.find(0, 0, 256) == nodes);  // asked for each time
    CHECK(remembered.size() <= 4);
  }
  CHECK(remembered.find(0, 1, 1) == nullptr);
  CHECK(remembered.find(1, 99, 1) == nullptr);
}

}  // namespace tanbu::log::test
