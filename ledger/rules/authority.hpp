// Which bodies may judge: authorised by the association for a scheme, and engaged by a factory for a period. Not here:
// what a body may then say.
#pragma once
#include <optional>
#include <string>

#include "ledger/rules.hpp"

namespace tanbu::rules {

enum class AuthorisationState { active, suspended, ended };
// After the steps that are in effect on that day; what lies outside the term is not asked here.
[[nodiscard]] AuthorisationState state_on(const Authorisation& authorisation, Date day);
// After all steps taken so far, those of a later day included.
[[nodiscard]] AuthorisationState last_state(const Authorisation& authorisation);
// The last day of the term, cut short by an end that was decided; before `from` where nothing of it is left.
[[nodiscard]] Date last_day(const Authorisation& authorisation);

// Some authorisation of the party under the scheme covers the day and is neither suspended nor ended on it (CB-01,
// CB-02).
[[nodiscard]] bool is_authorised(const PartyId& party, const std::string& scheme, Date day, const View& view);

// The body speaks about this factory and period under an engagement: accepted, not ended, for this period or an earlier
// one on, and until no day before its end. A body that runs the factory itself, today or in the period, speaks under
// none: nobody judges his own year.
[[nodiscard]] bool is_engaged(const PartyId& body, FactoryId factory, Period period, const View& view);
// The same for one scheme: who was asked under one set of rules does not judge under another.
[[nodiscard]] bool is_engaged_under(const std::string& scheme, const PartyId& body, FactoryId factory, Period period,
                                    const View& view);
// The same to certify: who was asked to verify a year was not asked to certify it.
[[nodiscard]] bool is_engaged_to_certify(const std::string& scheme, const PartyId& body, FactoryId factory,
                                         Period period, const View& view);

// The association appointed the party for the scheme (appoint_scheme_owner).
[[nodiscard]] bool owns_scheme(const PartyId& party, const std::string& scheme, const View& view);

// unknown_party, naming it; nothing when it is enrolled.
[[nodiscard]] std::optional<Refused> refuse_unknown_party(const PartyId& party, const View& view);
// party_has_successor for an enrolled party that signs nothing any more: what it received could never leave it.
[[nodiscard]] std::optional<Refused> refuse_succeeded(const PartyId& party, const View& view);

}  // namespace tanbu::rules
