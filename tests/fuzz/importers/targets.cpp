// The targets of targets.hpp.
#include "tests/fuzz/importers/targets.hpp"

#include <string>

#include "importers/cells.hpp"
#include "importers/respelling.hpp"
#include "importers/table.hpp"
#include "ledger/form.hpp"
#include "ledger/holds.hpp"
#include "ledger/programme.hpp"
#include "ledger/programmes/tidied_serial.hpp"
#include "tests/unit/importers/workbook_maker.hpp"

namespace tanbu::fuzz {
namespace {

using namespace tanbu::importers;

std::string_view text_of(Input input) { return {reinterpret_cast<const char*>(input.data()), input.size()}; }

TableLimits small_limits() {
  TableLimits limits;
  limits.row_bytes_max = 4096;
  limits.columns_max = 64;
  limits.rows_max = 5000;
  limits.unpacked_bytes_max = 1024U * 1024;
  limits.shared_text_bytes_max = 64U * 1024;
  return limits;
}

void hold_row(const TableRow& row, const FileFacts& facts, const TableLimits& limits) {
  HOLDS(row.sheet < facts.sheets.size());
  HOLDS(row.width() <= limits.columns_max);
  std::size_t bytes = 0;
  for (std::size_t at = 0; at < row.cells.size(); ++at) {
    const auto& cell = row.cells[at];
    HOLDS(at == 0 || row.cells[at - 1].column < cell.column);
    HOLDS(count_characters(cell.text).has_value());
    bytes += cell.text.size();
  }
  HOLDS(row.row == 0 || bytes <= limits.row_bytes_max);
}

// Rows keep the shape that table.hpp promises, faults have a code, and the end is an end.
void hold_table(std::string_view bytes, const TableOptions& options) {
  auto opened = open_table(FileBytes::of(bytes), options);
  if (const auto* fault = std::get_if<FileFault>(&opened)) {
    HOLDS(!fault->code.empty());
    return;
  }
  auto& table = *std::get<std::unique_ptr<Table>>(opened);
  bool ended = false;
  std::size_t rows = 0;
  while (const auto item = table.next()) {
    HOLDS(!ended);
    if (const auto* fault = std::get_if<TableFault>(&*item)) {
      HOLDS(!fault->code.empty());
      ended = fault->ends;
    } else {
      hold_row(std::get<TableRow>(*item), table.facts(), options.limits);
      rows += std::get<TableRow>(*item).row == 0 ? 0U : 1U;
    }
  }
  HOLDS(!table.next().has_value());
  std::size_t counted = 0;
  for (const auto& sheet : table.facts().sheets) counted += sheet.rows;
  HOLDS(rows <= counted && counted <= rows + 1);  // "sep=;" is counted and not given
}

}  // namespace

int csv_input(Input input) {
  TableOptions options;
  options.limits = small_limits();
  auto text = text_of(input);
  if (!text.empty()) {
    const auto choice = static_cast<unsigned char>(text.front());
    constexpr std::array<char, 3> delimiters{',', ';', '\t'};
    if ((choice & 3U) < 3) options.delimiter = delimiters.at(choice & 3U);
    if (((choice >> 2) & 7U) < 5) options.encoding = static_cast<Encoding>((choice >> 2) & 7U);
    if ((choice & 0x80U) != 0) options.limits.row_bytes_max = 16;
    text.remove_prefix(1);
  }
  hold_table(text, options);
  return 0;
}

int json_input(Input input) {
  TableOptions options;
  options.limits = small_limits();
  hold_table(text_of(input), options);
  return 0;
}

int archive_input(Input input) { return json_input(input); }

int sheet_input(Input input) {
  const auto text = text_of(input);
  const auto end = std::min(text.find('\0'), text.size());
  test::WorkbookParts parts;
  parts.sheet = text.substr(0, end);
  if (end < text.size()) parts.shared = text.substr(end + 1);
  const auto bytes = test::zip_of(test::entries_of(parts, false));
  TableOptions options;
  options.limits = small_limits();
  hold_table(bytes, options);
  return 0;
}

namespace {

// What may stand beside a serial: a year; the calendar month that green certificates need; the days that the serial
// itself ends with, where it is one of the VCS.
std::vector<Period> periods_beside(std::string_view text) {
  std::vector<Period> periods{{make_date(2020, 1, 1), make_date(2020, 12, 31)},
                              {make_date(2024, 2, 1), make_date(2024, 2, 29)}};
  if (const auto own = vintage_in_vcs_serial(text)) periods.push_back(*own);
  return periods;
}

// As the programme reads it with the quantity that the serial itself states, where it states one.
std::variant<Serial, SerialFault> read_serial(const Programme& programme, std::string_view text, Period period) {
  auto result = programme.parse_serial(text, {100, period});
  const auto* fault = std::get_if<SerialFault>(&result);
  if (fault == nullptr || fault->code != "range_quantity" || !fault->units) return result;
  const auto again = programme.parse_serial(text, {fault->units->quantity(), period});
  const auto* second = std::get_if<SerialFault>(&again);
  HOLDS(second == nullptr || second->code != "range_quantity" || fault->units->quantity() > limits::units_max);
  return again;
}

// A serial that reads, reads again in its one spelling, and as the same units; not with one unit more.
void hold_serial(const Programme& programme, const Serial& serial, Period period) {
  HOLDS(serial.units.quantity() > 0 && serial.units.quantity() <= limits::units_max);
  HOLDS(!serial.space.empty());
  HOLDS(!serial.project_id || programme.project_id_is_valid(*serial.project_id));
  const auto second = programme.parse_serial(serial.canonical, {serial.units.quantity(), period});
  const auto* again = std::get_if<Serial>(&second);
  HOLDS(again != nullptr);
  HOLDS(again->canonical == serial.canonical && again->units == serial.units && again->space == serial.space);
  HOLDS(again->project_id == serial.project_id && again->country == serial.country);
  const auto more = programme.parse_serial(serial.canonical, {serial.units.quantity() + 1, period});
  // Only a name without numbers, which is a namespace of its own, takes any quantity.
  const auto* larger = std::get_if<Serial>(&more);
  HOLDS(larger == nullptr || larger->space == larger->canonical);
}

}  // namespace

std::set<std::string> programmes_that_read(std::string_view text) {
  std::set<std::string> codes;
  for (const auto* programme : all_programmes()) {
    if (programme->parse_serial == nullptr) continue;
    for (const Period period : periods_beside(text)) {
      const auto result = read_serial(*programme, text, period);
      if (const auto* serial = std::get_if<Serial>(&result)) {
        hold_serial(*programme, *serial, period);
        codes.insert(std::string(programme->code));
      } else {
        HOLDS(!std::get<SerialFault>(result).code.empty());
      }
    }
  }
  return codes;
}

int serial_input(Input input) {
  const auto text = text_of(input);
  (void)programmes_that_read(text);
  // What an import does to a serial before a programme reads it: never twice.
  if (count_characters(text)) {
    const auto tidy = programmes::tidied_serial(text);
    HOLDS(programmes::tidied_serial(tidy) == tidy);
    const auto respelt = respelt_cdm_serial(tidy);
    HOLDS(respelt_cdm_serial(respelt) == respelt);
  }
  return 0;
}

int cell_input(Input input) {
  const auto text = text_of(input);
  if (!count_characters(text)) return 0;  // cells.hpp takes valid UTF-8
  const auto plain = plain_text(text);
  HOLDS(plain_text(plain) == plain);
  HOLDS(count_characters(plain).has_value());
  DateForm form;
  for (const auto order : {DateOrder::not_stated, DateOrder::day_month_year, DateOrder::month_day_year}) {
    form.order = order;
    form.short_years_from = order == DateOrder::not_stated ? std::nullopt : std::optional(1950);
    form.serial_numbers = order == DateOrder::day_month_year;
    const auto date = read_date(text, form);
    if (const auto* value = std::get_if<Date>(&date)) HOLDS(parse_date(format_date(*value)) == *value);
  }
  const auto number = read_integer(text);
  if (const auto* value = std::get_if<std::int64_t>(&number)) HOLDS(*value >= 0);
  const auto quantity = read_quantity(text);
  if (const auto* value = std::get_if<std::int64_t>(&quantity)) {
    HOLDS(std::get<std::int64_t>(number) == *value);
  }
  (void)read_identifier(text);
  return 0;
}

}  // namespace tanbu::fuzz
