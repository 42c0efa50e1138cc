// Cells of a registry's export as typed values. A cell that does not read gives a code and words for a person.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/calendar.hpp"

namespace tanbu::importers {

struct CellFault {
  std::string code;  // value_missing, date_form, quantity_form
  std::string detail;
};

// ASCII blanks and tabs at both ends dropped.
[[nodiscard]] std::string_view trimmed(std::string_view text);
// YYYY-MM-DD only. 03/04/2020 is refused with its two meanings.
[[nodiscard]] std::variant<Date, CellFault> read_date(std::string_view text);
// "1234" or "1,234"; "12,34", "1,2345", ",123" and a sign are refused.
[[nodiscard]] std::variant<std::int64_t, CellFault> read_quantity(std::string_view text);

}  // namespace tanbu::importers
