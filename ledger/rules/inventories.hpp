// What an inventory states, and which one of a factory and period counts. Not here: what it adds up to (coverage).
#pragma once
#include <optional>

#include "ledger/rules.hpp"

namespace tanbu::rules {

// What a declaration states, as records: pure reading of the command, whoever signed it.
[[nodiscard]] Inventory inventory_of(const DeclareInventoryCommand& command, EntryIndex entry, std::int64_t version);
[[nodiscard]] InventoryFigures figures_of(const DeclareInventoryCommand& command, EntryIndex entry);

// Verified with an opinion that lets it count, and not voided.
[[nodiscard]] bool counts(const Inventory& inventory);
// The newest one that counts, across standards; a newer version that nobody verified changes nothing.
[[nodiscard]] std::optional<Inventory> counting_inventory(FactoryId factory, Period period, const View& view);

}  // namespace tanbu::rules
