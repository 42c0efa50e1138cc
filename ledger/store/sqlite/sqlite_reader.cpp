// Readers over the embedded store: each has a read-only connection and keeps one read transaction from refresh() to the
// next refresh() or release(). While a reader stands in an old snapshot, the pages written since cannot be taken out of
// the write-ahead log and recover() cannot finish: a reader that has nothing to do is to be released.
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/lists.hpp"
#include "ledger/store/sqlite/log_tables.hpp"
#include "ledger/store/sqlite/record_cache.hpp"
#include "ledger/store/sqlite/schema.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"
#include "ledger/store/sqlite/view_over.hpp"

namespace tanbu::store {
namespace {

// Long enough for the writer to rebuild the index of the write-ahead log after a crash.
constexpr int reader_busy_ms = 5'000;

class SqliteReader final : public ViewOver<Reader> {
 public:
  SqliteReader(const std::filesystem::path& file, Schemas allowed)
      : connection_(file, Connection::Access::read, reader_busy_ms) {
    check_schema(connection_, allowed);
    // Every reader maps the file, and what it touched counts as resident: kept far below the size of a large ledger.
    connection_.execute("PRAGMA mmap_size = 134217728; PRAGMA cache_size = -4096; PRAGMA query_only = ON");
    Query mode(connection_, "PRAGMA journal_mode");
    if (!mode.next() || mode.take<std::string>() != "wal") throw StoreUnfit("database: not in WAL mode");
    static_cast<void>(mode.next());
    refresh();
  }

  void refresh() override {
    if (!connection_.roll_back()) throw StoreFault("database: a read transaction cannot be ended");
    records_.forget();
    Query::run(connection_, "BEGIN");
    size_ = log_.size();  // takes the snapshot
  }
  void release() noexcept override {
    records_.forget();
    static_cast<void>(connection_.roll_back());
  }
  Head head() override { return log().head(); }
  std::optional<StoredEntry> entry(EntryIndex index) override { return log().entry(index); }
  std::vector<StoredEntry> entries(Page page) override { return log().entries(page); }
  std::optional<Seen> seen(const PartyId& issuer, const std::string& jti) override { return log().seen(issuer, jti); }
  std::optional<std::string> tile(unsigned level, std::uint64_t number, unsigned width) override {
    return log().tile(level, number, width, size_);
  }
  std::optional<std::vector<std::string>> bundle(std::uint64_t number, unsigned width) override {
    return log().bundle(number, width, size_);
  }
  std::optional<std::string> checkpoint_covering(EntryIndex index) override { return log().checkpoint_covering(index); }
  std::vector<Party> parties(Page page) override { return lists().parties(page); }
  std::vector<Factory> factories(Page page) override { return lists().factories(page); }
  std::vector<Project> projects(Page page, const std::optional<std::string>& programme) override {
    return lists().projects(page, programme);
  }
  std::vector<tanbu::Batch> batches(Page page, const BatchFilter& filter) override {
    return lists().batches(page, filter);
  }
  // One answer asks for the same few records again and again; they are remembered as long as the snapshot stands.
  std::optional<Party> party(const PartyId& id) const override {
    return records_.find(id, [&] { return state().party(id); });
  }
  std::optional<Key> key(const KeyId& kid) const override {
    return records_.find(kid, [&] { return state().key(kid); });
  }
  std::optional<Factory> factory(FactoryId id) const override {
    return records_.find(id, [&] { return state().factory(id); });
  }
  std::optional<Project> project(const ProjectKey& key) const override {
    return records_.find(key, [&] { return state().project(key); });
  }
  std::optional<tanbu::Batch> batch(BatchId id) const override {
    return records_.find(id, [&] { return state().batch(id); });
  }
  using ViewOver<Reader>::retirements;
  std::vector<Retirement> retirements(Page page, const RetirementFilter& filter) override {
    return lists().retirements(page, filter);
  }
  std::vector<Appointment> appointments_of(const std::string& programme) override {
    return lists().appointments_of(programme);
  }
  std::vector<Segment> holdings(const PartyId& holder, BatchRange after, std::size_t limit) override {
    return lists().holdings(holder, after, limit);
  }
  std::vector<tanbu::Batch> batches_with_number(const std::string& programme, std::int64_t number,
                                                std::size_t limit) override {
    return lists().batches_with_number(programme, number, limit);
  }
  std::optional<tanbu::Batch> batch_with_serial(const std::string& programme, const std::string& canonical) override {
    return lists().batch_with_serial(programme, canonical);
  }
  std::vector<Note> notes_page(const std::string& index_name, Page page) override {
    return lists().notes_page(index_name, page);
  }
  std::vector<Note> note_at_entry(EntryIndex entry) override { return lists().note_at_entry(entry); }
  std::vector<RefusedUse> refused_uses(std::uint64_t from, std::size_t limit) override {
    return log().refused_uses(from, limit);
  }

 private:
  // After a refresh() that threw there is no snapshot, and two statements would answer from two states of the ledger.
  void require_snapshot() const {
    if (!connection_.in_transaction()) throw StoreFault("database: no snapshot; refresh first");
  }
  State& state() const override {
    require_snapshot();
    return state_;
  }
  std::uint64_t log_size() const override { return size_; }
  LogTables& log() {
    require_snapshot();
    return log_;
  }
  Lists& lists() {
    require_snapshot();
    return lists_;
  }

  Connection connection_;
  PartyNumbers parties_{connection_};
  mutable State state_{connection_, parties_};  // asking prepares statements and remembers parties
  LogTables log_{connection_, parties_};
  Lists lists_{connection_, parties_};
  mutable RecordCache records_;  // of the snapshot that stands
  std::uint64_t size_ = 0;
};

}  // namespace

std::unique_ptr<Reader> open_sqlite_reader(const std::filesystem::path& file, Schemas allowed) {
  return std::make_unique<SqliteReader>(file, allowed);
}

}  // namespace tanbu::store
