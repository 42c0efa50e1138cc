// Reading of file_bytes.hpp.
#include "importers/file_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::importers {
namespace {

[[noreturn]] void machine_fault(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

struct ::stat status_of(int descriptor) {
  struct ::stat status {};
  if (::fstat(descriptor, &status) != 0) machine_fault("the file's state cannot be read");
  return status;
}

}  // namespace

std::shared_ptr<const FileBytes> FileBytes::open(const std::filesystem::path& path) {
  std::shared_ptr<FileBytes> file(new FileBytes());
  // Without O_NONBLOCK the opening of a pipe waits for somebody to write into it.
  file->descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file->descriptor_ < 0) machine_fault("the file cannot be opened");
  const auto status = status_of(file->descriptor_);
  if (!S_ISREG(status.st_mode)) {
    throw std::system_error(S_ISDIR(status.st_mode) ? EISDIR : EINVAL, std::generic_category(), "this is no file");
  }
  file->size_ = static_cast<std::uint64_t>(status.st_size);
  file->written_ = status.st_mtim;
  return file;
}

std::shared_ptr<const FileBytes> FileBytes::of(std::string_view bytes) {
  std::shared_ptr<FileBytes> file(new FileBytes());
  file->bytes_ = bytes;
  file->size_ = bytes.size();
  return file;
}

FileBytes::~FileBytes() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::size_t FileBytes::read(std::uint64_t offset, std::span<char> piece) const {
  if (offset >= size_) return 0;
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), size_ - offset));
  if (descriptor_ < 0) {
    std::copy_n(bytes_.data() + offset, wanted, piece.data());
    return wanted;
  }
  std::size_t done = 0;
  while (done < wanted) {
    const auto count = ::pread(descriptor_, piece.data() + done, wanted - done, static_cast<::off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) machine_fault("the file cannot be read");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

bool FileBytes::changed() const {
  if (descriptor_ < 0) return false;
  const auto status = status_of(descriptor_);
  return static_cast<std::uint64_t>(status.st_size) != size_ || status.st_mtim.tv_sec != written_.tv_sec ||
         status.st_mtim.tv_nsec != written_.tv_nsec;
}

std::string FileBytes::sha256() const {
  crypto::Sha256 digest;
  std::string piece(64 * 1024, '\0');
  for (std::uint64_t offset = 0;;) {
    const auto count = read(offset, piece);
    if (count == 0) break;
    digest.update(std::string_view(piece).substr(0, count));
    offset += count;
  }
  return crypto::hex_encode(crypto::as_bytes(digest.finish()));
}

}  // namespace tanbu::importers
