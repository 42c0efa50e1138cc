// verify_inventory: a verifier's opinion on one version of an inventory, signed by the verifier that the factory
// engaged for the year, or reported by the body that it engaged. Nobody else may: the version that counts follows from
// opinions, so that a competitor could choose it, or bar the factory's own verifier, with one signature. The newest
// opinion on a version is the one that stands; an older version may be verified while a newer one is under way.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/operators.hpp"

namespace tanbu {

Outcome<Decision> decide(const VerifyInventoryCommand& command, const Context& context, const View& view) {
  auto inventory = view.inventory(command.inventory);
  if (!inventory) {
    return Refused{.reason = Refusal::unknown_inventory,
                   .conflict = std::nullopt,
                   .facts = {{"inventory", std::to_string(command.inventory.value)}}};
  }
  const auto factory = view.factory(inventory->factory);
  HOLDS(factory.has_value());
  if (factory->operator_party == command.verifier ||
      rules::operated_in(*factory, command.verifier, inventory->period)) {
    return Refused{.reason = Refusal::operator_verifies,
                   .conflict = factory->id.entry(),
                   .facts = {{"verifier", command.verifier.text}}};
  }
  if (!rules::is_engaged(context.issuer, inventory->factory, inventory->period, view))
    return Refused{.reason = Refusal::not_engaged, .conflict = inventory->factory.entry(), .facts = {}};
  if (auto refused = rules::refuse_unknown_party(command.verifier, view)) return *refused;
  if (command.verified_on > context.today()) return Refusal::future_date;
  if (inventory->voided_by) {
    return Refused{.reason = Refusal::voided_already, .conflict = inventory->voided_by, .facts = {}};
  }
  // From here on the verification must stand.
  inventory->verification = Verification{.entry = context.entry,
                                         .verifier = command.verifier,
                                         .reported_by = context.issuer,
                                         .assurance = command.assurance,
                                         .opinion = command.opinion,
                                         .verified_on = command.verified_on};
  Decision decision;
  decision.events.emplace_back(InventoryChanged{std::move(*inventory)});
  return decision;
}

}  // namespace tanbu
