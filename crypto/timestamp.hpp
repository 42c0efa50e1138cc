// RFC 3161 timestamps over a SHA-256 digest, by OpenSSL's ts functions: what to ask a timestamping authority, and what
// its answer proves. An answer is kept as received (a DER TimeStampResp), because that is what other software verifies:
// `openssl ts -verify -in FILE.tsr -data FILE -CAfile CA.pem`. Not here: the network, and which authority to believe;
// the caller names the certificates that it trusts. Threading: pure functions, any thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/digest.hpp"

namespace tanbu::crypto::timestamp {

inline constexpr std::size_t answer_bytes_max = 64 * 1024;  // with the authority's whole chain

// A DER TimeStampReq with a fresh nonce of 64 bits that wants the authority's certificate in the answer. Throws
// std::runtime_error when OpenSSL itself fails.
[[nodiscard]] std::string make_request(const Digest& imprint);

struct Token {
  std::int64_t time_unix_seconds = 0;  // the authority's own word, to the second
  Digest imprint{};
  std::string serial;  // hexadecimal
  bool operator==(const Token&) const = default;
};

// timestamp_shape (not one DER answer to its last byte, or none with a SHA-256 imprint), timestamp_not_granted,
// timestamp_imprint (it is about other bytes), timestamp_untrusted (signature, chain or purpose),
// timestamp_other_answer (it does not answer the request: another nonce, say).
struct Fault {
  std::string code;
  std::string detail;  // OpenSSL's own words, where it has some
};

// How many readable certificates a PEM text holds. Under one without any, no answer would ever be believed.
[[nodiscard]] std::size_t certificates_in(const std::string& authorities_pem);

// What the answer says, taken on trust: no signature is verified.
[[nodiscard]] std::variant<Token, Fault> read_answer(std::string_view answer);
// The answer is about this imprint and signed by an authority under one of these certificates (PEM, one or more), with
// the purpose of timestamping. Certificates are judged as of the time that the token states, so that a token outlives
// the certificate of its authority; whether that key had been stolen by now, only the authority's revocations say.
[[nodiscard]] std::variant<Token, Fault> verify_answer(std::string_view answer, const Digest& imprint,
                                                       const std::string& authorities_pem);
// The same for an answer that has just come: it must also carry the nonce of the request.
[[nodiscard]] std::variant<Token, Fault> accept_answer(std::string_view answer, const std::string& request,
                                                       const std::string& authorities_pem);

}  // namespace tanbu::crypto::timestamp
