#include "ledger/store/sqlite/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "ledger/holds.hpp"

namespace tanbu::store {
namespace {

// SQLite's message names tables and columns, never values, and never the SQL text.
std::string fault_text(sqlite3* handle, int code, std::string_view doing) {
  std::string text = "database: ";
  text += doing;
  text += ": ";
  text += handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  text += " (SQLite code " + std::to_string(code) + ")";
  return text;
}

}  // namespace

SqliteFault::SqliteFault(sqlite3* handle, int code, std::string_view doing)
    : StoreFault(fault_text(handle, code, doing)), code_(code) {}

Connection::Connection(const std::filesystem::path& file, Access access, int busy_ms) {
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= access == Access::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
  // An absolute path begins with a slash, so that it can never be taken for a "file:" URI with options of its own.
  const std::string path = std::filesystem::absolute(file).string();
  // SQLite gives its log and index the mode of the database, and would make that readable to everybody. A file that is
  // there already is not opened here: closing it would drop the locks of this process on it.
  if (access == Access::create) {
    const int made = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made >= 0) ::close(made);
  }
  open(path, flags, busy_ms);
}

Connection::Connection(InMemory) {
  open(":memory:", SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY, 0);
}

void Connection::open(const std::string& path, int flags, int busy_ms) {
  // SQLite counts its memory under one mutex of the process, for a figure that nobody here asks for: readers on two
  // threads spent a tenth of their time waiting for it. It can only be said before the first connection; where another
  // part of the process was earlier, it stays as it is.
  [[maybe_unused]] static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr);
  if (code != SQLITE_OK) {
    const SqliteFault fault(handle_, code, "open");
    sqlite3_close(handle_);
    throw fault;
  }
  try {
    configure(busy_ms);
  } catch (...) {
    sqlite3_close(handle_);
    throw;
  }
}

// What must hold before the first byte of a file is believed: a schema that somebody else wrote cannot call functions
// with side effects, and a misspelt column name is an error and not a string.
void Connection::configure(int busy_ms) {
  set_busy_ms(busy_ms);
  for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                      {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                      {SQLITE_DBCONFIG_DQS_DDL, 0},
                                      {SQLITE_DBCONFIG_DQS_DML, 0},
                                      {SQLITE_DBCONFIG_ENABLE_FKEY, 1}}) {
    int now = -1;
    const int code = sqlite3_db_config(handle_, option, value, &now);
    if (code != SQLITE_OK || now != value) throw SqliteFault(handle_, code, "configure");
  }
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close(handle_);
}

void Connection::execute(Sql sql) {
  const int code = sqlite3_exec(handle_, sql.text, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw SqliteFault(handle_, code, "execute");
}

void Connection::set_busy_ms(int busy_ms) { sqlite3_busy_timeout(handle_, busy_ms); }

bool Connection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

int Connection::changes() const { return sqlite3_changes(handle_); }

bool Connection::roll_back() noexcept {
  if (in_transaction()) sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  return !in_transaction();
}

sqlite3_stmt* Connection::statement(Sql sql) {
  auto& kept = statements_[sql.text];
  if (!kept) {
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(handle_, sql.text, -1, SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK) throw SqliteFault(handle_, code, "prepare");
    kept.reset(prepared);
  }
  HOLDS(sqlite3_stmt_busy(kept.get()) == 0);  // a statement used inside its own use would lose its place
  return kept.get();
}

bool Query::next() {
  column_ = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) throw SqliteFault(handle_, code, "step");
  return false;
}

std::string_view Query::column_bytes() {
  const void* const data = sqlite3_column_blob(statement_, column_);
  const int size = sqlite3_column_bytes(statement_, column_);
  ++column_;
  if (data == nullptr && sqlite3_errcode(handle_) == SQLITE_NOMEM) throw std::bad_alloc();
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

std::string Query::take_blob() { return std::string(column_bytes()); }

std::string Query::take_text() { return std::string(column_bytes()); }

crypto::Digest Query::take_digest() {
  const auto bytes = column_bytes();
  crypto::Digest digest;
  if (bytes.size() != digest.size()) damaged();
  std::memcpy(digest.data(), bytes.data(), digest.size());
  return digest;
}

void Query::damaged() { throw StoreFault("database: a stored value is out of its range"); }

void Query::bind_integer(int position, std::int64_t value) { check(sqlite3_bind_int64(statement_, position, value)); }

// A null pointer would bind NULL instead of the empty string.
void Query::bind_text(int position, std::string_view text, sqlite3_destructor_type copying) {
  check(sqlite3_bind_text64(statement_, position, text.data() == nullptr ? "" : text.data(), text.size(), copying,
                            SQLITE_UTF8));
}

void Query::bind_blob(int position, std::string_view bytes, sqlite3_destructor_type copying) {
  check(sqlite3_bind_blob64(statement_, position, bytes.data() == nullptr ? "" : bytes.data(), bytes.size(), copying));
}

void Query::bind_null(int position) { check(sqlite3_bind_null(statement_, position)); }

void Query::check(int code) const {
  if (code != SQLITE_OK) throw SqliteFault(handle_, code, "bind");
}

void Query::finish() noexcept {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

}  // namespace tanbu::store
