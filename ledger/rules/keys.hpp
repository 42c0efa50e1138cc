// Keys as rules see them: which are in force, and whether a name of a key is still to be had. Not here: admission of a
// signature (admission.cpp) and possession of the private part (the codec).
#pragma once
#include <optional>
#include <string_view>
#include <vector>

#include "ledger/rules.hpp"

namespace tanbu::rules {

[[nodiscard]] bool is_in_force(const Key& key, Instant time);
// A key that is limited to some kinds signs nothing else.
[[nodiscard]] bool may_sign(const Key& key, std::string_view kind);
// key_exists or key_revoked: one key belongs to one party for ever, and a revoked one never returns.
[[nodiscard]] std::optional<Refused> refuse_taken_key(const KeyId& kid, const View& view);

}  // namespace tanbu::rules
