// What can be said about an entry and its command without the state: both read strictly, hashed, decoded, and the
// signature verified. Done for a block of entries at a time by several threads. Not here: order, rules and state.
// Threading: one Examiner belongs to one thread at a time; it starts its own.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
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
  Examiner(const Examiner&) = delete;
  Examiner& operator=(const Examiner&) = delete;
  ~Examiner() { forget(); }
  // Blocks must come in the log's order: keys that earlier commands register verify later signatures. The work begins
  // at once and goes on beside the caller; whoever starts the next block before he finishes one keeps all threads busy.
  void start(std::vector<SourceEntry> block);
  // The oldest block that was started, once it is examined. What a thread threw comes out here, and nothing that was
  // started is left then. Precondition: there is such a block.
  [[nodiscard]] std::vector<Examined> finish();
  // Gives up the blocks that were started and not finished. Their keys may be known already or not.
  void forget();
  [[nodiscard]] std::vector<Examined> examine(std::vector<SourceEntry> block);

 private:
  struct RegisteredKey {
    crypto::PublicKey key;
    PartyId party;
    std::uint64_t entry;
  };
  // Its entries are first read, then its keys remembered, then its signatures verified.
  struct Block {
    std::vector<Examined> entries;
    std::size_t read_begun = 0;
    std::size_t read = 0;
    bool keys_remembered = false;
    std::size_t verify_begun = 0;
    std::size_t verified = 0;
  };
  // Some neighbouring entries of a block for one thread.
  struct Piece {
    Block* block = nullptr;
    bool verify = false;
    std::size_t from = 0;
    std::size_t to = 0;
  };
  void work();
  [[nodiscard]] std::optional<Piece> next_piece();
  void examine_piece(const Piece& piece) const;
  void note_done(const Piece& piece);
  void remember_keys(const Examined& examined);
  void remember_key(const KeyText& text, const PartyId& party, std::uint64_t entry);
  void verify(Examined& examined) const;

  unsigned threads_;
  std::map<std::string, RegisteredKey> keys_;  // by kid; the first that names it. Read by all while a block is verified
  std::mutex guard_;                           // of all below
  std::condition_variable changed_;
  std::deque<Block> blocks_;  // in the log's order
  std::exception_ptr failure_;
  bool ending_ = false;
  std::vector<std::jthread> crew_;  // the caller's own
};

}  // namespace tanbu::audit
