// Climate Action Reserve: climate reserve tonnes and registry offset credits. Recorded and searched; they count only
// while the association recognises the programme. Numbers are unique within the batch that the last number before them
// names. Source of the form: the Reserve's guide to its serial numbers.
//
//   CAR-1|ROC-country-project-type-protocol-state-year-batch-first to last
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t serial_bytes_max = 120;
constexpr std::size_t number_digits_max = 10;

bool project_id_is_valid(std::string_view project_id) {
  return is_prefixed_number(project_id, "CAR", number_digits_max);
}

bool is_state(std::string_view token) {
  return token.size() >= 2 && token.size() <= 3 && all_upper_alphanumeric(token);
}

bool is_short_number(std::string_view token) { return token.size() <= number_digits_max && read_number(token); }

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  const std::string upper = upper_case(text);
  const auto tokens = split(upper, '-');
  if (tokens.size() != 10 || tokens[0] != "CAR") return wrong_form("a serial has ten parts and begins with CAR");
  if (tokens[1] != "1" && tokens[1] != "ROC") return wrong_form("the unit must be 1 or ROC");
  if (!is_country(tokens[2])) return wrong_form("the country must be two letters");
  std::string project = "CAR" + std::string(tokens[3]);
  if (!project_id_is_valid(project)) return wrong_form("the project must be a number of up to ten digits");
  if (!is_short_number(tokens[4]) || !is_short_number(tokens[5])) {
    return wrong_form("the type and the protocol must be numbers");
  }
  if (!is_state(tokens[6])) return wrong_form("the state must be two or three letters or digits");
  const auto year = read_year(tokens[7]);
  if (!year) return wrong_form("the vintage must be a year of four digits");
  if (!is_short_number(tokens[8])) return wrong_form("the batch must be a number");
  const auto ends = read_first_to_last(tokens[9]);
  if (!ends) return wrong_form("a serial ends with two numbers: first to last unit");
  const auto [first, last] = *ends;
  if (const auto fault = quantity_fault(first, last, context.quantity)) return *fault;
  const UnitRange units = *UnitRange::from_inclusive(first, last);
  if (const auto fault = vintage_fault(*year, units, context)) return *fault;
  Serial serial;
  serial.canonical = with_small_to(upper);
  serial.space = tokens[8];
  serial.units = units;
  serial.project_id = std::move(project);
  serial.country = tokens[2];
  return serial;
}

}  // namespace

std::vector<const Programme*> car() {
  static const Programme programme{
      .code = "CAR",
      .name = "Climate Action Reserve",
      .name_zh = "气候行动储备",
      .registry = "Climate Action Reserve Registry",
      .unit = Unit::tonne_co2e,
      .offset = true,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .needs_recognition = true,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {},
      .examples = {"CAR-1-US-1335-31-983-KS-2025-9205-1 to 5000|5000|2025",
                   "CAR-ROC-US-1316-105-276-CA-2025-9388-1 to 1|1|2025"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
