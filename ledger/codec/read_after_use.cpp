// What follows a use: its proof, its rejection, its withdrawal, its correction, and the way out of a project's lock.
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

Correction read_correction(Reader& body) {
  Correction correction;
  take(correction.retirement, body.need("retirement").entry<RetirementId>());
  take(correction.factory, body.need("factory").entry<FactoryId>());
  take(correction.period, body.need("period").period());
  take(correction.reason, body.need("reason").text());
  return correction;
}

}  // namespace

Command read_confirm_evidence(Reader& body) {
  ConfirmEvidenceCommand command;
  take(command.target, body.need("target").entry<EntryIndex>());
  take(command.registry_reference, body.need("registry_reference").reference());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_reject_evidence(Reader& body) {
  RejectEvidenceCommand command;
  take(command.target, body.need("target").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  return command;
}

Command read_withdraw_retirement(Reader& body) {
  WithdrawRetirementCommand command;
  take(command.retirement, body.need("retirement").entry<RetirementId>());
  take(command.reason, body.need("reason").text());
  return command;
}

Command read_request_correction(Reader& body) { return RequestCorrectionCommand{read_correction(body)}; }
Command read_correct_retirement(Reader& body) { return CorrectRetirementCommand{read_correction(body)}; }

Command read_unlock_project(Reader& body) {
  UnlockProjectCommand command;
  take(command.project, read_project_key(body.need("project")));
  take(command.reason, body.need("reason").text());
  take(command.authority, body.need("authority").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

}  // namespace tanbu::codec
