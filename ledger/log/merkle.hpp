// The Merkle tree of RFC 6962 section 2.1 (identical in RFC 9162) over SHA-256: hashes, roots, proofs and their
// verifiers. Not here: where hashes are stored (see HashReader) and how the tree grows (ledger/log/tree.hpp). Sizes and
// indexes are the full range of std::uint64_t; nothing here overflows on hostile values. Threading: pure functions; a
// HashReader belongs to the caller, which answers for its threading.
#pragma once
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "crypto/digest.hpp"

namespace tanbu::log {

using Digest = crypto::Digest;
using Proof = std::vector<Digest>;  // siblings, from the leaf (or the lowest node) upward

inline constexpr std::size_t proof_hashes_max = 64;  // a tree of 2^64-1 leaves is 64 levels high

[[nodiscard]] Digest leaf_hash(std::string_view entry);                   // SHA-256(00 || entry)
[[nodiscard]] Digest node_hash(const Digest& left, const Digest& right);  // SHA-256(01 || left || right)
[[nodiscard]] const Digest& empty_root();                                 // SHA-256("")

// A hash that must be there is not: a fault of the storage behind a reader, never of a request.
struct MissingHash : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Source of the stored hashes of complete subtrees: node(level, index) is the hash of entries [index * 2^level, (index
// + 1) * 2^level). It is asked only for subtrees that are complete in the tree at hand; it throws MissingHash when it
// does not have one.
class HashReader {
 public:
  virtual ~HashReader() = default;
  [[nodiscard]] virtual Digest node(unsigned level, std::uint64_t index) = 0;
};

// Root of the tree of the first `size` entries: at most 64 reads.
[[nodiscard]] Digest root(std::uint64_t size, HashReader& reader);

// nullopt unless index < size.
[[nodiscard]] std::optional<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size, HashReader& reader);
// The same for many indexes of one tree; the right edge is hashed once for all of them.
[[nodiscard]] std::optional<std::vector<Proof>> inclusion_proofs(const std::vector<std::uint64_t>& indexes,
                                                                 std::uint64_t size, HashReader& reader);
// nullopt unless 1 <= from <= to: a proof from the empty tree would say nothing.
[[nodiscard]] std::optional<Proof> consistency_proof(std::uint64_t from, std::uint64_t to, HashReader& reader);

// RFC 9162 section 2.1.3.2. False for index >= size.
[[nodiscard]] bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf, const Proof& proof,
                                    const Digest& root);
// RFC 9162 section 2.1.4.2. False for from == 0 or from > to; from == to needs an empty proof and equal roots.
[[nodiscard]] bool verify_consistency(std::uint64_t from, std::uint64_t to, const Digest& root_from,
                                      const Digest& root_to, const Proof& proof);

}  // namespace tanbu::log
