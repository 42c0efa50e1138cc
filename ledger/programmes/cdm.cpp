// Clean Development Mechanism: certified emission reductions, one tonne each, by the serials of the Kyoto registries.
// Numbers are unique within the Party that hosts the project, over all unit types and both commitment periods. Project
// numbers are those of the UNFCCC. Rulebook RT-02; form after the data exchange standards of the Kyoto registries.
//
//   party-unit-first-original-applicable-activity-project - party-unit-last-original-applicable-activity-project
//   party-unit-number-original-applicable-activity-project                                        one tonne
//
// Unit 5 is a CER, 6 a tCER and 7 an lCER; original and applicable are commitment periods; the activity is 0, or for
// forests 1.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t serial_bytes_max = 120;
constexpr std::size_t project_digits_max = 10;
constexpr std::string_view between_ends = " - ";

bool project_id_is_valid(std::string_view project_id) {
  return project_id.size() <= project_digits_max && all_digits(project_id) && project_id.front() != '0';
}

struct End {
  std::int64_t number = 0;
  char unit = '5';
  std::string party;
  std::string periods_to_project;  // what follows the number
  std::string project_id;
};

std::variant<End, SerialFault> read_end(std::string_view text) {
  const auto tokens = split(text, '-');
  if (tokens.size() != 7) return wrong_form("each end of a serial has seven parts, and ' - ' stands between the ends");
  if (!is_country(tokens[0])) return wrong_form("the Party must be two letters");
  const auto unit = tokens[1];
  if (unit != "5" && unit != "6" && unit != "7") {
    return wrong_form("the unit type must be 5 (CER), 6 (tCER) or 7 (lCER)");
  }
  const auto number = read_number(tokens[2]);
  if (!number) return wrong_form("the unit must be a number without leading zeros up to 2^53-1");
  const auto is_commitment_period = [](std::string_view token) { return token == "1" || token == "2"; };
  if (!is_commitment_period(tokens[3]) || !is_commitment_period(tokens[4]) || tokens[4] < tokens[3]) {
    return wrong_form("the commitment periods must be 1 or 2, and units are carried only onwards");
  }
  if (tokens[5] != "0" && (tokens[5] != "1" || unit == "5")) {
    return wrong_form("the activity must be 0, or 1 for the temporary credits of forests");
  }
  if (!project_id_is_valid(tokens[6])) return wrong_form("the project must be a number of up to ten digits");
  return End{*number, unit.front(), std::string(tokens[0]),
             std::string(text.substr(static_cast<std::size_t>(tokens[3].data() - text.data()))),
             std::string(tokens[6])};
}

std::string printed(const End& end, std::int64_t number) {
  return end.party + "-" + end.unit + "-" + std::to_string(number) + "-" + end.periods_to_project;
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  const std::string upper = upper_case(text);
  const std::string_view serial_text = upper;
  const auto between = serial_text.find(between_ends);
  const bool one_end = between == std::string_view::npos;
  const auto first_end = read_end(serial_text.substr(0, between));
  if (const auto* fault = std::get_if<SerialFault>(&first_end)) return *fault;
  const auto last_end = one_end ? first_end : read_end(serial_text.substr(between + between_ends.size()));
  if (const auto* fault = std::get_if<SerialFault>(&last_end)) return *fault;
  const auto& first = std::get<End>(first_end);
  const auto& last = std::get<End>(last_end);
  if (first.party != last.party || first.unit != last.unit || first.periods_to_project != last.periods_to_project) {
    return wrong_form("the two ends name different Parties, unit types, commitment periods, activities or projects");
  }
  if (const auto fault = quantity_fault(first.number, last.number, context.quantity)) return *fault;
  Serial serial;
  serial.canonical = printed(first, first.number);
  if (first.number != last.number) serial.canonical += std::string(between_ends) + printed(last, last.number);
  serial.space = first.party;
  serial.units = *UnitRange::from_inclusive(first.number, last.number);
  serial.project_id = first.project_id;
  serial.country = first.party;
  // tCERs and lCERs expire and must then be replaced, so that they cover an emission only for a time.
  if (first.unit != '5') serial.hold = "temporary_credit";
  return serial;
}

}  // namespace

std::vector<const Programme*> cdm() {
  static const Programme programme{
      .code = "CDM",
      .name = "Clean Development Mechanism",
      .name_zh = "清洁发展机制",
      .registry = "CDM Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {},
      .examples = {"RW-5-563732-2-2-0-6207 - RW-5-586300-2-2-0-6207|22569|2014",
                   "CN-5-862838623-1-1-0-4079 - CN-5-862966308-1-1-0-4079|127686|2011",
                   "BR-6-65142364-1-1-1-2569 - BR-6-65147657-1-1-1-2569|5294|2009", "IN-5-7-1-2-0-331|1|2010"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
