#include "ledger/rules/operators.hpp"

#include <algorithm>

namespace tanbu::rules {

bool operated_in(const Factory& factory, const PartyId& party, Period period) {
  if (factory.operator_party == party && factory.operator_from <= period.last) return true;
  return std::any_of(factory.former_operators.begin(), factory.former_operators.end(),
                     [&](const FormerOperator& former) {
                       return former.party == party && overlaps({former.from, former.until}, period);
                     });
}

bool operated_on(const Factory& factory, const PartyId& party, Date day) {
  return operated_in(factory, party, {day, day});
}

Factory handed_over(Factory factory, const PartyId& to, Date effective_on) {
  HOLDS(factory.operator_from <= effective_on);
  if (factory.operator_from < effective_on) {
    factory.former_operators.push_back(
        {.party = factory.operator_party, .from = factory.operator_from, .until = {effective_on.days - 1}});
  }
  factory.operator_party = to;
  factory.operator_from = effective_on;
  return factory;
}

Refused unknown_factory(FactoryId factory) {
  return {.reason = Refusal::unknown_factory,
          .conflict = std::nullopt,
          .facts = {{"factory", std::to_string(factory.value)}}};
}

Refused not_operator(const Factory& factory) {
  return {.reason = Refusal::not_operator,
          .conflict = factory.id.entry(),
          .facts = {{"factory", std::to_string(factory.id.value)}, {"operator", factory.operator_party.text}}};
}

}  // namespace tanbu::rules
