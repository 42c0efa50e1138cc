// Questions that bodies' commands ask in the same way: may this body judge this factory's year under this scheme, and
// does a scheme's evaluation stand in the way. Not here: each command's own questions.
#pragma once
#include <optional>
#include <string>

#include "ledger/evaluation.hpp"
#include "ledger/rules.hpp"
#include "ledger/scheme.hpp"

namespace tanbu::rules {

[[nodiscard]] Refused unknown(Refusal reason, const char* what, std::uint64_t number);
[[nodiscard]] Refused unknown_scheme(const std::string& scheme);

// not_engaged, then not_authorised: engaged by the factory under the scheme for the period, and authorised under it on
// the day (CB-02).
[[nodiscard]] std::optional<Refused> refuse_judge(const PartyId& body, FactoryId factory, Period period,
                                                  const std::string& scheme, Date day, const View& view);

// not_authorised: the body may not judge under the scheme on that day (CB-02).
[[nodiscard]] std::optional<Refused> refuse_unauthorised(const PartyId& body, const std::string& scheme, Date day,
                                                         const View& view);

// The first check, among those up to this stage, that does not let a judgement stand: failed, undetermined or on HOLD
// with a reason of its own. The last stage of an attestation is `timing`, that of a certificate is `level`.
[[nodiscard]] std::optional<Refused> refuse_checks(const Evaluation& evaluation, CheckStage last_stage);
// The notices of the checks up to this stage, each once.
void add_flags(const Evaluation& evaluation, CheckStage last_stage, std::vector<Flag>& flags);

// unknown_assessment, or assessment_mismatch when it is of another factory, period or scheme, or a dispute about it was
// upheld.
[[nodiscard]] Outcome<Assessment> find_assessment(EntryIndex entry, FactoryId factory, Period period,
                                                  const std::string& scheme, const View& view);

}  // namespace tanbu::rules
