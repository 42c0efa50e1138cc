#include "ledger/engine/partial_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include "ledger/engine/folder.hpp"
#include "ledger/log/text.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::engine {
namespace {

constexpr std::string_view mark = ".tanbu-";

std::mutex partial_mutex;
std::set<std::filesystem::path>& partial_paths() {
  static std::set<std::filesystem::path> paths;
  return paths;
}
std::atomic<std::uint64_t> names_given{0};

void remove_with_companions(const std::filesystem::path& file) noexcept {
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(file.string() + suffix, ignored);
}

// "x.tanbu-part-12-3", perhaps with what SQLite adds: whose it is. Nothing for names of others.
struct Owner {
  std::uint64_t process;
  std::uint64_t number;
};
std::optional<Owner> owner_in(std::string_view name) {
  const auto at = name.rfind(mark);
  if (at == std::string_view::npos) return std::nullopt;
  name.remove_prefix(at + mark.size());
  if (!name.starts_with("part-") && !name.starts_with("new-")) return std::nullopt;
  name.remove_prefix(name.find('-') + 1);
  for (const std::string_view suffix : {"-wal", "-shm", "-journal"}) {
    if (name.ends_with(suffix)) name.remove_suffix(suffix.size());
  }
  const auto dash = name.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto process = log::parse_decimal(name.substr(0, dash));
  const auto number = log::parse_decimal(name.substr(dash + 1));
  if (!process || !number || *process == 0 || *process > INT32_MAX) return std::nullopt;
  return Owner{*process, *number};
}

// In a container every start may have the same process id: of the own ones only those given in this life count.
bool is_alive(const Owner& owner) {
  if (owner.process == static_cast<std::uint64_t>(::getpid())) return owner.number <= names_given;
  return ::kill(static_cast<pid_t>(owner.process), 0) == 0 || errno != ESRCH;
}

}  // namespace

std::filesystem::path own_name_beside(const std::filesystem::path& place, std::string_view what) {
  std::filesystem::path path = place;
  path +=
      std::string(mark) + std::string(what) + "-" + std::to_string(::getpid()) + "-" + std::to_string(++names_given);
  return path;
}

PartialFile::PartialFile(std::filesystem::path place)
    : place_(std::move(place)), path_(own_name_beside(place_, "part")) {
  remove_with_companions(path_);
  const std::lock_guard lock(partial_mutex);
  partial_paths().insert(path_);
}

PartialFile::~PartialFile() {
  const std::lock_guard lock(partial_mutex);
  partial_paths().erase(path_);
  remove_with_companions(path_);
}

// Where the file system has no renaming that refuses a taken name, a second name is given, which all of them refuse.
bool PartialFile::move_into_place() {
  int result = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place_.c_str(), RENAME_NOREPLACE);
  if (result != 0 && errno != EEXIST) result = ::link(path_.c_str(), place_.c_str());
  if (result != 0 && errno == EEXIST) return false;
  if (result != 0) throw store::StoreFault("cannot make " + place_.string() + ": " + std::strerror(errno));
  sync_folder(std::filesystem::absolute(place_).parent_path());
  return true;
}

void remove_partial_files() noexcept {
  const std::lock_guard lock(partial_mutex);
  for (const auto& path : partial_paths()) remove_with_companions(path);
}

void remove_parts_of(const std::filesystem::path& place) noexcept {
  const std::string name = place.filename().string();
  std::error_code trouble;
  for (std::filesystem::directory_iterator file(place.parent_path(), trouble), end; !trouble && file != end;
       file.increment(trouble)) {
    const std::string found = file->path().filename().string();
    const bool ours = found.starts_with(name + std::string(mark) + "part-") || found.starts_with(name + ".restoring");
    std::error_code ignored;
    if (ours) std::filesystem::remove(file->path(), ignored);
  }
}

void remove_left_behind(const std::filesystem::path& folder) noexcept {
  std::error_code trouble;
  for (std::filesystem::directory_iterator file(folder, trouble), end; !trouble && file != end;
       file.increment(trouble)) {
    const auto owner = owner_in(file->path().filename().string());
    std::error_code ignored;
    if (owner && !is_alive(*owner) && file->is_regular_file(ignored)) std::filesystem::remove(file->path(), ignored);
  }
}

}  // namespace tanbu::engine
