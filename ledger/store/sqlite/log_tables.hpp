// The append-only tables: entries with their effects and commands, tiles, checkpoints, and what was seen. Knows their
// order, not their meaning: hashes and signatures are made and checked by others.
#pragma once
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/party_numbers.hpp"

namespace tanbu::store {

class LogTables {
 public:
  LogTables(Connection& connection, PartyNumbers& parties) : connection_(connection), parties_(parties) {}

  [[nodiscard]] std::uint64_t size();
  [[nodiscard]] Head head();
  // Throws StoreUnfit when the last entry is not what its hash says, or the newest checkpoint is not of this size.
  void check_end();
  [[nodiscard]] std::optional<Seen> seen(const PartyId& issuer, const std::string& jti);

  // Inside a write transaction only.
  void append(const NewEntry& entry);
  void append(const NewTile& tile);
  // `uses` are the refused ones among them that would have used something twice, in the same order.
  void append(const std::vector<SeenRow>& seen, const std::vector<RefusedUse>& uses);
  void append_checkpoint(std::uint64_t size, const std::string& note);
  // Before the checkpoint of the batch.
  void erase(const Erasure& erasure);

  [[nodiscard]] std::optional<StoredEntry> entry(EntryIndex index);
  [[nodiscard]] std::vector<StoredEntry> entries(Page page);
  // Lines of `count` entries from `first` on; fewer where the log ends.
  [[nodiscard]] std::vector<std::string> lines(std::uint64_t first, std::uint64_t count);
  // `size` bounds the tree that is asked.
  [[nodiscard]] std::optional<std::string> tile(unsigned level, std::uint64_t number, unsigned width,
                                                std::uint64_t size);
  [[nodiscard]] std::optional<std::vector<std::string>> bundle(std::uint64_t number, unsigned width,
                                                               std::uint64_t size);
  [[nodiscard]] std::optional<std::string> checkpoint_covering(EntryIndex index);
  // Whether any command was ever erased.
  [[nodiscard]] bool has_erasures();
  [[nodiscard]] std::vector<RefusedUse> refused_uses(std::uint64_t from, std::size_t limit);

 private:
  void append(const SeenRow& row);
  // Gives the number of its row.
  [[nodiscard]] std::int64_t append(const RefusedUse& use);
  [[nodiscard]] std::string hashes(unsigned level, std::uint64_t number, unsigned width);
  Connection& connection_;
  PartyNumbers& parties_;
};

}  // namespace tanbu::store
