// Backup and restore of a ledger's folder (formats section 26). A backup is one database file and, beside it, the
// newest checkpoint of that copy; the private keys are not in it. Restoring asks for the newest checkpoint that anybody
// knows: signing on from an older copy would be a second history under the same name.
// Errors: an OpenFault with a stable code; faults of the machine come out as code `store`. Threading: free functions.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "ledger/engine/engine.hpp"

namespace tanbu::engine {

struct CopiedLedger {
  std::string origin;
  std::string log_vkey;  // the newest in force
  log::KeyHistory keys;
  std::uint64_t size = 0;
  std::string root;        // base64
  std::string checkpoint;  // the signed note
};

// Copies D's database as it is at one moment into `file`, checks the copy (every page, the declarations, the newest
// checkpoint, every entry, command and tile under it) and puts its checkpoint into `file`.checkpoint, or a newer one
// that the folder knows. What was refused and the state are the audit's to check. Works beside a running server.
// Codes: missing, exists, damaged, chain, schema_altered, store.
[[nodiscard]] std::variant<CopiedLedger, OpenFault> back_up(const std::filesystem::path& directory,
                                                            const std::filesystem::path& file);

struct RestoreOptions {
  std::filesystem::path file;
  std::filesystem::path directory;           // D2; a ledger must not be there, its keys may
  std::string latest_checkpoint;             // the newest signed note that anybody knows
  std::optional<std::string> pinned_vkey{};  // the log's key as known from elsewhere
  // Accept a copy that is older than the newest checkpoint, as an archive that no server will write to.
  bool read_only = false;
};
// Codes: as back_up, vkey_not_pinned, key_file (the folder's log key is another ledger's), and would_fork when the copy
// does not contain the tree of the newest checkpoint or of one that lies in the folder; archive when the folder is one.
// Nothing is put in place unless all checks passed.
[[nodiscard]] std::variant<CopiedLedger, OpenFault> restore(const RestoreOptions& options);

// What a folder holds, checked as a copy is; for the genesis of a ledger that goes on from it.
[[nodiscard]] std::variant<CopiedLedger, OpenFault> look_into(const std::filesystem::path& directory);

}  // namespace tanbu::engine
