// A database opened by somebody who is not the store: plain sqlite3, no settings of ours.
#pragma once
#include <sqlite3.h>

#include <filesystem>
#include <stdexcept>
#include <string>

namespace tanbu::test {

class Raw {
 public:
  explicit Raw(const std::filesystem::path& file) {
    if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open");
  }
  ~Raw() { sqlite3_close(handle_); }
  Raw(const Raw&) = delete;
  Raw& operator=(const Raw&) = delete;

  // "" when it went well, else SQLite's message.
  std::string run(const std::string& sql) {
    char* message = nullptr;
    sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, &message);
    const std::string text = message == nullptr ? "" : message;
    sqlite3_free(message);
    return text;
  }
  // The same with the guards taken away and put back, so that nothing but the rows has changed.
  std::string run_unguarded(const std::string& sql) {
    const std::string guards = value("SELECT group_concat(sql, ';') FROM sqlite_schema WHERE type = 'trigger'") + ";";
    const std::string drops =
        value("SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'");
    auto message = run(drops);
    if (message.empty()) message = run(sql);
    return message.empty() ? run(guards) : message;
  }
  // The first column of the first row, or "".
  std::string value(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sqlite3_errmsg(handle_));
    }
    std::string text;
    if (sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL) {
      text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return text;
  }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace tanbu::test
