// The private key of a witness in its file: a note-style key of type 0x04 (C2SP tlog-cosignature), one line
// "PRIVATE+KEY+name+keyid+base64(04 || seed)", mode 0600. Not a party's key (crypto/jwk.hpp). Faults of the machine are
// std::system_error.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "ledger/log/note.hpp"

namespace tanbu::cli {

struct WitnessKeyFault {
  // witness_key_missing, witness_key_permissions (somebody but the owner has access), witness_key_unreadable (not a
  // regular file, or not such a key), witness_key_type (a log's key: a log that cosigns itself says nothing),
  // witness_key_exists.
  std::string code;
  std::string detail;
};

[[nodiscard]] std::variant<log::Signer, WitnessKeyFault> read_witness_key(const std::filesystem::path& path);
// Makes the file with mode 0600 from the first byte and syncs it and its folder; never overwrites.
[[nodiscard]] std::optional<WitnessKeyFault> write_witness_key(const std::filesystem::path& path,
                                                               const log::Signer& signer);

}  // namespace tanbu::cli
