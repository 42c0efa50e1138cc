#include "ledger/store/sqlite/refusal_chain.hpp"

#include "crypto/encoding.hpp"

namespace tanbu::store {
namespace {

struct Link {
  std::int64_t number = 0;
  crypto::Digest digest{};
};

std::string hex(const crypto::Digest& digest) { return crypto::hex_encode(crypto::as_bytes(digest)); }

// One line for each thing that is said; neither an issuer nor a jti can hold a line's end.
crypto::Digest digest_of(const crypto::Digest& previous, const ChainedRefusal& refusal) {
  std::string text = "tanbu-refusal/1\n" + hex(previous) + "\n" + refusal.issuer + "\n" + refusal.jti + "\n" +
                     hex(refusal.payload) + "\n" + std::to_string(refusal.refusal) + "\n";
  text +=
      (refusal.conflict ? std::to_string(*refusal.conflict) : "-") + "\n" + hex(crypto::sha256(refusal.facts)) + "\n";
  if (refusal.use) {
    text += std::to_string(refusal.use->number) + " " + std::to_string(refusal.use->time_unix_ms) + " " +
            (refusal.use->command ? hex(*refusal.use->command) : "-") + "\n";
  }
  return crypto::sha256(text);
}

Link next_link(Connection& connection) {
  Query last(connection, "SELECT number + 1, digest FROM refusals ORDER BY number DESC LIMIT 1");
  if (!last.next()) return {};
  Link link{.number = last.take<std::int64_t>(), .digest = {}};
  link.digest = last.take_digest();
  return link;
}

}  // namespace

void append_refusal(Connection& connection, const ChainedRefusal& refusal) {
  const Link link = next_link(connection);
  std::optional<std::int64_t> use;
  std::optional<Blob> command;
  if (refusal.use) use = refusal.use->number;
  if (refusal.use && refusal.use->command) command = blob(*refusal.use->command);
  Query::run(connection, "INSERT INTO refusals(number, party, jti, use, command, digest) VALUES(?, ?, ?, ?, ?, ?)",
             link.number, refusal.party, refusal.jti, use, command, blob(digest_of(link.digest, refusal)));
}

void chain_old_refusals(Connection& connection) {
  Query old(
      connection,
      "SELECT s.party, p.id, s.jti, s.payload, s.refusal, s.conflict, s.facts, u.number, u.time, u.jws FROM seen s"
      " JOIN party_numbers p ON p.number = s.party"
      " LEFT JOIN refused_uses u ON u.party = s.party AND u.jti = s.jti"
      " WHERE s.refusal IS NOT NULL ORDER BY u.number IS NULL, u.number, s.party, s.jti");
  while (old.next()) {
    ChainedRefusal refusal;
    refusal.party = old.take<std::int64_t>();
    refusal.issuer = old.take<std::string>();
    refusal.jti = old.take<std::string>();
    refusal.payload = old.take_digest();
    refusal.refusal = old.take<std::int64_t>();
    refusal.conflict = old.take<std::optional<std::int64_t>>();
    refusal.facts = old.take_blob();
    if (!old.is_null()) {
      ChainedRefusal::Use use{.number = old.take<std::int64_t>(), .time_unix_ms = 0, .command = std::nullopt};
      use.time_unix_ms = old.take<std::int64_t>();
      if (!old.is_null()) use.command = crypto::sha256(old.take_blob());
      refusal.use = use;
    }
    append_refusal(connection, refusal);
  }
}

}  // namespace tanbu::store
