// The files that the command line keeps between calls: replaced whole or not at all, readable by their owner only. Not
// for key files; crypto/jwk.hpp reads and writes those. Faults of the machine are std::system_error.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tanbu::cli {

// Throws the std::system_error of an errno, with the path in its words.
[[noreturn]] void machine_failed(int error, const std::filesystem::path& path);

// Nothing where there is no such file; std::runtime_error where it has more than `bytes_max` bytes.
[[nodiscard]] std::optional<std::string> read_file(const std::filesystem::path& path, std::size_t bytes_max);
// Mode 0600. The bytes and the name are on the disk when it returns; a reader sees the old bytes or the new ones.
void replace_file(const std::filesystem::path& path, std::string_view bytes);
// What becomes of a file that has the name already.
enum class Existing { replace, keep };
// Gives a finished file beside it its name: on the disk when it returns. False, and nothing done, where the name is
// taken and kept.
[[nodiscard]] bool place_file(const std::filesystem::path& finished, const std::filesystem::path& path,
                              Existing existing);
// A name beside the path that nobody has, taken by an empty file of mode 0600.
[[nodiscard]] std::filesystem::path temporary_beside(const std::filesystem::path& path);
// The same for what is too long to hold in memory: grows beside its place and moves there at the end. What was never
// finished leaves nothing behind, but for a process that was killed.
class GrowingFile {
 public:
  explicit GrowingFile(std::filesystem::path path);
  ~GrowingFile();
  GrowingFile(const GrowingFile&) = delete;
  GrowingFile& operator=(const GrowingFile&) = delete;
  void add(std::string_view bytes);
  void finish();
  // False where the name is taken: then nothing was done and nothing is left behind.
  [[nodiscard]] bool finish_unless_taken();

 private:
  void write_out();

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  std::string waiting_;
  int descriptor_;
};
// Mode 0600 from the first byte, on the disk when it returns. False, and nothing done, where the name is taken.
[[nodiscard]] bool create_private_file(const std::filesystem::path& path, std::string_view bytes);
void remove_file(const std::filesystem::path& path);  // also from the disk; nothing when it is not there
// The folder and the missing ones above it, mode 0700.
void make_private_folder(const std::filesystem::path& path);

// The folder's names are on the disk when it returns.
void sync_folder(const std::filesystem::path& folder);

// Closes a descriptor however the function ends.
class OpenFile {
 public:
  explicit OpenFile(int number) : number_(number) {}
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int number() const { return number_; }  // -1 when the file could not be opened

 private:
  int number_;
};

// Holds an exclusive flock on a file (made when missing) for as long as it lives; waits for another process's lock.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace tanbu::cli
