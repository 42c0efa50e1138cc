#include "tests/support/fault_vfs.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::test {
namespace {

constexpr const char* vfs_name = "tanbu-fault";
constexpr int killed_status = 137;

std::mutex plan_mutex;
std::optional<FaultPlan> current_plan;  // `at` counts down
FaultCounts current_counts;
std::atomic<bool> shared_memory = true;

struct File {
  sqlite3_file base;
  FaultFile kind;
  sqlite3_file* real;  // lies behind this struct
};

File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
sqlite3_file* real(sqlite3_file* file) { return of(file).real; }

std::uint64_t& counter(FaultOperation operation) {
  switch (operation) {
    case FaultOperation::sync:
      return current_counts.syncs;
    case FaultOperation::truncate:
      return current_counts.truncations;
    case FaultOperation::remove:
      return current_counts.removals;
    default:
      return current_counts.writes;
  }
}

// Whether the plan strikes this operation.
std::optional<FaultEffect> strike(FaultOperation operation, FaultFile file) {
  const std::lock_guard lock(plan_mutex);
  ++counter(operation);
  if (!current_plan) return std::nullopt;
  FaultPlan& plan = *current_plan;
  if (plan.operation != FaultOperation::any && plan.operation != operation) return std::nullopt;
  if (plan.file != FaultFile::any && plan.file != file) return std::nullopt;
  if (plan.at > 0) --plan.at;
  if (plan.at > 0) return std::nullopt;
  const auto effect = plan.effect;
  if (!plan.ever_after) current_plan.reset();
  ++current_counts.faults;
  return effect;
}

// The result code of a struck operation; SQLITE_OK when it is to be done.
int struck(FaultOperation operation, FaultFile file, int io_error) {
  const auto effect = strike(operation, file);
  if (!effect) return SQLITE_OK;
  if (*effect == FaultEffect::kill) _exit(killed_status);
  return *effect == FaultEffect::disk_full ? SQLITE_FULL : io_error;
}

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }
int read_file(sqlite3_file* file, void* data, int count, sqlite3_int64 offset) {
  return real(file)->pMethods->xRead(real(file), data, count, offset);
}
int write_file(sqlite3_file* file, const void* data, int count, sqlite3_int64 offset) {
  const int code = struck(FaultOperation::write, of(file).kind, SQLITE_IOERR_WRITE);
  return code != SQLITE_OK ? code : real(file)->pMethods->xWrite(real(file), data, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  const int code = struck(FaultOperation::truncate, of(file).kind, SQLITE_IOERR_TRUNCATE);
  return code != SQLITE_OK ? code : real(file)->pMethods->xTruncate(real(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
  const int code = struck(FaultOperation::sync, of(file).kind, SQLITE_IOERR_FSYNC);
  return code != SQLITE_OK ? code : real(file)->pMethods->xSync(real(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) { return real(file)->pMethods->xFileSize(real(file), size); }
int lock_file(sqlite3_file* file, int lock) { return real(file)->pMethods->xLock(real(file), lock); }
int unlock_file(sqlite3_file* file, int lock) { return real(file)->pMethods->xUnlock(real(file), lock); }
int check_lock(sqlite3_file* file, int* locked) { return real(file)->pMethods->xCheckReservedLock(real(file), locked); }
int file_control(sqlite3_file* file, int operation, void* argument) {
  return real(file)->pMethods->xFileControl(real(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) { return real(file)->pMethods->xDeviceCharacteristics(real(file)); }
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
  return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier_shared(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) { return real(file)->pMethods->xShmUnmap(real(file), remove); }
int fetch_mapped(sqlite3_file* file, sqlite3_int64 offset, int count, void** data) {
  return real(file)->pMethods->xFetch(real(file), offset, count, data);
}
int unfetch_mapped(sqlite3_file* file, sqlite3_int64 offset, void* data) {
  return real(file)->pMethods->xUnfetch(real(file), offset, data);
}

constexpr sqlite3_io_methods methods(int version) {
  return {version,     close_file,     read_file,    write_file,   truncate_file, sync_file,       file_size,
          lock_file,   unlock_file,    check_lock,   file_control, sector_size,   characteristics, map_shared,
          lock_shared, barrier_shared, unmap_shared, fetch_mapped, unfetch_mapped};
}
const sqlite3_io_methods methods_with_shared_memory = methods(3);
const sqlite3_io_methods methods_without_shared_memory = methods(1);

sqlite3_vfs* real_vfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  File& opened = *new (file) File{};
  opened.real = reinterpret_cast<sqlite3_file*>(&opened + 1);
  opened.kind = (flags & SQLITE_OPEN_MAIN_DB) != 0 ? FaultFile::database
                : (flags & SQLITE_OPEN_WAL) != 0   ? FaultFile::wal
                                                   : FaultFile::any;
  const int code = real_vfs(vfs)->xOpen(real_vfs(vfs), name, opened.real, flags, flags_out);
  // Even after a failure SQLite closes a file whose methods are set.
  if (opened.real->pMethods != nullptr) {
    opened.base.pMethods = shared_memory ? &methods_with_shared_memory : &methods_without_shared_memory;
  }
  return code;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
  const int code = struck(FaultOperation::remove, FaultFile::any, SQLITE_IOERR_DELETE);
  return code != SQLITE_OK ? code : real_vfs(vfs)->xDelete(real_vfs(vfs), name, sync_directory);
}

sqlite3_vfs& fault_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs* const before = sqlite3_vfs_find(nullptr);
    sqlite3_vfs made = *before;
    made.zName = vfs_name;
    made.pNext = nullptr;
    made.pAppData = before;
    made.szOsFile = static_cast<int>(sizeof(File)) + before->szOsFile;
    made.xOpen = open_file;
    made.xDelete = remove_file;
    return made;
  }();
  return vfs;
}

template <class Value>
bool named(std::string_view text, Value& value, const std::vector<std::pair<std::string_view, Value>>& names) {
  for (const auto& [name, meaning] : names) {
    if (name != text) continue;
    value = meaning;
    return true;
  }
  return false;
}

}  // namespace

void install_fault_vfs(bool with_shared_memory) {
  shared_memory = with_shared_memory;
  sqlite3_initialize();
  sqlite3_vfs_register(&fault_vfs(), 1);
  clear_faults();
}

void remove_fault_vfs() {
  clear_faults();
  sqlite3_vfs* const before = real_vfs(&fault_vfs());
  sqlite3_vfs_unregister(&fault_vfs());
  sqlite3_vfs_register(before, 1);
}

void plan_fault(const FaultPlan& plan) {
  const std::lock_guard lock(plan_mutex);
  current_plan = plan;
  current_counts = {};
}

void clear_faults() {
  const std::lock_guard lock(plan_mutex);
  current_plan.reset();
  current_counts = {};
}

FaultCounts fault_counts() {
  const std::lock_guard lock(plan_mutex);
  return current_counts;
}

bool install_fault_plan(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(':', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  FaultPlan plan;
  if (words.size() < 4 || words.size() > 5 || (words.size() == 5 && words[4] != "ever")) return false;
  plan.ever_after = words.size() == 5;
  const bool understood =
      named<FaultEffect>(
          words[0], plan.effect,
          {{"io_error", FaultEffect::io_error}, {"disk_full", FaultEffect::disk_full}, {"kill", FaultEffect::kill}}) &&
      named<FaultOperation>(words[1], plan.operation,
                            {{"write", FaultOperation::write},
                             {"sync", FaultOperation::sync},
                             {"truncate", FaultOperation::truncate},
                             {"remove", FaultOperation::remove},
                             {"any", FaultOperation::any}}) &&
      named<FaultFile>(words[2], plan.file,
                       {{"database", FaultFile::database}, {"wal", FaultFile::wal}, {"any", FaultFile::any}});
  const auto [rest, error] = std::from_chars(words[3].data(), words[3].data() + words[3].size(), plan.at);
  if (!understood || error != std::errc() || rest != words[3].data() + words[3].size() || plan.at == 0) return false;
  install_fault_vfs();
  plan_fault(plan);
  return true;
}

}  // namespace tanbu::test
