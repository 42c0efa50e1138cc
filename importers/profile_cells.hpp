// Values that only some registries print, beside those of cells.hpp. Pure functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "importers/cells.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::importers {

// A quantity with at most so many decimals, with blanks between groups of three or without, in units of the last
// decimal: "6 760" and six decimals are 6'760'000'000.
[[nodiscard]] std::variant<std::int64_t, CellFault> read_decimal_quantity(std::string_view text, unsigned decimals);

// 2024 and 2024.0 as the whole year.
[[nodiscard]] std::optional<Period> read_vintage_year(std::string_view text);

}  // namespace tanbu::importers
