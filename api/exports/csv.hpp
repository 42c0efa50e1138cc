// Lists as comma-separated values (RFC 4180) with a byte order mark, so that spreadsheets read UTF-8 as such. Cells are
// spelled so that none is run as a formula and all are read back (importers/exported.hpp). Pure functions.
#pragma once
#include <string>
#include <vector>

#include "importers/exported.hpp"

namespace tanbu::exports {

inline constexpr std::string_view csv_media_type = "text/csv; charset=utf-8; header=present";

// The byte order mark and the line of names.
void append_csv_header(std::string& out, const importers::ExportedList& list);
void append_csv_row(std::string& out, const std::vector<importers::ExportedCell>& cells);

}  // namespace tanbu::exports
