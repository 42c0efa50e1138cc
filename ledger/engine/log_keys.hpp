// The private keys that sign a ledger's checkpoints: the log key in D/keys/log, while a rotation lasts the next one
// beside it in D/keys/log-next, and, where the operator wants one, an SM2 key for a further line of every checkpoint
// (formats sections 8 and 30). Which of them sign at which size the entries say, never the folder. Threading: an object
// belongs to one thread at a time; the writer's, once the ledger is open.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ledger/engine/engine.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/key_history.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::engine {

class LogKeys {
 public:
  // Code of the fault: key_file (missing, readable by others, no such key, or not the key that D/log-sm2.vkey names).
  [[nodiscard]] static std::variant<LogKeys, OpenFault> read(const Folder& folder);

  // Of the key in D/keys/log.
  [[nodiscard]] const log::Verifier& verifier() const { return signers_.front()->verifier(); }
  // The private half of a key. Where it is not known yet the folder is looked at again: the next key is made beside a
  // running server. nullptr: it is not there.
  [[nodiscard]] const log::Signer* find(const std::string& vkey);
  [[nodiscard]] const log::Signer* second() const { return sm2_ ? sm2_.get() : nullptr; }
  // Where there is an SM2 key: the line of that key must be valid where there is one, and there is none yet where the
  // key is younger than the checkpoint. The code of what is wrong, or nothing.
  [[nodiscard]] std::optional<std::string> fault_of_second_line(const std::string& note) const;
  // key_file where the note bears a line under the log's name that is of none of its keys, nor of the present SM2 key,
  // nor of one that the operator ended: a restore without that key would drop the line, or begin another, in silence.
  [[nodiscard]] std::optional<OpenFault> lost_second_line(const std::string& note,
                                                          const log::KeyHistory& history) const;
  // key_file where the private half of a key in force is not in the folder.
  [[nodiscard]] std::optional<OpenFault> missing_key(const log::KeyHistory& history, std::uint64_t size);
  // Brings the folder to what the entries say, each step whole or not at all: the next key takes the place of a retired
  // one, a retired next key goes, D/log.vkey names the newest key in force; D/log-sm2.vkey is written where only that
  // step of the making was lost. Under the folder's lock. Throws StoreFault.
  void settle(const log::KeyHistory& history, std::uint64_t size);

 private:
  explicit LogKeys(Folder folder) : folder_(std::move(folder)) {}
  [[nodiscard]] std::optional<OpenFault> read_second_line();

  Folder folder_;
  std::vector<std::unique_ptr<const log::Signer>> signers_;  // of D/keys/log, then of D/keys/log-next
  std::unique_ptr<const log::Signer> sm2_;
};

// Every key of the log and from which entry to which it signs, as the snapshot has it; throws StoreFault where genesis
// or a note names none that can be read.
[[nodiscard]] log::KeyHistory key_history(const View& view, const GenesisCommand& genesis);
[[nodiscard]] log::KeyHistory key_history(store::Reader& reader);

}  // namespace tanbu::engine
