// People's spellings made canonical before a command is signed: the ledger accepts one spelling only (formats section
// 1), so the generous reading happens here and nowhere behind the door. Pure functions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ledger/calendar.hpp"
#include "ledger/ids.hpp"
#include "ledger/serial_range.hpp"

namespace tanbu::cli {

// Full-width ASCII made half-width, blanks (also U+3000) at both ends dropped.
[[nodiscard]] std::string trimmed(std::string_view text);
// "91330100799655058b", "ＵＳＣＣ：…", "uscc: 9133 0100 …" -> uscc:91330100799655058B. A bare 18-character code is a
// USCC, a bare 20-character one an LEI. The fault names what is wrong with the canonical spelling.
[[nodiscard]] std::variant<PartyId, PartyFault> read_party(std::string_view text);
[[nodiscard]] std::string read_programme(std::string_view text);  // trimmed and in capitals
// Also a range that is a natural year, which the ledger spells YYYY, and one dash or ".." between the dates.
[[nodiscard]] std::optional<Period> read_period(std::string_view text);
// Digits only, at most 2^53 - 1.
[[nodiscard]] std::optional<std::int64_t> read_integer(std::string_view text);

// "230:1-570" or "230:17" (one unit).
[[nodiscard]] std::optional<BatchRange> read_range(std::string_view text);
// Units of all ranges together; nothing where that does not fit.
[[nodiscard]] std::optional<std::int64_t> quantity_of(const std::vector<BatchRange>& ranges);
[[nodiscard]] std::string range_text(const BatchRange& range);

// "100", "99.99": a percentage in hundredths, at most two decimals and 1000 per cent.
[[nodiscard]] std::optional<std::int64_t> read_percent_e2(std::string_view text);
// Whether the exact share "numerator/denominator" reaches it. Nothing where the share is not two integers.
[[nodiscard]] std::optional<bool> reaches(std::string_view exact, std::int64_t percent_e2);

}  // namespace tanbu::cli
