// American Carbon Registry: emission reduction tonnes. Recorded and searched; they count only while the association
// recognises the programme. Until 2026 the registry numbered its issuances through; its platform of 2026 begins at 1
// with every project, so numbers are unique only within project, year and issuance together. That holds on both. The
// country says nothing more about the units and stays out.
//
//   ACR-country-project-year-issuance-first to last
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t serial_bytes_max = 120;
constexpr std::size_t number_digits_max = 10;

bool project_id_is_valid(std::string_view project_id) {
  return is_prefixed_number(project_id, "ACR", number_digits_max);
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  const std::string upper = upper_case(text);
  const auto tokens = split(upper, '-');
  if (tokens.size() != 6 || tokens[0] != "ACR") return wrong_form("a serial has six parts and begins with ACR");
  if (!is_country(tokens[1])) return wrong_form("the country must be two letters");
  std::string project = "ACR" + std::string(tokens[2]);
  if (!project_id_is_valid(project)) return wrong_form("the project must be a number of up to ten digits");
  const auto year = read_year(tokens[3]);
  if (!year) return wrong_form("the vintage must be a year of four digits");
  if (tokens[4].size() > number_digits_max || !read_number(tokens[4]))
    return wrong_form("the issuance must be a number");
  const auto ends = read_first_to_last(tokens[5]);
  if (!ends) return wrong_form("a serial ends with two numbers: first to last unit");
  const auto [first, last] = *ends;
  if (const auto fault = quantity_fault(first, last, context.quantity)) return *fault;
  const UnitRange units = *UnitRange::from_inclusive(first, last);
  if (const auto fault = vintage_fault(*year, units, context)) return *fault;
  Serial serial;
  serial.canonical = with_small_to(upper);
  serial.space = std::string(tokens[2]) + "-" + std::string(tokens[3]) + "-" + std::string(tokens[4]);
  serial.units = units;
  serial.project_id = std::move(project);
  serial.country = tokens[1];
  return serial;
}

}  // namespace

std::vector<const Programme*> acr() {
  static const Programme programme{
      .code = "ACR",
      .name = "American Carbon Registry",
      .name_zh = "美国碳登记处",
      .registry = "ACR Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .needs_recognition = true,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {},
      .examples = {"ACR-FR-1129-2025-2917-30932 to 35143|4212|2025-02-07--2025-03-19",
                   "ACR-US-102-2003-274-120158095 to 120158156|62|2003"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
