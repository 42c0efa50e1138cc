// Trees, proofs and batches against the recursive tree of RFC 6962, for every size up to 257.
#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "ledger/log/tile.hpp"
#include "tests/unit/log/support.hpp"

namespace tanbu::log::test {
namespace {

constexpr std::size_t size_top = 257;
constexpr auto top = std::numeric_limits<std::uint64_t>::max();

// A tree too large to store in which all leaves are alike: every stored hash follows from its level.
class UniformReader : public HashReader {
 public:
  UniformReader() {
    levels_.push_back(leaf_hash("same"));
    while (levels_.size() < 64) levels_.push_back(node_hash(levels_.back(), levels_.back()));
  }
  Digest node(unsigned level, std::uint64_t) override { return levels_.at(level); }

 private:
  std::vector<Digest> levels_;
};

Digest flipped(Digest digest, std::size_t bit) {
  digest[bit / 8] = static_cast<std::uint8_t>(digest[bit / 8] ^ (1U << (bit % 8)));
  return digest;
}

}  // namespace

TEST_CASE("every inclusion proof up to 257 entries is the recursive one and verifies", "[log]") {
  const auto hashes = leaves(size_top);
  NaiveTree naive(hashes);
  auto reader = stored(hashes);
  int proofs = 0;
  bool all = true;
  for (std::size_t size = 1; size <= size_top; ++size) {
    const auto tree_root = naive.hash(0, size);
    all = all && root(size, reader) == tree_root;
    for (std::size_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(index, size, reader);
      all = all && proof && *proof == naive.path(index, 0, size) &&
            verify_inclusion(index, size, hashes[index], *proof, tree_root);
      // The same proof says nothing about a neighbour.
      all = all && !verify_inclusion(index + 1, size, hashes[index], *proof, tree_root) &&
            !verify_inclusion(index, size, hashes[index], *proof, naive.hash(0, size - 1));
      ++proofs;
    }
    CHECK_FALSE(inclusion_proof(size, size, reader).has_value());
  }
  REQUIRE(all);
  REQUIRE(proofs == size_top * (size_top + 1) / 2);
}

TEST_CASE("every consistency proof up to 257 entries is the recursive one and verifies", "[log]") {
  const auto hashes = leaves(size_top);
  NaiveTree naive(hashes);
  auto reader = stored(hashes);
  int proofs = 0;
  bool all = true;
  for (std::size_t to = 1; to <= size_top; ++to) {
    for (std::size_t from = 1; from <= to; ++from) {
      const auto proof = consistency_proof(from, to, reader);
      all = all && proof && *proof == naive.subproof(from, 0, to, true) &&
            verify_consistency(from, to, naive.hash(0, from), naive.hash(0, to), *proof);
      all = all && (from == to || !verify_consistency(from, to, naive.hash(0, to), naive.hash(0, from), *proof));
      ++proofs;
    }
    CHECK_FALSE(consistency_proof(0, to, reader).has_value());
    CHECK_FALSE(consistency_proof(to + 1, to, reader).has_value());
  }
  REQUIRE(all);
  REQUIRE(proofs == size_top * (size_top + 1) / 2);
}

TEST_CASE("a proof with any one bit flipped, a node lost or a node added is refused", "[log]") {
  const auto hashes = leaves(16);
  NaiveTree naive(hashes);
  std::size_t tried = 0;
  std::size_t accepted = 0;
  const auto attack = [&](const Proof& proof, const auto& verify) {
    for (std::size_t node = 0; node < proof.size(); ++node) {
      for (std::size_t bit = 0; bit < 256; ++bit) {
        Proof changed = proof;
        changed[node] = flipped(changed[node], bit);
        accepted += verify(changed) ? 1U : 0U;
        ++tried;
      }
      Proof shorter = proof;
      shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(node));
      accepted += verify(shorter) ? 1U : 0U;
      Proof longer = proof;
      longer.insert(longer.begin() + static_cast<std::ptrdiff_t>(node), proof[node]);
      accepted += verify(longer) ? 1U : 0U;
    }
    Proof longer = proof;
    longer.push_back(hashes[0]);
    accepted += verify(longer) ? 1U : 0U;
  };
  for (std::size_t size = 1; size <= 16; ++size) {
    const auto new_root = naive.hash(0, size);
    for (std::size_t at = 0; at < size; ++at) {
      attack(naive.path(at, 0, size),
             [&](const Proof& proof) { return verify_inclusion(at, size, hashes[at], proof, new_root); });
      attack(naive.subproof(at + 1, 0, size, true), [&](const Proof& proof) {
        return verify_consistency(at + 1, size, naive.hash(0, at + 1), new_root, proof);
      });
    }
  }
  REQUIRE(tried > 200'000);
  REQUIRE(accepted == 0);
}

TEST_CASE("the proof of a larger tree is no proof under a smaller size", "[log]") {
  const auto hashes = leaves(8);
  NaiveTree naive(hashes);
  // The hashes would add up to the root; only the size says that there is nothing left to add.
  CHECK(verify_inclusion(1, 2, hashes[1], {hashes[0]}, naive.hash(0, 2)));
  CHECK_FALSE(verify_inclusion(0, 1, hashes[1], {hashes[0]}, naive.hash(0, 2)));
  CHECK_FALSE(verify_inclusion(1, 2, hashes[3], {hashes[2], naive.hash(0, 2)}, naive.hash(0, 4)));
  CHECK_FALSE(verify_consistency(1, 2, hashes[0], naive.hash(0, 4), {hashes[1], naive.hash(2, 4)}));
  const auto seven_to_eight = naive.subproof(7, 0, 8, true);
  CHECK(verify_consistency(7, 8, naive.hash(0, 7), naive.hash(0, 8), seven_to_eight));
  CHECK_FALSE(verify_consistency(3, 4, naive.hash(0, 7), naive.hash(0, 8), seven_to_eight));
}

TEST_CASE("proofs hold for trees as large as 64 bits can count", "[log]") {
  UniformReader reader;
  const Digest leaf = leaf_hash("same");
  const std::vector<std::uint64_t> sizes{
      1, 2, 3, (1ULL << 32) - 1, 1ULL << 32, (1ULL << 32) + 1, 1234567, (1ULL << 63), top - 1, top, (1ULL << 63) + 1};
  for (const auto size : sizes) {
    const auto tree_root = root(size, reader);
    for (const auto index : {std::uint64_t{0}, size / 2, size - 1}) {
      const auto proof = inclusion_proof(index, size, reader);
      REQUIRE(proof.has_value());
      CHECK(proof->size() <= proof_hashes_max);
      CHECK(verify_inclusion(index, size, leaf, *proof, tree_root));
    }
    CHECK_FALSE(verify_inclusion(top, size, leaf, *inclusion_proof(size - 1, size, reader), tree_root));
    for (const auto from : sizes) {
      const auto proof = consistency_proof(from, size, reader);
      REQUIRE(proof.has_value() == (from <= size));
      if (proof) CHECK(verify_consistency(from, size, root(from, reader), tree_root, *proof));
    }
  }
  const Proof endless(1000, leaf);
  CHECK_FALSE(verify_inclusion(top - 1, top, leaf, endless, leaf));
  CHECK_FALSE(verify_consistency(1, top, leaf, leaf, endless));
}

TEST_CASE("the growing tree has the recursive root at every size and completes every node once", "[log]") {
  const auto hashes = leaves(size_top);
  NaiveTree naive(hashes);
  Tree tree;
  Tree silent;
  CHECK(tree.root() == crypto::sha256(""));
  std::size_t nodes = 0;
  bool all = true;
  for (std::size_t at = 0; at < size_top; ++at) {
    std::vector<Node> completed;
    tree.append(hashes[at], completed);
    silent.append(hashes[at]);
    nodes += completed.size();
    for (const auto& node : completed) {
      const std::size_t width = std::size_t{1} << node.level;
      const auto begin = static_cast<std::size_t>(node.index) * width;
      all = all && begin + width == at + 1 && node.hash == naive.hash(begin, begin + width);
    }
    all = all && tree == silent && tree.root() == naive.hash(0, at + 1);
    const auto restored = Tree::from_frontier(tree.size(), tree.frontier());
    all = all && restored && *restored == tree;
  }
  REQUIRE(all);
  REQUIRE(nodes == 257 + 128 + 64 + 32 + 16 + 8 + 4 + 2 + 1);
  CHECK_FALSE(Tree::from_frontier(5, {hashes[0]}).has_value());
  CHECK_FALSE(Tree::from_frontier(0, {hashes[0]}).has_value());
  auto reader = stored(hashes);
  for (std::size_t size = 0; size <= size_top; ++size) CHECK(Tree::load(size, reader).root() == naive.hash(0, size));
}

TEST_CASE("a copy of the tree can grow without the original noticing", "[log]") {
  Tree tree;
  for (const auto& leaf : leaves(11)) tree.append(leaf);
  const auto before = tree.root();
  Tree copy = tree;
  copy.append(leaf_hash("more"));
  CHECK(tree.root() == before);
  CHECK(tree.size() == 11);
  CHECK(copy.root() != before);
}

TEST_CASE("a batch proves its new entries from the right edge alone, and older ones with the stored hashes", "[log]") {
  const auto hashes = leaves(130);
  NaiveTree naive(hashes);
  for (std::size_t size = 0; size <= 65; ++size) {
    auto older = stored({hashes.begin(), hashes.begin() + static_cast<std::ptrdiff_t>(size)});
    const auto base = Tree::load(size, older);
    for (const std::size_t count : {1U, 2U, 3U, 7U, 64U, 65U}) {
      Batch batch(base);
      Batch with_older(base, &older);
      std::vector<std::uint64_t> fresh;
      std::vector<std::uint64_t> every;
      for (std::size_t at = 0; at < size; ++at) every.push_back(at);
      for (std::size_t at = size; at < size + count; ++at) {
        fresh.push_back(batch.append(hashes[at]));
        every.push_back(with_older.append(hashes[at]));
      }
      REQUIRE(batch.tree().root() == naive.hash(0, size + count));
      older.reads = 0;
      const auto proofs = batch.proofs(fresh);
      REQUIRE(proofs.has_value());
      REQUIRE(older.reads == 0);
      bool all = true;
      for (std::size_t at = 0; at < fresh.size(); ++at) {
        all = all && (*proofs)[at] == naive.path(static_cast<std::size_t>(fresh[at]), 0, size + count);
      }
      const auto all_proofs = with_older.proofs(every);
      REQUIRE(all_proofs.has_value());
      for (std::size_t at = 0; at < every.size(); ++at)
        all = all && (*all_proofs)[at] == naive.path(at, 0, size + count);
      REQUIRE(all);
      CHECK_FALSE(batch.proofs({size + count}).has_value());
      if (size >= 2 && size + count > 2) CHECK_THROWS_AS(batch.proofs({0}), MissingHash);
    }
  }
}

TEST_CASE("the bytes a batch adds to its tiles are those of the whole tree", "[log]") {
  std::mt19937_64 random(7);
  const auto hashes = leaves(1000);
  Tree tree;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;
  while (tree.size() < hashes.size()) {
    Batch batch(tree);
    const std::size_t count =
        std::min<std::size_t>(1 + random() % 300, hashes.size() - static_cast<std::size_t>(tree.size()));
    for (std::size_t at = 0; at < count; ++at) batch.append(hashes[static_cast<std::size_t>(batch.tree().size())]);
    for (unsigned level = 0; level < 2; ++level) {
      for (std::uint64_t tile = 0; tile < 4; ++tile) tiles[{level, tile}] += batch.added_tile_bytes(level, tile);
    }
    tree = batch.tree();
  }
  for (std::uint64_t tile = 0; tile < 4; ++tile) {
    CHECK(tiles[{0, tile}].size() == 32 * tile_width_at(0, tile, tree.size()));
  }
  CHECK(tiles[{1, 0}].size() == 32 * 3);
  TileReader reader([&](unsigned level, std::uint64_t index) { return tiles[{level, index}]; });
  CHECK(root(tree.size(), reader) == NaiveTree(hashes).hash(0, 1000));
}

}  // namespace tanbu::log::test
