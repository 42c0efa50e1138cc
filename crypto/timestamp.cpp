// OpenSSL's ts functions keep what they are given: TS_VERIFY_CTX_cleanup frees store, imprint and nonce, so each is
// handed over once and never freed here.
#include "crypto/timestamp.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509.h>

#include <cstring>
#include <ctime>
#include <memory>
#include <optional>
#include <stdexcept>

#include "crypto/octets.hpp"
#include "crypto/openssl.hpp"

namespace tanbu::crypto::timestamp {
namespace {

using RequestPointer = std::unique_ptr<TS_REQ, Free<TS_REQ_free>>;
using ResponsePointer = std::unique_ptr<TS_RESP, Free<TS_RESP_free>>;
using ImprintPointer = std::unique_ptr<TS_MSG_IMPRINT, Free<TS_MSG_IMPRINT_free>>;
using AlgorithmPointer = std::unique_ptr<X509_ALGOR, Free<X509_ALGOR_free>>;
using IntegerPointer = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;
using NumberPointer = std::unique_ptr<BIGNUM, Free<BN_free>>;
using VerifierPointer = std::unique_ptr<TS_VERIFY_CTX, Free<TS_VERIFY_CTX_free>>;
using StorePointer = std::unique_ptr<X509_STORE, Free<X509_STORE_free>>;
using CertificatePointer = std::unique_ptr<X509, Free<X509_free>>;
using StreamPointer = std::unique_ptr<BIO, Free<BIO_free>>;

struct OpensslText {
  void operator()(char* text) const { OPENSSL_free(text); }
};

void need(int answer) {
  if (answer != 1) throw std::runtime_error("OpenSSL could not make a timestamp request");
}

// The queue belongs to the thread; what lies in it from earlier would be told as the reason of this failure.
std::string openssl_words() {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  ERR_clear_error();
  return reason == nullptr ? std::string() : std::string(reason);
}

struct Parsed {
  ResponsePointer response;
  Token token;
};

// Exactly one answer: bytes after it would be nobody's.
ResponsePointer parse(std::string_view bytes) {
  if (bytes.empty() || bytes.size() > answer_bytes_max) return nullptr;
  const unsigned char* at = octets(bytes);
  ResponsePointer response(d2i_TS_RESP(nullptr, &at, static_cast<long>(bytes.size())));
  const bool whole = at == octets(bytes) + bytes.size();
  ERR_clear_error();
  return whole ? std::move(response) : nullptr;
}

std::optional<std::int64_t> seconds_of(const ASN1_GENERALIZEDTIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return static_cast<std::int64_t>(timegm(&parts));
}

std::optional<Digest> imprint_of(TS_TST_INFO* info) {
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const X509_ALGOR* algorithm = imprint == nullptr ? nullptr : TS_MSG_IMPRINT_get_algo(imprint);
  if (algorithm == nullptr || OBJ_obj2nid(algorithm->algorithm) != NID_sha256) return std::nullopt;
  const ASN1_OCTET_STRING* message = TS_MSG_IMPRINT_get_msg(imprint);
  Digest digest{};
  if (message == nullptr || ASN1_STRING_length(message) != static_cast<int>(digest.size())) return std::nullopt;
  std::memcpy(digest.data(), ASN1_STRING_get0_data(message), digest.size());
  return digest;
}

std::string serial_of(const TS_TST_INFO* info) {
  const NumberPointer number(ASN1_INTEGER_to_BN(TS_TST_INFO_get_serial(info), nullptr));
  if (number == nullptr) return {};
  const std::unique_ptr<char, OpensslText> text(BN_bn2hex(number.get()));
  return text == nullptr ? std::string() : std::string(text.get());
}

std::variant<Parsed, Fault> read(std::string_view answer) {
  ResponsePointer response = parse(answer);
  if (response == nullptr) return Fault{"timestamp_shape", "not an RFC 3161 answer"};
  const TS_STATUS_INFO* status = TS_RESP_get_status_info(response.get());
  const long granted = status == nullptr ? -1 : ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(status));
  if (granted != TS_STATUS_GRANTED && granted != TS_STATUS_GRANTED_WITH_MODS)
    return Fault{"timestamp_not_granted", "status " + std::to_string(granted)};
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  const auto imprint = info == nullptr ? std::nullopt : imprint_of(info);
  const auto seconds = info == nullptr ? std::nullopt : seconds_of(TS_TST_INFO_get_time(info));
  if (!imprint || !seconds) return Fault{"timestamp_shape", "no SHA-256 imprint, or no time"};
  Token token{.time_unix_seconds = *seconds, .imprint = *imprint, .serial = serial_of(info)};
  return Parsed{std::move(response), std::move(token)};
}

// Nothing when the text holds no certificate.
StorePointer store_of(const std::string& authorities_pem, std::int64_t as_of_unix_seconds) {
  StorePointer store(needed(X509_STORE_new()));
  const StreamPointer stream(needed(BIO_new_mem_buf(authorities_pem.data(), static_cast<int>(authorities_pem.size()))));
  bool any = false;
  for (;;) {
    const CertificatePointer certificate(PEM_read_bio_X509(stream.get(), nullptr, nullptr, nullptr));
    if (certificate == nullptr) break;
    any = X509_STORE_add_cert(store.get(), certificate.get()) == 1 || any;
  }
  ERR_clear_error();  // the end of the text is an error to PEM_read_bio
  if (!any) return nullptr;
  X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store.get()), static_cast<std::time_t>(as_of_unix_seconds));
  return store;
}

// Empty when the signature is an authority's under the store, for timestamping, over what the token says.
std::string distrust(TS_RESP* response, StorePointer store) {
  const VerifierPointer verifier(needed(TS_VERIFY_CTX_new()));
  TS_VERIFY_CTX_set_flags(verifier.get(), TS_VFY_VERSION | TS_VFY_SIGNATURE);
  TS_VERIFY_CTX_set_store(verifier.get(), store.release());
  if (TS_RESP_verify_response(verifier.get(), response) == 1) return {};
  const std::string words = openssl_words();
  return words.empty() ? "refused" : words;
}

bool answers(const TS_RESP* response, const std::string& request_der) {
  const unsigned char* at = octets(request_der);
  const RequestPointer request(d2i_TS_REQ(nullptr, &at, static_cast<long>(request_der.size())));
  if (request == nullptr) throw std::runtime_error("a timestamp request of ours is not one");
  const ASN1_INTEGER* asked = TS_REQ_get_nonce(request.get());
  TS_TST_INFO* info = TS_RESP_get_tst_info(const_cast<TS_RESP*>(response));
  const ASN1_INTEGER* answered = TS_TST_INFO_get_nonce(info);
  return asked != nullptr && answered != nullptr && ASN1_INTEGER_cmp(asked, answered) == 0;
}

std::variant<Parsed, Fault> verify(std::string_view answer, const std::string& authorities_pem) {
  auto parsed = read(answer);
  if (std::holds_alternative<Fault>(parsed)) return parsed;
  auto& sound = std::get<Parsed>(parsed);
  StorePointer store = store_of(authorities_pem, sound.token.time_unix_seconds);
  if (store == nullptr) return Fault{"timestamp_untrusted", "no certificate to trust was given"};
  const std::string reason = distrust(sound.response.get(), std::move(store));
  if (!reason.empty()) return Fault{"timestamp_untrusted", reason};
  return parsed;
}

Digest imprint_asked(const std::string& request_der) {
  const unsigned char* at = octets(request_der);
  const RequestPointer request(d2i_TS_REQ(nullptr, &at, static_cast<long>(request_der.size())));
  Digest digest{};
  TS_MSG_IMPRINT* imprint = request == nullptr ? nullptr : TS_REQ_get_msg_imprint(request.get());
  if (imprint == nullptr) throw std::runtime_error("a timestamp request of ours is not one");
  std::memcpy(digest.data(), ASN1_STRING_get0_data(TS_MSG_IMPRINT_get_msg(imprint)), digest.size());
  return digest;
}

}  // namespace

std::string make_request(const Digest& imprint) {
  const RequestPointer request(needed(TS_REQ_new()));
  const ImprintPointer message(needed(TS_MSG_IMPRINT_new()));
  const AlgorithmPointer algorithm(needed(X509_ALGOR_new()));
  need(X509_ALGOR_set0(algorithm.get(), OBJ_nid2obj(NID_sha256), V_ASN1_NULL, nullptr));
  need(TS_MSG_IMPRINT_set_algo(message.get(), algorithm.get()));
  std::string bytes(as_bytes(imprint));
  need(TS_MSG_IMPRINT_set_msg(message.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                              static_cast<int>(bytes.size())));
  std::uint64_t drawn = 0;
  need(RAND_bytes(reinterpret_cast<unsigned char*>(&drawn), sizeof drawn));
  const IntegerPointer nonce(needed(ASN1_INTEGER_new()));
  need(ASN1_INTEGER_set_uint64(nonce.get(), drawn));
  need(TS_REQ_set_version(request.get(), 1));
  need(TS_REQ_set_msg_imprint(request.get(), message.get()));
  need(TS_REQ_set_nonce(request.get(), nonce.get()));
  need(TS_REQ_set_cert_req(request.get(), 1));
  const int size = i2d_TS_REQ(request.get(), nullptr);
  if (size <= 0) throw std::runtime_error("OpenSSL could not write a timestamp request");
  std::string der(static_cast<std::size_t>(size), '\0');
  auto* out = reinterpret_cast<unsigned char*>(der.data());
  i2d_TS_REQ(request.get(), &out);
  return der;
}

std::size_t certificates_in(const std::string& authorities_pem) {
  const StreamPointer stream(needed(BIO_new_mem_buf(authorities_pem.data(), static_cast<int>(authorities_pem.size()))));
  std::size_t count = 0;
  while (CertificatePointer(PEM_read_bio_X509(stream.get(), nullptr, nullptr, nullptr)) != nullptr) ++count;
  ERR_clear_error();  // the end of the text is an error to PEM_read_bio
  return count;
}

std::variant<Token, Fault> read_answer(std::string_view answer) {
  auto parsed = read(answer);
  if (auto* fault = std::get_if<Fault>(&parsed)) return std::move(*fault);
  return std::get<Parsed>(std::move(parsed)).token;
}

std::variant<Token, Fault> verify_answer(std::string_view answer, const Digest& imprint,
                                         const std::string& authorities_pem) {
  auto parsed = verify(answer, authorities_pem);
  if (auto* fault = std::get_if<Fault>(&parsed)) return std::move(*fault);
  Token token = std::get<Parsed>(std::move(parsed)).token;
  if (token.imprint != imprint) return Fault{"timestamp_imprint", "the token is about other bytes"};
  return token;
}

std::variant<Token, Fault> accept_answer(std::string_view answer, const std::string& request,
                                         const std::string& authorities_pem) {
  auto parsed = verify(answer, authorities_pem);
  if (auto* fault = std::get_if<Fault>(&parsed)) return std::move(*fault);
  Parsed sound = std::get<Parsed>(std::move(parsed));
  if (sound.token.imprint != imprint_asked(request))
    return Fault{"timestamp_imprint", "the token is about other bytes"};
  if (!answers(sound.response.get(), request))
    return Fault{"timestamp_other_answer", "the token does not carry the nonce of the request"};
  return sound.token;
}

}  // namespace tanbu::crypto::timestamp
