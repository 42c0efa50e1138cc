// Reading what a registry printed beside a retirement: does it name this party, and this year? Registry texts are free
// text in many languages, so the only firm answers are the narrow ones; everything else is unclear and leads to a HOLD,
// never to a match (RT-03).
#pragma once
#include <string_view>

#include "ledger/records.hpp"

namespace tanbu::rules {

enum class NamedParty {
  firmly,     // by a recorded alias, letter for letter after normalising, or by its credit code
  name_only,  // the party's plain name occurs in the text
  nobody,     // the registry names no beneficiary
  other       // the registry names somebody else
};
[[nodiscard]] NamedParty named_party(std::string_view beneficiary_text, const Party& party);

enum class NamedPurpose {
  this_period,  // names a year of the period, no other year, no event and no product
  unclear,
  emissions_trading  // names compliance with an emissions trading system
};
[[nodiscard]] NamedPurpose named_purpose(std::string_view beneficiary_text, std::string_view reason_text,
                                         Period period);

// True when the text names years, and none of them is of the period. The year of a full date (2023-06-01) names no
// year: registries print the day on which they acted.
[[nodiscard]] bool names_another_year(std::string_view beneficiary_text, std::string_view reason_text, Period period);

}  // namespace tanbu::rules
