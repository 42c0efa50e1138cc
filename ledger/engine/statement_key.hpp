// The key that signs what a ledger states beside its log (formats section 13): made beside the log key, named in
// genesis. Not the log key, which signs checkpoints only, so that no statement can be mistaken for one.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <variant>

#include "ledger/engine/engine.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::engine {

// Makes D/keys/statement (0600). Codes of the fault: exists, store.
[[nodiscard]] std::variant<log::Verifier, OpenFault> make_statement_key(const std::filesystem::path& directory,
                                                                        const std::string& origin);

// Nothing when there is no such file. Code of the fault: key_file (readable by others, or not a key).
[[nodiscard]] std::variant<std::shared_ptr<const log::Signer>, OpenFault> read_statement_key(
    const std::filesystem::path& directory);

// The folder's key when it is the one that the ledger's genesis names; nothing where genesis names none. A named key
// that is missing, and one that genesis does not name, are faults (key_file, genesis).
[[nodiscard]] std::variant<std::shared_ptr<const log::Signer>, OpenFault> statement_key_of(
    const std::filesystem::path& directory, Engine& engine);

}  // namespace tanbu::engine
