// Reading and writing the files that hold private keys. Declared in jwk.hpp; apart from the rest because only this part
// of the room touches the file system.
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "crypto/jwk.hpp"

namespace tanbu::crypto {
namespace {

constexpr std::size_t key_file_bytes_max = 1024;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

std::string text_of(int error) { return std::generic_category().message(error); }

KeyFileFault fault(const char* code, const std::filesystem::path& path, const std::string& reason) {
  return {code, path.string() + ": " + reason};
}

[[noreturn]] void machine_failed(int error, const std::filesystem::path& path) {
  throw std::system_error(error, std::generic_category(), path.string());
}

// What hinders opening is mostly the caller's mistake and then a value; the rest is the machine's.
KeyFileFault open_fault(int error, const std::filesystem::path& path) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return fault("key_file_missing", path, text_of(error));
    case EEXIST:
      return fault("key_file_exists", path, "a key file is never overwritten");
    case EACCES:
    case EPERM:
    case ELOOP:
    case EISDIR:
    case ENAMETOOLONG:
    case ENXIO:
    case EROFS:
      return fault("key_file_unreadable", path, text_of(error));
    default:
      machine_failed(error, path);
  }
}

// Memory that is wiped however the function ends.
struct Wiped {
  std::string text;
  explicit Wiped(std::string initial) : text(std::move(initial)) {}
  ~Wiped() { sodium_memzero(text.data(), text.size()); }
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
};

// Returns 0 or the error number.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// The name of a new file is durable only when its folder is synced too.
int sync_folder(const std::filesystem::path& path) {
  const std::filesystem::path parent = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  const Descriptor folder(::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open() || ::fsync(folder.number()) != 0) return errno;
  return 0;
}

}  // namespace

std::variant<SigningKey, KeyFileFault> read_key_file(const std::filesystem::path& path) {
  // O_NONBLOCK: a named pipe under that name must not hold us for ever.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return open_fault(errno, path);
  // The opened file is judged, not the name, so that nothing can be put in its place in between.
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) machine_failed(errno, path);
  if (!S_ISREG(status.st_mode)) return fault("key_file_unreadable", path, "not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return fault("key_file_permissions", path, "others than its owner have access; chmod 600");
  }
  Wiped content(std::string(key_file_bytes_max + 1, '\0'));
  std::size_t filled = 0;
  while (filled < content.text.size()) {
    const ssize_t count = ::read(file.number(), content.text.data() + filled, content.text.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) machine_failed(errno, path);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  if (filled > key_file_bytes_max) return fault("key_file_unreadable", path, "too large for a private JWK");
  std::optional<SigningKey> key = SigningKey::from_private_jwk(std::string_view(content.text).substr(0, filled));
  if (!key) return fault("key_file_unreadable", path, "not a private JWK of an Ed25519, P-256 or SM2 key");
  return std::move(*key);
}

std::optional<KeyFileFault> write_key_file(const std::filesystem::path& path, const SigningKey& key) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
  if (!file.is_open()) return open_fault(errno, path);
  Wiped content(key.to_private_jwk());
  content.text.reserve(content.text.size() + 1);
  content.text += '\n';
  int error = ::fchmod(file.number(), S_IRUSR | S_IWUSR) == 0 ? 0 : errno;  // whatever the umask took away
  if (error == 0) error = write_all(file.number(), content.text);
  if (error == 0 && ::fsync(file.number()) != 0) error = errno;
  if (error == 0) error = sync_folder(path);
  if (error != 0) {
    // Half a key under the final name would block the next attempt and look like a key.
    ::unlink(path.c_str());
    machine_failed(error, path);
  }
  return std::nullopt;
}

}  // namespace tanbu::crypto
