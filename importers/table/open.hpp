// The three readers behind open_table, each for a file that was recognised already. Threading: as table.hpp.
#pragma once
#include <memory>
#include <string_view>
#include <variant>

#include "importers/table.hpp"

namespace tanbu::importers {

using Opened = std::variant<std::unique_ptr<Table>, FileFault>;

// `facts` holds what is known of the text: octets and encoding.
[[nodiscard]] Opened open_csv(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options);
[[nodiscard]] Opened open_json(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options);
[[nodiscard]] Opened open_workbook(std::shared_ptr<const FileBytes> file, FileFacts facts, const TableOptions& options);

// The same table; where it is one of the lists that we hand out (exported.hpp), each cell is what it was before it was
// spelled for the file. Told by the header alone: every column of the list stands in the first row of a sheet.
[[nodiscard]] std::unique_ptr<Table> with_original_cells(std::unique_ptr<Table> table);

// A number in a spelling with an exponent that names fewer digits than the number has: 1.2E+31, 1.23E+05. A spreadsheet
// program wrote it in place of an identifier.
[[nodiscard]] bool has_lost_digits(std::string_view text);

inline constexpr std::string_view file_changed_detail = "the file was written while it was read: import it again";

}  // namespace tanbu::importers
