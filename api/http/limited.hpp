// Answers to those who came too often, and what others are told of what is left to them (429; RateLimit fields).
#pragma once
#include <optional>

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

}  // namespace tanbu::http
