// How words about a factory's year stand, and what a scheme says of it, as JSON. Only spelling; what stands is asked in
// ledger/rules/claims.hpp, and who may read it in rights.hpp.
#pragma once
#include "api/http/json_writer.hpp"
#include "api/http/problem.hpp"
#include "ledger/rules/claims.hpp"

namespace tanbu::http {

// {"exact":"19707000/19706570","shown":"100.00"}; "1/1" where nothing is to be covered.
void write_percent(JsonWriter& json, const Comparison& comparison);
// Gross, green electricity, own removals, credits by kind, gap: each with its kilograms, in that order.
void write_bridge(JsonWriter& json, const Coverage& coverage);
// {"scheme":...,"trial":...,"verdict":...,"level":...,"checks":[...],"notes":[...]}
void write_evaluation(JsonWriter& json, const Scheme& scheme, const Evaluation& evaluation, Language language);
void write_scheme(JsonWriter& json, const Scheme& scheme, Language language);

void write_standing(JsonWriter& json, const rules::AttestationStanding& standing);
// "disputes":[...]: those about this entry that are open or were upheld.
void write_disputes(JsonWriter& json, EntryIndex target, const View& view);
void write_standing(JsonWriter& json, const Certificate& certificate, const rules::CertificateStanding& standing,
                    Date day);

}  // namespace tanbu::http
