// `tanbu import FILE`: a registry's export, of whichever format, becomes signed commands of the registrar: projects,
// batches, and what became of units that the ledger holds. Asks the ledger what it has, reads the file and shows what
// is in it, reads it again and signs into an outbox on disk, and sends from there. Memory does not grow with the file
// but for a few dozen octets a row (importers/known_units.hpp). Reading the file is the business of importers/. Source:
// decision 44.
#pragma once
#include <filesystem>
#include <string>

#include "api/cli/exit.hpp"
#include "api/cli/settings.hpp"

namespace tanbu::cli {

struct ImportArguments {
  std::filesystem::path file;
  std::string programme = {};         // the file must hold its units; empty: whatever the file says
  std::string encoding = {};          // of a text; empty: found out
  std::string delimiter = {};         // of values between delimiters: , ; or tab
  std::string sheet = {};             // of a workbook, or the path of JSON's rows
  std::string profile = {};           // name of the format, where a header is that of two
  std::string made_on = {};           // YYYY-MM-DD: the day on which the registry made the file
  std::string unpacked_max = {};      // MiB that a workbook may have unpacked; empty: the usual limit
  std::filesystem::path report = {};  // everything that is found and told, as lines of JSON
  bool compare = false;               // rows of known units are given as they stand (reconcile.hpp)
  bool blank_template = false;        // write an empty template instead, to `out` or stdout
  std::filesystem::path out = {};
};

// --dry-run shows the report only, and works without a ledger's address too. Asks before signing unless --yes. A run
// that was interrupted is finished by the same call. ok: everything is recorded or known; failure: some rows were
// refused, by the importer or by the ledger; not_allowed: the ledger allowed nothing; Stop otherwise.
[[nodiscard]] Exit run_import(const Settings& settings, const ImportArguments& arguments);

}  // namespace tanbu::cli
