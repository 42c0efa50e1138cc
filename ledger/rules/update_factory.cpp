// update_factory: the operator corrects how its factory is named and where it stands. Its inventories and what is bound
// to it stay: a factory is named by the entry that registered it. Members that the command leaves out stay as they are.
#include "ledger/rules/operators.hpp"
#include "ledger/rules/sites.hpp"

namespace tanbu {

Outcome<Decision> decide(const UpdateFactoryCommand& command, const Context& context, const View& view) {
  auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  if (factory->operator_party != context.issuer) return rules::not_operator(*factory);
  // From here on the update must succeed.
  if (command.name) factory->name = *command.name;
  if (command.address) factory->address = *command.address;
  if (command.division) factory->division = *command.division;
  Decision decision;
  decision.flags = rules::site_flags(*factory, command.industry, view);
  decision.events.emplace_back(FactoryChanged{std::move(*factory)});
  return decision;
}

}  // namespace tanbu
