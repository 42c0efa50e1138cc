// How retirements compare with what their registries recorded, as JSON. Only spelling; the comparison is
// ledger/rules/matching.hpp.
#pragma once
#include <vector>

#include "api/http/json_writer.hpp"
#include "ledger/rules/matching.hpp"

namespace tanbu::http {

// "match":{"state","units":{...},"compared":[...],"differences":[...],"hints":[...]}
void write_match_member(JsonWriter& json, const rules::Match& match);
// "matches":[{"retirement":n,"match":{...}}, ...]: of those that may count or come to count. The view must hold the
// texts of registries: that of the present.
void write_matches(JsonWriter& json, const std::vector<Retirement>& retirements, const View& view);

}  // namespace tanbu::http
