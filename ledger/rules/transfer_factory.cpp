// transfer_factory: a site changes hands. The two operators sign the same transfer one after the other, in either
// order; the association's word alone completes it. Inventories and bound units stay with the factory.
#include <algorithm>

#include "ledger/rules/authority.hpp"
#include "ledger/rules/operators.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

// Nobody sells what he did not have on that day: who ran the factory earlier is history that others rely on.
std::optional<Refused> refuse_earlier(const TransferFactoryCommand& command, const Factory& factory) {
  if (factory.operator_from <= command.effective_on) return std::nullopt;
  Refused refused = rules::not_operator(factory);
  refused.facts.emplace_back("operator_from", format_date(factory.operator_from));
  return refused;
}

bool completes(const TransferFactoryCommand& command, const std::vector<FactoryOffer>& offers, const Factory& factory,
               const Context& context, const View& view) {
  if (rules::is_association(context.issuer, view)) return true;
  const PartyId& other_side = context.issuer == command.to ? factory.operator_party : command.to;
  return std::any_of(offers.begin(), offers.end(), [&](const FactoryOffer& offer) {
    return !offer.closed_by && offer.issuer == other_side && offer.to == command.to &&
           offer.effective_on == command.effective_on;
  });
}

}  // namespace

Outcome<Decision> decide(const TransferFactoryCommand& command, const Context& context, const View& view) {
  auto factory = view.factory(command.factory);
  if (!factory) return rules::unknown_factory(command.factory);
  const bool concerned = context.issuer == factory->operator_party || context.issuer == command.to ||
                         rules::is_association(context.issuer, view);
  if (!concerned) return rules::not_operator(*factory);
  if (auto refused = refuse_earlier(command, *factory)) return *refused;
  if (auto refused = rules::refuse_unknown_party(command.to, view)) return *refused;
  if (command.effective_on > context.today()) return Refusal::future_date;
  if (auto refused = rules::refuse_succeeded(command.to, view)) return *refused;
  if (command.to == factory->operator_party) {
    return Refused{.reason = Refusal::same_operator,
                   .conflict = factory->id.entry(),
                   .facts = {{"operator", factory->operator_party.text}}};
  }
  // From here on the transfer, or the offer of it, must succeed.
  Decision decision;
  auto offers = find_notes<FactoryOffer>(view, index_names::offers_of(command.factory));
  if (!completes(command, offers, *factory, context, view)) {
    decision.events.emplace_back(NoteTaken{FactoryOffer{.entry = context.entry,
                                                        .issuer = context.issuer,
                                                        .factory = command.factory,
                                                        .to = command.to,
                                                        .effective_on = command.effective_on,
                                                        .closed_by = std::nullopt}});
    decision.flags.push_back(Flag::factory_transfer_offered);
    return decision;
  }
  decision.events.emplace_back(
      FactoryChanged{rules::handed_over(std::move(*factory), command.to, command.effective_on)});
  // Every other offer was made to, or by, somebody who does not run the factory any more.
  for (FactoryOffer& offer : offers) {
    if (offer.closed_by) continue;
    offer.closed_by = context.entry;
    decision.events.emplace_back(NoteTaken{std::move(offer)});
  }
  return decision;
}

}  // namespace tanbu
