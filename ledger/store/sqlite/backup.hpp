// One file that holds a whole database as it was at one moment, made beside a running writer, and the question whether
// a file is whole. Not the question whether its log is the right one; that is the engine's. Source: SQLite, "VACUUM
// INTO". Errors: StoreFault. Threading: each call has a connection of its own.
#pragma once
#include <filesystem>
#include <optional>
#include <string>

namespace tanbu::store {

// Writes a copy in one read transaction and syncs it. Rows that were deleted are in no page of the copy. `copy` must
// not be there; it is made with mode 0600. A database of an earlier schema is copied as it is.
void copy_sqlite(const std::filesystem::path& database, const std::filesystem::path& copy);
// What SQLite's own check of every page and index says first; nothing when all is well.
[[nodiscard]] std::optional<std::string> first_fault_of(const std::filesystem::path& database);

}  // namespace tanbu::store
