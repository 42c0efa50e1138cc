// Who takes part and who reports for a programme: enroll_party, update_party, succeed_party, appoint_registrar and
// end_appointment.
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"
#include "ledger/codec/proof_of_possession.hpp"

namespace tanbu::codec {

Command read_enroll_party(Reader& body, const Audience& audience) {
  EnrollPartyCommand command;
  const auto party = body.need("party").party();
  take(command.party, party);
  take(command.name, body.need("name").text());
  command.name_en = body.may("name_en").text();
  command.aliases = read_aliases(body.may("aliases"));
  take(command.legal_form, read_legal_form(body.need("legal_form")));
  command.registered_address = body.may("registered_address").text();
  command.division = read_division(body.may("division"));
  // A key comes with its proof, and a proof without the key proves nothing.
  const bool has_key = body.has("key") || body.has("proof");
  command.key = read_key(body.member("key", has_key));
  check_proof(body.member("proof", has_key), party, command.key, audience);
  return command;
}

Command read_update_party(Reader& body) {
  UpdatePartyCommand command;
  take(command.party, body.need("party").party());
  command.name = body.may("name").text();
  command.name_en = body.may("name_en").text();
  const Field aliases = body.may("aliases");
  if (aliases.present()) command.aliases = read_aliases(aliases);
  command.legal_form = read_legal_form(body.may("legal_form"));
  command.registered_address = body.may("registered_address").text();
  command.division = read_division(body.may("division"));
  need_change(body, {"name", "name_en", "aliases", "legal_form", "registered_address", "division"});
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_succeed_party(Reader& body) {
  SucceedPartyCommand command;
  take(command.from, body.need("from").party());
  take(command.to, body.need("to").party());
  take(command.effective_on, body.need("effective_on").date());
  take(command.reason, body.need("reason").choice({SuccessionReason::merger, SuccessionReason::split,
                                                   SuccessionReason::deregistered, SuccessionReason::re_identified}));
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_appoint_registrar(Reader& body) {
  AppointRegistrarCommand command;
  take(command.party, body.need("party").party());
  if (const Programme* programme = read_programme(body.need("programme"))) command.programme = programme->code;
  read_term(body, command.from, command.until);
  return command;
}

Command read_end_appointment(Reader& body) {
  EndAppointmentCommand command;
  take(command.appointment, body.need("appointment").entry<EntryIndex>());
  take(command.on, body.need("on").date());
  take(command.reason, body.need("reason").text());
  return command;
}

}  // namespace tanbu::codec
