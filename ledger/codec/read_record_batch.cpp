// record_batch: a block of units as its registry prints it. The programme's grammar is asked here, so that a serial
// that does not say what stands beside it never reaches an index.
#include <algorithm>

#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t claims_max = 256;

void read_registry_status(const Field& field, RecordBatchCommand& command) {
  field.object([&](Reader& status) {
    const auto value =
        status.need("status").choice({RegistryStatus::active, RegistryStatus::retired, RegistryStatus::cancelled});
    take(command.registry_status, value);
    // An unknown status says nothing about which members belong to it, so all are read and none is missed.
    const bool retired = !value || *value == RegistryStatus::retired;
    const bool cancelled = !value || *value == RegistryStatus::cancelled;
    if (retired || cancelled) command.status_on = status.member("on", value.has_value()).date();
    if (retired)
      take(command.beneficiary_text, status.may("beneficiary_text").text(limits::beneficiary_characters_max));
    if (retired || cancelled) take(command.reason_text, status.may("reason_text").text());
    if (retired) take(command.registry_reference, status.may("reference").reference());
  });
}

// What the serial itself says of an asset's month (XM-02): for electricity certificates the plant, the month of
// production and the electricity.
std::optional<ClaimedGeneration> claim_of(const Programme& programme, const Serial& serial, const Period& vintage,
                                          std::int64_t quantity) {
  const auto month = month_of_period(vintage);
  const auto kilowatt_hours = checked_multiply(quantity, 1000);
  if (!serial.asset_code || !month || !kilowatt_hours) return std::nullopt;
  // A part of a kilowatt hour is claimed as a whole one, so that parts never add up to less than was generated.
  const std::int64_t claimed =
      *kilowatt_hours / programme.units_per_whole + (*kilowatt_hours % programme.units_per_whole == 0 ? 0 : 1);
  return ClaimedGeneration{*serial.asset_code, *month, {claimed}};
}

std::vector<ClaimedGeneration> read_claims(const Field& field, const std::optional<ClaimedGeneration>& printed) {
  std::vector<ClaimedGeneration> claims;
  for (const Field& element : field.elements(0, claims_max)) {
    ClaimedGeneration claim;
    bool sound = false;
    element.object([&](Reader& reader) {
      sound = take(claim.asset_code, read_asset_code(reader.need("asset_code")));
      sound = take(claim.month, read_month(reader.need("month"))) && sound;
      sound = take(claim.electricity, reader.need("kwh").kilowatt_hours()) && sound;
    });
    const auto same = [&](const ClaimedGeneration& other) {
      return other.asset_code == claim.asset_code && other.month == claim.month;
    };
    if (sound && std::any_of(claims.begin(), claims.end(), same)) {
      element.fault("claim_repeated", "the same asset and month stand here twice");
    } else if (sound && printed && (!same(*printed) || claim.electricity != printed->electricity)) {
      element.fault("generation_mismatch", "the serial says " + std::to_string(printed->electricity.value) +
                                               " kWh of " + printed->asset_code + " in " + printed->month);
    }
    claims.push_back(std::move(claim));
  }
  if (printed && claims.empty()) claims.push_back(*printed);
  return claims;
}

struct SerialFields {
  Field serial;
  Field quantity;
  Field project;
};

// Everything that the serial decides, and the generation that it claims. The grammar compares the range with the
// quantity first of all.
std::optional<ClaimedGeneration> read_serial(const Programme& programme, const SerialContext& context,
                                             const SerialFields& fields, RecordBatchCommand& command) {
  auto result = programme.parse_serial(command.serial, context);
  if (const auto* fault = std::get_if<SerialFault>(&result)) {
    (fault->code == "range_quantity" ? fields.quantity : fields.serial).fault(fault->code, fault->detail);
    return std::nullopt;
  }
  auto& serial = std::get<Serial>(result);
  if (serial.project_id && !command.project.project_id.empty() && *serial.project_id != command.project.project_id) {
    fields.project.fault("project_mismatch", "the serial names the project " + *serial.project_id);
  }
  command.space = std::move(serial.space);
  command.units = serial.units;
  command.printed_codes = std::move(serial.printed_codes);
  command.serial_hold = serial.hold.value_or("");
  const auto claim = claim_of(programme, serial, context.vintage, context.quantity);
  if (claim && claim->electricity.value > limits::electricity_kwh_max) {
    fields.quantity.fault("out_of_range", "so much electricity is generated nowhere");
  }
  return claim;
}

}  // namespace

Command read_record_batch(Reader& body) {
  RecordBatchCommand command;
  const Programme* programme = read_programme(body.need("programme"));
  if (programme != nullptr) command.project.programme = programme->code;
  SerialFields fields{body.need("serial"), body.need("quantity"), body.need("project")};
  const bool has_serial = take(command.serial, fields.serial.string());
  const auto quantity = fields.quantity.integer(1, limits::units_max);
  take(command.project.project_id,
       programme == nullptr ? fields.project.string() : read_project_id(fields.project, programme));
  const auto from = body.need("vintage_from").date();
  const Field until_field = body.need("vintage_until");
  const auto until = until_field.date();
  check_order(from, until, until_field);
  take(command.vintage_from, from);
  take(command.vintage_until, until);
  std::optional<ClaimedGeneration> printed;
  if (programme != nullptr && has_serial && quantity && from && until && *from <= *until) {
    printed = read_serial(*programme, SerialContext{*quantity, Period{*from, *until}}, fields, command);
  }
  take(command.issued_on, body.need("issued_on").date());
  read_registry_status(body.need("registry_status"), command);
  take(command.tradable, body.may("tradable").boolean());
  command.claimed_generation = read_claims(body.may("claimed_generation"), printed);
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
