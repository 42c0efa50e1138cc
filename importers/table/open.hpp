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

// A number in a spelling with an exponent that names fewer digits than the number has: 1.2E+31, 1.23E+05. A spreadsheet
// program wrote it in place of an identifier.
[[nodiscard]] bool has_lost_digits(std::string_view text);

inline constexpr std::string_view file_changed_detail = "the file was written while it was read: import it again";

}  // namespace tanbu::importers
