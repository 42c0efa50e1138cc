// Who asks: access tokens of formats section 11. A token reads and never writes; it is not stored, and there is no
// session to steal. What the asker may then see is decided in rights.hpp.
#pragma once
#include <optional>
#include <string_view>
#include <variant>

#include "ledger/engine/engine.hpp"
#include "ledger/ids.hpp"
#include "ledger/records.hpp"

namespace tanbu::http {

inline constexpr std::string_view access_token_type = "tanbu-access+jws";
inline constexpr std::int64_t access_token_seconds_max = 600;

// `code` is a row of the access problems: token_...
struct TokenFault {
  std::string_view code;
  bool operator==(const TokenFault&) const = default;
};

// What a token says, before anything is asked of the ledger. Codes: token_malformed, token_lifetime.
struct TokenClaims {
  PartyId issuer;
  std::string audience;
  std::int64_t issued_at = 0;   // Unix seconds
  std::int64_t expires_at = 0;  // Unix seconds
};
[[nodiscard]] std::variant<TokenClaims, TokenFault> read_claims(std::string_view payload);

// What the ledger must know to judge a token.
struct TokenJudge {
  std::function<std::optional<engine::Engine::KnownKey>(const std::string& kid)> find_key;
  std::function<std::optional<Key>(const KeyId& kid)> find_record;  // with the times between which it is in force
  std::string_view origin;
  Instant now;
};
// The party for which the token speaks. Order of codes: token_malformed, token_key_unknown, token_signature_invalid,
// token_lifetime, token_issuer_mismatch, token_audience_mismatch, token_not_yet_valid, token_expired,
// token_key_not_in_force.
[[nodiscard]] std::variant<PartyId, TokenFault> judge_token(std::string_view token, const TokenJudge& judge);

// Of an Authorization field: nothing without one; a fault for another scheme.
[[nodiscard]] std::variant<std::optional<PartyId>, TokenFault> authenticate(
    std::optional<std::string_view> authorization, engine::Engine& engine, store::Reader& reader);

}  // namespace tanbu::http
