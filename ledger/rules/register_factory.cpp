// register_factory: the signer becomes the operator of a site. A factory is named by this entry, not by its company:
// sites are sold and companies merge. A second living factory at one address is possible (two halls, two boundaries),
// so it is a notice, not a refusal.
#include "ledger/rules/sites.hpp"

namespace tanbu {

Outcome<Decision> decide(const RegisterFactoryCommand& command, const Context& context, const View& view) {
  if (command.established_on > context.today()) return Refusal::future_date;
  // From here on the registration must succeed.
  Factory factory{.id = {context.entry.value},
                  .operator_party = context.issuer,
                  .operator_from = command.established_on,
                  .former_operators = {},
                  .name = command.name,
                  .division = command.division,
                  .address = command.address};
  Decision decision;
  decision.flags = rules::site_flags(factory, command.industry, view);
  decision.events.emplace_back(FactoryRegistered{std::move(factory)});
  return decision;
}

}  // namespace tanbu
