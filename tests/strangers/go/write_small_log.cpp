// Writes a small published log for strangers to judge: key, checkpoint, receipts, consistency proofs, tiles, bundles.
// Not a server: it shows that the log's own code, without any other room, gives bytes that foreign software accepts.
// Usage: write_small_log FOLDER SIZE
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "ledger/log/checkpoint.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/proof.hpp"
#include "ledger/log/text.hpp"
#include "ledger/log/tile.hpp"
#include "ledger/log/tree.hpp"

namespace {

using namespace tanbu;

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream stream(path, std::ios::binary);
  stream << bytes;
  if (!stream.flush()) throw std::runtime_error("cannot write " + path.string());
}

struct Published {
  std::string history;
  std::map<std::pair<unsigned, std::uint64_t>, std::string> tiles;
  std::vector<std::string> bundles;
};

// Adds a batch of `count` entries, publishes its checkpoint and writes a receipt for some of its entries.
std::string add_batch(const std::filesystem::path& folder, const log::Signer& signer, std::uint64_t count,
                      log::Tree& tree, Published& published, log::Digest& previous) {
  log::Batch batch(tree);
  std::vector<std::uint64_t> indexes;
  std::vector<std::string> entries;
  for (std::uint64_t at = 0; at < count; ++at) {
    const std::uint64_t index = batch.tree().size();
    const auto time = 1'763'700'000'000 + static_cast<std::int64_t>(index / 3);
    entries.push_back(
        log::entry_bytes({index, previous, time, index == 0 ? "genesis" : "retire",
                          crypto::sha256("command " + published.history + std::to_string(index)), "2026-11-01"}));
    previous = log::leaf_hash(entries.back());
    indexes.push_back(batch.append(previous));
    if (index % 256 == 0) published.bundles.emplace_back();
    log::append_to_bundle(published.bundles.back(), entries.back());
  }
  for (unsigned level = 0; level < 3; ++level) {
    const auto first = tree.size() >> (8 * level + 8);
    for (auto tile = first; tile <= (batch.tree().size() >> (8 * level + 8)); ++tile) {
      published.tiles[{level, tile}] += batch.added_tile_bytes(level, tile);
    }
  }
  tree = batch.tree();
  const std::string checkpoint = log::sign_checkpoint({signer.name(), tree.size(), tree.root()}, signer);
  const auto proofs = batch.proofs(indexes).value();
  for (std::size_t at = 0; at < entries.size(); at += 1 + entries.size() / 5) {
    write_file(folder / "receipts" / (std::to_string(indexes[at]) + ".tlog-proof"),
               log::write_receipt({entries[at], indexes[at], proofs[at], checkpoint}));
  }
  return checkpoint;
}

// Proofs that the whole log continues some of its beginnings: the sizes, the two roots, the hashes, one a line.
void write_consistency(const std::filesystem::path& folder, std::uint64_t size, const Published& published) {
  log::TileReader reader([&published](unsigned level, std::uint64_t index) {
    const auto tile = published.tiles.find({level, index});
    return tile == published.tiles.end() ? std::string() : tile->second;
  });
  for (const std::uint64_t from :
       {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{7}, size / 3, size / 2, size - 1}) {
    if (from == 0 || from >= size) continue;
    std::string text = std::to_string(from) + "\n" + std::to_string(size) + "\n";
    text +=
        log::digest_to_base64(log::root(from, reader)) + "\n" + log::digest_to_base64(log::root(size, reader)) + "\n";
    const auto proof = log::consistency_proof(from, size, reader).value();
    for (const auto& hash : proof) text += log::digest_to_base64(hash) + "\n";
    write_file(folder / "consistency" / (std::to_string(from) + "-" + std::to_string(size)), text);
  }
}

void write_log(const std::filesystem::path& folder, std::uint64_t size, const std::string& history) {
  const log::Signer signer("ledger.example/carbon/1", log::SignatureType::ed25519, crypto::sha256("log"));
  log::Tree tree;
  Published published{history, {}, {}};
  log::Digest previous{};
  std::string checkpoint = log::sign_checkpoint({signer.name(), 0, log::empty_root()}, signer);
  for (std::uint64_t count = 1; tree.size() < size; count = count * 2 + 1) {
    checkpoint = add_batch(folder, signer, std::min(count, size - tree.size()), tree, published, previous);
  }
  if (size > 0) write_consistency(folder, size, published);
  write_file(folder / "vkey", signer.verifier().text());
  write_file(folder / "checkpoint", checkpoint);
  for (const auto& [name, bytes] : published.tiles) {
    const unsigned width = log::tile_width_at(name.first, name.second, size);
    if (width == 0) continue;
    const auto path = log::tile_path({log::TileKind::hashes, name.first, name.second, width});
    write_file(folder / path.substr(1), bytes);
  }
  for (std::size_t at = 0; at < published.bundles.size(); ++at) {
    const unsigned width = log::tile_width_at(0, at, size);
    const auto path = log::tile_path({log::TileKind::entries, 0, at, width});
    write_file(folder / path.substr(1), published.bundles[at]);
  }
}

}  // namespace

int main(int count, char** arguments) {
  const auto size = count == 3 || count == 4 ? tanbu::log::parse_decimal(arguments[2]) : std::nullopt;
  if (!size) {
    std::fprintf(stderr, "usage: write_small_log FOLDER SIZE [HISTORY]\n");
    return 2;
  }
  write_log(arguments[1], *size, count == 4 ? arguments[3] : "");
  return 0;
}
