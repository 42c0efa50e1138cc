#include "ledger/rules/inventories.hpp"

namespace tanbu::rules {

bool counts(const Inventory& inventory) {
  // What was voided was never verified: neither is a verified inventory voided nor a voided one verified.
  return inventory.verification && inventory.verification->opinion != Opinion::adverse;
}

std::optional<Inventory> counting_inventory(FactoryId factory, Period period, const View& view) {
  std::optional<Inventory> newest;
  for (Inventory& inventory : view.inventories(factory)) {
    if (inventory.period == period && counts(inventory)) newest = std::move(inventory);
  }
  return newest;
}

}  // namespace tanbu::rules
