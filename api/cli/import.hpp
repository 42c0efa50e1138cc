// `tanbu import FILE`: a registry's export, of whichever format, becomes signed commands of the registrar: projects,
// batches, and what became of units that the ledger holds. Asks the ledger what it has, shows the report, signs, keeps
// everything in an outbox, and sends. Reading the file is the business of importers/.
#pragma once
#include <filesystem>
#include <string>

#include "api/cli/exit.hpp"
#include "api/cli/settings.hpp"

namespace tanbu::cli {

struct ImportArguments {
  std::filesystem::path file;
  std::string programme = {};   // the file must hold its units; empty: whatever the file says
  std::string encoding = {};    // of a text; empty: found out
  std::string delimiter = {};   // of values between delimiters: , ; or tab
  std::string sheet = {};       // of a workbook, or the path of JSON's rows
  std::string profile = {};     // name of the format, where a header is that of two
  std::string made_on = {};     // YYYY-MM-DD: the day on which the registry made the file
  bool compare = false;         // rows of known units are given as they stand (reconcile.hpp)
  bool blank_template = false;  // write an empty template instead, to `out` or stdout
  std::filesystem::path out = {};
};

// --dry-run shows the report only, and works without a ledger's address too. Asks before signing unless --yes. A run
// that was interrupted is finished by the same call. ok: everything is recorded or known; failure: some rows were
// refused, by the importer or by the ledger; not_allowed: the ledger allowed nothing; Stop otherwise.
[[nodiscard]] Exit run_import(const Settings& settings, const ImportArguments& arguments);

}  // namespace tanbu::cli
