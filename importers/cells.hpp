// Cells of a registry's export as typed values. A cell that does not read gives a code and words for a person. Nothing
// is guessed: what a file leaves open (the order of day and month, the century) is stated by its profile or refused.
// Pure functions; the input is valid UTF-8.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "ledger/calendar.hpp"

namespace tanbu::importers {

struct CellFault {
  // value_missing, date_form, date_ambiguous, date_year_short, quantity_form, number_form, number_fraction,
  // number_range, number_ambiguous, number_precision_lost
  std::string code;
  std::string detail;
};

// ASCII blanks and tabs at both ends dropped.
[[nodiscard]] std::string_view trimmed(std::string_view text);

// One spelling for what input methods and spreadsheets spell in several: full-width letters, digits and signs become
// ASCII; blanks of every width become one blank; dashes and minus signs become "-"; invisible characters are dropped;
// blanks at both ends are dropped. For numbers, dates, serials and codes; names keep their spelling (text.hpp).
[[nodiscard]] std::string plain_text(std::string_view utf8);

// YYYY-MM-DD only. 03/04/2020 is refused.
[[nodiscard]] std::variant<Date, CellFault> read_date(std::string_view text);

enum class DateOrder { not_stated, day_month_year, month_day_year };
struct DateForm {
  DateOrder order = DateOrder::not_stated;  // of 03/04/2020, 3.4.2020, 03-04-2020
  // 20 is 2020, in the hundred years that begin here; nothing: a year of two digits is refused.
  std::optional<int> short_years_from;
  bool serial_numbers = false;  // 45678 is a day counted from the beginning of 1900, as workbooks do
};
// Besides YYYY-MM-DD: 2025/1/26, 2025.1.26, 20250126, 2025年1月26日, 1 Jan 2020, 01-Jan-2020, January 1, 2020, each
// also with a time of day behind it, which is dropped. Days and months in digits before the year need the order.
[[nodiscard]] std::variant<Date, CellFault> read_date(std::string_view text, const DateForm& form);

// "1234" or "1,234"; "12,34", "1,2345", ",123" and a sign are refused.
[[nodiscard]] std::variant<std::int64_t, CellFault> read_quantity(std::string_view text);

// A whole number from 0 to 10^15 as people and programs write it: 1,234; 1 234; 235604.0; １２３４. Groups of three are
// separated by one sign throughout. 1.5 is refused, 1.2E+31 as number_precision_lost, and 12.000 as number_ambiguous:
// it is twelve to one half of the world and twelve thousand to the other. A cell that was stored as a number says
// which, and is given without its noughts.
[[nodiscard]] std::variant<std::int64_t, CellFault> read_integer(std::string_view text);
// The same where units are counted: 1 to the ledger's limit.
[[nodiscard]] std::variant<std::int64_t, CellFault> read_unit_count(std::string_view text);

// An identifier that passed through a spreadsheet: "10789.0" is 10789, an apostrophe before it is dropped, and digits
// that were lost are number_precision_lost. Otherwise plain_text.
[[nodiscard]] std::variant<std::string, CellFault> read_identifier(std::string_view text);

}  // namespace tanbu::importers
