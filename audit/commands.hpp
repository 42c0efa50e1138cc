// What can be said about an entry and its command without the state: both read strictly, hashed, decoded, and the
// signature verified. Done for a block of entries at a time by several threads. Not here: order, rules and state.
// Threading: one Examiner belongs to one thread at a time; it starts its own.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "audit/replay.hpp"
#include "crypto/jwk.hpp"
#include "crypto/jws.hpp"
#include "ledger/commands.hpp"
#include "ledger/events.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::audit {

enum class SignatureVerdict { none, valid, invalid, key_unknown };

struct Examined {
  SourceEntry source;
  crypto::Digest leaf{};
  std::optional<log::Entry> entry;  // absent when the line is malformed
  // The first fault of the command as code and words; empty when there is none or no command.
  std::string fault;
  std::string fault_words;
  std::optional<crypto::Jws> jws;
  crypto::Digest payload{};
  std::optional<Envelope> envelope;
  std::optional<Command> command;
  SignatureVerdict signature = SignatureVerdict::none;
  // What the source states that the entry did; only where its command was erased by law.
  std::optional<Decision> stated;
  // Whose the key is that was found, and the entry of the first command that names it. Whether that command registered
  // it, or still waits for its second signature, only the state can say.
  std::optional<PartyId> key_party;
  std::uint64_t key_entry = 0;
};

class Examiner {
 public:
  explicit Examiner(unsigned threads) : threads_(threads == 0 ? 1 : threads) {}
  // Blocks must come in the log's order: keys that earlier commands register verify later signatures.
  [[nodiscard]] std::vector<Examined> examine(std::vector<SourceEntry> block);

 private:
  struct RegisteredKey {
    crypto::PublicKey key;
    PartyId party;
    std::uint64_t entry;
  };
  void remember_keys(const Examined& examined);
  void remember_key(const KeyText& text, const PartyId& party, std::uint64_t entry);
  void verify(Examined& examined) const;

  unsigned threads_;
  std::map<std::string, RegisteredKey> keys_;  // by kid; the first that names it
};

}  // namespace tanbu::audit
