// The store: what must survive. The engine hands it batches; it answers views. SQL lives below this header and nowhere
// else, and one contract test suite (tests/contract/store) holds every implementation to what is written here.
//
// Threading: one Store belongs to the writer's thread. Every Reader belongs to one thread at a time and never blocks
// the writer. Trouble: a StoreFault is the machine's failure, nobody's command was wrong. An exception out of commit()
// means "unknown", not "no".
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "crypto/digest.hpp"
#include "ledger/commands.hpp"
#include "ledger/events.hpp"
#include "ledger/refusal.hpp"
#include "ledger/view.hpp"

namespace tanbu::store {

struct StoreFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};
// COMMIT itself failed: the batch may or may not be durable. Only recover() settles it.
struct CommitUnknown : StoreFault {
  using StoreFault::StoreFault;
};
// The database is not what this program may write to: another schema, a broken chain end, synchronous not FULL, ...
struct StoreUnfit : StoreFault {
  using StoreFault::StoreFault;
};

// The end of the log as stored. size 0 means: no genesis yet; then all other members are empty.
struct Head {
  std::uint64_t size = 0;
  Instant time{};              // of the last entry
  crypto::Digest last_leaf{};  // leaf hash of the last entry; the next entry's `prev`
  std::string checkpoint;      // the newest signed note
};

// Replay protection: (issuer, jti) is the key, the payload's digest tells a repetition from an abuse. Exactly one of
// entry, refused.
struct Seen {
  crypto::Digest payload{};
  std::optional<EntryIndex> entry;
  std::optional<Refused> refused;
  bool operator==(const Seen&) const = default;
};
struct SeenRow {
  PartyId issuer;
  std::string jti;
  Seen seen;
};

// A refused command that would have used something twice, kept with its signature, so that nobody can deny that he
// tried. `number` counts the rows from 0 and is given by the store.
struct RefusedUse {
  std::uint64_t number = 0;
  Instant time;
  PartyId issuer;
  std::string jti;
  Refused refused;
  std::string jws;  // as received; empty when it was erased together with the entry that it collided with
  bool operator==(const RefusedUse&) const = default;
};

struct NewEntry {
  EntryIndex index;
  Instant time;
  std::string kind;
  std::string entry;  // the exact line, no newline
  crypto::Digest leaf;
  std::string command;  // the JWS as received
  Decision decision;    // stored as the entry's effects
};

// A full tile of 256 hashes and the hash above it (formats section 6). Partial tiles are never stored.
struct NewTile {
  unsigned level = 0;
  std::uint64_t number = 0;
  std::string hashes;  // 256 * 32 bytes
  crypto::Digest root;
};

// A command whose bytes go with this batch, and the entry of the batch that says so.
struct Erasure {
  EntryIndex target;
  EntryIndex by;
};

struct Batch {
  std::vector<NewEntry> entries;  // consecutive indexes; may be empty when only refusals are to be remembered
  Changes changes;                // in order; a later change of a record supersedes an earlier one
  std::vector<SeenRow> seen;
  std::vector<NewTile> tiles;
  std::vector<RefusedUse> refused_uses{};  // in the order of their rows in `seen`
  // The commands erased by law, and the signed texts of refused uses that collided with them. Done in the transaction,
  // after everything else; then nothing of their bytes is left in any file of the store, or erasure_pending() says so.
  std::vector<Erasure> erasures{};
};

// Called inside the transaction with the lines of the batch's entries as they were read back from the database, in
// order. Returns the signed checkpoint to be stored in the same transaction; throws to stop the batch (the transaction
// is rolled back).
using Seal = std::function<std::string(const std::vector<std::string>& entries_read_back)>;

struct StoredEntry {
  EntryIndex index;
  std::string entry;
  crypto::Digest leaf;
  std::optional<std::string> command;  // absent when erased by law
  Decision decision;
};

// One page of a list: things made by entries in [from, before), at most `limit`, ascending by entry or descending.
struct Page {
  std::uint64_t from = 0;
  std::uint64_t before = UINT64_MAX;
  std::size_t limit = 100;
  bool newest_first = false;  // of pages of notes: never
};

struct BatchFilter {
  std::optional<std::string> programme;
  std::optional<std::string> project_id;  // only with programme
};
struct RetirementFilter {
  std::optional<FactoryId> factory;
  std::optional<Period> period;  // only with factory
  std::optional<PartyId> beneficiary;
};

// Reads on a connection of its own. Between refresh() calls every answer comes from one snapshot. A new reader stands
// in the newest one.
class Reader : public View {
 public:
  virtual void refresh() = 0;
  // Leaves the snapshot; until the next refresh() every question but size() throws StoreFault. For a reader that waits
  // for work: while one stands in an old snapshot, the embedded store's write-ahead log can only grow and recover()
  // cannot finish.
  virtual void release() noexcept = 0;
  [[nodiscard]] virtual Head head() = 0;
  [[nodiscard]] virtual std::optional<StoredEntry> entry(EntryIndex index) = 0;
  [[nodiscard]] virtual std::vector<StoredEntry> entries(Page page) = 0;
  [[nodiscard]] virtual std::optional<Seen> seen(const PartyId& issuer, const std::string& jti) = 0;
  // The first `width` (1..256) hashes of a tile; nothing when the tree of the snapshot does not hold them.
  [[nodiscard]] virtual std::optional<std::string> tile(unsigned level, std::uint64_t number, unsigned width) = 0;
  // The first `width` entries of an entry bundle, as lines.
  [[nodiscard]] virtual std::optional<std::vector<std::string>> bundle(std::uint64_t number, unsigned width) = 0;
  // The first published checkpoint whose size is greater than the index: the one a receipt uses.
  [[nodiscard]] virtual std::optional<std::string> checkpoint_covering(EntryIndex index) = 0;
  [[nodiscard]] virtual std::vector<Party> parties(Page page) = 0;
  [[nodiscard]] virtual std::vector<Factory> factories(Page page) = 0;
  [[nodiscard]] virtual std::vector<Project> projects(Page page, const std::optional<std::string>& programme) = 0;
  [[nodiscard]] virtual std::vector<tanbu::Batch> batches(Page page, const BatchFilter& filter) = 0;
  using View::retirements;
  [[nodiscard]] virtual std::vector<Retirement> retirements(Page page, const RetirementFilter& filter) = 0;
  [[nodiscard]] virtual std::vector<Appointment> appointments_of(const std::string& programme) = 0;
  // Every segment held by the party, by batch and number; at most `limit` segments after (batch, first).
  [[nodiscard]] virtual std::vector<Segment> holdings(const PartyId& holder, BatchRange after, std::size_t limit) = 0;
  // Batches of the programme, in any namespace, that are not voided and contain this unit number: the first `limit` in
  // order of recording.
  [[nodiscard]] virtual std::vector<tanbu::Batch> batches_with_number(const std::string& programme, std::int64_t number,
                                                                      std::size_t limit) = 0;
  // The oldest that is not voided.
  [[nodiscard]] virtual std::optional<tanbu::Batch> batch_with_serial(const std::string& programme,
                                                                      const std::string& canonical) = 0;
  // Notes that carry this index name, by entry, sort and ordinal. The limit counts notes, so a full page may end among
  // the notes of one entry: whoever goes on begins with that entry again.
  [[nodiscard]] virtual std::vector<Note> notes_page(const std::string& index_name, Page page) = 0;
  // All notes that the entry made, by sort and ordinal.
  [[nodiscard]] virtual std::vector<Note> note_at_entry(EntryIndex entry) = 0;
  // Refused double uses from a row on, at most `limit`.
  [[nodiscard]] virtual std::vector<RefusedUse> refused_uses(std::uint64_t from, std::size_t limit) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  [[nodiscard]] virtual Head head() = 0;
  // Opens a batch (takes the write lock) and gives the view that its rules see; the commands tell a remote store what
  // will be asked. The view stays valid until commit() or abandon().
  [[nodiscard]] virtual const View& prefetch(const std::vector<const Command*>& commands) = 0;
  // Only between prefetch() and commit(); sees earlier batches, not the present one.
  [[nodiscard]] virtual std::optional<Seen> seen(const PartyId& issuer, const std::string& jti) = 0;
  // One transaction: entries, commands, effects, tiles, state, seen, checkpoint. Refuses (StoreFault, nothing written)
  // when the log is not exactly `expected_size` long. The seal is asked only when there are entries.
  virtual void commit(const Batch& batch, std::uint64_t expected_size, const Seal& seal) = 0;
  virtual void abandon() noexcept = 0;
  // After a CommitUnknown: reopens, makes sure that what is visible is on the disk (wal_checkpoint(TRUNCATE) must
  // succeed: after a failed fdatasync a new connection shows rows that were never synced), else throws and the ledger
  // stays read-only.
  virtual void recover() = 0;
  // Bytes that were erased may still lie in a file, because a reader stood in an old snapshot. The store tries again
  // after its next batch, when it is next opened, and when it is asked to.
  [[nodiscard]] virtual bool erasure_pending() const noexcept = 0;
  // Between batches; waits for nobody. True when nothing is pending any more.
  virtual bool finish_erasures() = 0;
  [[nodiscard]] virtual std::unique_ptr<Reader> reader() = 0;
};

}  // namespace tanbu::store
