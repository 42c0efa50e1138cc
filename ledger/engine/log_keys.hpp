// The keys that sign a ledger's checkpoints: the log key, which genesis names, and beside it, where the operator wants
// one, an SM2 key for a second line of every checkpoint from then on (formats section 8). Strangers' software skips
// that line, and nothing but it rests on the second key.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "ledger/engine/engine.hpp"
#include "ledger/engine/folder.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::engine {

struct LogKeys {
  log::Signer log;
  std::optional<log::Signer> sm2;

  [[nodiscard]] const log::Signer* second() const { return sm2 ? &*sm2 : nullptr; }
  // The log's signature is demanded; the line of the SM2 key must be valid where there is one, and there is none yet
  // where the key is younger than the checkpoint.
  [[nodiscard]] log::Result<log::Checkpoint> open(const std::string& note) const;
};

// Code of the fault: key_file (missing, readable by others, no such key, or not the key that D/log-sm2.vkey names).
// D/log-sm2.vkey is written where only that step of the making was lost.
[[nodiscard]] std::variant<LogKeys, OpenFault> read_log_keys(const Folder& folder);

}  // namespace tanbu::engine
