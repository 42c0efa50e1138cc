// A real ledger folder, made by the real engine out of signed commands, that holds something of everything: batches of
// three programmes, transfers, retirements, claims on HOLD, a self-developed project's lock, facts and what they
// contradict, things voided and made again, a second signature, refusals, full tiles.
#pragma once
#include <boost/json.hpp>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "crypto/jwk.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::test {

class StandingClock final : public engine::Clock {
 public:
  Instant now() override { return {1'763'700'000'000}; }
  std::int64_t monotonic_ms() override { return 0; }
};

class LedgerWriter {
 public:
  static constexpr const char* origin = "ledger.example.cn/tanbu/1";
  explicit LedgerWriter(std::filesystem::path directory);
  ~LedgerWriter();
  // The signed command as its issuer would send it.
  [[nodiscard]] std::string sign(const std::string& issuer, const std::string& kind, const boost::json::value& body,
                                 const std::string& jti, const std::string& signer = {});
  // The entry that it became; throws when it did not become one.
  std::uint64_t accept(const std::string& issuer, const std::string& kind, const boost::json::value& body);
  // The same, signed with another key of the issuer's: one that key_of() made under this name.
  std::uint64_t accept_signed(const std::string& issuer, const std::string& signer, const std::string& kind,
                              const boost::json::value& body);
  // The name of the refusal; throws when it was not refused.
  std::string refuse(const std::string& issuer, const std::string& kind, const boost::json::value& body);
  [[nodiscard]] boost::json::value jwk_of(const std::string& party);
  [[nodiscard]] std::string kid_of(const std::string& party);
  // That the party holds its key, or another key that was made under the signer's name.
  [[nodiscard]] std::string proof_of(const std::string& party, const std::string& signer = {});
  void close() { engine_.reset(); }

 private:
  engine::Answer submit(const std::string& issuer, const std::string& kind, const boost::json::value& body,
                        const std::string& signer = {});
  const crypto::SigningKey& key_of(const std::string& party);

  std::filesystem::path directory_;
  std::shared_ptr<engine::Clock> clock_ = std::make_shared<StandingClock>();
  std::map<std::string, crypto::SigningKey> keys_;
  std::unique_ptr<engine::Engine> engine_;
  std::uint64_t commands_ = 0;
};

// Names of what the honest ledger holds.
struct HonestLedger {
  std::uint64_t batch = 0;       // VCS, held in part by the trader
  std::uint64_t transfer = 0;    // of that batch to the trader
  std::uint64_t retirement = 0;  // the first retirement
  std::uint64_t claim_on_hold = 0;
  std::uint64_t own_retirement = 0;  // puts the lock on
  std::uint64_t frozen_batch = 0;
  std::uint64_t voided_batch = 0;
  std::uint64_t conflict = 0;  // the fact that opened the one that stands
  std::uint64_t approval = 0;
  std::uint64_t size = 0;
};
// A year of another factory from its inventory to a certificate and what is said of it afterwards; takes 100
// unassigned units of the batch from `first` on.
void certify_a_year(LedgerWriter& ledger, std::uint64_t batch, std::int64_t first);
// `filler`: so many further retirements of one unit each.
HonestLedger make_honest_ledger(const std::filesystem::path& directory, unsigned filler);

}  // namespace tanbu::test
