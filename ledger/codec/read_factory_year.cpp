// The factory and those around its year: its changes, its sale, the verification of its inventories and the bodies that
// it engages. Not the inventory itself (read_declare_inventory.cpp).
#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {

Command read_update_factory(Reader& body) {
  UpdateFactoryCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  command.name = body.may("name").text();
  command.address = body.may("address").text();
  command.division = read_division(body.may("division"));
  command.zone = body.may("zone").text();
  command.industry = read_industry(body.may("industry"));
  need_change(body, {"name", "address", "division", "zone", "industry"});
  return command;
}

Command read_transfer_factory(Reader& body) {
  TransferFactoryCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.to, body.need("to").party());
  take(command.effective_on, body.need("effective_on").date());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_verify_inventory(Reader& body) {
  VerifyInventoryCommand command;
  take(command.inventory, body.need("inventory").entry<InventoryId>());
  take(command.verifier, body.need("verifier").party());
  take(command.criteria, body.need("criteria").text());
  take(command.assurance, body.need("assurance").choice({Assurance::limited, Assurance::reasonable}));
  take(command.opinion, body.need("opinion").choice({Opinion::unqualified, Opinion::qualified, Opinion::adverse}));
  take(command.statement_number, body.need("statement_number").reference());
  take(command.verified_on, body.need("verified_on").date());
  take(command.evidence, read_evidence(body.need("evidence")));
  return command;
}

Command read_engage_body(Reader& body) {
  EngageBodyCommand command;
  take(command.factory, body.need("factory").entry<FactoryId>());
  take(command.scheme, read_scheme(body.need("scheme")));
  const auto from = body.need("from_period").period();
  take(command.from_period, from);
  const Field until = body.may("until");
  command.until = until.date();
  if (from) check_order(from->first, command.until, until);
  take(command.body, body.need("body").party());
  take(command.role, body.need("role").choice({EngagementRole::verify, EngagementRole::certify}));
  return command;
}

Command read_accept_engagement(Reader& body) {
  AcceptEngagementCommand command;
  take(command.engagement, body.need("engagement").entry<EntryIndex>());
  return command;
}

Command read_end_engagement(Reader& body) {
  EndEngagementCommand command;
  take(command.engagement, body.need("engagement").entry<EntryIndex>());
  take(command.reason, body.need("reason").text());
  return command;
}

}  // namespace tanbu::codec
