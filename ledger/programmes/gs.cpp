// Gold Standard: verified emission reductions, one tonne each. Numbers begin at 1 in every issuance, and no issuance
// number of the public lists belongs to two projects, so an issuance is a namespace. CERs that carry the Gold Standard
// label keep the serials of the CDM and are read there. Rulebook RT-02.
//
//   GS1-1-country-GSproject-type-year-issuance-first-last
//   GS1-1-country-project-type-year-issuance-first-last         the first issuances, until number 364
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t serial_bytes_max = 120;
constexpr std::size_t project_digits_max = 10;
constexpr std::size_t issuance_digits_max = 10;
constexpr std::string_view prefix = "GS";

bool project_id_is_valid(std::string_view project_id) {
  return project_id.size() <= project_digits_max && all_digits(project_id) && project_id.front() != '0';
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  const std::string upper = upper_case(text);
  const auto tokens = split(upper, '-');
  if (tokens.size() != 9) return wrong_form("a serial has nine parts");
  if (tokens[0] != "GS1" || tokens[1] != "1") return wrong_form("a serial begins with GS1-1");
  if (!is_country(tokens[2])) return wrong_form("the country must be two letters");
  const bool prefixed = tokens[3].substr(0, prefix.size()) == prefix;
  const auto project = prefixed ? tokens[3].substr(prefix.size()) : tokens[3];
  if (!project_id_is_valid(project)) return wrong_form("the project must be GS and a number of up to ten digits");
  if (tokens[4].size() > 2 || !read_number(tokens[4])) return wrong_form("the type must be one or two digits");
  const auto year = read_year(tokens[5]);
  if (!year) return wrong_form("the vintage must be a year of four digits");
  const auto issuance = read_number(tokens[6]);
  if (!issuance || tokens[6].size() > issuance_digits_max) return wrong_form("the issuance must be a number");
  const auto first = read_number(tokens[7]);
  const auto last = read_number(tokens[8]);
  if (!first || !last || *first < 1) return wrong_form("a serial ends with two numbers from 1: first and last unit");
  if (const auto fault = quantity_fault(*first, *last, context.quantity)) return *fault;
  const UnitRange units = *UnitRange::from_inclusive(*first, *last);
  if (const auto fault = vintage_fault(*year, units, context)) return *fault;
  Serial serial;
  serial.space = tokens[6];
  serial.units = units;
  serial.project_id = project;
  serial.country = tokens[2];
  // The first issuances were printed without GS in front of the project. With it is the one spelling.
  serial.canonical = upper;
  if (!prefixed) serial.canonical.insert(std::string_view("GS1-1-CC-").size(), prefix);
  return serial;
}

}  // namespace

std::vector<const Programme*> gs() {
  static const Programme programme{
      .code = "GS",
      .name = "Gold Standard for the Global Goals",
      .name_zh = "黄金标准",
      .registry = "Gold Standard Impact Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {},
      .examples = {"GS1-1-UG-GS11236-16-2024-30307-1-19149|19149|2024-01-01--2024-12-08",
                   "GS1-1-KE-GS11603-16-2025-30256-110-5463|5354|2024-03-02--2025-03-10",
                   "GS1-1-KH-1020-16-2012-325-1-22283|22283|2012"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
