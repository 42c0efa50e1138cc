// A policy file (C2SP tlog-policy) as the command line reads it: which witnesses must have cosigned. What the lines
// mean is ledger/log/policy.hpp's.
#pragma once
#include <string>
#include <string_view>

#include "ledger/log/policy.hpp"

namespace tanbu::cli {

// Stop (usage), naming the option and what is wrong with the file.
[[nodiscard]] log::Policy policy_of_file(std::string_view option, const std::string& path);
// A witness's address as the policy spells it, without slashes at its end.
[[nodiscard]] std::string submission_prefix(std::string url);
// http or https with a host and nothing but a path: what Client can send to.
[[nodiscard]] bool submission_prefix_is_valid(const std::string& url);

}  // namespace tanbu::cli
