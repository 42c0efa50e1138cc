// Tile names, tiles of every partial width, and entry bundles.
#include "ledger/log/tile.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

constexpr auto tile_top = std::numeric_limits<std::uint64_t>::max();

std::string bytes_of(const std::vector<Digest>& hashes) {
  std::string bytes;
  for (const auto& hash : hashes) bytes += crypto::as_bytes(hash);
  return bytes;
}

}  // namespace

TEST_CASE("tile paths are written as the specification writes them", "[log]") {
  CHECK(tile_path({TileKind::hashes, 0, 1234067, 256}) == "/log/tile/0/x001/x234/067");
  CHECK(tile_path({TileKind::hashes, 1, 0, 17}) == "/log/tile/1/000.p/17");
  CHECK(tile_path({TileKind::entries, 0, 1000, 1}) == "/log/tile/entries/x001/000.p/1");
  CHECK(tile_path({TileKind::entries, 0, 999, 256}) == "/log/tile/entries/999");
  CHECK(tile_path({TileKind::hashes, 63, tile_top, 255}) == "/log/tile/63/x018/x446/x744/x073/x709/x551/615.p/255");
}

TEST_CASE("every tile path that is written is read back, at every width", "[log]") {
  const std::vector<std::uint64_t> indexes{
      0, 1, 255, 256, 999, 1000, 1001, 999'999, 1'000'000, 1'234'067, tile_top / 256, tile_top};
  for (const auto kind : {TileKind::hashes, TileKind::entries}) {
    for (const unsigned level : {0U, 1U, 7U, 63U}) {
      if (kind == TileKind::entries && level != 0) continue;
      for (const auto index : indexes) {
        for (unsigned width = 1; width <= 256; ++width) {
          const TileName name{kind, level, index, width};
          const auto parsed = parse_tile_path(tile_path(name));
          if (!parsed || !(*parsed == name)) FAIL(tile_path(name));
        }
      }
    }
  }
  SUCCEED();
}

TEST_CASE("a tile has one name only", "[log]") {
  const std::vector<std::string> bad{
      "",
      "/",
      "/log/tile",
      "/log/tile/",
      "/log/tile/0",
      "/log/tile/0/",
      "/log/tile/0/0",
      "/log/tile/0/00",
      "/log/tile/0/0000",
      "/log/tile/0/x000",
      "/log/tile/0/x000/001",
      "/log/tile/0/001/002",
      "/log/tile/0/X001/002",
      "/log/tile/0/x001/x002",
      "/log/tile/0/x001//002",
      "/log/tile/0/x1/002",
      "/log/tile/0/x001/002/",
      "/log/tile/0//000",
      "/log//tile/0/000",
      "/tile/0/000",
      "log/tile/0/000",
      "/log/tile/00/000",
      "/log/tile/64/000",
      "/log/tile/-1/000",
      "/log/tile/+1/000",
      "/log/tile/data/000",
      "/log/tile/entries",
      "/log/tile/entries/",
      "/log/tile/Entries/000",
      "/log/tile/8/0/000",
      "/log/tile/0/000.p/0",
      "/log/tile/0/000.p/256",
      "/log/tile/0/000.p/257",
      "/log/tile/0/000.p/01",
      "/log/tile/0/000.p/",
      "/log/tile/0/000.p",
      "/log/tile/0/000.p/1/",
      "/log/tile/0/000.p/1.p/1",
      "/log/tile/0/000p/1",
      "/log/tile/0/000.P/1",
      "/log/tile/0/000 ",
      " /log/tile/0/000",
      "/log/tile/0/000?x",
      "/log/tile/0/%30%30%30",
      "/log/tile/0/../0/000",
      "/log/tile/0/-01",
      "/log/tile/0/x018/x446/x744/x073/x709/x551/616",
      "/log/tile/0/x999/x999/x999/x999/x999/x999/x999/999",
      "/log/tile/0/" + std::string(100, '0'),
      std::string("/log/tile/0/000\0", 16),
      "/log/tile/0/\xEF\xBC\x90\xEF\xBC\x90\xEF\xBC\x90",
  };
  for (const auto& path : bad) {
    INFO(path);
    CHECK_FALSE(parse_tile_path(path).has_value());
  }
}

TEST_CASE("a changed character never makes a path another spelling of a tile", "[log]") {
  const std::string path = "/log/tile/1/x001/x234/067.p/89";
  int read = 0;
  for (std::size_t at = 0; at < path.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = path;
      changed[at] = static_cast<char>(byte);
      const auto name = parse_tile_path(changed);
      if (!name) continue;
      ++read;
      if (tile_path(*name) != changed) FAIL(changed);
    }
  }
  CHECK(read > 50);
}

TEST_CASE("the widths of tiles follow from the size of the tree", "[log]") {
  // The example of the specification: 70,000 entries.
  CHECK(tile_width_at(0, 272, 70'000) == 256);
  CHECK(tile_width_at(0, 273, 70'000) == 112);
  CHECK(tile_width_at(0, 274, 70'000) == 0);
  CHECK(tile_width_at(1, 0, 70'000) == 256);
  CHECK(tile_width_at(1, 1, 70'000) == 17);
  CHECK(tile_width_at(2, 0, 70'000) == 1);
  CHECK(tile_width_at(3, 0, 70'000) == 0);
  CHECK(tile_width_at(0, 0, 256) == 256);
  CHECK(tile_width_at(0, 1, 256) == 0);
  CHECK(tile_width_at(1, 0, 256) == 1);
  CHECK(tile_width_at(0, 0, 0) == 0);
  CHECK(tile_width_at(7, 0, tile_top) == 255);
  CHECK(tile_width_at(8, 0, tile_top) == 0);
  CHECK(tile_width_at(0, tile_top, tile_top) == 0);
  CHECK(tile_width_at(0, tile_top / 256, tile_top) == 255);
}

TEST_CASE("a tile of any width gives the root of the tree that has that width", "[log]") {
  const auto hashes = leaves(256);
  NaiveTree naive(hashes);
  auto memory = stored(hashes);
  const std::string full = bytes_of(hashes);
  for (unsigned width = 1; width <= 256; ++width) {
    const std::string upper = width == 256 ? bytes_of({naive.hash(0, 256)}) : "";
    TileReader reader([&](unsigned level, std::uint64_t index) {
      if (index != 0) return std::string();
      return level == 0 ? full.substr(0, 32 * width) : level == 1 ? upper : std::string();
    });
    CHECK(root(width, reader) == naive.hash(0, width));
    CHECK(inclusion_proof(width - 1, width, reader) == inclusion_proof(width - 1, width, memory));
    if (width < 256) CHECK_THROWS_AS(reader.node(0, width), MissingHash);
  }
}

TEST_CASE("tiles of three levels give the stored hashes of a tree of 70,000 entries", "[log]") {
  const std::size_t size = 70'000;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;
  MemoryReader memory;
  Tree tree;
  for (std::size_t at = 0; at < size; ++at) {
    std::vector<Node> completed;
    tree.append(leaf_hash(std::to_string(at)), completed);
    for (const auto& node : completed) {
      if (node.level % 8 == 0) tiles[{node.level / 8, node.index / 256}] += crypto::as_bytes(node.hash);
    }
    memory.add(completed);
  }
  std::size_t fetched = 0;
  TileReader reader([&](unsigned level, std::uint64_t index) {
    ++fetched;
    return tiles[{level, index}];
  });
  CHECK(root(size, reader) == tree.root());
  CHECK(fetched <= 3);
  std::mt19937_64 random(11);
  bool all = true;
  for (int round = 0; round < 300; ++round) {
    const std::uint64_t to = 1 + random() % size;
    const std::uint64_t index = random() % to;
    const std::uint64_t from = 1 + random() % to;
    all = all && inclusion_proof(index, to, reader) == inclusion_proof(index, to, memory) &&
          consistency_proof(from, to, reader) == consistency_proof(from, to, memory);
  }
  REQUIRE(all);
  CHECK(tiles[{0, 273}].size() == 32 * tile_width_at(0, 273, size));
  CHECK(tiles[{1, 1}].size() == 32 * tile_width_at(1, 1, size));
  CHECK(tiles[{2, 0}].size() == 32 * tile_width_at(2, 0, size));
}

TEST_CASE("a reader that kept a narrow tile fetches it again when it has grown", "[log]") {
  const auto hashes = leaves(9);
  std::string bytes = bytes_of({hashes[0], hashes[1], hashes[2]});
  int fetched = 0;
  TileReader reader([&](unsigned, std::uint64_t) {
    ++fetched;
    return bytes;
  });
  CHECK(reader.node(0, 2) == hashes[2]);
  CHECK(reader.node(1, 0) == node_hash(hashes[0], hashes[1]));
  CHECK(fetched == 1);
  CHECK_THROWS_AS(reader.node(0, 8), MissingHash);
  bytes = bytes_of(hashes);
  CHECK(reader.node(0, 8) == hashes[8]);
  CHECK(fetched == 3);
}

TEST_CASE("broken tiles are a fault of the store", "[log]") {
  const std::string one(32, 'x');
  for (const auto& bytes : {std::string(), one.substr(1), one + "y", std::string(32 * 257, 'x')}) {
    TileReader reader([&](unsigned, std::uint64_t) { return bytes; });
    CHECK_THROWS_AS(reader.node(0, 0), MissingHash);
  }
  TileReader reader([&](unsigned, std::uint64_t) { return one; });
  CHECK_NOTHROW(reader.node(0, 0));
  CHECK_THROWS_AS(reader.node(0, 1), MissingHash);
  CHECK_THROWS_AS(reader.node(1, 0), MissingHash);
  CHECK_THROWS_AS(reader.node(64, 0), MissingHash);
  CHECK_THROWS_AS(reader.node(63, 2), MissingHash);
}

TEST_CASE("entry bundles are read back and nothing else is", "[log]") {
  std::string bundle;
  std::vector<std::string> entries;
  for (std::size_t at = 0; at < 256; ++at) {
    entries.emplace_back(at == 7 ? 0 : at == 9 ? 65'535 : at * 3, static_cast<char>(at));
    append_to_bundle(bundle, entries.back());
  }
  CHECK(bundle.substr(0, 5) == std::string("\0\0\0\3\1", 5));
  const auto read = decode_bundle(bundle);
  REQUIRE(read.has_value());
  REQUIRE(std::vector<std::string>(read->begin(), read->end()) == entries);
  CHECK(decode_bundle("")->empty());
  std::string longer = bundle;
  append_to_bundle(longer, "one too many");
  CHECK_FALSE(decode_bundle(longer).has_value());
  std::string small;
  append_to_bundle(small, "abc");
  append_to_bundle(small, "");
  append_to_bundle(small, "de");
  for (std::size_t length = 0; length <= small.size(); ++length) {
    const bool whole = length == 0 || length == 5 || length == 7 || length == small.size();
    CHECK(decode_bundle(small.substr(0, length)).has_value() == whole);
  }
}

}  // namespace tanbu::log::test
