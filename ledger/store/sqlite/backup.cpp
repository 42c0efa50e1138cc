#include "ledger/store/sqlite/backup.hpp"

#include <fcntl.h>
#include <sys/stat.h>
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
  // SQLite writes into an empty file as it is, and would make one that everybody can read.
  const int made = ::open(copy.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made < 0) throw StoreFault("backup: cannot make " + copy.string() + ": " + std::strerror(errno));
  ::close(made);
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
