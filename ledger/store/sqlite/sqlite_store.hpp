// The embedded store: one SQLite file, WAL, synchronous=FULL (asserted at open). Append-only tables are guarded by
// triggers.
#pragma once
#include <filesystem>
#include <memory>

#include "ledger/store/store.hpp"

namespace tanbu::store {

// The database declares something that this program did not: a trigger more, a guard less, a table defined otherwise.
// What is written to it may become something else on the way.
struct SchemaAltered : StoreUnfit {
  using StoreUnfit::StoreUnfit;
};

// `existing` brings a database of an earlier schema up to date. `as_it_is` leaves it in its schema: for a copy, and for
// the questions that come before an upgrade; only head(), reader() and the log's part of that reader are for use then.
// A database of the present schema that declares anything else than a new ledger does is refused with SchemaAltered.
enum class OpenMode { create, existing, as_it_is };
[[nodiscard]] std::unique_ptr<Store> open_sqlite(const std::filesystem::path& file, OpenMode mode);
// Readers only; never writes, works beside a running writer. Of a database of an earlier schema (`upgradable`) only
// head() and the log's part are for use.
enum class Schemas { present, upgradable };
[[nodiscard]] std::unique_ptr<Reader> open_sqlite_reader(const std::filesystem::path& file,
                                                         Schemas allowed = Schemas::present);

}  // namespace tanbu::store
