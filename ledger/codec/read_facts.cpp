// Facts about projects and units that happened elsewhere, as registrars, bodies and the association report them. Not
// the first record of a project or a batch (read_register.cpp, read_record_batch.cpp).
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

std::optional<FreezePurpose> read_freeze_purpose(const Field& field) {
  if (!field.present()) return std::nullopt;
  FreezePurpose use;
  field.object([&](Reader& reader) {
    take(use.factory, reader.need("factory").entry<FactoryId>());
    take(use.period, reader.need("period").period());
    take(use.purpose, read_purpose(reader.need("purpose")));
  });
  return use;
}

}  // namespace

Command read_link_projects(Reader& body) {
  LinkProjectsCommand command;
  const auto a = read_project_key(body.need("a"));
  const Field b_field = body.need("b");
  const auto b = read_project_key(b_field);
  if (a && b && *a == *b) b_field.fault("project_repeated", "a project is not linked with itself");
  take(command.a, a);
  take(command.b, b);
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_record_registry_event(Reader& body) {
  RecordRegistryEventCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.status, body.need("status").choice({RegistryEventStatus::active, RegistryEventStatus::retired,
                                                   RegistryEventStatus::cancelled, RegistryEventStatus::withdrawn}));
  take(command.on, body.need("on").date());
  take(command.beneficiary_text, body.may("beneficiary_text").text(limits::beneficiary_characters_max));
  take(command.reason_text, body.may("reason_text").text());
  take(command.reference, body.need("reference").reference());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_amend_batch(Reader& body) {
  AmendBatchCommand command;
  take(command.batch, body.need("batch").entry<BatchId>());
  command.quantity = body.may("quantity").integer(1, limits::units_max);
  command.holder = body.may("holder").party();
  need_change(body, {"quantity", "holder"});
  take(command.reason, body.need("reason").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_record_generation(Reader& body) {
  RecordGenerationCommand command;
  take(command.asset_code, read_asset_code(body.need("asset_code")));
  take(command.month, read_month(body.need("month")));
  take(command.metered, body.need("metered_kwh").kilowatt_hours());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_freeze(Reader& body) {
  FreezeCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  command.purpose = read_freeze_purpose(body.may("purpose"));
  command.until = body.may("until").date();
  take(command.reason, body.need("reason").text());
  take(command.authority, body.need("authority").text());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_unfreeze(Reader& body) {
  UnfreezeCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.reason, body.need("reason").text());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_cancel(Reader& body) {
  CancelCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.reason,
       body.need("reason").choice({CancelReason::expired, CancelReason::ccer_switch, CancelReason::conversion,
                                   CancelReason::buffer, CancelReason::registry_cancelled, CancelReason::other}));
  command.linked_to = body.may("linked_to").entry<BatchId>();
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_invalidate(Reader& body) {
  InvalidateCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.authority, body.need("authority").text());
  take(command.reason, body.need("reason").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_record_foreign_use(Reader& body) {
  RecordForeignUseCommand command;
  command.ranges = Ranges().read(body.need("ranges"));
  take(command.purpose, body.need("purpose").choice({ForeignPurpose::national_ets, ForeignPurpose::event,
                                                     ForeignPurpose::product, ForeignPurpose::other}));
  take(command.user, body.need("user").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

}  // namespace tanbu::codec
