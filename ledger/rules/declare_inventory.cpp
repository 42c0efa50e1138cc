// declare_inventory: the emissions of one factory in one period under one standard. One series per (factory, period,
// standard); a new version names the one it supersedes, and overlapping, unequal periods of one series are refused
// (ID-06).
#include "ledger/grid_factors.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_series(const DeclareInventoryCommand& command,
                                     const std::vector<Inventory>& inventories) {
  const auto about = [](Refusal reason, const Inventory& inventory) {
    return Refused{
        .reason = reason,
        .conflict = inventory.id.entry(),
        .facts = {{"inventory", std::to_string(inventory.id.value)}, {"period", format_period(inventory.period)}}};
  };
  for (const Inventory& inventory : inventories) {
    if (inventory.standard != command.standard || inventory.period == command.period) continue;
    if (overlaps(inventory.period, command.period)) return about(Refusal::inventory_overlap, inventory);
  }
  const Inventory* latest = nullptr;
  for (const Inventory& inventory : inventories) {
    const bool same_series = inventory.standard == command.standard && inventory.period == command.period;
    if (same_series && !inventory.superseded_by) latest = &inventory;
  }
  if (latest != nullptr && command.supersedes != latest->id) return about(Refusal::inventory_exists, *latest);
  if (latest == nullptr && command.supersedes) {
    return Refused{.reason = Refusal::unknown_inventory,
                   .conflict = std::nullopt,
                   .facts = {{"inventory", std::to_string(command.supersedes->value)}}};
  }
  return std::nullopt;
}

std::int64_t next_version(const DeclareInventoryCommand& command, const std::vector<Inventory>& inventories) {
  std::int64_t version = 1;
  for (const Inventory& inventory : inventories) {
    if (inventory.standard == command.standard && inventory.period == command.period) ++version;
  }
  return version;
}

}  // namespace

Outcome<Decision> decide(const DeclareInventoryCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) {
    return Refused{.reason = Refusal::unknown_factory,
                   .conflict = std::nullopt,
                   .facts = {{"factory", std::to_string(command.factory.value)}}};
  }
  if (factory->operator_party != context.issuer) {
    return Refused{.reason = Refusal::not_operator, .conflict = factory->id.entry(), .facts = {}};
  }
  const auto inventories = view.inventories(command.factory);
  if (auto refused = refuse_series(command, inventories)) return *refused;
  // From here on the declaration must succeed.
  Decision decision;
  decision.events.emplace_back(
      InventoryDeclared{.inventory = {.id = {context.entry.value},
                                      .factory = command.factory,
                                      .period = command.period,
                                      .standard = command.standard,
                                      .version = next_version(command, inventories),
                                      .superseded_by = std::nullopt,
                                      .scope1 = command.scope1,
                                      .scope2_heat = command.scope2_heat.value_or(Kilograms{0}),
                                      .scope3 = command.scope3,
                                      .consumed = command.consumed,
                                      .purchased = command.purchased,
                                      .factor_location = command.factor_location,
                                      .ccus = command.ccus.value_or(Kilograms{0}),
                                      .in_boundary_removal = command.in_boundary_removal.value_or(Kilograms{0})},
                        .supersedes = command.supersedes});
  if (!is_known_location_factor(command.factor_location)) decision.flags.push_back(Flag::factor_not_in_table);
  return decision;
}

}  // namespace tanbu
