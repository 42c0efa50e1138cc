// A thin wrapper over the sqlite3 C interface: one connection, its prepared statements, one use of a statement. Every
// SQL text is a literal (Sql cannot be made from anything else), so no value ever becomes part of a statement. Not a
// query builder, and no meaning of any table is known here.
//
// Errors: SqliteFault with SQLite's text; destructors never throw. Threading: a connection and everything made of it
// belong to one thread at a time.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include "ledger/calendar.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::store {

class SqliteFault : public StoreFault {
 public:
  SqliteFault(sqlite3* handle, int code, std::string_view doing);
  [[nodiscard]] int code() const { return code_; }  // SQLite's extended result code

 private:
  int code_;
};

struct Sql {
  const char* text;
  template <std::size_t size>
  // NOLINTNEXTLINE(google-explicit-constructor): a literal is an Sql
  consteval Sql(const char (&literal)[size]) : text(literal) {}
};

// Bytes that are not text.
struct Blob {
  std::string_view bytes;
};
[[nodiscard]] inline Blob blob(std::string_view bytes) { return {bytes}; }
[[nodiscard]] inline Blob blob(const crypto::Digest& digest) { return {crypto::as_bytes(digest)}; }

class Connection {
 public:
  enum class Access { create, write, read };
  Connection(const std::filesystem::path& file, Access access, int busy_ms);
  // An empty database of its own that is in no file and ends with the connection.
  struct InMemory {};
  explicit Connection(InMemory);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Runs one or more statements that are not worth keeping.
  void execute(Sql sql);
  void set_busy_ms(int busy_ms);
  [[nodiscard]] bool in_transaction() const;
  // Rows that the last INSERT, UPDATE or DELETE touched.
  [[nodiscard]] int changes() const;
  // Ends a transaction if there is one. False when it could not be ended, so that the connection is of no more use.
  [[nodiscard]] bool roll_back() noexcept;

 private:
  friend class Query;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  // Prepared at first use and kept under the address of its text.
  [[nodiscard]] sqlite3_stmt* statement(Sql sql);
  void open(const std::string& path, int flags, int busy_ms);
  void configure(int busy_ms);

  sqlite3* handle_ = nullptr;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, Finalize>> statements_;
};

// One use of a prepared statement, from binding to reset. Columns are taken from left to right.
class Query {
 public:
  template <class... Values>
  Query(Connection& connection, Sql sql, const Values&... values)
      : handle_(connection.handle_), statement_(connection.statement(sql)) {
    try {
      int position = 0;
      (bind(++position, values, SQLITE_TRANSIENT), ...);
    } catch (...) {
      finish();
      throw;
    }
  }
  ~Query() { finish(); }
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  // Steps to the next row; false at the end.
  [[nodiscard]] bool next();

  [[nodiscard]] std::string take_blob();
  [[nodiscard]] crypto::Digest take_digest();

  // bool, integers, std::string, ids and amounts, Date, Instant, GridFactor, and std::optional of these.
  template <class T>
  [[nodiscard]] T take() {
    if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
      if (is_null()) {
        ++column_;
        return std::nullopt;
      }
      return take<typename T::value_type>();
    } else if constexpr (std::is_same_v<T, std::string>) {
      return take_text();
    } else if constexpr (std::is_same_v<T, bool>) {
      return take_integer() != 0;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<T>(take_integer());
    } else if constexpr (std::is_same_v<T, Date>) {
      return Date{static_cast<std::int32_t>(take_integer())};
    } else {
      return T{static_cast<decltype(number_of(T{}))>(take_integer())};
    }
  }
  // Throws StoreFault for a number that the enumeration does not have.
  template <class Enum>
  [[nodiscard]] Enum take_enum(Enum lowest, Enum highest) {
    const auto number = take_integer();
    if (number < static_cast<std::int64_t>(lowest) || number > static_cast<std::int64_t>(highest)) damaged();
    return static_cast<Enum>(number);
  }
  // Passes over a column.
  void skip() { ++column_; }
  [[nodiscard]] bool is_null() const { return sqlite3_column_type(statement_, column_) == SQLITE_NULL; }

  // Runs a statement that yields no rows. The values live until it returns, so nothing is copied.
  template <class... Values>
  static void run(Connection& connection, Sql sql, const Values&... values) {
    Query query(connection, sql);
    int position = 0;
    (query.bind(++position, values, SQLITE_STATIC), ...);
    static_cast<void>(query.next());
  }

 private:
  static std::uint64_t number_of(const EntryIndex& entry) { return entry.value; }
  template <class Tag>
  static std::uint64_t number_of(const Id<Tag>& id) {
    return id.value;
  }
  static std::int64_t number_of(const Kilograms& amount) { return amount.value; }
  static std::int64_t number_of(const KilowattHours& amount) { return amount.value; }
  static std::int64_t number_of(const GridFactor& factor) { return factor.kg_per_kwh_e4; }
  static std::int64_t number_of(const Date& date) { return date.days; }
  static std::int64_t number_of(const Instant& instant) { return instant.unix_ms; }

  template <class T>
  void bind(int position, const T& value, sqlite3_destructor_type copying) {
    if constexpr (std::is_same_v<T, Blob>) {
      bind_blob(position, value.bytes, copying);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
      bind_text(position, value, copying);
    } else if constexpr (std::is_same_v<T, std::nullopt_t>) {
      bind_null(position);
    } else if constexpr (requires { value.has_value(); }) {
      if (value) {
        bind(position, *value, copying);
      } else {
        bind_null(position);
      }
    } else if constexpr (std::is_same_v<T, std::uint64_t> || std::is_same_v<T, unsigned long long>) {
      // Beyond 2^63 there is nothing in any table; the largest number finds just that.
      constexpr auto top = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
      bind_integer(position, static_cast<std::int64_t>(value < top ? value : top));
    } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
      bind_integer(position, static_cast<std::int64_t>(value));
    } else {
      bind(position, number_of(value), copying);
    }
  }
  void bind_integer(int position, std::int64_t value);
  void bind_text(int position, std::string_view text, sqlite3_destructor_type copying);
  void bind_blob(int position, std::string_view bytes, sqlite3_destructor_type copying);
  void bind_null(int position);
  void check(int code) const;
  void finish() noexcept;
  [[noreturn]] static void damaged();
  [[nodiscard]] std::int64_t take_integer() { return sqlite3_column_int64(statement_, column_++); }
  [[nodiscard]] std::string take_text();
  [[nodiscard]] std::string_view column_bytes();

  sqlite3* handle_;
  sqlite3_stmt* statement_;
  int column_ = 0;
};

}  // namespace tanbu::store
