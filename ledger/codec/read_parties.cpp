// enroll_party and appoint_registrar: who takes part, and who may report for a programme.
#include <algorithm>

#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t aliases_max = 64;

std::vector<std::string> read_aliases(const Field& field) {
  std::vector<std::string> aliases;
  for (const Field& element : field.elements(0, aliases_max)) {
    auto alias = element.text();
    if (!alias) continue;
    if (std::find(aliases.begin(), aliases.end(), *alias) != aliases.end()) {
      element.fault("alias_repeated", "the same name stands here twice");
    }
    aliases.push_back(std::move(*alias));
  }
  return aliases;
}

}  // namespace

Command read_enroll_party(Reader& body) {
  EnrollPartyCommand command;
  take(command.party, body.need("party").party());
  take(command.name, body.need("name").text());
  command.name_en = body.may("name_en").text();
  command.aliases = read_aliases(body.may("aliases"));
  take(command.legal_form,
       body.need("legal_form")
           .choice({LegalForm::legal_person, LegalForm::branch, LegalForm::sole_trader, LegalForm::foreign}));
  command.registered_address = body.may("registered_address").text();
  command.division = read_division(body.may("division"));
  command.key = read_key(body.may("key"));
  return command;
}

Command read_appoint_registrar(Reader& body) {
  AppointRegistrarCommand command;
  take(command.party, body.need("party").party());
  if (const Programme* programme = read_programme(body.need("programme"))) command.programme = programme->code;
  const auto from = body.need("from").date();
  const Field until_field = body.need("until");
  const auto until = until_field.date();
  check_order(from, until, until_field);
  take(command.from, from);
  take(command.until, until);
  return command;
}

}  // namespace tanbu::codec
