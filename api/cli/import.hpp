// `tanbu import FILE`: a registry's export becomes signed commands of the registrar. Asks the ledger what it has, shows
// the report, signs, keeps everything in an outbox, and sends. Reading the file is the business of importers/.
#pragma once
#include <filesystem>
#include <string>

#include "api/cli/exit.hpp"
#include "api/cli/settings.hpp"

namespace tanbu::cli {

struct ImportArguments {
  std::filesystem::path file;
  std::string programme = "VCS";
};

// --dry-run shows the report only, and works without a ledger's address too. Asks before signing unless --yes. A run
// that was interrupted is finished by the same call. ok: everything is recorded or known; failure: some rows were
// refused, by the importer or by the ledger; not_allowed: the ledger allowed nothing; Stop otherwise.
[[nodiscard]] Exit run_import(const Settings& settings, const ImportArguments& arguments);

}  // namespace tanbu::cli
