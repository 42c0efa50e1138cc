// Who runs a factory, and when: sites are sold and companies merge, so a right that belongs to the operator is asked
// for a day or for a period. Not here: how a factory changes hands (transfer_factory.cpp, succeed_party.cpp).
#pragma once
#include "ledger/rules.hpp"

namespace tanbu::rules {

// The party ran the factory on that day.
[[nodiscard]] bool operated_on(const Factory& factory, const PartyId& party, Date day);
// The party ran the factory on at least one day of the period.
[[nodiscard]] bool operated_in(const Factory& factory, const PartyId& party, Period period);

// The factory in the hands of another operator from that day on; who ran it until the day before is remembered.
// Precondition: neither the factory's present operator nor anybody before took it over later than that day.
[[nodiscard]] Factory handed_over(Factory factory, const PartyId& to, Date effective_on);

// unknown_factory, naming it.
[[nodiscard]] Refused unknown_factory(FactoryId factory);
// not_operator, naming the factory and who runs it today.
[[nodiscard]] Refused not_operator(const Factory& factory);

}  // namespace tanbu::rules
