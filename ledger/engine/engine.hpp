// submit(): the one straight path of a command. Signatures are checked on the caller's thread, before the queue; one
// writer thread decides, hashes and commits in groups; the answer carries the receipt. The engine is the only place
// that calls store, rules and log together. Formats section 2 fixes the order of checks; house decisions 3, 4 and 14
// what happens when the machine fails.
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crypto/jwk.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/engine/answer.hpp"
#include "ledger/engine/clock.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/remembered_tiles.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::engine {

struct EngineOptions {
  std::filesystem::path directory{};
  std::size_t queue_commands_max = 8192;
  std::size_t batch_commands_max = 1024;
  bool accept_time = false;
  std::shared_ptr<Clock> clock{};  // the machine's when absent
  // How long the writer waits for a command before it tries again to finish a pending erasure, or looks whether the
  // clock or the store are right again.
  int erasure_retry_ms = 1'000;
  // Told on the writer's thread: erase_pending when what was erased may still lie in a file, because somebody reads an
  // old snapshot; erase_finished when it is gone; clock_suspect, store_failed, disk_full and outcome_unknown each time
  // that commands could not be decided, and recovered when they can be again. Must be short and not throw.
  std::function<void(std::string_view event)> notice{};
};

// The folder cannot be opened as a ledger; `code` is stable: locked, missing, exists, key_file, would_fork, archive,
// store, chain, schema_altered (the database declares a trigger, table or index otherwise than a new ledger).
struct OpenFault {
  std::string code;
  std::string detail;
};

// A command whose signature and form are sound; what the queue holds.
struct Checked {
  Envelope envelope;
  KeyId kid;
  crypto::Digest payload;
  std::string jws;
  Command command;
};

enum class QueuePolicy { refuse_when_full, wait_when_full };

using Done = std::function<void(Answer)>;  // called once, on the writer's thread; must be short
using GroupResult = std::variant<GroupAnswer, Unavailable>;
using GroupDone = std::function<void(GroupResult)>;  // as Done

struct Health {
  bool ready = false;
  std::string reason;  // empty when ready: clock_suspect, store_failed, disk_full, recovering, stopping
  std::uint64_t size = 0;
  std::size_t queued = 0;
  bool erasure_pending = false;       // the ledger is ready all the same
  std::int64_t disk_free_bytes = -1;  // where the folder lies; -1: unknown
};

class Engine {
 public:
  // Opens an existing ledger folder: takes D/lock, recomputes the root from the stored hashes, and compares it with the
  // newest checkpoint and with every checkpoint that lies in the folder before anything is signed or changed.
  [[nodiscard]] static std::variant<std::unique_ptr<Engine>, OpenFault> open(EngineOptions options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  [[nodiscard]] const std::string& origin() const;
  // Every key of the log up to the reader's snapshot, and from which entry to which each signs.
  [[nodiscard]] log::KeyHistory log_keys(store::Reader& reader) const;
  // The newest key in force at present, which D/log.vkey names. Any thread.
  [[nodiscard]] log::Verifier log_verifier();
  [[nodiscard]] std::string log_vkey() { return log_verifier().text(); }
  // The key of the checkpoints' second line; nothing where the ledger has none.
  [[nodiscard]] const std::optional<std::string>& sm2_vkey() const;

  // Worker checks: JWS, key among all ever registered, signature, JSON, issuer and audience, form. Any thread; spends
  // nothing.
  [[nodiscard]] std::variant<Checked, Answer> check(std::string jws);
  // Hands a checked command to the writer. Any thread. With wait_when_full the caller blocks until there is room.
  void enqueue(Checked checked, Done done, QueuePolicy policy);
  // Asked between check() and enqueue(), on the caller's thread: what it gives is the answer, and nothing is decided.
  using Admit = std::function<std::optional<Unavailable>(const Checked&)>;
  // check() and enqueue() in one.
  void submit(std::string jws, Done done, const Admit& admit = {});
  // Decides 1 to group_commands_max checked commands in order, each on what those before it would do, and seals all of
  // them in one transaction under one checkpoint, or none. Waits for room in the queue and for the decision: for a
  // thread that serves nobody else meanwhile. Any thread but the writer's.
  [[nodiscard]] GroupResult decide_together(std::vector<Checked> commands);
  // The same decision without writing, on the present state. Any thread.
  [[nodiscard]] GroupAnswer dry_run_together(const std::vector<Checked>& commands);
  // The full decision on the present state without writing: the same refusals. Any thread.
  [[nodiscard]] Answer dry_run(const Checked& checked);
  // The same for an unsigned payload whose issuer was established by an access token.
  [[nodiscard]] Answer dry_run_unsigned(const std::string& payload, const PartyId& issuer);

  // The public key under which a party signs, and whose it is; nothing for a key never registered. Any thread.
  struct KnownKey {
    crypto::PublicKey key;
    PartyId party;
  };
  [[nodiscard]] std::optional<KnownKey> find_key(const std::string& kid);

  // Runs `work` with a reader on a fresh snapshot; readers are pooled. Any thread.
  void with_reader(const std::function<void(store::Reader&)>& work);
  // A number for the state that readers see; none while it is being changed. What was read between two equal numbers
  // was read of one state, which is still the newest while the number stands. Any thread.
  [[nodiscard]] std::optional<std::uint64_t> settled_state() const;
  // The receipt of an entry: against the first published checkpoint that covers it, or against the newest one.
  enum class ReceiptOf { first_checkpoint, latest_checkpoint };
  [[nodiscard]] std::optional<std::string> receipt(store::Reader& reader, EntryIndex index, ReceiptOf which);
  // The receipt under a checkpoint of this log that the caller has, verbatim with all its lines; the reader's snapshot
  // must hold its size. Nothing when the entry does not lie below it.
  [[nodiscard]] std::optional<std::string> receipt_under(store::Reader& reader, EntryIndex index,
                                                         const std::string& checkpoint);
  // Hashes of the tree at a reader's snapshot, for proofs; tiles are remembered from one to the next. Belongs to
  // the reader's thread.
  [[nodiscard]] std::unique_ptr<log::HashReader> hashes(store::Reader& reader);

  [[nodiscard]] Instant now();
  [[nodiscard]] Health health();
  // Finishes what is queued, stops the writer; further commands get `stopping`.
  void stop();

 private:
  [[nodiscard]] Answer replayed(EntryIndex index);
  void fill_in_replays(GroupAnswer& group);
  struct Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// Makes a new ledger folder: D/keys/log (0600), D/log.vkey, the database with entry 0, D/checkpoint. `genesis_jws` is
// the association's signed genesis command, which names the log key; so the key is made first with make_log_key.
[[nodiscard]] std::variant<log::Verifier, OpenFault> make_log_key(const std::filesystem::path& directory,
                                                                  const std::string& origin);
// Makes the key that a rotation brings in: D/keys/log-next (0600). Beside a running server too, which finds it there
// when the association's add_log_key arrives. Codes: exists, key_file, store.
[[nodiscard]] std::variant<log::Verifier, OpenFault> make_next_log_key(const std::filesystem::path& directory);
// Adds an SM2 key for a second line of every checkpoint from the next one on: D/keys/log-sm2 (0600), D/log-sm2.vkey.
// Before the first entry or at any later time, while no process serves the folder. Codes: exists, missing, locked,
// key_file, store.
[[nodiscard]] std::variant<log::Verifier, OpenFault> make_sm2_line(const std::filesystem::path& directory);
[[nodiscard]] std::optional<OpenFault> found_ledger(const std::filesystem::path& directory,
                                                    const std::string& genesis_jws,
                                                    std::shared_ptr<Clock> clock = nullptr);

// Hashes of the tree as a reader's snapshot stores them, and nothing remembered unless it is named: what is checked
// when a ledger is opened has to be what is stored. Belongs to the reader's thread.
[[nodiscard]] std::unique_ptr<log::HashReader> hashes_of(store::Reader& reader,
                                                         log::RememberedTiles* remembered = nullptr);

}  // namespace tanbu::engine
