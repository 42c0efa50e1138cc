#include "ledger/engine/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include "ledger/store/store.hpp"

namespace tanbu::engine {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw store::StoreFault(std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder, "cannot open");
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(folder, "cannot sync");
}

}  // namespace

std::optional<FolderLock> FolderLock::take(const Folder& folder) {
  const int descriptor = ::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return std::nullopt;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return std::nullopt;
  }
  return FolderLock(descriptor);
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
FolderLock& FolderLock::operator=(FolderLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

void replace_file(const std::filesystem::path& path, const std::string& text, unsigned mode, Durability durability) {
  std::filesystem::path temporary = path;
  temporary += ".new";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode));
  if (descriptor < 0) fail(temporary, "cannot write");
  const auto written = ::write(descriptor, text.data(), text.size());
  const bool complete = written >= 0 && static_cast<std::size_t>(written) == text.size();
  const bool synced = durability == Durability::atomic_only || ::fsync(descriptor) == 0;
  if (::close(descriptor) != 0 || !complete || !synced) fail(temporary, "cannot write");
  if (::rename(temporary.c_str(), path.c_str()) != 0) fail(path, "cannot replace");
  if (durability == Durability::durable) sync_folder(std::filesystem::absolute(path).parent_path());
}

// A name is given by link(2), which refuses one that is taken; whoever is killed before leaves a file of another name.
bool create_file(const std::filesystem::path& path, const std::string& text, unsigned mode) {
  std::filesystem::path temporary = path;
  temporary += ".new-" + std::to_string(::getpid());
  ::unlink(temporary.c_str());
  replace_file(temporary, text, mode, Durability::durable);
  const int result = ::link(temporary.c_str(), path.c_str());
  const int reason = errno;
  ::unlink(temporary.c_str());
  errno = reason;
  if (result != 0 && errno != EEXIST) fail(path, "cannot make");
  sync_folder(std::filesystem::absolute(path).parent_path());
  return result == 0;
}

void remove_durably(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path, "cannot remove");
  sync_folder(std::filesystem::absolute(path).parent_path());
}

void sync_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, "cannot open");
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(path, "cannot sync");
}

void move_file(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot replace");
  sync_folder(std::filesystem::absolute(to).parent_path());
}

bool is_private(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

}  // namespace tanbu::engine
