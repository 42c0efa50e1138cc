// record_label: a label whose scheme has no rules here, hung on an inventory (G-03). It brings no quantity of its own;
// a group's statement that contains a factory's re-uses that factory's inventory by reference.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/judgements.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

// The operator, the association, or a body that judged this year: somebody whose word about this factory means
// something.
bool concerned(const RecordLabelCommand& command, const Factory& factory, const Context& context, const View& view) {
  if (factory.operator_party == context.issuer || rules::operated_in(factory, context.issuer, command.period))
    return true;
  if (rules::is_association(context.issuer, view)) return true;
  return rules::is_engaged(context.issuer, command.factory, command.period, view);
}

Refused elsewhere(const Inventory& inventory) {
  return {.reason = Refusal::retirement_elsewhere,
          .conflict = inventory.id.entry(),
          .facts = {{"inventory", std::to_string(inventory.id.value)},
                    {"factory", std::to_string(inventory.factory.value)},
                    {"period", format_period(inventory.period)}}};
}

}  // namespace

Outcome<Decision> decide(const RecordLabelCommand& command, const Context& context, const View& view) {
  const auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  if (!concerned(command, *factory, context, view)) return rules::not_operator(*factory);
  const auto inventory = view.inventory(command.inventory);
  if (!inventory) return rules::unknown(Refusal::unknown_inventory, "inventory", command.inventory.value);
  for (const InventoryId id : command.includes) {
    const auto included = view.inventory(id);
    if (!included) return rules::unknown(Refusal::unknown_inventory, "inventory", id.value);
    if (included->period != command.period) return elsewhere(*included);
  }
  if (context.today() < command.on) return Refusal::future_date;
  if (inventory->voided_by)
    return Refused{.reason = Refusal::voided_already, .conflict = inventory->voided_by, .facts = {}};
  if (inventory->factory != command.factory || inventory->period != command.period) return elsewhere(*inventory);
  // From here on the label must be recorded.
  Decision decision;
  decision.flags.push_back(Flag::coverage_not_examined);
  decision.events.emplace_back(NoteTaken{Label{.entry = context.entry,
                                               .issuer = context.issuer,
                                               .factory = command.factory,
                                               .period = command.period,
                                               .scheme_name = command.scheme_name,
                                               .label_issuer = command.label_issuer,
                                               .on = command.on,
                                               .inventory = command.inventory,
                                               .includes = command.includes}});
  return decision;
}

}  // namespace tanbu
