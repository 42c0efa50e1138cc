// The embedded store: one SQLite file, WAL, synchronous=FULL (asserted at open). Append-only tables are guarded by
// triggers.
#pragma once
#include <filesystem>
#include <memory>

#include "ledger/store/store.hpp"

namespace tanbu::store {

enum class OpenMode { create, existing };
[[nodiscard]] std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, OpenMode mode);
// Readers only; never writes, works beside a running writer.
[[nodiscard]] std::unique_ptr<Reader> open_sqlite_reader(const std::filesystem::path& file);

}  // namespace tanbu::store
