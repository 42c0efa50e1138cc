#include "ledger/rules/inventories.hpp"

#include <algorithm>

namespace tanbu::rules {
namespace {

template <class Item>
void add_once(std::vector<Item>& items, const std::optional<Item>& item) {
  if (item && std::find(items.begin(), items.end(), *item) == items.end()) items.push_back(*item);
}

}  // namespace

Inventory inventory_of(const DeclareInventoryCommand& command, EntryIndex entry, std::int64_t version) {
  Inventory inventory;
  inventory.id = {entry.value};
  inventory.factory = command.factory;
  inventory.period = command.period;
  inventory.standard = command.standard;
  inventory.version = version;
  inventory.scope1 = command.scope1;
  inventory.scope2_heat = command.scope2_heat.value_or(Kilograms{0});
  inventory.scope3 = command.scope3;
  inventory.consumed = command.consumed;
  inventory.purchased = command.purchased;
  inventory.factor_location = command.factor_location;
  inventory.ccus = command.ccus.value_or(Kilograms{0});
  inventory.in_boundary_removal = command.in_boundary_removal.value_or(Kilograms{0});
  for (const GreenPower& contract : command.green_power) {
    const auto sum = checked_add(inventory.green_power.value, contract.electricity.value);
    HOLDS(sum.has_value());
    inventory.green_power = {*sum};
  }
  for (const DirectSupply& supply : command.direct) inventory.direct.push_back({supply.asset_code, supply.electricity});
  for (const InBoundaryReduction& reduction : command.in_boundary_reductions) {
    add_once(inventory.in_boundary_projects, reduction.project);
    add_once(inventory.in_boundary_assets, reduction.asset_code);
  }
  return inventory;
}

InventoryFigures figures_of(const DeclareInventoryCommand& command, EntryIndex entry) {
  InventoryFigures figures;
  figures.entry = entry;
  for (const GreenPower& contract : command.green_power) {
    if (!contract.gec.empty()) continue;  // its certificates count where they are retired, never a second time here
    const auto sum = checked_add(figures.green_power_without_certificates.value, contract.electricity.value);
    HOLDS(sum.has_value());
    figures.green_power_without_certificates = {*sum};
  }
  for (const InBoundaryReduction& reduction : command.in_boundary_reductions) {
    const auto sum = checked_add(figures.reductions.value, reduction.reduction.value);
    HOLDS(sum.has_value());
    figures.reductions = {*sum};
  }
  figures.factor_net = command.factor_net;
  figures.scope2_market = command.scope2_market;
  figures.energy_emissions = command.energy_emissions;
  if (command.reduction_plan) {
    figures.plan_target = command.reduction_plan->target;
    figures.plan_achieved = command.reduction_plan->achieved;
  }
  return figures;
}

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
