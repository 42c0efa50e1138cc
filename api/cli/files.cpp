// The functions of files.hpp.
#include "api/cli/files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "api/cli/ulid.hpp"

namespace tanbu::cli {
namespace {

int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

void machine_failed(int error, const std::filesystem::path& path) {
  throw std::system_error(error, std::generic_category(), path.string());
}

OpenFile::~OpenFile() {
  if (number_ >= 0) ::close(number_);
}

// A new or vanished name is durable only when its folder is synced too.
void sync_folder(const std::filesystem::path& folder) {
  const OpenFile opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) machine_failed(errno, folder);
}

std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
  // O_NONBLOCK: a named pipe under that name must not hold us for ever.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (file.number() < 0) machine_failed(errno, path);
  std::string bytes;
  char part[16 * 1024];
  while (true) {
    const ssize_t count = ::read(file.number(), part, sizeof part);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) machine_failed(errno, path);
    if (count == 0) return bytes;
    bytes.append(part, static_cast<std::size_t>(count));
    if (bytes.size() > bytes_max) throw std::runtime_error(path.string() + ": too large");
  }
}

void replace_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path temporary = path;
  temporary += "." + fresh_ulid() + ".new";
  const OpenFile file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.number() < 0) machine_failed(errno, temporary);
  int error = write_all(file.number(), bytes);
  if (error == 0 && ::fsync(file.number()) != 0) error = errno;
  if (error == 0 && ::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    machine_failed(error, path);
  }
  sync_folder(folder_of(path));
}

GrowingFile::GrowingFile(std::filesystem::path path)
    : path_(std::move(path)), temporary_(path_.string() + "." + fresh_ulid() + ".new") {
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) machine_failed(errno, temporary_);
}

GrowingFile::~GrowingFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void GrowingFile::add(std::string_view bytes) {
  constexpr std::size_t waiting_bytes_max = 256 * 1024;
  waiting_ += bytes;
  if (waiting_.size() >= waiting_bytes_max) write_out();
}

void GrowingFile::write_out() {
  if (const int error = write_all(descriptor_, waiting_); error != 0) machine_failed(error, temporary_);
  waiting_.clear();
}

void GrowingFile::finish() {
  write_out();
  (void)place_file(temporary_, path_, Existing::replace);
  ::close(descriptor_);
  descriptor_ = -1;
}

bool GrowingFile::finish_unless_taken() {
  write_out();
  if (!place_file(temporary_, path_, Existing::keep)) return false;
  ::close(descriptor_);
  descriptor_ = -1;
  return true;
}

bool place_file(const std::filesystem::path& finished, const std::filesystem::path& path, Existing existing) {
  {
    const OpenFile file(::open(finished.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.number() < 0 || ::fsync(file.number()) != 0) machine_failed(errno, finished);
  }
  if (existing == Existing::replace) {
    if (::rename(finished.c_str(), path.c_str()) != 0) machine_failed(errno, path);
  } else {
    // Where a look at the name and a rename would let somebody in between, a second name is refused at once.
    if (::link(finished.c_str(), path.c_str()) != 0) {
      if (errno == EEXIST) return false;
      machine_failed(errno, path);
    }
    if (::unlink(finished.c_str()) != 0) machine_failed(errno, finished);
  }
  sync_folder(folder_of(path));
  return true;
}

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  std::filesystem::path temporary = path.string() + "." + fresh_ulid() + ".new";
  const OpenFile file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.number() < 0) machine_failed(errno, temporary);
  return temporary;
}

bool create_private_file(const std::filesystem::path& path, std::string_view bytes) {
  const OpenFile file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (file.number() < 0 && errno == EEXIST) return false;
  if (file.number() < 0) machine_failed(errno, path);
  int error = ::fchmod(file.number(), S_IRUSR | S_IWUSR) == 0 ? 0 : errno;  // whatever the umask took away
  if (error == 0) error = write_all(file.number(), bytes);
  if (error == 0 && ::fsync(file.number()) != 0) error = errno;
  if (error != 0) {
    ::unlink(path.c_str());
    machine_failed(error, path);
  }
  sync_folder(folder_of(path));
  return true;
}

void remove_file(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return;
    machine_failed(errno, path);
  }
  sync_folder(folder_of(path));
}

void make_private_folder(const std::filesystem::path& path) {
  if (path.empty() || std::filesystem::is_directory(path)) return;
  make_private_folder(path.parent_path());
  if (::mkdir(path.c_str(), S_IRWXU) != 0 && errno != EEXIST) machine_failed(errno, path);
}

FileLock::FileLock(const std::filesystem::path& path)
    : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR)) {
  if (descriptor_ < 0) machine_failed(errno, path);
  while (::flock(descriptor_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int error = errno;
    ::close(descriptor_);
    machine_failed(error, path);
  }
}

FileLock::~FileLock() { ::close(descriptor_); }

}  // namespace tanbu::cli
