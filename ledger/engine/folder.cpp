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

#include "ledger/engine/partial_file.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::engine {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw store::StoreFault(std::string(what) + " " + path.string() + ": " + std::strerror(errno));
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<FolderLock> FolderLock::take(const Folder& folder) {
  const int descriptor = ::open(folder.lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) fail(folder.lock(), "cannot open");
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    if (reason != EWOULDBLOCK) fail(folder.lock(), "cannot lock");
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

SecretText::~SecretText() { ::explicit_bzero(text_.data(), text_.size()); }
SecretText::SecretText(SecretText&& other) noexcept : text_(other.text_) {
  ::explicit_bzero(other.text_.data(), other.text_.size());
}
std::string_view SecretText::first_line() const {
  return std::string_view(text_).substr(0, std::string_view(text_).find('\n'));
}

// Without the buffers of a stream, which nobody wipes.
std::optional<SecretText> read_secret_file(const std::filesystem::path& path) {
  constexpr std::size_t secret_bytes_max = 4096;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  std::string text(secret_bytes_max, '\0');
  std::size_t size = 0;
  ssize_t got = 1;
  while (got > 0 && size < text.size()) {
    got = ::read(descriptor, text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      size += static_cast<std::size_t>(got);
  }
  ::close(descriptor);
  text.resize(size);  // in place: shrinking moves nothing
  SecretText secret(std::move(text));
  return got < 0 ? std::nullopt : std::optional(std::move(secret));
}

void make_private_file(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path) || is_private(path)) return;
  if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) fail(path, "cannot make private");
}

void make_private_folder(const std::filesystem::path& path) {
  std::filesystem::create_directories(std::filesystem::absolute(path).parent_path());
  if (::mkdir(path.c_str(), S_IRWXU) == 0) return;
  if (errno != EEXIST || ::chmod(path.c_str(), S_IRWXU) != 0) fail(path, "cannot make private");
}

// The temporary name is this call's alone, and a link that somebody put there is not followed: two processes that
// replace the same file each put a whole one in place.
void replace_file(const std::filesystem::path& path, const std::string& text, unsigned mode, Durability durability) {
  const std::filesystem::path temporary = own_name_beside(path, "new");
  const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  const int descriptor = ::open(temporary.c_str(), flags, S_IRUSR | S_IWUSR);
  if (descriptor < 0) fail(temporary, "cannot write");
  const bool written = write_all(descriptor, text) && ::fchmod(descriptor, static_cast<mode_t>(mode)) == 0 &&
                       (durability == Durability::atomic_only || ::fsync(descriptor) == 0);
  int reason = errno;
  const bool closed = ::close(descriptor) == 0;
  if (written && !closed) reason = errno;
  if (written && closed && ::rename(temporary.c_str(), path.c_str()) == 0) {
    if (durability == Durability::durable) sync_folder(std::filesystem::absolute(path).parent_path());
    return;
  }
  if (written && closed) reason = errno;
  ::unlink(temporary.c_str());
  errno = reason;
  fail(path, "cannot write");
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

void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail(folder, "cannot open");
  const int result = ::fsync(descriptor);
  ::close(descriptor);
  if (result != 0) fail(folder, "cannot sync");
}

bool is_private(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

}  // namespace tanbu::engine
