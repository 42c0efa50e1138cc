// `tanbu reconcile FILE`: a newer export of a registry against the ledger. Asks the ledger what it has, shows what is
// new, changed, moved, gone or in conflict, and gives the commands that would bring the ledger in line: to a file, for
// somebody to read, or signed and sent with a registrar's key. The comparison is importers/reconcile.hpp.
#pragma once
#include <filesystem>
#include <string>

#include "api/cli/exit.hpp"
#include "api/cli/import.hpp"
#include "api/cli/settings.hpp"

namespace tanbu::cli {

struct ReconcileArguments {
  ImportArguments file;
  bool complete_list = false;  // the list holds everything of its scope
  std::string scope = {};      // projects (those that it names) or programme
  bool csv = false;
  std::filesystem::path out = {};       // for the unsigned commands, one JSON object a line
  bool send = false;                    // sign and send what is proposed
  std::filesystem::path commands = {};  // instead of a file of a registry: commands that were written with `out`
};

// ok: the ledger is in line, or everything proposed was recorded; failure: something differs, or was refused;
// not_allowed: the ledger allowed nothing; Stop otherwise.
[[nodiscard]] Exit run_reconcile(const Settings& settings, const ReconcileArguments& arguments);

}  // namespace tanbu::cli
