// OpenSSL between two memory buffers. Its queue of errors belongs to the thread, so it is emptied before each call
// whose error is asked for.
#include "api/http/wire/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <climits>
#include <ctime>
#include <new>
#include <optional>
#include <vector>

namespace tanbu::http {
namespace {

struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeKey>;

constexpr const char* suites_of_tls12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view only_protocol = "\x08http/1.1";

TlsFault fault(std::string_view what) {
  std::array<char, 256> words{};
  const auto code = ERR_peek_last_error();
  if (code == 0) return {std::string(what)};
  ERR_error_string_n(code, words.data(), words.size());
  ERR_clear_error();
  return {std::string(what) + ": " + words.data()};
}

Bio bio_over(std::string_view text) {
  Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(std::min<std::size_t>(text.size(), INT_MAX))));
  if (!bio) throw std::bad_alloc();
  return bio;
}

std::vector<Certificate> certificates_in(std::string_view pem) {
  ERR_clear_error();
  std::vector<Certificate> found;
  const Bio bio = bio_over(pem);
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) found.emplace_back(next);
  // The last read always fails; that nothing was left is no error.
  if (ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE && !found.empty()) ERR_clear_error();
  if (ERR_peek_last_error() != 0) found.clear();
  return found;
}

// A key under a passphrase is refused: a server that starts by itself has nobody to ask, and would wait for ever.
int no_passphrase(char*, int, int, void*) { return -1; }

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes, const unsigned char* offered,
                    unsigned offered_bytes, void*) {
  unsigned char* selected = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(only_protocol.data());
  const int result = SSL_select_next_proto(&selected, chosen_bytes, ours, static_cast<unsigned>(only_protocol.size()),
                                           offered, offered_bytes);
  *chosen = selected;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::int64_t end_of(const X509* certificate) {
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) != 1) return 0;
  return static_cast<std::int64_t>(::timegm(&end));
}

void set_rules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context, suites_of_tls12);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets do without memory of ours
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

std::optional<TlsFault> set_own(SSL_CTX* context, const std::vector<Certificate>& chain, const std::string& key_text) {
  if (SSL_CTX_use_certificate(context, chain.front().get()) != 1) return fault("the certificate cannot be used");
  for (std::size_t at = 1; at < chain.size(); ++at) {
    if (SSL_CTX_add1_chain_cert(context, chain[at].get()) != 1) return fault("the chain cannot be used");
  }
  const Bio bio = bio_over(key_text);
  const PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr));
  if (!key) return fault("the private key cannot be read");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return fault("the private key is not the certificate's");
  return std::nullopt;
}

std::optional<TlsFault> demand_clients(SSL_CTX* context, const std::string& authorities_text) {
  const auto authorities = certificates_in(authorities_text);
  if (authorities.empty()) return fault("the clients' authorities cannot be read");
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  for (const auto& authority : authorities) {
    if (X509_STORE_add_cert(store, authority.get()) != 1 || SSL_CTX_add_client_CA(context, authority.get()) != 1)
      return fault("an authority of clients cannot be used");
  }
  constexpr std::array<unsigned char, 5> name{'t', 'a', 'n', 'b', 'u'};
  SSL_CTX_set_session_id_context(context, name.data(), static_cast<unsigned>(name.size()));
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  return std::nullopt;
}

}  // namespace

void TlsContext::Free::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

std::variant<std::shared_ptr<const TlsContext>, TlsFault> TlsContext::make(const TlsTexts& texts) {
  const auto chain = certificates_in(texts.certificates);
  if (chain.empty()) return fault("no certificate can be read");
  const std::shared_ptr<TlsContext> made(new TlsContext());
  made->context_.reset(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = made->context_.get();
  if (context == nullptr) throw std::bad_alloc();
  set_rules(context);
  if (auto found = set_own(context, chain, texts.key)) return *std::move(found);
  if (!texts.client_authorities.empty()) {
    if (auto found = demand_clients(context, texts.client_authorities)) return *std::move(found);
  }
  made->expires_unix_seconds_ = end_of(chain.front().get());
  return std::shared_ptr<const TlsContext>(made);
}

TlsChannel::TlsChannel(const TlsContext& context) : connection_(SSL_new(context.native())) {
  BIO* input = BIO_new(BIO_s_mem());
  BIO* output = BIO_new(BIO_s_mem());
  if (connection_ == nullptr || input == nullptr || output == nullptr) {
    BIO_free(input);
    BIO_free(output);
    SSL_free(connection_);
    throw std::bad_alloc();
  }
  BIO_set_mem_eof_return(input, -1);  // empty means "not yet", and not "the end"
  BIO_set_mem_eof_return(output, -1);
  SSL_set_bio(connection_, input, output);
  SSL_set_accept_state(connection_);
}

TlsChannel::~TlsChannel() { SSL_free(connection_); }

void TlsChannel::take_input(std::string_view sealed) {
  const int bytes = static_cast<int>(sealed.size());
  if (BIO_write(SSL_get_rbio(connection_), sealed.data(), bytes) != bytes) throw std::bad_alloc();
}

TlsChannel::State TlsChannel::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(connection_);
  if (result == 1) return State::open;
  return SSL_get_error(connection_, result) == SSL_ERROR_WANT_READ ? State::wants_input : State::failed;
}

TlsChannel::Opened TlsChannel::open(char* room, std::size_t size) {
  ERR_clear_error();
  std::size_t bytes = 0;
  const int result = SSL_read_ex(connection_, room, size, &bytes);
  if (result == 1) return {bytes, false};
  return {0, SSL_get_error(connection_, result) != SSL_ERROR_WANT_READ};
}

bool TlsChannel::seal(std::string_view plain) {
  while (!plain.empty()) {
    ERR_clear_error();
    std::size_t bytes = 0;
    if (SSL_write_ex(connection_, plain.data(), plain.size(), &bytes) != 1) return false;
    plain.remove_prefix(bytes);
  }
  return true;
}

void TlsChannel::seal_end() {
  ERR_clear_error();
  // Its result tells whether the other side has said farewell too, which nobody waits for.
  if (SSL_is_init_finished(connection_) == 1) SSL_shutdown(connection_);
  ERR_clear_error();
}

std::size_t TlsChannel::output_bytes() const { return BIO_ctrl_pending(SSL_get_wbio(connection_)); }

std::string TlsChannel::take_output() {
  std::string sealed(output_bytes(), '\0');
  if (!sealed.empty()) BIO_read(SSL_get_wbio(connection_), sealed.data(), static_cast<int>(sealed.size()));
  return sealed;
}

}  // namespace tanbu::http
