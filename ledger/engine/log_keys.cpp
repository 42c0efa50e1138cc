#include "ledger/engine/log_keys.hpp"

#include "ledger/log/checkpoint.hpp"

namespace tanbu::engine {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::variant<log::Signer, OpenFault> read_signer(const std::filesystem::path& path, const std::string& words) {
  const auto text = read_file(path);
  if (!text) return OpenFault{"key_file", "there is no " + words + " at " + path.string()};
  if (!is_private(path)) return OpenFault{"key_file", path.string() + " can be read by others; set its mode to 0600"};
  auto signer = log::Signer::parse(first_line(*text));
  if (!log::ok(signer)) {
    return OpenFault{"key_file", "the " + words + " is not readable: " + std::string(log::code(signer))};
  }
  return log::value(std::move(signer));
}

// A ledger that published a second key and came back without it would drop the line in silence.
std::optional<OpenFault> compare_with_published(const Folder& folder, const log::Signer* sm2) {
  const auto published = read_file(folder.sm2_vkey());
  if (sm2 == nullptr) {
    if (!published) return std::nullopt;
    return OpenFault{"key_file", folder.sm2_vkey().string() + " names a key that is not at " +
                                     folder.sm2_key().string() + "; bring it back, or remove both to end the line"};
  }
  const auto vkey = sm2->verifier().text();
  if (!published) {
    replace_file(folder.sm2_vkey(), vkey + "\n", 0644, Durability::durable);
  } else if (first_line(*published) != vkey) {
    return OpenFault{"key_file", folder.sm2_vkey().string() + " names another key than " + folder.sm2_key().string()};
  }
  return std::nullopt;
}

}  // namespace

log::Result<log::Checkpoint> LogKeys::open(const std::string& note) const {
  std::vector<log::Verifier> also;
  if (sm2) also.push_back(sm2->verifier());
  auto opened = log::open_checkpoint(note, log.verifier(), also);
  if (!log::ok(opened)) return std::get<log::Fault>(opened);
  return log::value(std::move(opened)).checkpoint;
}

std::variant<LogKeys, OpenFault> read_log_keys(const Folder& folder) {
  auto log_key = read_signer(folder.log_key(), "log key");
  if (auto* fault = std::get_if<OpenFault>(&log_key)) return std::move(*fault);
  LogKeys keys{std::move(std::get<log::Signer>(log_key)), std::nullopt};
  if (keys.log.verifier().type() != log::SignatureType::ed25519) {
    return OpenFault{"key_file", "the log key must be an Ed25519 key"};
  }
  if (std::filesystem::exists(folder.sm2_key())) {
    auto sm2 = read_signer(folder.sm2_key(), "log's SM2 key");
    if (auto* fault = std::get_if<OpenFault>(&sm2)) return std::move(*fault);
    keys.sm2 = std::move(std::get<log::Signer>(sm2));
    if (keys.sm2->verifier().type() != log::SignatureType::pkix_sm2_sm3 || keys.sm2->name() != keys.log.name()) {
      return OpenFault{"key_file", "the log's SM2 key must be an SM2 key under the name " + keys.log.name()};
    }
  }
  if (auto fault = compare_with_published(folder, keys.second())) return std::move(*fault);
  return keys;
}

std::variant<log::Verifier, OpenFault> make_sm2_line(const std::filesystem::path& directory) {
  const Folder folder{directory};
  if (!std::filesystem::exists(folder.log_key())) {
    return OpenFault{"missing", "there is no log key in " + directory.string()};
  }
  // A running server would go on without the line, while the folder says that there is one.
  const auto lock = FolderLock::take(folder);
  if (!lock) return OpenFault{"locked", directory.string() + " is used by another process"};
  if (std::filesystem::exists(folder.sm2_key()) || std::filesystem::exists(folder.sm2_vkey())) {
    return OpenFault{"exists", "there is an SM2 key for the log in " + directory.string() + " already"};
  }
  try {
    const auto keys = read_log_keys(folder);
    if (const auto* fault = std::get_if<OpenFault>(&keys)) return *fault;
    const log::Signer signer(std::get<LogKeys>(keys).log.name(), log::SignatureType::pkix_sm2_sm3,
                             crypto::sm2::random_key());
    replace_file(folder.sm2_key(), signer.text() + "\n", 0600, Durability::durable);
    replace_file(folder.sm2_vkey(), signer.verifier().text() + "\n", 0644, Durability::durable);
    return signer.verifier();
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

}  // namespace tanbu::engine
