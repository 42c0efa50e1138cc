// Verra's public export of VCUs with 17 columns, profile "verra-vcu-17/1": one row is one block of units. Chosen by the
// names in the header, never by the name of the file. Not for the account holder's report (9 columns) or the interface
// of the 2026 platform.
#pragma once
#include <string_view>
#include <variant>

#include "importers/csv.hpp"
#include "importers/reading.hpp"
#include "importers/table.hpp"

namespace tanbu::importers {

inline constexpr std::string_view verra_profile = "verra-vcu-17/1";

// The whole table, whose first row is the header, or why it is none. A bad row is in Reading::refused and never hinders
// another row. Dates are YYYY-MM-DD; quantities are digits, or digits in groups of three with commas. What a row must
// satisfy: the serial reads in the programme's grammar, its range has as many units as the quantity says (RT-02), its
// vintage and project are those beside it, the issuance is not before the vintage's end (RT-07), and no unit stands in
// an earlier row or in a batch that the ledger holds. The export has one column for retirements and cancellations; rows
// with a date are recorded as retired, and those without beneficiary, reason and details get the notice
// may_be_cancelled.
[[nodiscard]] std::variant<Reading, FileFault> read_verra(Table& table, const Source& source, const Known& known);
// Of a text in memory, in UTF-8 and with commas.
[[nodiscard]] std::variant<Reading, FileFault> read_verra(std::string_view bytes, const Source& source,
                                                          const Known& known, CsvLimits limits = {});

}  // namespace tanbu::importers
