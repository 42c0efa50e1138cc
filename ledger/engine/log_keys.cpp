#include "ledger/engine/log_keys.hpp"

#include <algorithm>
#include <sstream>

#include "crypto/encoding.hpp"
#include "ledger/engine/recorded_command.hpp"
#include "ledger/log/checkpoint.hpp"
#include "ledger/rules/log_keys.hpp"
#include "ledger/store/sqlite/sqlite_store.hpp"

namespace tanbu::engine {
namespace {

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::variant<log::Signer, OpenFault> read_signer(const std::filesystem::path& path, const std::string& words) {
  const auto text = read_secret_file(path);
  if (!text) return OpenFault{"key_file", "there is no " + words + " at " + path.string()};
  if (!is_private(path)) return OpenFault{"key_file", path.string() + " can be read by others; set its mode to 0600"};
  auto signer = log::Signer::parse(text->first_line());
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
                                     folder.sm2_key().string() + "; bring it back, or move the former to " +
                                     folder.ended_sm2_vkeys().string() + " to end the line for good"};
  }
  if (published && first_line(*published) != sm2->verifier().text()) {
    return OpenFault{"key_file", folder.sm2_vkey().string() + " names another key than " + folder.sm2_key().string()};
  }
  return std::nullopt;
}

// Of the second lines that the operator ended in so many words.
std::vector<log::KeyId> ended_lines(const Folder& folder) {
  std::vector<log::KeyId> ids;
  std::istringstream text(read_file(folder.ended_sm2_vkeys()).value_or(""));
  for (std::string line; std::getline(text, line);) {
    const auto key = log::Verifier::parse(line);
    if (log::ok(key)) ids.push_back(log::value(key).id());
  }
  return ids;
}

// A key under which checkpoints are signed, by its file.
std::variant<std::unique_ptr<const log::Signer>, OpenFault> read_log_signer(const std::filesystem::path& path) {
  auto read = read_signer(path, "log key");
  if (auto* fault = std::get_if<OpenFault>(&read)) return std::move(*fault);
  auto signer = std::make_unique<const log::Signer>(std::move(std::get<log::Signer>(read)));
  if (signer->verifier().type() != log::SignatureType::ed25519)
    return OpenFault{"key_file", path.string() + " must hold an Ed25519 key"};
  return signer;
}

bool is_among(const std::vector<log::Verifier>& keys, const log::Verifier& key) {
  return std::any_of(keys.begin(), keys.end(), [&](const log::Verifier& one) { return one.text() == key.text(); });
}

log::Verifier verifier_of(const std::string& vkey) {
  auto parsed = log::Verifier::parse(vkey);
  if (!log::ok(parsed)) throw store::StoreFault("the database names no readable key of the log: " + vkey);
  return log::value(std::move(parsed));
}

}  // namespace

std::variant<LogKeys, OpenFault> LogKeys::read(const Folder& folder) {
  LogKeys keys(folder);
  auto first = read_log_signer(folder.log_key());
  if (auto* fault = std::get_if<OpenFault>(&first)) return std::move(*fault);
  keys.signers_.push_back(std::move(std::get<std::unique_ptr<const log::Signer>>(first)));
  if (std::filesystem::exists(folder.next_log_key())) {
    auto next = read_log_signer(folder.next_log_key());
    if (auto* fault = std::get_if<OpenFault>(&next)) return std::move(*fault);
    keys.signers_.push_back(std::move(std::get<std::unique_ptr<const log::Signer>>(next)));
  }
  if (auto fault = keys.read_second_line()) return std::move(*fault);
  return keys;
}

std::optional<OpenFault> LogKeys::read_second_line() {
  if (std::filesystem::exists(folder_.sm2_key())) {
    auto sm2 = read_signer(folder_.sm2_key(), "log's SM2 key");
    if (auto* fault = std::get_if<OpenFault>(&sm2)) return std::move(*fault);
    sm2_ = std::make_unique<const log::Signer>(std::move(std::get<log::Signer>(sm2)));
    if (sm2_->verifier().type() != log::SignatureType::pkix_sm2_sm3 || sm2_->name() != verifier().name())
      return OpenFault{"key_file", "the log's SM2 key must be an SM2 key under the name " + verifier().name()};
  }
  return compare_with_published(folder_, second());
}

const log::Signer* LogKeys::find(const std::string& vkey) {
  const auto known = [&]() -> const log::Signer* {
    const auto signer =
        std::find_if(signers_.begin(), signers_.end(), [&](const auto& one) { return one->verifier().text() == vkey; });
    return signer == signers_.end() ? nullptr : signer->get();
  };
  if (const auto* signer = known()) return signer;
  if (!std::filesystem::exists(folder_.next_log_key())) return nullptr;
  auto next = read_log_signer(folder_.next_log_key());
  auto* signer = std::get_if<std::unique_ptr<const log::Signer>>(&next);
  if (signer == nullptr || (*signer)->verifier().text() != vkey) return nullptr;
  signers_.push_back(std::move(*signer));
  return signers_.back().get();
}

std::optional<std::string> LogKeys::fault_of_second_line(const std::string& note) const {
  if (!sm2_) return std::nullopt;
  const auto opened = log::open_note(note, {sm2_->verifier()});
  if (log::ok(opened) || log::code(opened) == "note_unsigned") return std::nullopt;
  return std::string(log::code(opened));
}

std::optional<OpenFault> LogKeys::lost_second_line(const std::string& note, const log::KeyHistory& history) const {
  const auto parsed = log::parse_note(note);
  if (!log::ok(parsed)) return OpenFault{"chain", "the newest checkpoint is no signed note"};
  std::vector<log::KeyId> known = ended_lines(folder_);
  for (const log::Verifier& key : history.all()) known.push_back(key.id());
  if (sm2_) known.push_back(sm2_->verifier().id());
  for (const log::NoteSignature& line : log::value(parsed).signatures) {
    if (line.name != history.origin() || std::find(known.begin(), known.end(), line.id) != known.end()) continue;
    const std::string id = crypto::hex_encode(std::string(line.id.begin(), line.id.end()));
    const std::string key = folder_.sm2_key().string();
    return OpenFault{"key_file", "the newest checkpoint bears a second line by the key with id " + id + ", and " +
                                     (sm2_ ? key + " is another key" : "there is no " + key) +
                                     "; bring the key back, or name its vkey in " + folder_.ended_sm2_vkeys().string() +
                                     " to end the line for good"};
  }
  return std::nullopt;
}

std::optional<OpenFault> LogKeys::missing_key(const log::KeyHistory& history, std::uint64_t size) {
  for (const log::Verifier& key : history.in_force_at(size)) {
    if (find(key.text()) != nullptr) continue;
    const auto since = history.find(key.text())->from_entry;
    return OpenFault{"key_file", "checkpoints must be signed by " + key.text() + " (since entry " +
                                     std::to_string(since) + "), and its private key is neither " +
                                     folder_.log_key().string() + " nor " + folder_.next_log_key().string()};
  }
  return std::nullopt;
}

// The files are read anew, because the next key may be younger than what is in memory. A process that is killed here
// leaves either the old name or the new one, and the next one to open the folder goes on from there.
void LogKeys::settle(const log::KeyHistory& history, std::uint64_t size) {
  const auto in_force = history.in_force_at(size);
  const auto now = read_log_signer(folder_.log_key());
  const auto next = std::filesystem::exists(folder_.next_log_key())
                        ? read_log_signer(folder_.next_log_key())
                        : std::variant<std::unique_ptr<const log::Signer>, OpenFault>(OpenFault{});
  const auto* present = std::get_if<std::unique_ptr<const log::Signer>>(&now);
  const auto* coming = std::get_if<std::unique_ptr<const log::Signer>>(&next);
  if (coming != nullptr) {
    const bool signs = is_among(in_force, (*coming)->verifier());
    const bool was_retired = !signs && history.find((*coming)->verifier().text()) != nullptr;
    const bool place_is_free = present == nullptr || !is_among(in_force, (*present)->verifier());
    if (signs && place_is_free) move_file(folder_.next_log_key(), folder_.log_key());
    if (was_retired) remove_durably(folder_.next_log_key());
  }
  const std::string vkey = in_force.back().text() + "\n";
  if (read_file(folder_.vkey()) != vkey) replace_file(folder_.vkey(), vkey, 0644, Durability::durable);
  if (sm2_ && !std::filesystem::exists(folder_.sm2_vkey()))
    replace_file(folder_.sm2_vkey(), sm2_->verifier().text() + "\n", 0644, Durability::durable);
  // A retired key signs nothing more; it is wiped from memory here.
  std::erase_if(signers_, [&](const auto& signer) {
    return history.find(signer->verifier().text()) != nullptr && !is_among(in_force, signer->verifier());
  });
}

log::KeyHistory key_history(const View& view, const GenesisCommand& genesis) {
  log::KeyHistory history(verifier_of(genesis.log_vkey));
  for (const LogKey& key : rules::all_log_keys(view, genesis.log_vkey)) {
    if (key.entry.value > 0) history.add(verifier_of(key.vkey), key.entry.value);
    if (key.retired_by) history.retire(key.vkey, key.retired_by->value);
  }
  return history;
}

log::KeyHistory key_history(store::Reader& reader) {
  const auto genesis = recorded_genesis(reader);
  if (!genesis) throw store::StoreFault("there is no genesis in the database");
  return key_history(reader, *genesis);
}

std::variant<log::Verifier, OpenFault> make_sm2_line(const std::filesystem::path& directory) {
  const Folder folder{directory};
  if (!std::filesystem::exists(folder.log_key())) {
    return OpenFault{"missing", "there is no log key in " + directory.string()};
  }
  // A running server would go on without the line, while the folder says that there is one.
  try {
    const auto lock = FolderLock::take(folder);
    if (!lock) return OpenFault{"locked", directory.string() + " is used by another process"};
    if (std::filesystem::exists(folder.sm2_key()) || std::filesystem::exists(folder.sm2_vkey()))
      return OpenFault{"exists", "there is an SM2 key for the log in " + directory.string() + " already"};
    const auto keys = LogKeys::read(folder);
    if (const auto* fault = std::get_if<OpenFault>(&keys)) return *fault;
    if (std::filesystem::exists(folder.database())) {
      const auto reader = store::open_sqlite_reader(folder.database(), store::Schemas::upgradable);
      const std::string newest = reader->head().checkpoint;
      if (auto fault = std::get<LogKeys>(keys).lost_second_line(newest, key_history(*reader))) return *std::move(fault);
    }
    const log::Signer signer(std::get<LogKeys>(keys).verifier().name(), log::SignatureType::pkix_sm2_sm3,
                             crypto::sm2::random_key());
    replace_file(folder.sm2_key(), signer.text() + "\n", 0600, Durability::durable);
    replace_file(folder.sm2_vkey(), signer.verifier().text() + "\n", 0644, Durability::durable);
    return signer.verifier();
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

std::variant<log::Verifier, OpenFault> make_next_log_key(const std::filesystem::path& directory) {
  const Folder folder{directory};
  try {
    auto present = read_log_signer(folder.log_key());
    if (auto* fault = std::get_if<OpenFault>(&present)) return std::move(*fault);
    const auto& signer = std::get<std::unique_ptr<const log::Signer>>(present);
    const log::Signer next(signer->name(), log::SignatureType::ed25519, crypto::ed25519::random_seed());
    if (!create_file(folder.next_log_key(), next.text() + "\n", 0600)) {
      auto there = read_log_signer(folder.next_log_key());
      const auto* other = std::get_if<std::unique_ptr<const log::Signer>>(&there);
      return OpenFault{"exists", "there is a next log key in " + directory.string() + " already" +
                                     (other == nullptr ? "" : ": " + (*other)->verifier().text())};
    }
    return next.verifier();
  } catch (const std::runtime_error& fault) {
    return OpenFault{"store", fault.what()};
  }
}

}  // namespace tanbu::engine
