// The functions of witness_key.hpp.
#include "api/cli/witness_key.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "api/cli/files.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t key_bytes_max = 1024;

WitnessKeyFault fault(const char* code, const std::filesystem::path& path, const std::string& words) {
  return {code, path.string() + ": " + words};
}

// A text that is wiped when it goes; through a volatile pointer, because a fill of dying memory may be left out.
struct Secret {
  std::string text;
  ~Secret() {
    volatile char* at = text.data();
    for (std::size_t count = text.size(); count > 0; --count) *at++ = 0;
  }
};

}  // namespace

std::variant<log::Signer, WitnessKeyFault> read_witness_key(const std::filesystem::path& path) {
  // O_NONBLOCK: a named pipe under that name must not hold us for ever.
  const OpenFile file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0 && (errno == ENOENT || errno == ENOTDIR))
    return fault("witness_key_missing", path, "there is no such file");
  if (file.number() < 0) return fault("witness_key_unreadable", path, std::generic_category().message(errno));
  // The opened file is judged, not the name, so that nothing can be put in its place in between.
  struct stat status {};
  if (::fstat(file.number(), &status) != 0) throw std::system_error(errno, std::generic_category(), path.string());
  if (!S_ISREG(status.st_mode)) return fault("witness_key_unreadable", path, "not a regular file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return fault("witness_key_permissions", path, "others than its owner have access; chmod 600");
  Secret content{std::string(key_bytes_max, '\0')};
  const ssize_t count = ::read(file.number(), content.text.data(), content.text.size());
  if (count < 0) throw std::system_error(errno, std::generic_category(), path.string());
  const std::string_view text = std::string_view(content.text).substr(0, static_cast<std::size_t>(count));
  auto signer = log::Signer::parse(text.substr(0, text.find('\n')));
  if (!log::ok(signer))
    return fault("witness_key_unreadable", path,
                 "not the private key of a witness (" + std::string(log::code(signer)) + ")");
  if (log::value(signer).verifier().type() != log::SignatureType::cosignature_v1)
    return fault("witness_key_type", path, "a log's key; a witness needs one of its own: tanbu keygen --witness NAME");
  return std::get<log::Signer>(std::move(signer));
}

std::optional<WitnessKeyFault> write_witness_key(const std::filesystem::path& path, const log::Signer& signer) {
  const Secret content{signer.text() + "\n"};
  if (create_private_file(path, content.text)) return std::nullopt;
  return fault("witness_key_exists", path, "there is such a file already; it is never overwritten");
}

}  // namespace tanbu::cli
