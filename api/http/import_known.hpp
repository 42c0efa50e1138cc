// What the ledger knows already of the programmes of a posted file, from one snapshot: projects, batches, and what
// registries have said of their units since.
#pragma once
#include <cstddef>
#include <optional>
#include <set>
#include <string>

#include "importers/rows.hpp"
#include "ledger/store/store.hpp"

namespace tanbu::http {

// Nothing where there are more than so many batches.
[[nodiscard]] std::optional<importers::KnownByProgramme> known_to_ledger(store::Reader& reader,
                                                                         const std::set<std::string>& programmes,
                                                                         std::size_t batches_max);

}  // namespace tanbu::http
