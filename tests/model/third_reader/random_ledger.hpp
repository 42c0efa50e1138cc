// Small random ledgers, signed for real, made only of what docs/formats.md section 27.1 describes: parties and their
// keys, VCS batches, and everything that moves their units without a contradiction. The same seed draws the same
// ledger but for the bytes of keys and signatures. The real rules decide what becomes an entry.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "audit/state.hpp"
#include "crypto/jwk.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::test {

// splitmix64; the standard's distributions draw other numbers with other libraries.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::int64_t number(std::int64_t least, std::int64_t most);  // both ends included
  bool chance(int percent) { return number(0, 99) < percent; }
  template <class Item>
  const Item& any(const std::vector<Item>& items) {
    return items.at(static_cast<std::size_t>(number(0, static_cast<std::int64_t>(items.size()) - 1)));
  }

 private:
  std::uint64_t state_;
};

// Keys that many ledgers share, so that making a thousand of them is quick. Every third is a P-256 key.
struct KeyPool {
  KeyPool();
  log::Signer log_signer;
  std::vector<crypto::SigningKey> keys;
};

struct LedgerLine {
  std::string entry;
  std::string command;
};

class RandomLedger {
 public:
  RandomLedger(const KeyPool& pool, std::uint64_t seed, std::size_t entries);
  [[nodiscard]] const std::vector<LedgerLine>& lines() const { return lines_; }
  [[nodiscard]] const std::map<std::string, int>& kinds() const { return kinds_; }
  [[nodiscard]] const std::string& checkpoint() const { return checkpoint_; }

 private:
  using Object = boost::json::object;
  void begin();
  void step();
  // True where it became an entry.
  bool wish(const std::string& issuer, const std::string& kind, const Object& body);
  void append(const std::string& kind, const std::string& jws);
  [[nodiscard]] const crypto::SigningKey& key_at(std::size_t place) const { return pool_.keys.at(place); }
  [[nodiscard]] std::string proof(const std::string& party, std::size_t place) const;
  // A key of the party's that may sign now, if any.
  [[nodiscard]] const crypto::SigningKey* signing_key(const std::string& party, const std::string& kind);
  struct Piece {
    std::uint64_t batch = 0;
    std::int64_t first = 0;
    std::int64_t last = 0;
    UnitStatus status{};
    std::string holder;
  };
  [[nodiscard]] std::vector<Piece> pieces_in(const std::vector<UnitStatus>& statuses);
  [[nodiscard]] boost::json::array ranges_among(const std::vector<Piece>& pieces);

  void enroll();
  void add_key();
  void revoke_key();
  void record_batch();
  void transfer();
  void reserve();
  void release();
  void retire();
  void retire_reservation();
  void withdraw();
  void freeze();
  void unfreeze();
  void strike();

  const KeyPool& pool_;
  Draw draw_;
  audit::State state_;
  std::vector<LedgerLine> lines_;
  std::map<std::string, int> kinds_;
  std::map<std::string, std::vector<std::size_t>> keys_of_;  // by party: places in the pool
  std::size_t next_key_ = 0;
  std::int64_t now_ms_;
  std::int64_t next_unit_ = 1;
  std::uint64_t commands_ = 0;
  std::vector<std::string> holders_;
  std::vector<std::uint64_t> reservations_, retirements_, factories_;
  std::string checkpoint_;
};

}  // namespace tanbu::test
