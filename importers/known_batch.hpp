// What a registry said of a batch's units after the batch was recorded, folded into what an import needs to know of it.
// Who reads it from the ledger, over HTTP or from the store, hands the words over in the order of their entries; words
// that were taken back are left out. Pure functions.
#pragma once
#include <vector>

#include "importers/reading.hpp"

namespace tanbu::importers {

struct RegistryWord {
  UnitRange units;
  std::optional<RegistryEventStatus> status;  // nothing: a word that this build does not know, and no free units
  std::optional<Date> on = {};
};

// The batch as it was recorded, and what later words made of it. Units of a word beyond the batch do not count.
[[nodiscard]] KnownBatch known_after(KnownBatch recorded, const std::vector<RegistryWord>& words);

}  // namespace tanbu::importers
