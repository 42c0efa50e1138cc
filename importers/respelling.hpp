// Spellings of one and the same serial that registries use beside the printed one. Not a repair: no digit or letter is
// added, dropped or exchanged.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "ledger/calendar.hpp"

namespace tanbu::importers {

// A serial of the CDM whose two ends are joined by "to", or by a hyphen without blanks, or that has blanks within: with
// " - " between ends of seven parts each. Any other text as it is.
[[nodiscard]] std::string respelt_cdm_serial(std::string_view tidy);

// The serial of the CDM from what its registry's reports spread over columns: "1 - 2210", "CER", commitment period 1,
// Party HN and project 9. Empty where one of them does not read.
struct CdmColumns {
  std::string_view range;
  std::string_view unit_type;  // CER, tCER, lCER
  std::string_view commitment_period;
  std::string_view party;
  std::string_view project;
};
[[nodiscard]] std::string cdm_serial_of(const CdmColumns& columns);

// Reductions that a commitment period of the Kyoto Protocol can hold, up to the day of a transaction: the first one
// takes them from 2000 on (decision 17/CP.7, paragraph 13), the second from 2013 to 2020.
[[nodiscard]] std::optional<Period> widest_cdm_vintage(std::string_view commitment_period, Date latest);

// The vintage that a serial of Verra's ends with: ddMMyyyy-ddMMyyyy-flag.
[[nodiscard]] std::optional<Period> vintage_in_vcs_serial(std::string_view tidy);

}  // namespace tanbu::importers
