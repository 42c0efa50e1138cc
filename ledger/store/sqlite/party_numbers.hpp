// Parties as small numbers: rows name a party by the number that party_numbers gave it, and every connection remembers
// the pairs it met. A pair never changes, but a number given inside a transaction that is rolled back is given again:
// forget() after every rollback.
#pragma once
#include <cstdint>
#include <optional>
#include <unordered_map>

#include "ledger/store/sqlite/connection.hpp"

namespace tanbu::store {

class PartyNumbers {
 public:
  explicit PartyNumbers(Connection& connection) : connection_(connection) {}
  // Nothing when no row names the party.
  [[nodiscard]] std::optional<std::int64_t> find(const PartyId& party);
  // Numbers the party when it has none; only inside a write transaction.
  [[nodiscard]] std::int64_t give(const PartyId& party);
  [[nodiscard]] std::optional<std::int64_t> give(const std::optional<PartyId>& party);
  [[nodiscard]] PartyId party(std::int64_t number);
  [[nodiscard]] std::optional<PartyId> party(std::optional<std::int64_t> number);
  void forget();

 private:
  void remember(const PartyId& party, std::int64_t number);
  Connection& connection_;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<std::int64_t, PartyId> parties_;
};

}  // namespace tanbu::store
