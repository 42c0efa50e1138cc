// register_factory and register_project: the places where emissions arise and where reductions do.
#include <algorithm>

#include "ledger/codec/bodies.hpp"
#include "ledger/codec/parts.hpp"

namespace tanbu::codec {
namespace {

constexpr std::size_t other_registrations_max = 16;

bool is_country(std::string_view text) {
  return text.size() == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

bool looks_like_party(std::string_view text) {
  return text.substr(0, 5) == "uscc:" || text.substr(0, 4) == "lei:" || text.substr(0, 2) == "x:";
}

// A party's id, or, where others register the project, the name that the registry prints.
std::optional<std::string> read_developer(const Field& field, bool party_wanted) {
  const auto* text = field.present() ? field.value()->if_string() : nullptr;
  if (party_wanted || (text != nullptr && looks_like_party({text->data(), text->size()}))) {
    auto party = field.party();
    if (!party) return std::nullopt;
    return std::move(party->text);
  }
  return field.text();
}

std::vector<ProjectKey> read_other_registrations(const Field& field, const ProjectKey& own) {
  std::vector<ProjectKey> keys;
  for (const Field& element : field.elements(0, other_registrations_max)) {
    auto key = read_project_key(element);
    if (!key) continue;
    if (*key == own || std::find(keys.begin(), keys.end(), *key) != keys.end()) {
      element.fault("project_repeated", "the same project stands here twice");
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace

Command read_register_factory(Reader& body) {
  RegisterFactoryCommand command;
  take(command.name, body.need("name").text());
  take(command.address, body.need("address").text());
  take(command.division, read_division(body.need("division")));
  command.zone = body.may("zone").text();
  take(command.industry, read_industry(body.need("industry")));
  take(command.established_on, body.need("established_on").date());
  return command;
}

Command read_register_project(Reader& body) {
  RegisterProjectCommand command;
  const Programme* programme = read_programme(body.need("programme"));
  if (programme != nullptr) command.project.programme = programme->code;
  // Who registers his own project owes what a registry would otherwise vouch for.
  const bool own = programme != nullptr && programme->self_registered;
  const Field project_id = body.need("project_id");
  // Without a programme there is no grammar to hold the name against, and one fault is enough.
  take(command.project.project_id, programme == nullptr ? project_id.string() : read_project_id(project_id, programme));
  take(command.title, body.need("title").text());
  command.developer = read_developer(body.member("developer", own), own);
  take(command.country, body.need("country").word(is_country, "country_form", "a country is two capitals"));
  command.division = read_division(body.may("division"));
  command.site = body.may("site").text();
  command.located_in_factory = body.may("located_in_factory").entry<FactoryId>();
  take(command.technology, body.need("technology").text());
  take(command.methodology, body.need("methodology").text());
  command.asset_code = read_asset_code(body.may("asset_code"));
  take(command.project_class, body.may("class").choice({ProjectClass::ccer_old, ProjectClass::ccer_new}));
  command.construction_start = body.may("construction_start").date();
  command.registered_on = body.may("registered_on").date();
  command.crediting_from = body.may("crediting_from").date();
  const Field crediting_until = body.may("crediting_until");
  command.crediting_until = crediting_until.date();
  check_order(command.crediting_from, command.crediting_until, crediting_until);
  command.verifier = body.member("verifier", own).party();
  command.self_developed_for = body.member("self_developed_for", own).entry<FactoryId>();
  command.also_registered_as = read_other_registrations(body.may("also_registered_as"), command.project);
  command.evidence = read_evidence(body.may("evidence"));
  return command;
}

}  // namespace tanbu::codec
