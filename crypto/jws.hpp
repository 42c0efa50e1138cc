// JWS compact serialisation (RFC 7515), narrowed to what the ledger accepts: protected header of exactly alg, kid and
// typ. alg is EdDSA or Ed25519 (an Ed25519 key), ES256 (a P-256 key) or, as a private profile, SM2 (an SM2 key; see
// crypto/sm2.hpp). Everything else of the JOSE family (none,
// HS256, crit, b64, jwk, jku, x5*) is refused while parsing, so that no later code can be talked into it (RFC 8725).
// Not here: whether the payload is JSON, and whose key `kid` names. Threading: all functions may be called from any
// thread.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/jwk.hpp"

namespace tanbu::crypto {

inline constexpr std::size_t jws_bytes_max = 24 * 1024;  // 16 KiB of payload in base64url, a header and a signature
inline constexpr std::size_t payload_bytes_max = 16 * 1024;

enum class Algorithm { ed25519, es256, sm2 };

struct Jws {
  Algorithm algorithm;
  std::string kid;                 // 43 characters of base64url
  std::string type;                // the header's typ
  std::string payload;             // decoded bytes
  std::string signature;           // 64 decoded bytes
  std::string_view signing_input;  // points into the parsed text, which must outlive this
};

struct JwsFault {
  std::string code;  // jws_shape, jws_base64, jws_header_json, jws_header_member, jws_algorithm, jws_kid, jws_type,
                     // jws_signature_size, jws_too_large
  std::string detail;
};

// Parses; does not verify. `type` is the only accepted value of typ. Size and shape are judged first, then the header
// in the order of the codes above, then payload and signature; the first fault is the answer. A fault's detail never
// repeats what was sent.
[[nodiscard]] std::variant<Jws, JwsFault> parse_jws(std::string_view text, std::string_view type);
// True when the header's algorithm is the key's and the signature is valid. Never throws on bad input. That `kid` names
// this key is the caller's business: it found the key by it.
[[nodiscard]] bool verify_jws(const Jws& jws, const PublicKey& key);
// Throws std::length_error for a payload over payload_bytes_max.
[[nodiscard]] std::string sign_jws(std::string_view type, std::string_view payload, const SigningKey& key);

}  // namespace tanbu::crypto
