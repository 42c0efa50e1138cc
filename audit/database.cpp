#include "audit/database.hpp"

#include <new>

#include "crypto/encoding.hpp"

namespace tanbu::audit {
namespace {

constexpr std::int64_t ledger_application_id = 0x74616e62;  // "tanb"
constexpr std::int64_t known_schema_version = 5;
constexpr int busy_ms_max = 5'000;
constexpr std::size_t integrity_faults_max = 20;

[[noreturn]] void fail(sqlite3* handle, int code) {
  const int kind = code & 0xff;
  const bool unreadable = kind == SQLITE_CANTOPEN || kind == SQLITE_PERM || kind == SQLITE_AUTH ||
                          kind == SQLITE_IOERR || kind == SQLITE_BUSY || kind == SQLITE_READONLY;
  if (kind == SQLITE_NOMEM) throw std::bad_alloc();
  throw SourceFault(unreadable ? "database_unreadable" : "database_damaged",
                    handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
}

bool is_printable(std::string_view text) {
  for (const char symbol : text) {
    const auto code = static_cast<unsigned char>(symbol);
    if (code < 0x20 || code == 0x7f) return false;
  }
  return true;
}

}  // namespace

std::string text_of(const Cell& cell) {
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) {
    constexpr std::size_t shown_bytes_max = 200;
    const std::string_view shown = std::string_view(*text).substr(0, shown_bytes_max);
    return is_printable(shown) ? "\"" + std::string(shown) + "\"" : "x'" + crypto::hex_encode(shown) + "'";
  }
  return "nothing";
}

Database::Database(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    throw SourceFault("database_missing", "there is no file " + file.filename().string());
  }
  // An absolute path begins with a slash and is never taken for a URI with options of its own.
  const std::string path = std::filesystem::absolute(file).string();
  const int code = sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  try {
    if (code != SQLITE_OK) fail(handle_, code);
    sqlite3_busy_timeout(handle_, busy_ms_max);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // The file may be an enemy's: nothing that its schema names is to be run, and pages are looked at before use.
    execute("PRAGMA trusted_schema = OFF");
    execute("PRAGMA cell_size_check = ON");
    execute("PRAGMA query_only = ON");
    execute("BEGIN");
    if (single_number(*this, "PRAGMA application_id") != ledger_application_id)
      throw SourceFault("database_unfit", "the file is not a ledger's database");
    if (single_number(*this, "PRAGMA user_version") != known_schema_version)
      throw SourceFault("database_unfit", "the database has another schema version than the one this audit knows");
    // What a view or a virtual table shows is computed, and may never end.
    if (single_number(*this,
                      "SELECT count(*) FROM sqlite_schema WHERE type NOT IN ('table', 'index', 'trigger')"
                      " OR (type = 'table' AND rootpage < 1)") != 0)
      throw SourceFault("database_unfit", "the database holds a view or a virtual table, which no ledger does");
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

Database::~Database() { sqlite3_close_v2(handle_); }

void Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(handle_, code);
}

std::vector<std::string> Database::integrity_faults() {
  std::vector<std::string> faults;
  Statement statement(*this, "PRAGMA integrity_check(20)");
  while (const auto row = statement.next()) {
    const auto* text = row->empty() ? nullptr : std::get_if<std::string>(&row->front());
    if (text != nullptr && *text != "ok" && faults.size() < integrity_faults_max) faults.push_back(*text);
  }
  return faults;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int code =
      sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &statement_, nullptr);
  if (code != SQLITE_OK) fail(database.handle(), code);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

void Statement::start(const std::vector<Cell>& parameters) {
  sqlite3_reset(statement_);
  int position = 0;
  for (const Cell& parameter : parameters) {
    ++position;
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) {
      code = sqlite3_bind_int64(statement_, position, *number);
    } else if (const auto* text = std::get_if<std::string>(&parameter)) {
      code = sqlite3_bind_text64(statement_, position, text->data(), text->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    } else {
      code = sqlite3_bind_null(statement_, position);
    }
    if (code != SQLITE_OK) fail(database_.handle(), code);
  }
}

void Statement::bind(int position, std::int64_t number) {
  const int code = sqlite3_bind_int64(statement_, position, number);
  if (code != SQLITE_OK) fail(database_.handle(), code);
}

void Statement::bind(int position, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_, position, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) fail(database_.handle(), code);
}

void Statement::start_with(std::int64_t first, std::int64_t second) {
  sqlite3_reset(statement_);
  bind(1, first);
  bind(2, second);
}

void Statement::start_with(std::int64_t number, std::string_view text) {
  sqlite3_reset(statement_);
  bind(1, number);
  bind(2, text);
}

void Statement::start_with(std::string_view text) {
  sqlite3_reset(statement_);
  bind(1, text);
}

bool Statement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_DONE) return false;
  if (code != SQLITE_ROW) fail(database_.handle(), code);
  return true;
}

std::optional<std::int64_t> Statement::integer(int column) const {
  if (sqlite3_column_type(statement_, column) != SQLITE_INTEGER) return std::nullopt;
  return static_cast<std::int64_t>(sqlite3_column_int64(statement_, column));
}

std::optional<std::string_view> Statement::bytes(int column) const {
  const int type = sqlite3_column_type(statement_, column);
  if (type == SQLITE_NULL || type == SQLITE_INTEGER) return std::nullopt;
  const void* bytes = type == SQLITE_BLOB ? sqlite3_column_blob(statement_, column)
                                          : static_cast<const void*>(sqlite3_column_text(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  // No bytes although there should be some: out of memory, or a value that the file promises and does not have.
  if (bytes == nullptr && size > 0) fail(database_.handle(), SQLITE_CORRUPT);
  if (size == 0) return std::string_view();
  return std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

void Statement::read(int column, Cell& cell) const {
  if (const auto text = bytes(column)) {
    // The bytes of the row before are written over where there were some.
    if (auto* known = std::get_if<std::string>(&cell)) {
      known->assign(*text);
    } else {
      cell.emplace<std::string>(*text);
    }
  } else if (const auto number = integer(column)) {
    cell = *number;
  } else {
    cell = std::monostate();
  }
}

Cell Statement::cell(int column) const {
  Cell cell;
  read(column, cell);
  return cell;
}

bool Statement::next(Row& row) {
  if (!step()) return false;
  const int columns = sqlite3_column_count(statement_);
  row.resize(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) read(column, row[static_cast<std::size_t>(column)]);
  return true;
}

std::optional<Row> Statement::next() {
  Row row;
  if (!next(row)) return std::nullopt;
  return row;
}

std::optional<std::int64_t> single_number(Database& database, std::string_view sql) {
  Statement statement(database, sql);
  const auto row = statement.next();
  if (!row || row->empty()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&row->front());
  return number == nullptr ? std::nullopt : std::optional(*number);
}

}  // namespace tanbu::audit
