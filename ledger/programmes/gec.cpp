// Green electricity certificates (China): one certificate is 1'000 kWh and proves that electricity was renewable; it
// never covers emissions (CE-08). Units are positions in one asset's issuance of one month, as the registrar states
// them: an opaque id would let one certificate be recorded twice unseen. Rulebook GE-01, GE-02.
//
//   <first code>..<last code>#<first>-<last>      several certificates
//   <code>#<position>                             one certificate
//
// A code has 32 characters, of which the first 17 are the project file. What lies inside is not read, because the
// coding rule is not published.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::size_t code_characters = 32;
constexpr std::size_t asset_characters = 17;
constexpr std::size_t serial_bytes_max = 2 * code_characters + 40;

bool project_id_is_valid(std::string_view project_id) {
  return project_id.size() == asset_characters && all_upper_alphanumeric(project_id);
}

bool is_code(std::string_view text) { return text.size() == code_characters && all_upper_alphanumeric(text); }

struct Codes {
  std::string_view first;
  std::string_view last;
};

std::optional<Codes> read_codes(std::string_view text) {
  const auto dots = text.find("..");
  const Codes codes{text.substr(0, dots), dots == std::string_view::npos ? text : text.substr(dots + 2)};
  if (!is_code(codes.first) || !is_code(codes.last)) return std::nullopt;
  return codes;
}

struct Positions {
  std::int64_t first = 0;
  std::int64_t last = 0;
};

std::optional<Positions> read_positions(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = read_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : read_number(text.substr(dash + 1));
  if (!first || !last || *first < 1) return std::nullopt;
  return Positions{*first, *last};
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  if (text.size() > serial_bytes_max) return wrong_form("the serial is too long");
  const auto hash = text.find('#');
  if (hash == std::string_view::npos) return wrong_form("positions follow the codes after a #");
  const auto codes = read_codes(text.substr(0, hash));
  if (!codes) return wrong_form("a certificate's code is 32 digits and upper-case letters");
  const auto positions = read_positions(text.substr(hash + 1));
  if (!positions) return wrong_form("positions are numbers from 1 without leading zeros: first-last, or one");
  const std::string asset(codes->first.substr(0, asset_characters));
  if (codes->last.substr(0, asset_characters) != asset) {
    return wrong_form("the first and the last code name different project files");
  }
  const auto [first, last] = *positions;
  if (const auto fault = quantity_fault(first, last, context.quantity)) return *fault;
  const bool one = first == last;
  if (one != (codes->first == codes->last)) {
    return wrong_form("several certificates have different first and last codes, and one has one code");
  }
  const auto month = month_of_period(context.vintage);
  const UnitRange units = *UnitRange::from_inclusive(first, last);
  if (!month) return SerialFault{"gec_month", "the vintage of certificates is exactly one calendar month", units};
  Serial serial;
  serial.printed_codes.emplace_back(codes->first);
  serial.canonical = serial.printed_codes.front();
  if (one) {
    serial.canonical += "#" + std::to_string(first);
  } else {
    serial.printed_codes.emplace_back(codes->last);
    serial.canonical += ".." + serial.printed_codes.back() + "#" + std::to_string(first) + "-" + std::to_string(last);
  }
  serial.space = asset + "/" + *month;
  serial.units = units;
  serial.project_id = asset;
  serial.asset_code = asset;
  return serial;
}

}  // namespace

std::vector<const Programme*> gec() {
  static const Programme programme{
      .code = "GEC",
      .name = "Green Electricity Certificate",
      .name_zh = "绿色电力证书",
      .registry = "National Renewable Energy Certificate Issuance and Trading System",
      .unit = Unit::megawatt_hour,
      .offset = false,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {},
      // The project files are real, the fifteen characters behind them are made up: no real certificate is published.
      .examples =
          {"PPC1302632802001I240100000000001..PPC1302632802001I240100000000500#1-500|500|2024-01-01--2024-01-31",
           "PPC1707632801002C240200000000007#7|1|2024-02-01--2024-02-29"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
