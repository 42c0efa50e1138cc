// register_project: a reduction project enters the ledger under its programme's name. A project that is locked, or
// shares identity, alias or asset code with a locked one, cannot be registered in any programme (CE-10). Doubts about a
// registry's own issuance are notices.
#include <algorithm>

#include "ledger/rules/own_project.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_signer(const RegisterProjectCommand& command, const Context& context, const View& view) {
  const Programme* programme = find_programme(command.project.programme);
  HOLDS(programme != nullptr);
  if (!programme->self_registered) {
    const bool appointed = rules::is_registrar(context.issuer, command.project.programme, context.today(), view);
    return appointed ? std::nullopt : std::optional<Refused>(Refused{.reason = Refusal::not_registrar});
  }
  HOLDS(command.self_developed_for.has_value());
  const auto factory = view.factory(*command.self_developed_for);
  // The developer of a self-developed project is the operator itself: its batches start in the developer's hands and
  // never move.
  const bool own = command.developer == context.issuer.text;
  if (factory && (factory->operator_party != context.issuer || !own)) {
    return Refused{.reason = Refusal::not_operator, .conflict = factory->id.entry(), .facts = {}};
  }
  return std::nullopt;
}

std::optional<Refused> refuse_references(const RegisterProjectCommand& command, const Context& context,
                                         const View& view) {
  for (const auto& factory : {command.located_in_factory, command.self_developed_for}) {
    if (factory && !view.factory(*factory)) {
      return Refused{.reason = Refusal::unknown_factory,
                     .conflict = std::nullopt,
                     .facts = {{"factory", std::to_string(factory->value)}}};
    }
  }
  if (command.verifier && !view.party(*command.verifier)) {
    return Refused{
        .reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", command.verifier->text}}};
  }
  for (const auto& day : {command.construction_start, command.registered_on}) {
    if (day && *day > context.today()) return Refused{.reason = Refusal::future_date};
  }
  return std::nullopt;
}

// "CCER-01-002-V01" is a version of CCER-01-002.
std::string_view without_version(std::string_view methodology) {
  const auto at = methodology.rfind("-V");
  if (at == std::string_view::npos || at + 2 == methodology.size()) return methodology;
  const std::string_view version = methodology.substr(at + 2);
  const bool digits = std::all_of(version.begin(), version.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? methodology.substr(0, at) : methodology;
}

bool holds(const std::vector<std::string_view>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// The registry is the authority on what it registers, so a doubt is a notice.
std::vector<Flag> doubts_about(const RegisterProjectCommand& command, const RuleSet& rules) {
  std::vector<Flag> flags;
  if (!command.crediting_from || !command.crediting_until) flags.push_back(Flag::crediting_period_missing);
  // Methodologies of the old system have other names and another list.
  if (command.project.programme != "CCER" || command.project_class == ProjectClass::ccer_old) return flags;
  if (!holds(rules.ccer_methodologies, without_version(command.methodology)))
    flags.push_back(Flag::methodology_unknown);
  const bool power = command.methodology.starts_with("CCER-01-");
  if (command.project_class == ProjectClass::ccer_new && power &&
      !holds(rules.ccer_power_technologies, command.technology))
    flags.push_back(Flag::technology_not_admitted);
  return flags;
}

}  // namespace

Outcome<Decision> decide(const RegisterProjectCommand& command, const Context& context, const View& view) {
  if (auto refused = refuse_signer(command, context, view)) return *refused;
  if (auto refused = refuse_references(command, context, view)) return *refused;
  const auto existing = view.project(command.project);
  if (existing && !existing->lock && !existing->voided_by) {
    return Refused{.reason = Refusal::project_exists,
                   .conflict = existing->entry,
                   .facts = {{"programme", command.project.programme}, {"project", command.project.project_id}}};
  }
  const auto tokens = project_tokens(command.project, command.also_registered_as, command.asset_code);
  if (const auto locked = rules::locked_behind(tokens, view)) return rules::locked_by(*locked);
  // From here on the registration must succeed.
  const auto developer = command.developer ? parse_party(*command.developer) : std::nullopt;
  Decision decision;
  decision.events.emplace_back(ProjectRegistered{{.key = command.project,
                                                  .entry = context.entry,
                                                  .title = command.title,
                                                  .developer = developer,
                                                  .verifier = command.verifier,
                                                  .self_developed_for = command.self_developed_for,
                                                  .located_in_factory = command.located_in_factory,
                                                  .project_class = command.project_class,
                                                  .recorded_by = context.issuer,
                                                  .crediting_from = command.crediting_from,
                                                  .crediting_until = command.crediting_until,
                                                  .asset_code = command.asset_code,
                                                  .also_registered_as = command.also_registered_as,
                                                  .used = false,
                                                  .shared = false,
                                                  .lock = std::nullopt,
                                                  .voided_by = std::nullopt}});
  decision.flags = doubts_about(command, *context.rules);
  return decision;
}

}  // namespace tanbu
