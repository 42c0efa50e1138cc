// Whole lists of the ledger as files: every page is read and written row by row, so that memory does not grow with the
// list, and a file gets its name when it is complete. Spelling of cells: importers/exported.hpp, formats section 34.
#pragma once
#include <CLI/App.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/cli/exit.hpp"
#include "api/cli/session.hpp"
#include "importers/exported.hpp"

namespace tanbu::cli {

// What --csv, --out, --xlsx and --replace say.
struct ListOutput {
  bool csv = false;
  std::string out;   // of --csv; empty: stdout
  std::string xlsx;  // a file
  bool replace = false;
  [[nodiscard]] bool is_asked() const { return csv || !xlsx.empty() || !out.empty() || replace; }
};
// Adds the options; `output` must outlive the parsing.
void add_list_output(CLI::App& verb, ListOutput& output);

// A small table that goes with a list where it cannot be mistaken for rows of it: a sheet of a workbook. Not into CSV.
struct Totals {
  std::string sheet;
  std::vector<std::string> columns;
  std::function<void(const std::vector<importers::ExportedCell>& row)> count;
  std::function<std::vector<std::vector<importers::ExportedCell>>()> rows;
};

// Writes the list below `path`, which has a query already. Stop (usage) where the options contradict each other or a
// file of the name is there and --replace is not given; Stop (failure) where the server gives rows that this program
// has no columns for, or what cannot stand in a workbook.
Exit write_list(Session& session, std::string_view list, const std::string& path, Access access,
                const ListOutput& output, const Totals* totals = nullptr);

}  // namespace tanbu::cli
