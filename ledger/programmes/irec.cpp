// International renewable energy certificates: electricity, never a cover for emissions, and counted only while the
// association recognises the programme. Certificates were whole megawatt hours at first and are now divided into
// millionths; both are numbers of one axis, so that the ledger's unit is the millionth of a certificate throughout.
//
//   0000-0000-9088-2258 - 0000-0000-9088-2425                              168 certificates, 168'000'000 units
//   0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999                97.962 certificates, 97'962'000 units
//
// A statement prints the two ends in two columns; here they stand in one text with " - " between them.
#include "ledger/programmes/serial_text.hpp"

namespace tanbu::programmes {
namespace {

constexpr std::int64_t units_of_certificate = 1'000'000;
constexpr std::size_t decimals = 6;
constexpr std::size_t certificate_characters = 19;
constexpr std::string_view between_ends = " - ";
constexpr std::string_view numbers = "certificates";
constexpr std::int64_t certificate_max = limits::unit_number_max / units_of_certificate - 1;

bool project_id_is_valid(std::string_view project_id) { return is_printed_identifier(project_id); }

struct End {
  std::int64_t unit = 0;  // the first unit that the text names
  bool decimal = false;
};

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char symbol : digits) value = value * 10 + (symbol - '0');
  return value;
}

std::optional<End> read_end(std::string_view text) {
  const bool decimal = text.size() == certificate_characters + 1 + decimals;
  if (!decimal && text.size() != certificate_characters) return std::nullopt;
  std::string digits;
  for (const auto group : split(text.substr(0, certificate_characters), '-')) {
    if (group.size() != 4 || !all_digits(group)) return std::nullopt;
    digits += group;
  }
  const std::int64_t certificate = value_of(digits);
  if (certificate > certificate_max) return std::nullopt;
  const std::int64_t unit = certificate * units_of_certificate;
  if (!decimal) return End{unit, false};
  const auto fraction = text.substr(certificate_characters + 1);
  if (text[certificate_characters] != '.' || !all_digits(fraction)) return std::nullopt;
  return End{unit + value_of(fraction), true};
}

std::string padded(std::int64_t value, std::size_t digits) {
  const std::string text = std::to_string(value);
  return std::string(digits - text.size(), '0') + text;
}

std::string printed(std::int64_t unit, bool decimal) {
  const std::string digits = padded(unit / units_of_certificate, 16);
  std::string text;
  for (std::size_t at = 0; at < digits.size(); at += 4) text += (at == 0 ? "" : "-") + digits.substr(at, 4);
  if (decimal) text += "." + padded(unit % units_of_certificate, decimals);
  return text;
}

std::variant<Serial, SerialFault> parse_serial(std::string_view text, const SerialContext& context) {
  const auto between = text.find(between_ends);
  const auto first = read_end(text.substr(0, between));
  const auto end = between == std::string_view::npos ? first : read_end(text.substr(between + between_ends.size()));
  if (!first || !end || first->decimal != end->decimal) {
    return wrong_form(
        "a certificate is four groups of four digits, with or without six decimals, one or 'first - last'");
  }
  const std::int64_t last = end->decimal ? end->unit : end->unit + units_of_certificate - 1;
  if (const auto fault = quantity_fault(first->unit, last, context.quantity)) return *fault;
  Serial serial;
  serial.space = numbers;
  serial.units = *UnitRange::from_inclusive(first->unit, last);
  // Whole certificates have one spelling, whichever era printed them.
  const bool whole = first->unit % units_of_certificate == 0 && (last + 1) % units_of_certificate == 0;
  const auto first_text = printed(first->unit, !whole);
  const auto last_text = printed(last, !whole);
  serial.canonical = first_text == last_text ? first_text : first_text + std::string(between_ends) + last_text;
  return serial;
}

}  // namespace

std::vector<const Programme*> irec() {
  static const Programme programme{
      .code = "IREC",
      .name = "International Renewable Energy Certificate",
      .name_zh = "国际可再生能源证书",
      .registry = "I-REC Registry",
      .unit = Unit::megawatt_hour,
      .offset = false,
      .transferable = true,
      .self_registered = false,
      .opaque = false,
      .needs_recognition = true,
      .units_per_whole = units_of_certificate,
      .project_id_is_valid = project_id_is_valid,
      .parse_serial = parse_serial,
      .spaces = {numbers},
      .examples = {"0000-0000-9088-2258 - 0000-0000-9088-2425|168000000|2021-01-01--2021-04-30",
                   "0000-0003-7984-7342.000000 - 0000-0003-7984-7439.961999|97962000|2022-10-01--2022-10-31",
                   "0000-0003-1515-7584.273240 - 0000-0003-1515-7650.273239|66000000|2022-07-01--2022-07-31"},
  };
  return {&programme};
}

}  // namespace tanbu::programmes
