// Answers to those who came too often, and what others are told of what is left to them (429; RateLimit fields).
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

#include "api/http/call.hpp"
#include "api/serving/limits.hpp"

namespace tanbu::http {

// The problem of an allowance that is used up, with Retry-After and both fields.
[[nodiscard]] Response too_many(const Call& call, const serving::Allowance& allowance);
void add_allowance(Response& response, const serving::Allowance& allowance);
// Whether the ledger has decided the command already. Such a repetition may be anybody's, who has it from the log, and
// must not use up its signer's allowance.
[[nodiscard]] bool is_repeated(const Call& call, const engine::Checked& checked);
// Nothing where no limits are set or the name may go on.
[[nodiscard]] std::optional<serving::Allowance> used_up(const Call& call, serving::Policy policy, std::string_view name,
                                                        std::int64_t cost = 1);
// The answer instead, where not all of these lines may be decided now; else they are counted, each for its key.
[[nodiscard]] std::optional<Response> refuse_lines(const Call& call,
                                                   const std::map<std::string_view, std::int64_t>& lines_of_key);
// What was counted for something that the server then could not take on.
void give_back(const Call& call, serving::Policy policy, std::string_view name, std::int64_t cost = 1);

}  // namespace tanbu::http
