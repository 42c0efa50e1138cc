// authorise_body: the association lets a body judge under a scheme for some years (CB-01). Two living authorisations of
// one body under one scheme would be two answers to one question.
#include "ledger/rules/authority.hpp"
#include "ledger/rules/references.hpp"

namespace tanbu {
namespace {

std::optional<Refused> refuse_second(const AuthoriseBodyCommand& command, const View& view) {
  for (const Authorisation& other : find_notes<Authorisation>(view, index_names::authorisations_of(command.party))) {
    const bool apart =
        other.scheme != command.scheme || rules::last_day(other) < command.from || command.until < other.from;
    if (apart) continue;
    return Refused{.reason = Refusal::authorisation_state,
                   .conflict = other.entry,
                   .facts = {{"from", format_date(other.from)}, {"until", format_date(rules::last_day(other))}}};
  }
  return std::nullopt;
}

}  // namespace

Outcome<Decision> decide(const AuthoriseBodyCommand& command, const Context& context, const View& view) {
  if (!rules::is_association(context.issuer, view)) return Refusal::not_association;
  if (auto refused = rules::refuse_unknown_party(command.party, view)) return *refused;
  const std::int64_t least = context.rules->verifier_count_min;
  if (command.verifier_count && *command.verifier_count < least) {
    return Refused{.reason = Refusal::verifier_count,
                   .conflict = std::nullopt,
                   .facts = {{"verifiers", std::to_string(*command.verifier_count)}, {"least", std::to_string(least)}}};
  }
  if (auto refused = refuse_second(command, view)) return *refused;
  // From here on the authorisation must succeed.
  Decision decision;
  decision.events.emplace_back(NoteTaken{Authorisation{.entry = context.entry,
                                                       .party = command.party,
                                                       .scheme = command.scheme,
                                                       .batch = command.batch,
                                                       .from = command.from,
                                                       .until = command.until,
                                                       .steps = {}}});
  if (!command.verifier_count) decision.flags.push_back(Flag::verifier_count_unstated);
  return decision;
}

}  // namespace tanbu
