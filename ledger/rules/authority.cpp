#include "ledger/rules/authority.hpp"

#include <algorithm>

#include "ledger/rules/operators.hpp"

namespace tanbu::rules {
namespace {

AuthorisationState state_after(AuthorisationStepTaken::Kind kind) {
  switch (kind) {
    case AuthorisationStepTaken::Kind::suspended:
      return AuthorisationState::suspended;
    case AuthorisationStepTaken::Kind::resumed:
      return AuthorisationState::active;
    case AuthorisationStepTaken::Kind::ended:
      return AuthorisationState::ended;
  }
  HOLDS(false);
  return AuthorisationState::ended;
}

// Every engagement under which the body speaks about the factory and the period.
std::vector<Engagement> engagements(const PartyId& body, FactoryId factory, Period period, const View& view) {
  const auto site = view.factory(factory);
  HOLDS(site.has_value());
  if (site->operator_party == body || operated_in(*site, body, period)) return {};
  auto all = find_notes<Engagement>(view, index_names::engagements_of(factory));
  std::erase_if(all, [&](const Engagement& one) {
    const bool stands = one.body == body && one.accepted_by && !one.ended_by;
    const bool covers = one.from_period.first <= period.first && (!one.until || period.last <= *one.until);
    return !stands || !covers;
  });
  return all;
}

}  // namespace

AuthorisationState state_on(const Authorisation& authorisation, Date day) {
  AuthorisationState state = AuthorisationState::active;
  for (const AuthorisationStepTaken& step : authorisation.steps) {
    if (step.effective_on <= day) state = state_after(step.kind);
  }
  return state;
}

AuthorisationState last_state(const Authorisation& authorisation) {
  return authorisation.steps.empty() ? AuthorisationState::active : state_after(authorisation.steps.back().kind);
}

Date last_day(const Authorisation& authorisation) {
  if (last_state(authorisation) != AuthorisationState::ended) return authorisation.until;
  const Date day_before_end{authorisation.steps.back().effective_on.days - 1};
  return std::min(authorisation.until, day_before_end);
}

bool is_authorised(const PartyId& party, const std::string& scheme, Date day, const View& view) {
  const auto all = find_notes<Authorisation>(view, index_names::authorisations_of(party));
  return std::any_of(all.begin(), all.end(), [&](const Authorisation& one) {
    return one.scheme == scheme && one.from <= day && day <= one.until &&
           state_on(one, day) == AuthorisationState::active;
  });
}

bool is_engaged(const PartyId& body, FactoryId factory, Period period, const View& view) {
  return !engagements(body, factory, period, view).empty();
}

bool is_engaged_under(const std::string& scheme, const PartyId& body, FactoryId factory, Period period,
                      const View& view) {
  const auto all = engagements(body, factory, period, view);
  return std::any_of(all.begin(), all.end(), [&scheme](const Engagement& one) { return one.scheme == scheme; });
}

bool is_engaged_to_certify(const std::string& scheme, const PartyId& body, FactoryId factory, Period period,
                           const View& view) {
  const auto all = engagements(body, factory, period, view);
  return std::any_of(all.begin(), all.end(), [&scheme](const Engagement& one) {
    return one.scheme == scheme && one.role == EngagementRole::certify;
  });
}

bool owns_scheme(const PartyId& party, const std::string& scheme, const View& view) {
  const auto owners = find_notes<SchemeOwner>(view, index_names::owners_of(scheme));
  return std::any_of(owners.begin(), owners.end(), [&](const SchemeOwner& owner) { return owner.party == party; });
}

std::optional<Refused> refuse_succeeded(const PartyId& id, const View& view) {
  const auto party = view.party(id);
  HOLDS(party.has_value());
  if (!party->succeeded_by) return std::nullopt;
  return Refused{.reason = Refusal::party_has_successor,
                 .conflict = party->entry,
                 .facts = {{"party", id.text}, {"successor", party->succeeded_by->text}}};
}

std::optional<Refused> refuse_unknown_party(const PartyId& party, const View& view) {
  if (view.party(party)) return std::nullopt;
  return Refused{.reason = Refusal::unknown_party, .conflict = std::nullopt, .facts = {{"party", party.text}}};
}

}  // namespace tanbu::rules
