// The other side of TLS: certificates made for a test, OpenSSL's own client over two buffers, and a server to talk to.
#pragma once
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "api/http/wire/server.hpp"
#include "api/http/wire/tls.hpp"
#include "raw_client.hpp"

namespace tanbu::http {

inline std::string text_in(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

struct Pair {
  std::string certificate;
  std::string key;
};

// A certificate that signs itself, good for a server and as an authority of clients alike.
inline Pair make_pair_of(const std::string& name, long seconds = 3600) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), static_cast<long>(std::hash<std::string>()(name) % 1'000'000));
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), seconds);
  X509_set_pubkey(certificate, key);
  X509_NAME* subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate, subject);
  X509_sign(certificate, key, EVP_sha256());
  BIO* certificate_text = BIO_new(BIO_s_mem());
  BIO* key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_text, certificate);
  PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr);
  Pair made{text_in(certificate_text), text_in(key_text)};
  BIO_free(certificate_text);
  BIO_free(key_text);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return made;
}

inline std::shared_ptr<const TlsContext> context_of(const TlsTexts& texts) {
  auto made = TlsContext::make(texts);
  if (const auto* fault = std::get_if<TlsFault>(&made)) FAIL(fault->detail);
  return std::get<std::shared_ptr<const TlsContext>>(made);
}

inline std::string fault_of(const TlsTexts& texts) {
  const auto made = TlsContext::make(texts);
  const auto* fault = std::get_if<TlsFault>(&made);
  return fault == nullptr ? "" : fault->detail;
}

// OpenSSL's client over two buffers. It trusts one certificate.
class Client {
 public:
  explicit Client(const std::string& trusted, const Pair* own = nullptr, int version_max = 0,
                  const char* protocol = "\x08http/1.1")
      : context_(SSL_CTX_new(TLS_client_method())) {
    BIO* text = BIO_new_mem_buf(trusted.data(), static_cast<int>(trusted.size()));
    X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context_), certificate);
    X509_free(certificate);
    BIO_free(text);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    if (version_max != 0) {
      SSL_CTX_set_security_level(context_, 0);
      SSL_CTX_set_min_proto_version(context_, TLS1_VERSION);
      SSL_CTX_set_max_proto_version(context_, version_max);
    }
    if (own != nullptr) show(*own);
    const std::string offered(protocol);
    SSL_CTX_set_alpn_protos(context_, reinterpret_cast<const unsigned char*>(offered.data()),
                            static_cast<unsigned>(offered.size()));
    connection_ = SSL_new(context_);
    SSL_set_bio(connection_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    BIO_set_mem_eof_return(SSL_get_rbio(connection_), -1);
    SSL_set_connect_state(connection_);
  }
  ~Client() {
    SSL_free(connection_);
    SSL_CTX_free(context_);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool shake_hands() {
    const int result = SSL_do_handshake(connection_);
    return result == 1;
  }
  bool failed(int result) const {
    const int error = SSL_get_error(connection_, result);
    return error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
  }
  bool finished() const { return SSL_is_init_finished(connection_) == 1; }
  void give(const std::string& sealed) {
    BIO_write(SSL_get_rbio(connection_), sealed.data(), static_cast<int>(sealed.size()));
  }
  std::string take() {
    std::string sealed(BIO_ctrl_pending(SSL_get_wbio(connection_)), '\0');
    if (!sealed.empty()) BIO_read(SSL_get_wbio(connection_), sealed.data(), static_cast<int>(sealed.size()));
    return sealed;
  }
  void write(const std::string& plain) { SSL_write(connection_, plain.data(), static_cast<int>(plain.size())); }
  // What is there; `ended` when the server said farewell.
  std::string read(bool& ended) {
    std::string all;
    char bytes[4096];
    while (true) {
      const int got = SSL_read(connection_, bytes, sizeof bytes);
      if (got <= 0) {
        ended = SSL_get_error(connection_, got) == SSL_ERROR_ZERO_RETURN;
        return all;
      }
      all.append(bytes, static_cast<std::size_t>(got));
    }
  }
  void ask_for_new_keys() {
    SSL_key_update(connection_, SSL_KEY_UPDATE_REQUESTED);
    write("x");
  }
  std::string version() const { return SSL_get_version(connection_); }
  ssl_st* native() const { return connection_; }

 private:
  void show(const Pair& own) {
    BIO* text = BIO_new_mem_buf(own.certificate.data(), -1);
    X509* certificate = PEM_read_bio_X509(text, nullptr, nullptr, nullptr);
    SSL_CTX_use_certificate(context_, certificate);
    X509_free(certificate);
    BIO_free(text);
    text = BIO_new_mem_buf(own.key.data(), -1);
    EVP_PKEY* key = PEM_read_bio_PrivateKey(text, nullptr, nullptr, nullptr);
    SSL_CTX_use_PrivateKey(context_, key);
    EVP_PKEY_free(key);
    BIO_free(text);
  }

  SSL_CTX* context_;
  SSL* connection_ = nullptr;
};

// Carries bytes between the two until neither has anything to say. `piece` cuts what the client sends.
inline TlsChannel::State meet(TlsChannel& channel, Client& client, std::size_t piece = 1'000'000) {
  auto state = TlsChannel::State::wants_input;
  for (int round = 0; round < 20; ++round) {
    client.shake_hands();
    std::string sent = client.take();
    for (std::size_t at = 0; at < sent.size() && state == TlsChannel::State::wants_input; at += piece) {
      channel.take_input(std::string_view(sent).substr(at, piece));
      state = channel.shake_hands();
    }
    client.give(channel.take_output());
    if (state == TlsChannel::State::failed) return state;
  }
  client.shake_hands();
  return client.finished() ? state : TlsChannel::State::failed;
}

inline std::string opened_all(TlsChannel& channel, bool& ended) {
  std::string all;
  std::string room(700, '\0');
  while (true) {
    const auto opened = channel.open(room.data(), room.size());
    all += room.substr(0, opened.bytes);
    ended = opened.ended;
    if (opened.bytes == 0) return all;
  }
}

// A blocking client of a real server.
class SecureClient {
 public:
  SecureClient(std::uint16_t port, const std::string& trusted, const Pair* own = nullptr)
      : raw_(port), tls_(trusted, own) {
    while (!tls_.shake_hands() && carry()) {
    }
    sound_ = tls_.finished();
    raw_.send(tls_.take());
  }
  bool sound() const { return sound_; }
  bool send(const std::string& plain) {
    tls_.write(plain);
    return raw_.send(tls_.take());
  }
  // The next whole answer; what had come when the server ended.
  std::string receive(bool& ended) {
    while (input_.size() < answer_bytes()) {
      const std::string more = tls_.read(ended);
      input_ += more;
      if (more.empty() && (ended || !carry())) break;
    }
    const std::string answer = input_.substr(0, answer_bytes());
    input_.erase(0, answer.size());
    return answer;
  }
  // Everything until the server ends.
  std::string receive_rest(bool& ended) {
    std::string all;
    do {
      all += tls_.read(ended);
    } while (!ended && carry());
    return all;
  }
  Client& tls() { return tls_; }
  RawClient& raw() { return raw_; }

 private:
  bool carry() {
    raw_.send(tls_.take());
    char bytes[16 * 1024];
    const ssize_t got = ::recv(raw_.descriptor(), bytes, sizeof bytes, 0);
    if (got <= 0) return false;
    tls_.give({bytes, static_cast<std::size_t>(got)});
    return true;
  }
  // Of the answer that begins the input, as far as that can be told.
  std::size_t answer_bytes() const {
    const auto end = input_.find("\r\n\r\n");
    const auto at = input_.find("Content-Length: ");
    if (end == std::string::npos || at == std::string::npos) return std::string::npos;
    return end + 4 + static_cast<std::size_t>(std::atoll(input_.c_str() + at + 16));
  }

  RawClient raw_;
  Client tls_;
  std::string input_;
  bool sound_ = false;
};

struct SecureServer {
  Pair own = make_pair_of("server.example");
  std::shared_ptr<TlsIdentity> identity = std::make_shared<TlsIdentity>(context_of({own.certificate, own.key, ""}));
  Server server;

  explicit SecureServer(ServerOptions options = {})
      : server(with(std::move(options), identity), [](Request request, const Respond& respond) {
          respond({200, {}, std::move(request.body), false});
        }) {
    server.start();
  }
  static ServerOptions with(ServerOptions options, std::shared_ptr<const TlsIdentity> identity) {
    options.tls = std::move(identity);
    return options;
  }
};

}  // namespace tanbu::http
