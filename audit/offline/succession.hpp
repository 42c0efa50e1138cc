// How trust in a log's key leads to its next key (formats section 30): an entry that brings the next key, proved by a
// checkpoint that the trusted key signed, and by the next key as well. Threading: pure functions.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ledger/log/note.hpp"

namespace tanbu::offline {

// The key that follows `from`, where this receipt and this command prove it: the receipt's checkpoint is signed by
// `from`, its entry is an add_log_key, the command is the one that the entry hashes and names a key of this log, and
// that key signed the same checkpoint. Nothing otherwise.
[[nodiscard]] std::optional<log::Verifier> key_that_follows(std::string_view receipt, const std::string& command,
                                                            const log::Verifier& from);

// The key of the log that a genesis or an add_log_key names; nothing for another command, or one that cannot be read.
[[nodiscard]] std::optional<std::string> log_vkey_in(const std::string& command);

}  // namespace tanbu::offline
