#include "ledger/store/sqlite/backup.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "ledger/store/sqlite/connection.hpp"
#include "ledger/store/sqlite/schema.hpp"

namespace tanbu::store {
namespace {

constexpr int busy_ms = 5'000;

}  // namespace

void copy_sqlite(const std::filesystem::path& database, const std::filesystem::path& copy) {
  if (std::filesystem::exists(copy)) throw StoreFault("backup: " + copy.string() + " is there already");
  {
    Connection connection(database, Connection::Access::read, busy_ms);
    check_schema(connection, Schemas::upgradable);
    // An absolute path begins with a slash, so that it is never taken for a "file:" URI with options of its own.
    Query::run(connection, "VACUUM INTO ?", std::filesystem::absolute(copy).string());
  }
  // SQLite promises the copy's content and not that it has reached the disk.
  const int descriptor = ::open(copy.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const std::string reason = std::strerror(errno);
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) throw StoreFault("backup: cannot sync " + copy.string() + ": " + reason);
}

std::optional<std::string> first_fault_of(const std::filesystem::path& database) {
  Connection connection(database, Connection::Access::write, busy_ms);
  Query check(connection, "PRAGMA integrity_check(1)");
  if (!check.next()) return "the check says nothing";
  auto answer = check.take<std::string>();
  if (answer == "ok") return std::nullopt;
  return answer;
}

}  // namespace tanbu::store
