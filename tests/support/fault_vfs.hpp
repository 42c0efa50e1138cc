// A VFS for SQLite that stands before the default one and breaks on demand: the n-th write, sync, truncation or
// deletion fails or ends the process. For tests only; it counts operations of all files together. Threading: plans and
// counts may be used from any thread, installing and removing may not race with opening a database.
#pragma once
#include <cstdint>
#include <string_view>

namespace tanbu::test {

enum class FaultOperation { write, sync, truncate, remove, any };
enum class FaultFile { database, wal, any };  // `any` includes journals and temporary files
enum class FaultEffect {
  io_error,   // SQLITE_IOERR of the operation; nothing is done
  disk_full,  // SQLITE_FULL; nothing is done
  kill,       // the process ends at once, before the operation, as by SIGKILL: exit status 137
};

struct FaultPlan {
  FaultOperation operation = FaultOperation::any;
  FaultFile file = FaultFile::any;
  FaultEffect effect = FaultEffect::io_error;
  std::uint64_t at = 1;     // the n-th matching operation from now
  bool ever_after = false;  // and every later one
};

struct FaultCounts {
  std::uint64_t writes = 0;
  std::uint64_t syncs = 0;
  std::uint64_t truncations = 0;
  std::uint64_t removals = 0;
  std::uint64_t faults = 0;  // how often the plan struck
};

// Makes the VFS the default for every database opened from now on. Without shared memory a database cannot be put into
// WAL mode.
void install_fault_vfs(bool with_shared_memory = true);
void remove_fault_vfs();

// Replaces the plan; counts start again at 0.
void plan_fault(const FaultPlan& plan);
void clear_faults();
[[nodiscard]] FaultCounts fault_counts();

// "<effect>:<operation>:<file>:<n>[:ever]", for instance "kill:sync:wal:3" or "io_error:any:any:17:ever". Installs the
// VFS and the plan; false when the text is none.
[[nodiscard]] bool install_fault_plan(std::string_view text);

}  // namespace tanbu::test
