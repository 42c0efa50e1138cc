// The octets of one file, read piece by piece, so that a file of any size costs no more memory than the piece. Also
// over octets in memory, for tests and small texts. Not a mapping: a mapped file that somebody cuts short ends the
// process with a signal in the middle of a row. Threading: may be shared by readers of one thread.
#pragma once
#include <cstdint>
#include <ctime>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace tanbu::importers {

class FileBytes {
 public:
  // Throws std::system_error where the file cannot be opened, and where it is a folder, a pipe or a device.
  [[nodiscard]] static std::shared_ptr<const FileBytes> open(const std::filesystem::path& path);
  // The octets must outlive the object.
  [[nodiscard]] static std::shared_ptr<const FileBytes> of(std::string_view bytes);
  ~FileBytes();
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;

  // As it was when the file was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Fills the piece from an offset and says how much of it; less than asked only at the end. Throws std::system_error.
  [[nodiscard]] std::size_t read(std::uint64_t offset, std::span<char> piece) const;
  // The file is of another size or was written since it was opened: what was read may be half of two files.
  [[nodiscard]] bool changed() const;
  // SHA-256 as 64 lower-case hexadecimal characters.
  [[nodiscard]] std::string sha256() const;

 private:
  FileBytes() = default;
  std::string_view bytes_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::timespec written_{};
};

}  // namespace tanbu::importers
