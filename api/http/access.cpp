// The checks of access.hpp, cheapest first.
#include "api/http/access.hpp"

#include <algorithm>

#include "crypto/jws.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/codec/codec.hpp"
#include "ledger/rules.hpp"

namespace tanbu::http {
namespace {

namespace json = boost::json;

constexpr TokenFault malformed{"token_malformed"};
constexpr std::size_t token_payload_bytes_max = 1024;

std::optional<std::string> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
  const auto* text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string(text->data(), text->size());
}

std::optional<std::int64_t> seconds_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(json::string_view(name.data(), name.size()));
  const auto* number = value == nullptr ? nullptr : value->if_int64();
  if (number == nullptr || *number < 0 || *number > codec::unix_seconds_max) return std::nullopt;
  return *number;
}

bool same_scheme(std::string_view text) {
  constexpr std::string_view bearer = "bearer";
  return text.size() == bearer.size() &&
         std::equal(text.begin(), text.end(), bearer.begin(), [](char a, char b) { return (a | 0x20) == b; });
}

}  // namespace

std::variant<TokenClaims, TokenFault> read_claims(std::string_view payload) {
  const auto parsed = crypto::parse_strict_json(payload, token_payload_bytes_max);
  const auto* value = std::get_if<json::value>(&parsed);
  const auto* object = value == nullptr ? nullptr : value->if_object();
  if (object == nullptr || object->size() != 4) return malformed;
  const auto issuer = text_member(*object, "iss");
  const auto party = issuer ? parse_party(*issuer) : std::nullopt;
  auto audience = text_member(*object, "aud");
  const auto issued_at = seconds_member(*object, "iat");
  const auto expires_at = seconds_member(*object, "exp");
  if (!party || !audience || !issued_at || !expires_at) return malformed;
  if (*expires_at <= *issued_at || *expires_at > *issued_at + access_token_seconds_max) {
    return TokenFault{"token_lifetime"};
  }
  return TokenClaims{*party, *std::move(audience), *issued_at, *expires_at};
}

std::optional<TokenFault> fault_at(const SoundToken& token, Instant now) {
  if (token.issued_at * 1000 > now.unix_ms + limits::issued_ahead_ms_max) return TokenFault{"token_not_yet_valid"};
  if (token.expires_at * 1000 <= now.unix_ms) return TokenFault{"token_expired"};
  const bool in_force = token.key_from <= now && (!token.key_until || now < *token.key_until);
  if (!in_force) return TokenFault{"token_key_not_in_force"};
  return std::nullopt;
}

std::variant<SoundToken, TokenFault> judge_whole_token(std::string_view token, const TokenJudge& judge) {
  const auto parsed = crypto::parse_jws(token, access_token_type);
  const auto* jws = std::get_if<crypto::Jws>(&parsed);
  if (jws == nullptr) return malformed;
  const auto known = judge.find_key(jws->kid);
  if (!known) return TokenFault{"token_key_unknown"};
  if (!crypto::verify_jws(*jws, known->key)) return TokenFault{"token_signature_invalid"};
  auto read = read_claims(jws->payload);
  if (const auto* fault = std::get_if<TokenFault>(&read)) return *fault;
  auto& claims = std::get<TokenClaims>(read);
  if (claims.issuer != known->party) return TokenFault{"token_issuer_mismatch"};
  if (claims.audience != judge.origin) return TokenFault{"token_audience_mismatch"};
  const auto record = judge.find_record(KeyId{jws->kid});
  SoundToken sound{.party = std::move(claims.issuer),
                   .issued_at = claims.issued_at,
                   .expires_at = claims.expires_at,
                   .key_from = record ? record->valid_from : Instant{},
                   .key_until = record ? record->valid_until : Instant{}};  // without a record it was never in force
  if (const auto fault = fault_at(sound, judge.now)) return *fault;
  return sound;
}

std::variant<PartyId, TokenFault> judge_token(std::string_view token, const TokenJudge& judge) {
  auto judged = judge_whole_token(token, judge);
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return *fault;
  return std::get<SoundToken>(std::move(judged)).party;
}

std::optional<PartyId> SoundTokens::find(std::uint64_t state, std::string_view authorization, Instant clock) {
  const auto name = crypto::sha256(authorization);
  const std::lock_guard lock(mutex_);
  if (state != state_) return std::nullopt;
  const auto found = tokens_.find(name);
  if (found == tokens_.end()) return std::nullopt;
  const SoundToken& token = found->second;
  return fault_at(token, recorded_at(clock, token.last_entry)) ? std::nullopt : std::optional(token.party);
}

void SoundTokens::keep(std::uint64_t state, std::string_view authorization, SoundToken token) {
  const auto name = crypto::sha256(authorization);
  const std::lock_guard lock(mutex_);
  if (state < state_) return;
  if (state != state_ || tokens_.size() >= kept_max) tokens_.clear();
  state_ = state;
  tokens_.insert_or_assign(name, std::move(token));
}

std::variant<std::optional<SoundToken>, TokenFault> authenticate_whole(std::optional<std::string_view> authorization,
                                                                       engine::Engine& engine, store::Reader& reader) {
  if (!authorization) return std::optional<SoundToken>{};
  const auto blank = authorization->find(' ');
  if (blank == std::string_view::npos || !same_scheme(authorization->substr(0, blank))) return malformed;
  TokenJudge judge;
  judge.find_key = [&](const std::string& kid) { return engine.find_key(kid); };
  judge.find_record = [&](const KeyId& kid) { return reader.key(kid); };
  judge.origin = engine.origin();
  // A machine whose clock stepped back would otherwise not know keys that are in the log already.
  const Instant last_entry = reader.head().time;
  judge.now = recorded_at(engine.now(), last_entry);
  auto judged = judge_whole_token(authorization->substr(blank + 1), judge);
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return *fault;
  auto& sound = std::get<SoundToken>(judged);
  sound.last_entry = last_entry;
  return std::optional<SoundToken>(std::move(sound));
}

std::variant<std::optional<PartyId>, TokenFault> authenticate(std::optional<std::string_view> authorization,
                                                              engine::Engine& engine, store::Reader& reader) {
  auto judged = authenticate_whole(authorization, engine, reader);
  if (const auto* fault = std::get_if<TokenFault>(&judged)) return *fault;
  auto& sound = std::get<std::optional<SoundToken>>(judged);
  return sound ? std::optional<PartyId>(std::move(sound->party)) : std::nullopt;
}

}  // namespace tanbu::http
