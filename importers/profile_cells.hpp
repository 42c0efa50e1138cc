// Values that only some registries print, beside those of cells.hpp. Pure functions.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "importers/cells.hpp"
#include "ledger/calendar.hpp"

namespace tanbu::importers {

// In units of the last decimal.
struct DecimalQuantity {
  std::int64_t units = 0;  // a point separates decimals, a comma thousands
  // The other way round, where that can be meant too: of "1.000", "12,345" and the like.
  std::optional<std::int64_t> otherwise = {};
  bool operator==(const DecimalQuantity&) const = default;
};

// A quantity with at most so many decimals, with blanks or commas between groups of three or without: "6 760" and six
// decimals are 6'760'000'000. A cell that was stored as a number has one meaning, and a point in it separates decimals.
[[nodiscard]] std::variant<DecimalQuantity, CellFault> read_decimal_quantity(std::string_view text, unsigned decimals,
                                                                             bool stored_as_number = false);

// The meaning that fits what stands beside it, as `fits` says: number_ambiguous where both do. The first one where
// neither does, since its own fault is to be told then.
[[nodiscard]] std::variant<std::int64_t, CellFault> settled(const DecimalQuantity& quantity,
                                                            const std::function<bool(std::int64_t units)>& fits);

// 2024 and 2024.0 as the whole year.
[[nodiscard]] std::optional<Period> read_vintage_year(std::string_view text);

}  // namespace tanbu::importers
