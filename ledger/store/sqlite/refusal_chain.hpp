// The refusals that a ledger gave, as a chain: a refused command leaves no entry, so nothing in the log speaks for what
// `seen` and `refused_uses` keep of it. Each row of `refusals` holds a digest over the row before and over what the two
// tables say of one refused command (docs/formats.md section 19). Against rot, stray edits and lost rows; not against
// somebody who has the file and this source, because nobody signs the chain. For the sources of this folder only.
#pragma once
#include <optional>
#include <string>

#include "ledger/store/sqlite/connection.hpp"

namespace tanbu::store {

struct ChainedRefusal {
  std::int64_t party = 0;  // in party_numbers
  std::string issuer;
  std::string jti;
  crypto::Digest payload{};
  std::int64_t refusal = 0;
  std::optional<std::int64_t> conflict;
  std::string facts;  // as stored
  struct Use {
    std::int64_t number = 0;
    std::int64_t time_unix_ms = 0;
    std::optional<crypto::Digest> command;  // SHA-256 of the JWS; absent where it was erased before there was a chain
  };
  std::optional<Use> use;
};

// Inside a write transaction only.
void append_refusal(Connection& connection, const ChainedRefusal& refusal);
// Chains what a database of an earlier schema remembers: the refused uses in their order, then the other refusals.
void chain_old_refusals(Connection& connection);

}  // namespace tanbu::store
