// Certificates and what happens to them. Whether the dates of a print are in order is for the rules, which say by what
// they measure it. Not what a certificate stands on (read_judgements.cpp).
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t number_characters_max = 64;
constexpr std::int64_t star_max = 99;
constexpr std::int64_t printed_percent_e2_max = 100'000'000;  // a print may say more than 100 %

// A certificate's number is printed by its body and opaque (CE-12).
std::optional<std::string> read_number(const Field& field) { return field.reference(number_characters_max); }

std::optional<ClaimType> read_legacy_type(const Field& field) {
  const auto* value = field.value();
  if (value != nullptr && value->is_string() && value->get_string() == name_of(ClaimType::unknown)) {
    return ClaimType::unknown;
  }
  return read_claim_type(field);
}

// Number and period are read before, among the names of what the certificate stands on.
void read_print(Reader& body, CertificatePrint& print, std::optional<ClaimType> (*read_type)(const Field& field)) {
  print.type = read_type(body.may("type"));
  print.star = body.may("star").integer(0, star_max);
  print.level = read_name(body.may("level"));
  take(print.applicant, body.need("applicant").text());
  take(print.emissions, body.need("emissions_t").tonnes());
  take(print.percent_e2, body.need("offset_percent").percent_e2(printed_percent_e2_max));
  take(print.first_issued_on, body.need("first_issued_on").date());
  take(print.issued_on, body.need("issued_on").date());
  take(print.cycle_from, body.need("cycle_from").date());
  take(print.valid_until, body.need("valid_until").date());
}

CertificateStep read_certificate_step(Reader& body) {
  CertificateStep step;
  take(step.certificate, body.need("certificate").entry<EntryIndex>());
  take(step.effective_on, body.need("effective_on").date());
  take(step.reason, body.need("reason").text());
  step.evidence = read_evidence(body.may("evidence"));
  return step;
}

}  // namespace

Command read_issue_certificate(Reader& body) {
  IssueCertificateCommand command;
  take(command.print.number, read_number(body.need("number")));
  take(command.attestation, body.need("attestation").entry<EntryIndex>());
  take(command.assessment, body.need("assessment").entry<EntryIndex>());
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.print.period, body.need("period").period());
  take(command.scheme, read_scheme(body.need("scheme")));
  read_print(body, command.print, read_claim_type);
  return command;
}

Command read_record_legacy_certificate(Reader& body) {
  RecordLegacyCertificateCommand command;
  take(command.print.number, read_number(body.need("number")));
  command.factory = body.may("factory").entry<FactoryId>();
  take(command.print.period, body.need("period").period());
  take(command.scheme, read_scheme(body.need("scheme")));
  command.body = body.may("body").party();
  take(command.body_name, body.need("body_name").text());
  read_print(body, command.print, read_legacy_type);
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_reissue_certificate(Reader& body) {
  ReissueCertificateCommand command;
  take(command.certificate, body.need("certificate").entry<EntryIndex>());
  take(command.number, read_number(body.need("number")));
  command.applicant = body.may("applicant").text();
  take(command.issued_on, body.need("issued_on").date());
  take(command.reason, body.need("reason").text());
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

Command read_renew_certificate(Reader& body) {
  RenewCertificateCommand command;
  take(command.certificate, body.need("certificate").entry<EntryIndex>());
  take(command.print.number, read_number(body.need("number")));
  take(command.attestation, body.need("attestation").entry<EntryIndex>());
  take(command.assessment, body.need("assessment").entry<EntryIndex>());
  take(command.print.period, body.need("period").period());
  read_print(body, command.print, read_claim_type);
  return command;
}

Command read_transfer_certificate(Reader& body) {
  TransferCertificateCommand command;
  take(command.certificate, body.need("certificate").entry<EntryIndex>());
  take(command.to_body, body.need("to_body").party());
  take(command.effective_on, body.need("effective_on").date());
  take(command.grounds, body.need("grounds").text());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_record_surveillance(Reader& body) {
  RecordSurveillanceCommand command;
  take(command.certificate, body.need("certificate").entry<EntryIndex>());
  take(command.period, body.need("period").period());
  take(command.on, body.need("on").date());
  take(command.result, body.need("result").choice({SurveillanceResult::passed, SurveillanceResult::failed}));
  command.attestation = body.may("attestation").entry<EntryIndex>();
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_suspend_certificate(Reader& body) { return SuspendCertificateCommand{read_certificate_step(body)}; }
Command read_resume_certificate(Reader& body) { return ResumeCertificateCommand{read_certificate_step(body)}; }
Command read_withdraw_certificate(Reader& body) { return WithdrawCertificateCommand{read_certificate_step(body)}; }
Command read_cancel_certificate(Reader& body) { return CancelCertificateCommand{read_certificate_step(body)}; }

Command read_record_audit(Reader& body) {
  RecordAuditCommand command;
  take(command.certificate, body.need("certificate").entry<EntryIndex>());
  take(command.on, body.need("on").date());
  take(command.result, body.need("result").choice({AuditResult::found, AuditResult::not_found, AuditResult::differs}));
  take(command.lookup, read_evidence(body.need("lookup")));
  return command;
}

}  // namespace tanbu::codec
