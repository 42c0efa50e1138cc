// A ledger for benchmarks: real keys, the real engine and store, a factory and fifty batches to retire from; and the
// machine's signature ceiling, against which every figure is given. Faults end the program: a benchmark has nobody to
// report to.
#pragma once
#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "crypto/jws.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::bench {

// Verifications per second of distinct messages by one key, on two threads, with the library that the server uses.
[[nodiscard]] double signature_ceiling();

class BenchLedger {
 public:
  explicit BenchLedger(std::filesystem::path folder);
  ~BenchLedger();
  BenchLedger(const BenchLedger&) = delete;
  BenchLedger& operator=(const BenchLedger&) = delete;

  [[nodiscard]] engine::Engine& engine() { return *engine_; }
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // Signed commands that each retire one to three units, one after another, from the batches in turn.
  [[nodiscard]] std::vector<std::string> retirements(std::size_t count) { return retirements(factory_, count); }
  // The same, recorded.
  void record(std::size_t count) { record(factory_, count); }
  // One more factory of the same operator with so many retirements for 2022 and an inventory of that year; its entry.
  [[nodiscard]] std::uint64_t record_year(std::size_t retirements);
  // To read what is the operator's.
  [[nodiscard]] std::string token() const;
  // Gives the folder back, so that somebody else can open it.
  void close() { engine_.reset(); }

 private:
  using Json = boost::json::object;
  [[nodiscard]] std::vector<std::string> retirements(std::uint64_t factory, std::size_t count);
  void record(std::uint64_t factory, std::size_t count);
  [[nodiscard]] std::uint64_t register_factory(const std::string& name);
  [[nodiscard]] std::string sign(const std::string& party, const crypto::SigningKey& key, const std::string& kind,
                                 const Json& body);
  std::uint64_t grant(const std::string& party, const crypto::SigningKey& key, const std::string& kind,
                      const Json& body);
  void populate();
  void record_batches();

  const std::string origin_ = "bench.example/tanbu/1";
  std::filesystem::path folder_;
  crypto::SigningKey key_ = crypto::SigningKey::generate_ed25519();
  crypto::SigningKey plant_ = crypto::SigningKey::generate_ed25519();
  crypto::SigningKey registrar_ = crypto::SigningKey::generate_ed25519();
  std::unique_ptr<engine::Engine> engine_{};
  std::uint64_t factory_ = 0;
  std::vector<std::uint64_t> batches_{};
  std::vector<std::int64_t> next_{};
  std::size_t used_ = 0;
  std::size_t jti_ = 0;
};

}  // namespace tanbu::bench
