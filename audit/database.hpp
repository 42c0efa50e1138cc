// A ledger's database opened for reading only, with the auditor's own few lines around the SQLite C API. Everything
// that SQLite calls an error becomes a SourceFault; a file that lies about its own form is an ordinary thing here.
// Threading: one thread at a time.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "audit/replay.hpp"

namespace tanbu::audit {

// A value as stored. Blobs and texts are both strings; a real number, which no table has, is shown as text.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using Row = std::vector<Cell>;
[[nodiscard]] std::string text_of(const Cell& cell);

class Database {
 public:
  // One snapshot from here on, beside a running server. Throws SourceFault: database_missing, database_unfit,
  // database_unreadable, database_damaged.
  explicit Database(const std::filesystem::path& file);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  [[nodiscard]] sqlite3* handle() const { return handle_; }
  // What SQLite itself finds wrong with the file: pages, orders of indexes, CHECK constraints.
  [[nodiscard]] std::vector<std::string> integrity_faults();

 private:
  void execute(const char* sql);
  sqlite3* handle_ = nullptr;
};

class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  // Starts anew with these parameters, from ?1 on.
  void start(const std::vector<Cell>& parameters);
  // As start(), without a copy of the parameters: the text's bytes must stay where they are until the next start.
  void start_with(std::int64_t first, std::int64_t second);
  void start_with(std::int64_t number, std::string_view text);
  void start_with(std::string_view text);
  // The next row; nothing at the end.
  [[nodiscard]] std::optional<Row> next();
  // The same into a row that is used again and again; false at the end.
  [[nodiscard]] bool next(Row& row);
  // The next row without a copy of it: the functions below show its cells until the next step. False at the end.
  [[nodiscard]] bool step();
  [[nodiscard]] Cell cell(int column) const;
  // A text or blob; nothing where the cell is something else.
  [[nodiscard]] std::optional<std::string_view> bytes(int column) const;
  [[nodiscard]] std::optional<std::int64_t> integer(int column) const;

 private:
  void bind(int position, std::int64_t number);
  void bind(int position, std::string_view text);
  void read(int column, Cell& cell) const;
  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

// The first cell of the first row as a number; nothing when there is none.
[[nodiscard]] std::optional<std::int64_t> single_number(Database& database, std::string_view sql);

}  // namespace tanbu::audit
