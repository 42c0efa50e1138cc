// The writer's side of the embedded store: one connection, one transaction for a batch, and what is done when a COMMIT
// fails. The tables are the business of the files beside this one.
#include "ledger/store/sqlite/sqlite_store.hpp"

#include <new>

#include "ledger/holds.hpp"
#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/declarations.hpp"
#include "ledger/store/sqlite/log_tables.hpp"
#include "ledger/store/sqlite/record_cache.hpp"
#include "ledger/store/sqlite/schema.hpp"
#include "ledger/store/sqlite/state_writer.hpp"
#include "ledger/store/sqlite/view_over.hpp"

namespace tanbu::store {
namespace {

// Nobody else writes; whoever holds the lock longer than this is a fault and not a queue.
constexpr int writer_busy_ms = 500;
// How long recover() waits for readers to leave old snapshots.
constexpr int recover_busy_ms = 2'000;

void require(Connection& connection, Sql pragma, std::string_view wanted, std::string_view what) {
  Query query(connection, pragma);
  if (!query.next() || query.take<std::string>() != wanted) {
    throw StoreUnfit("database: " + std::string(what) + " cannot be set to " + std::string(wanted));
  }
}

// Everything that stands or falls with one connection. Made anew by recover().
struct Session {
  Session(const std::filesystem::path& file, OpenMode mode)
      : connection(file, mode == OpenMode::create ? Connection::Access::create : Connection::Access::write,
                   writer_busy_ms) {
    // Who the file belongs to is asked before anything in it is changed.
    if (mode == OpenMode::create) create_schema(connection);
    if (mode == OpenMode::existing) upgrade_schema(connection);
    const auto version = check_schema(connection, mode == OpenMode::as_it_is ? Schemas::upgradable : Schemas::present);
    // An older one is asked when it is upgraded.
    if (version == schema_version) check_declarations(connection);
    require(connection, "PRAGMA journal_mode = WAL", "wal", "journal_mode");
    connection.execute(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
        "PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000");
    // Set is not enough: a library built with other defaults, or a file opened elsewhere, must not weaken durability
    // unseen. With NORMAL, a power failure loses acknowledged batches (measured).
    require(connection, "PRAGMA synchronous", "2", "synchronous");
    require(connection, "PRAGMA foreign_keys", "1", "foreign_keys");
    require(connection, "PRAGMA recursive_triggers", "1", "recursive_triggers");
    require(connection, "PRAGMA secure_delete", "1", "secure_delete");
    require(connection, "PRAGMA wal_autocheckpoint", "16000", "wal_autocheckpoint");
    log.check_end();
  }

  // Writes every page of the write-ahead log into the database and empties the log. False when a reader in an old
  // snapshot is in the way.
  [[nodiscard]] bool truncate_log(int busy_ms) {
    connection.set_busy_ms(busy_ms);
    bool clean = false;
    {
      Query checkpoint(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
      clean = checkpoint.next() && checkpoint.take<std::int64_t>() == 0;
    }
    connection.set_busy_ms(writer_busy_ms);
    return clean;
  }

  Connection connection;
  PartyNumbers parties{connection};
  State state{connection, parties};
  LogTables log{connection, parties};
  StateWriter writer{connection, parties};
  RecordCache records;
  std::uint64_t records_size = 0;  // of the log that the remembered records belong to
};

class SqliteStore final : public Store, private ViewOver<View> {
 public:
  SqliteStore(const std::filesystem::path& file, OpenMode mode)
      : file_(std::filesystem::absolute(file)),
        schemas_(mode == OpenMode::as_it_is ? Schemas::upgradable : Schemas::present),
        session_(std::make_unique<Session>(file_, mode)) {
    if (mode == OpenMode::as_it_is) return;
    // The process may have ended between the commit of an erasure and the truncation of the log, and nothing says
    // whether it did. What the law wants gone must be gone before anybody is served.
    if (session_->log.has_erasures() && !session_->truncate_log(recover_busy_ms))
      throw StoreFault("erase: the write-ahead log is in use by a reader in an old snapshot; end it and start again");
  }

  Head head() override { return usable().log.head(); }

  // Answers are read inside the transaction when they are asked for: in one process there is no round trip to save.
  const View& prefetch(const std::vector<const Command*>&) override {
    Session& session = usable();
    HOLDS(!open_);
    Query::run(session.connection, "BEGIN IMMEDIATE");
    open_ = true;
    try {
      size_ = session.log.size();
      // Somebody else has written, though nobody should: what is remembered is of another state.
      if (size_ != session.records_size) session.records.forget();
      session.records_size = size_;
    } catch (...) {
      abandon();
      throw;
    }
    return *this;
  }

  std::optional<Seen> seen(const PartyId& issuer, const std::string& jti) override {
    Session& session = usable();
    HOLDS(open_);
    return session.log.seen(issuer, jti);
  }

  void commit(const store::Batch& batch, std::uint64_t expected_size, const Seal& seal) override {
    Session& session = usable();
    HOLDS(open_);
    HOLDS(!batch.entries.empty() || (batch.changes.empty() && batch.tiles.empty()));
    try {
      write(session, batch, expected_size, seal);
    } catch (...) {
      abandon();
      session.records.forget();
      throw;
    }
    open_ = false;
    // Whatever COMMIT answers but success means "unknown". Some of its codes would allow to say "no" (BUSY leaves the
    // transaction open), but a ledger that guesses wrong once has answered a client falsely, and recover() costs
    // milliseconds.
    try {
      Query::run(session.connection, "COMMIT");
    } catch (const std::exception& fault) {
      lost_ = true;
      throw CommitUnknown(std::string("commit: ") + fault.what());
    }
    // The batch is durable; want of memory must not make it look unknown.
    try {
      session.records.update(batch.changes);
    } catch (const std::bad_alloc&) {
      session.records.forget();
    }
    session.records_size = size_ + batch.entries.size();
    if (!batch.erasures.empty()) erased_in_log_ = true;
    wipe_log(session, writer_busy_ms);
  }

  bool erasure_pending() const noexcept override { return erased_in_log_; }

  // Somebody may be sending a command at this moment: a reader in the way is not waited for.
  bool finish_erasures() override {
    HOLDS(!open_);
    if (!lost_) wipe_log(*session_, 0);
    return !erased_in_log_;
  }

  void abandon() noexcept override {
    if (!open_) return;
    open_ = false;
    if (!session_->connection.roll_back()) lost_ = true;
    session_->parties.forget();
  }

  void recover() override {
    abandon();
    lost_ = true;
    session_.reset();
    session_ = std::make_unique<Session>(file_, OpenMode::existing);
    if (!session_->truncate_log(recover_busy_ms))
      throw StoreFault("recover: the write-ahead log is in use by a reader in an old snapshot");
    erased_in_log_ = false;
    lost_ = false;
  }

  std::unique_ptr<Reader> reader() override { return open_sqlite_reader(file_, schemas_); }

 private:
  // One rule asks for the same few records again and again; these answers are remembered from batch to batch.
  std::optional<Party> party(const PartyId& id) const override {
    return open_session().records.find(id, [&] { return state().party(id); });
  }
  std::optional<Key> key(const KeyId& kid) const override {
    return open_session().records.find(kid, [&] { return state().key(kid); });
  }
  std::optional<Factory> factory(FactoryId id) const override {
    return open_session().records.find(id, [&] { return state().factory(id); });
  }
  std::optional<Project> project(const ProjectKey& key) const override {
    return open_session().records.find(key, [&] { return state().project(key); });
  }
  std::optional<tanbu::Batch> batch(BatchId id) const override {
    return open_session().records.find(id, [&] { return state().batch(id); });
  }

  Session& usable() const {
    if (lost_) throw StoreFault("store: a commit is unsettled; recover first");
    return *session_;
  }
  Session& open_session() const {
    Session& session = usable();
    HOLDS(open_);
    return session;
  }
  State& state() const override { return open_session().state; }
  std::uint64_t log_size() const override { return size_; }

  static void write(Session& session, const store::Batch& batch, std::uint64_t expected_size, const Seal& seal) {
    const auto size = session.log.size();
    if (size != expected_size) {
      throw StoreFault("commit: the log has " + std::to_string(size) + " entries and not " +
                       std::to_string(expected_size));
    }
    for (const NewEntry& entry : batch.entries) session.log.append(entry);
    for (const NewTile& tile : batch.tiles) session.log.append(tile);
    session.writer.write(batch.changes, {size});
    session.log.append(batch.seen, batch.refused_uses);
    for (const Erasure& erasure : batch.erasures) session.log.erase(erasure);
    if (batch.entries.empty()) return;
    const auto read_back = session.log.lines(size, batch.entries.size());
    if (read_back.size() != batch.entries.size()) throw StoreFault("commit: entries cannot be read back");
    session.log.append_checkpoint(size + batch.entries.size(), seal(read_back));
  }

  // The batch is durable already: a fault here is no reason to call it lost, and it is tried again.
  void wipe_log(Session& session, int busy_ms) noexcept {
    if (!erased_in_log_) return;
    try {
      erased_in_log_ = !session.truncate_log(busy_ms);
    } catch (const std::exception&) {
    }
  }

  std::filesystem::path file_;
  Schemas schemas_;
  std::unique_ptr<Session> session_;
  bool open_ = false;  // between prefetch() and commit() or abandon()
  bool lost_ = false;  // what is durable is unknown, or the connection cannot be brought to order
  std::uint64_t size_ = 0;
  bool erased_in_log_ = false;  // pages of the write-ahead log may hold what was erased
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, OpenMode mode) {
  return std::make_unique<SqliteStore>(file, mode);
}

}  // namespace tanbu::store
