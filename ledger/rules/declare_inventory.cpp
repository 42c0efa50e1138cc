// declare_inventory: the emissions of one factory in one period under one standard. One series per (factory, period,
// standard); a new version names the one it supersedes, and overlapping, unequal periods of one series are refused
// (ID-06). Which version counts is decided by verification (verify_inventory.cpp).
#include <algorithm>

#include "ledger/grid_factors.hpp"
#include "ledger/rules/certificates.hpp"
#include "ledger/rules/inventories.hpp"
#include "ledger/rules/operators.hpp"

namespace tanbu {
namespace {

bool is_of_series(const Inventory& inventory, const DeclareInventoryCommand& command) {
  return inventory.standard == command.standard && inventory.period == command.period;
}

Refused about(Refusal reason, const Inventory& inventory, EntryIndex conflict) {
  return {.reason = reason,
          .conflict = conflict,
          .facts = {{"inventory", std::to_string(inventory.id.value)}, {"period", format_period(inventory.period)}}};
}

// `living` are the factory's inventories that are not voided.
std::optional<Refused> refuse_series(const DeclareInventoryCommand& command, const std::vector<Inventory>& living) {
  const auto superseded = std::find_if(living.begin(), living.end(), [&](const Inventory& inventory) {
    return inventory.id == command.supersedes && is_of_series(inventory, command);
  });
  if (command.supersedes && superseded == living.end()) {
    return Refused{.reason = Refusal::unknown_inventory,
                   .conflict = std::nullopt,
                   .facts = {{"inventory", std::to_string(command.supersedes->value)}}};
  }
  for (const Inventory& inventory : living) {
    if (inventory.standard != command.standard || inventory.period == command.period) continue;
    if (overlaps(inventory.period, command.period))
      return about(Refusal::inventory_overlap, inventory, inventory.id.entry());
  }
  if (!command.supersedes) {
    for (const Inventory& inventory : living) {
      if (is_of_series(inventory, command) && !inventory.superseded_by)
        return about(Refusal::inventory_exists, inventory, inventory.id.entry());
    }
    return std::nullopt;
  }
  if (!superseded->superseded_by) return std::nullopt;
  return about(Refusal::inventory_superseded, *superseded, superseded->superseded_by->entry());
}

// Certificates that stand already are more than the electricity stated now; the declaration is true all the same.
bool exceeds_consumption(const Inventory& inventory, const View& view) {
  const auto retirements = view.retirements(inventory.factory, inventory.period);
  const bool certified = std::any_of(retirements.begin(), retirements.end(), [](const Retirement& retirement) {
    return retirement.purpose == Purpose::electricity_consumption && retirement.counted > 0;
  });
  return certified && rules::green_kwh(inventory, {}, view) > inventory.consumed.value;
}

}  // namespace

Outcome<Decision> decide(const DeclareInventoryCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  // Who sold the factory still answers for its own years, and who bought it may state the years before.
  const bool concerned =
      factory->operator_party == context.issuer || rules::operated_in(*factory, context.issuer, command.period);
  if (!concerned) return rules::not_operator(*factory);
  std::vector<Inventory> living = view.inventories(command.factory);
  // A version's number is never given twice, so voided ones are counted before they are left out.
  const std::int64_t version = 1 + std::count_if(living.begin(), living.end(), [&](const Inventory& inventory) {
                                 return is_of_series(inventory, command);
                               });
  living.erase(std::remove_if(living.begin(), living.end(),
                              [](const Inventory& inventory) { return inventory.voided_by.has_value(); }),
               living.end());
  if (auto refused = refuse_series(command, living)) return *refused;
  // From here on the declaration must succeed.
  Inventory inventory = rules::inventory_of(command, context.entry, version);
  Decision decision;
  if (!is_known_location_factor(command.factor_location)) decision.flags.push_back(Flag::factor_not_in_table);
  const bool restates = std::any_of(living.begin(), living.end(), [&](const Inventory& older) {
    return is_of_series(older, command) && rules::counts(older);
  });
  if (restates) decision.flags.push_back(Flag::restatement_pending);
  if (exceeds_consumption(inventory, view)) decision.flags.push_back(Flag::over_consumption);
  decision.events.emplace_back(InventoryDeclared{.inventory = std::move(inventory), .supersedes = command.supersedes});
  decision.events.emplace_back(NoteTaken{rules::figures_of(command, context.entry)});
  return decision;
}

}  // namespace tanbu
