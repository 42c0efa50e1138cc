// Who asks: access tokens of formats section 11. A token reads and never writes; it is not stored, and there is no
// session to steal. What the asker may then see is decided in rights.hpp.
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string_view>
#include <variant>

#include "crypto/digest.hpp"
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

// A token that was found sound in one state of the ledger, with all that the clock has a say in.
struct SoundToken {
  PartyId party;
  std::int64_t issued_at = 0;   // Unix seconds
  std::int64_t expires_at = 0;  // Unix seconds
  Instant key_from{};
  std::optional<Instant> key_until{};
  Instant last_entry{};  // the ledger's time is never before it
};
// The same judgement, with what it rests on. `last_entry` is the caller's to fill in.
[[nodiscard]] std::variant<SoundToken, TokenFault> judge_whole_token(std::string_view token, const TokenJudge& judge);
// What the clock says of it, in the order of judge_token: token_not_yet_valid, token_expired, token_key_not_in_force.
[[nodiscard]] std::optional<TokenFault> fault_at(const SoundToken& token, Instant now);

// Tokens found sound in the present state: a client sends one token with hundreds of questions, and its signature does
// not change in between. What the clock may change is judged at every use, and what an entry may change (a key that is
// revoked) begins a new state, in which nothing is known. Found by their digests, so that no comparison tells a
// stranger how much of a token he has guessed. Any thread.
class SoundTokens {
 public:
  static constexpr std::size_t kept_max = 4'096;  // one more, and all are judged again

  // The party for which the field speaks now, where it is known; else it must be judged.
  [[nodiscard]] std::optional<PartyId> find(std::uint64_t state, std::string_view authorization, Instant clock);
  // Precondition: it was judged in this state.
  void keep(std::uint64_t state, std::string_view authorization, SoundToken token);

 private:
  std::mutex mutex_;
  std::uint64_t state_ = 0;
  std::map<crypto::Digest, SoundToken> tokens_;
};

// Of an Authorization field: nothing without one; a fault for another scheme.
[[nodiscard]] std::variant<std::optional<SoundToken>, TokenFault> authenticate_whole(
    std::optional<std::string_view> authorization, engine::Engine& engine, store::Reader& reader);
// The party alone.
[[nodiscard]] std::variant<std::optional<PartyId>, TokenFault> authenticate(
    std::optional<std::string_view> authorization, engine::Engine& engine, store::Reader& reader);

}  // namespace tanbu::http
