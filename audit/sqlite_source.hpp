// A Source over a ledger's own folder: the log tables as bytes, and comparison of everything else that the database
// keeps with what the log makes of it. Opens for reading only, beside a running server. Threading: one thread.
#pragma once
#include <filesystem>
#include <memory>

#include "audit/replay.hpp"

namespace tanbu::audit {

// Throws SourceFault when the database cannot be opened. `integrity`: let SQLite examine every page as well.
[[nodiscard]] std::unique_ptr<Source> sqlite_source(const std::filesystem::path& directory, bool integrity);

// The bytes of a small file; nothing when it cannot be read or is longer than a note can be.
[[nodiscard]] std::optional<std::string> read_small_file(const std::filesystem::path& file);

}  // namespace tanbu::audit
