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

bool is_month(std::string_view text) { return text.size() == 7 && parse_date(std::string(text) + "-01").has_value(); }

std::vector<ClaimedGeneration> read_claims(const Field& field) {
  std::vector<ClaimedGeneration> claims;
  for (const Field& element : field.elements(0, claims_max)) {
    ClaimedGeneration claim;
    bool sound = false;
    element.object([&](Reader& reader) {
      sound = take(claim.asset_code, read_asset_code(reader.need("asset_code")));
      sound = take(claim.month, reader.need("month").word(is_month, "month_form", "a month is spelt YYYY-MM")) && sound;
      take(claim.electricity, reader.need("kwh").kilowatt_hours());
    });
    const auto same = [&](const ClaimedGeneration& other) {
      return other.asset_code == claim.asset_code && other.month == claim.month;
    };
    if (sound && std::any_of(claims.begin(), claims.end(), same)) {
      element.fault("claim_repeated", "the same asset and month stand here twice");
    }
    claims.push_back(std::move(claim));
  }
  return claims;
}

struct SerialFields {
  Field serial;
  Field quantity;
  Field project;
};

// Everything that the serial decides. The grammar compares the range with the quantity first of all.
void read_serial(const Programme& programme, const SerialContext& context, const SerialFields& fields,
                 RecordBatchCommand& command) {
  auto result = programme.parse_serial(command.serial, context);
  if (const auto* fault = std::get_if<SerialFault>(&result)) {
    (fault->code == "range_quantity" ? fields.quantity : fields.serial).fault(fault->code, fault->detail);
    return;
  }
  auto& serial = std::get<Serial>(result);
  if (serial.project_id && !command.project.project_id.empty() && *serial.project_id != command.project.project_id) {
    fields.project.fault("project_mismatch", "the serial names the project " + *serial.project_id);
  }
  command.space = std::move(serial.space);
  command.units = serial.units;
  command.printed_codes = std::move(serial.printed_codes);
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
  if (programme != nullptr && has_serial && quantity && from && until && *from <= *until) {
    read_serial(*programme, SerialContext{*quantity, Period{*from, *until}}, fields, command);
  }
  take(command.issued_on, body.need("issued_on").date());
  read_registry_status(body.need("registry_status"), command);
  take(command.tradable, body.may("tradable").boolean());
  command.claimed_generation = read_claims(body.may("claimed_generation"));
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
