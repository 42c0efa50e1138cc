// Hashes, roots, proofs and verifiers of the RFC 6962 tree. The provers walk from the root down; the verifiers are the
// iterative ones of RFC 9162, so that the two sides share no reasoning.
#include "ledger/log/merkle.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "ledger/holds.hpp"

namespace tanbu::log {
namespace {

// The largest power of two below `count`, which is at least 2.
std::uint64_t split_point(std::uint64_t count) { return std::uint64_t{1} << (std::bit_width(count - 1) - 1); }

// The complete subtrees whose hashes make up the tree of `size` entries, left to right, folded from the right:
// folded[i] is the hash of everything from starts[i] to the end. Every incomplete subtree of the tree is one of these.
class RightEdge {
 public:
  RightEdge(std::uint64_t size, HashReader& reader) {
    std::uint64_t start = 0;
    for (unsigned level = 64; level-- > 0;) {
      if (((size >> level) & 1) == 0) continue;
      starts_.push_back(start);
      folded_.push_back(reader.node(level, start >> level));
      start += std::uint64_t{1} << level;
    }
    for (std::size_t at = folded_.size(); at-- > 1;) folded_[at - 1] = node_hash(folded_[at - 1], folded_[at]);
  }
  [[nodiscard]] const Digest& from(std::uint64_t start) const {
    const auto found = std::lower_bound(starts_.begin(), starts_.end(), start);
    HOLDS(found != starts_.end() && *found == start);
    return folded_[static_cast<std::size_t>(found - starts_.begin())];
  }

 private:
  std::vector<std::uint64_t> starts_;
  std::vector<Digest> folded_;
};

// Hash of entries [start, end), where the range is a node of the tree.
Digest range_hash(std::uint64_t start, std::uint64_t end, HashReader& reader, const RightEdge& edge) {
  const std::uint64_t count = end - start;
  if (!std::has_single_bit(count)) return edge.from(start);
  const auto level = static_cast<unsigned>(std::countr_zero(count));
  return reader.node(level, start >> level);
}

Proof inclusion_proof(std::uint64_t index, std::uint64_t size, HashReader& reader, const RightEdge& edge) {
  Proof proof;
  std::uint64_t start = 0;
  std::uint64_t end = size;
  while (end - start > 1) {
    const std::uint64_t middle = start + split_point(end - start);
    if (index < middle) {
      proof.push_back(range_hash(middle, end, reader, edge));
      end = middle;
    } else {
      proof.push_back(range_hash(start, middle, reader, edge));
      start = middle;
    }
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace

Digest leaf_hash(std::string_view entry) {
  std::string bytes;
  bytes.reserve(entry.size() + 1);
  bytes.push_back('\0');
  bytes.append(entry);
  return crypto::sha256(bytes);
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<char, 65> bytes{};
  bytes[0] = 1;
  const auto to_char = [](std::uint8_t byte) { return static_cast<char>(byte); };
  std::transform(left.begin(), left.end(), bytes.begin() + 1, to_char);
  std::transform(right.begin(), right.end(), bytes.begin() + 33, to_char);
  return crypto::sha256(std::string_view(bytes.data(), bytes.size()));
}

const Digest& empty_root() {
  static const Digest digest = crypto::sha256("");
  return digest;
}

Digest root(std::uint64_t size, HashReader& reader) {
  if (size == 0) return empty_root();
  return RightEdge(size, reader).from(0);
}

std::optional<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, HashReader& reader) {
  if (index >= size) return std::nullopt;
  return inclusion_proof(index, size, reader, RightEdge(size, reader));
}

std::optional<std::vector<Proof>> inclusion_proofs(const std::vector<std::uint64_t>& indexes, std::uint64_t size,
                                                   HashReader& reader) {
  if (std::any_of(indexes.begin(), indexes.end(), [size](std::uint64_t index) { return index >= size; })) {
    return std::nullopt;
  }
  const RightEdge edge(size, reader);
  std::vector<Proof> proofs;
  proofs.reserve(indexes.size());
  for (const auto index : indexes) proofs.push_back(inclusion_proof(index, size, reader, edge));
  return proofs;
}

std::optional<Proof> consistency_proof(std::uint64_t from, std::uint64_t to, HashReader& reader) {
  if (from == 0 || from > to) return std::nullopt;
  const RightEdge edge(to, reader);
  Proof proof;
  std::uint64_t start = 0;
  std::uint64_t end = to;
  while (from != end) {
    const std::uint64_t middle = start + split_point(end - start);
    if (from <= middle) {
      proof.push_back(range_hash(middle, end, reader, edge));
      end = middle;
    } else {
      proof.push_back(range_hash(start, middle, reader, edge));
      start = middle;
    }
  }
  // A subtree that begins at 0 and ends at `from` is the old tree itself, whose root the verifier knows already.
  if (start != 0) proof.push_back(range_hash(start, end, reader, edge));
  std::reverse(proof.begin(), proof.end());
  return proof;
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf, const Proof& proof,
                      const Digest& root) {
  if (index >= size) return false;
  std::uint64_t node = index;
  std::uint64_t last = size - 1;
  Digest hash = leaf;
  for (const auto& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while (node != 0 && (node & 1) == 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool verify_consistency(std::uint64_t from, std::uint64_t to, const Digest& root_from, const Digest& root_to,
                        const Proof& proof) {
  if (from == 0 || from > to) return false;
  if (from == to) return proof.empty() && root_from == root_to;
  if (proof.empty()) return false;
  std::uint64_t node = from - 1;
  std::uint64_t last = to - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  // When the old tree is a complete subtree its root is the starting point, and the prover leaves it out of the proof.
  const bool old_root_starts = std::has_single_bit(from);
  Digest old_hash = old_root_starts ? root_from : proof.front();
  Digest new_hash = old_hash;
  for (std::size_t at = old_root_starts ? 0 : 1; at < proof.size(); ++at) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(proof[at], old_hash);
      new_hash = node_hash(proof[at], new_hash);
      while (node != 0 && (node & 1) == 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = node_hash(new_hash, proof[at]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == root_from && new_hash == root_to;
}

}  // namespace tanbu::log
