// Payloads and their signatures: what the actor signs, with the actor's own key, on the actor's own machine. Not the
// sending. Source: formats sections 2 and 11.
#pragma once
#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "crypto/jwk.hpp"

namespace tanbu::cli {

inline constexpr std::string_view access_type = "tanbu-access+jws";
inline constexpr std::string_view proof_type = "tanbu-proof+jws";
inline constexpr int expires_seconds_max = 7 * 24 * 3600;
// An access token is made for one call; the formats allow ten minutes.
inline constexpr int access_seconds = 300;

struct PayloadHead {
  std::string issuer;
  std::string audience;
  std::string jti;
  std::int64_t issued_unix_seconds = 0;
  int expires_seconds = 3600;
  std::string kind;
};

// {"iss":…,"aud":…,"jti":…,"iat":…,"exp":…,"kind":…,"body":{…}}
[[nodiscard]] std::string payload_text(const PayloadHead& head, const boost::json::object& body);
[[nodiscard]] std::string access_token(const std::string& issuer, const std::string& audience,
                                       std::int64_t issued_unix_seconds, const crypto::SigningKey& key);
// That the holder of this key wants it to be the party's in the ledger `audience`.
[[nodiscard]] std::string possession_proof(const std::string& party, const std::string& audience,
                                           const crypto::SigningKey& key);
[[nodiscard]] std::int64_t unix_seconds_now();

}  // namespace tanbu::cli
