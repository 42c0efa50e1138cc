// The functions of signing.hpp.
#include "api/cli/signing.hpp"

#include <boost/json/serialize.hpp>
#include <chrono>

#include "crypto/jws.hpp"

namespace tanbu::cli {

std::string payload_text(const PayloadHead& head, const boost::json::object& body) {
  return boost::json::serialize(boost::json::object{{"iss", head.issuer},
                                                    {"aud", head.audience},
                                                    {"jti", head.jti},
                                                    {"iat", head.issued_unix_seconds},
                                                    {"exp", head.issued_unix_seconds + head.expires_seconds},
                                                    {"kind", head.kind},
                                                    {"body", body}});
}

std::string access_token(const std::string& issuer, const std::string& audience, std::int64_t issued_unix_seconds,
                         const crypto::SigningKey& key) {
  const auto payload = boost::json::serialize(boost::json::object{
      {"iss", issuer}, {"aud", audience}, {"iat", issued_unix_seconds}, {"exp", issued_unix_seconds + access_seconds}});
  return crypto::sign_jws(access_type, payload, key);
}

std::string possession_proof(const std::string& party, const std::string& audience, const crypto::SigningKey& key) {
  return crypto::sign_jws(proof_type, boost::json::serialize(boost::json::object{{"party", party}, {"aud", audience}}),
                          key);
}

std::int64_t unix_seconds_now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace tanbu::cli
