// Shared by the tests of the log: an obvious recursive tree, hashes kept in memory, deterministic keys, files.
// The recursive tree follows the definitions of RFC 6962 section 2.1 word by word and shares no code with the product
// but the hash.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/note.hpp"
#include "ledger/log/tree.hpp"

namespace tanbu::log::test {

// MTH, PATH and SUBPROOF over leaf hashes [begin, end), remembering each range once.
class NaiveTree {
 public:
  explicit NaiveTree(std::vector<Digest> leaves) : leaves_(std::move(leaves)) {}

  Digest hash(std::size_t begin, std::size_t end) {
    if (begin == end) return crypto::sha256("");
    if (end - begin == 1) return leaves_[begin];
    const auto known = hashes_.find({begin, end});
    if (known != hashes_.end()) return known->second;
    const std::size_t middle = begin + split(end - begin);
    const auto left = hash(begin, middle);
    const auto right = hash(middle, end);
    const auto both = crypto::sha256(std::string(1, '\1') + std::string(crypto::as_bytes(left)) +
                                     std::string(crypto::as_bytes(right)));
    hashes_[{begin, end}] = both;
    return both;
  }
  Proof path(std::size_t leaf, std::size_t begin, std::size_t end) {
    if (end - begin == 1) return {};
    const std::size_t middle = begin + split(end - begin);
    Proof proof = leaf < middle ? path(leaf, begin, middle) : path(leaf, middle, end);
    proof.push_back(leaf < middle ? hash(middle, end) : hash(begin, middle));
    return proof;
  }
  Proof subproof(std::size_t old_size, std::size_t begin, std::size_t end, bool is_old_root) {
    if (old_size == end) return is_old_root ? Proof{} : Proof{hash(begin, end)};
    const std::size_t middle = begin + split(end - begin);
    if (old_size <= middle) {
      Proof proof = subproof(old_size, begin, middle, is_old_root);
      proof.push_back(hash(middle, end));
      return proof;
    }
    Proof proof = subproof(old_size, middle, end, false);
    proof.push_back(hash(begin, middle));
    return proof;
  }

 private:
  static std::size_t split(std::size_t count) {
    std::size_t power = 1;
    while (power * 2 < count) power *= 2;
    return power;
  }
  std::vector<Digest> leaves_;
  std::map<std::pair<std::size_t, std::size_t>, Digest> hashes_;
};

// Stored hashes in memory; counts what is asked of it.
class MemoryReader : public HashReader {
 public:
  void add(const std::vector<Node>& nodes) {
    for (const auto& one : nodes) nodes_[{one.level, one.index}] = one.hash;
  }
  Digest node(unsigned level, std::uint64_t index) override {
    ++reads;
    const auto found = nodes_.find({level, index});
    if (found == nodes_.end()) throw MissingHash("not in memory");
    return found->second;
  }
  [[nodiscard]] std::size_t count() const { return nodes_.size(); }
  std::size_t reads = 0;

 private:
  std::map<std::pair<unsigned, std::uint64_t>, Digest> nodes_;
};

inline std::vector<Digest> leaves(std::size_t count) {
  std::vector<Digest> hashes;
  for (std::size_t at = 0; at < count; ++at) hashes.push_back(leaf_hash("entry " + std::to_string(at)));
  return hashes;
}

// Every stored node of the tree over those leaves.
inline MemoryReader stored(const std::vector<Digest>& hashes) {
  MemoryReader reader;
  Tree tree;
  for (const auto& hash : hashes) {
    std::vector<Node> completed;
    tree.append(hash, completed);
    reader.add(completed);
  }
  return reader;
}

inline crypto::ed25519::Seed seed(std::string_view word) { return crypto::sha256(word); }

// What a line of a signature begins with.
inline const std::string dash = "\xE2\x80\x94 ";
inline Signer log_signer() { return Signer("log.example/1", SignatureType::ed25519, seed("log")); }
inline Checkpoint example() { return {"log.example/1", 3, leaf_hash("x")}; }

inline std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

inline std::string vectors_folder() { return std::string(TANBU_SOURCE_DIR) + "/tests/vectors/merkle"; }

inline const boost::json::object& c2sp_vectors() {
  static const auto vectors = boost::json::parse(read_file(vectors_folder() + "/c2sp-vectors.json"));
  return vectors.as_object();
}

inline std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

inline Digest digest_of(const std::string& base64) {
  const auto bytes = crypto::base64_decode(base64);
  Digest digest{};
  if (!bytes || bytes->size() != digest.size()) throw std::runtime_error("not a digest: " + base64);
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace tanbu::log::test
