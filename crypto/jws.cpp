// Parsing refuses everything but the one narrow shape; verifying takes the algorithm from the key and only compares the
// header's.
#include "crypto/jws.hpp"

#include <boost/json/serialize.hpp>
#include <stdexcept>
#include <utility>

#include "crypto/encoding.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::crypto {
namespace {

namespace json = boost::json;

constexpr std::size_t header_bytes_max = 512;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t kid_bytes = 32;

struct Header {
  Algorithm algorithm;
  std::string kid;
};

std::string_view view_of(const json::value& text) { return {text.get_string().data(), text.get_string().size()}; }

// Faults never repeat what was sent: the text goes into replies and logs.
std::variant<Header, JwsFault> parse_header(std::string_view encoded, std::string_view type) {
  const std::optional<std::string> bytes = base64url_decode(encoded);
  if (!bytes) return JwsFault{"jws_base64", "the protected header is not canonical base64url"};
  const JsonResult parsed = parse_strict_json(*bytes, header_bytes_max);
  if (const auto* const fault = std::get_if<JsonFault>(&parsed)) {
    return JwsFault{"jws_header_json", "the protected header is not strict JSON: " + fault->code};
  }
  const auto& value = std::get<json::value>(parsed);
  if (!value.is_object()) return JwsFault{"jws_header_json", "the protected header is not an object"};
  const json::object& header = value.get_object();
  const json::value* const alg = header.if_contains("alg");
  const json::value* const kid = header.if_contains("kid");
  const json::value* const typ = header.if_contains("typ");
  // The names are known to be distinct, so three members of which none is absent are exactly these three.
  if (header.size() != 3 || alg == nullptr || kid == nullptr || typ == nullptr || !alg->is_string() ||
      !kid->is_string() || !typ->is_string()) {
    return JwsFault{"jws_header_member", "the protected header must have exactly alg, kid and typ, all strings"};
  }
  Header result{};
  if (view_of(*alg) == "EdDSA" || view_of(*alg) == "Ed25519") {
    result.algorithm = Algorithm::ed25519;
  } else if (view_of(*alg) == "ES256") {
    result.algorithm = Algorithm::es256;
  } else if (view_of(*alg) == "SM2") {
    result.algorithm = Algorithm::sm2;
  } else {
    return JwsFault{"jws_algorithm", "alg must be EdDSA, Ed25519, ES256 or SM2"};
  }
  const std::optional<std::string> digest = base64url_decode(view_of(*kid));
  if (!digest || digest->size() != kid_bytes) {
    return JwsFault{"jws_kid", "kid must be an RFC 7638 thumbprint, 43 characters of canonical base64url"};
  }
  if (view_of(*typ) != type) return JwsFault{"jws_type", "typ must be " + std::string(type)};
  result.kid = std::string(view_of(*kid));
  return result;
}

}  // namespace

std::variant<Jws, JwsFault> parse_jws(std::string_view text, std::string_view type) {
  if (text.size() > jws_bytes_max) return JwsFault{"jws_too_large", "a JWS has at most 24 KiB"};
  const std::size_t first = text.find('.');
  const std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos) {
    return JwsFault{"jws_shape", "a JWS in compact form has three parts"};
  }
  std::variant<Header, JwsFault> header = parse_header(text.substr(0, first), type);
  if (auto* const fault = std::get_if<JwsFault>(&header)) return std::move(*fault);

  std::optional<std::string> payload = base64url_decode(text.substr(first + 1, second - first - 1));
  if (!payload) return JwsFault{"jws_base64", "the payload is not canonical base64url"};
  if (payload->size() > payload_bytes_max) return JwsFault{"jws_too_large", "a payload has at most 16 KiB"};
  std::optional<std::string> signature = base64url_decode(text.substr(second + 1));
  if (!signature) return JwsFault{"jws_base64", "the signature is not canonical base64url"};
  if (signature->size() != signature_bytes) return JwsFault{"jws_signature_size", "a signature has 64 bytes"};

  auto& [algorithm, kid] = std::get<Header>(header);
  return Jws{algorithm,           std::move(kid),        std::string(type),
             std::move(*payload), std::move(*signature), text.substr(0, second)};
}

bool verify_jws(const Jws& jws, const PublicKey& key) {
  switch (jws.algorithm) {  // No default: -Wswitch names the algorithm you forgot.
    case Algorithm::ed25519: {
      const auto* const edwards = std::get_if<ed25519::PublicKey>(&key);
      return edwards != nullptr && ed25519::verify(*edwards, jws.signing_input, jws.signature);
    }
    case Algorithm::es256: {
      const auto* const point = std::get_if<p256::PublicKey>(&key);
      return point != nullptr && p256::verify(*point, jws.signing_input, jws.signature);
    }
    case Algorithm::sm2: {
      const auto* const point = std::get_if<sm2::PublicKey>(&key);
      return point != nullptr && sm2::verify(*point, jws.signing_input, jws.signature);
    }
  }
  return false;
}

std::string sign_jws(std::string_view type, std::string_view payload, const SigningKey& key) {
  if (payload.size() > payload_bytes_max) throw std::length_error("a JWS payload has at most 16 KiB");
  const std::string header = R"({"alg":")" + key.algorithm() + R"(","kid":")" + key.kid() + R"(","typ":)" +
                             json::serialize(json::string_view(type.data(), type.size())) + "}";
  std::string text = base64url_encode(header) + "." + base64url_encode(payload);
  text += "." + base64url_encode(key.sign(text));
  return text;
}

}  // namespace tanbu::crypto
