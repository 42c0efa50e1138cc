// The central directory of a zip archive, judged. Not a reader of archives. Threading: a free function of one thread.
#pragma once
#include <variant>
#include <vector>

#include "importers/table/archive.hpp"

namespace tanbu::importers {

// The entries in the order of the directory, or the first fault of archive.hpp.
[[nodiscard]] std::variant<std::vector<ArchiveEntry>, FileFault> read_zip_directory(const FileBytes& file,
                                                                                    const TableLimits& limits);

}  // namespace tanbu::importers
