// TLS as bytes in and bytes out, and a server under it, judged by OpenSSL's own client.
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <catch2/catch.hpp>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "api/http/wire/server.hpp"
#include "api/http/wire/tls.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

std::string text_in(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

struct Pair {
  std::string certificate;
  std::string key;
};

// A certificate that signs itself, good for a server and as an authority of clients alike.
Pair make_pair_of(const std::string& name, long seconds = 3600) {
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

std::shared_ptr<const TlsContext> context_of(const TlsTexts& texts) {
  auto made = TlsContext::make(texts);
  if (const auto* fault = std::get_if<TlsFault>(&made)) FAIL(fault->detail);
  return std::get<std::shared_ptr<const TlsContext>>(made);
}

std::string fault_of(const TlsTexts& texts) {
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
TlsChannel::State meet(TlsChannel& channel, Client& client, std::size_t piece = 1'000'000) {
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

std::string opened_all(TlsChannel& channel, bool& ended) {
  std::string all;
  std::string room(700, '\0');
  while (true) {
    const auto opened = channel.open(room.data(), room.size());
    all += room.substr(0, opened.bytes);
    ended = opened.ended;
    if (opened.bytes == 0) return all;
  }
}

TEST_CASE("what goes in on one side comes out on the other, in pieces of any size", "[wire][tls]") {
  const Pair own = make_pair_of("server.example");
  const auto context = context_of({own.certificate, own.key, ""});
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1'000'000}}) {
    TlsChannel channel(*context);
    Client client(own.certificate);
    REQUIRE(meet(channel, client, piece) == TlsChannel::State::open);
    CHECK(client.version() == "TLSv1.3");
    client.write("hello");
    const std::string sealed = client.take();
    CHECK(sealed.find("hello") == std::string::npos);
    bool ended = false;
    for (std::size_t at = 0; at < sealed.size(); at += piece) {
      channel.take_input(std::string_view(sealed).substr(at, piece));
      if (at + piece < sealed.size()) CHECK(opened_all(channel, ended).empty());
    }
    CHECK(opened_all(channel, ended) == "hello");
    CHECK_FALSE(ended);
    const std::string large(300'000, 'z');
    REQUIRE(channel.seal(large));
    client.give(channel.take_output());
    CHECK(client.read(ended) == large);
    CHECK_FALSE(ended);
    channel.seal_end();
    client.give(channel.take_output());
    CHECK(client.read(ended).empty());
    CHECK(ended);
  }
}

TEST_CASE("only TLS 1.2 and 1.3 are spoken", "[wire][tls][asvs:12.1.1]") {
  const Pair own = make_pair_of("server.example");
  const auto context = context_of({own.certificate, own.key, ""});
  for (const auto& [version, sound] :
       {std::pair{TLS1_VERSION, false}, {TLS1_1_VERSION, false}, {TLS1_2_VERSION, true}, {TLS1_3_VERSION, true}}) {
    TlsChannel channel(*context);
    Client client(own.certificate, nullptr, version);
    INFO(version);
    CHECK((meet(channel, client) == TlsChannel::State::open) == sound);
  }
}

TEST_CASE("another protocol than HTTP/1.1 is not agreed to", "[wire][tls]") {
  const Pair own = make_pair_of("server.example");
  const auto context = context_of({own.certificate, own.key, ""});
  TlsChannel channel(*context);
  Client client(own.certificate, nullptr, 0, "\x02h2");
  CHECK(meet(channel, client) == TlsChannel::State::failed);
}

TEST_CASE("where clients are demanded, one without a certificate or with a foreign one is refused", "[wire][tls]") {
  const Pair own = make_pair_of("server.example");
  const Pair known = make_pair_of("client.example");
  const Pair foreign = make_pair_of("stranger.example");
  const auto context = context_of({own.certificate, own.key, known.certificate});
  TlsChannel with_known(*context);
  Client shows_known(own.certificate, &known);
  CHECK(meet(with_known, shows_known) == TlsChannel::State::open);
  TlsChannel with_none(*context);
  Client shows_none(own.certificate);
  CHECK(meet(with_none, shows_none) == TlsChannel::State::failed);
  TlsChannel with_foreign(*context);
  Client shows_foreign(own.certificate, &foreign);
  CHECK(meet(with_foreign, shows_foreign) == TlsChannel::State::failed);
}

TEST_CASE("what does not fit together is refused when it is read", "[wire][tls]") {
  const Pair own = make_pair_of("server.example");
  const Pair other = make_pair_of("other.example");
  CHECK(fault_of({own.certificate, own.key, ""}).empty());
  CHECK_FALSE(fault_of({"", own.key, ""}).empty());
  CHECK_FALSE(fault_of({own.certificate, "", ""}).empty());
  CHECK_FALSE(fault_of({own.certificate, other.key, ""}).empty());
  CHECK_FALSE(fault_of({own.key, own.key, ""}).empty());
  CHECK_FALSE(fault_of({own.certificate.substr(0, own.certificate.size() / 2), own.key, ""}).empty());
  CHECK_FALSE(fault_of({own.certificate, own.key.substr(0, own.key.size() / 2), ""}).empty());
  CHECK_FALSE(fault_of({own.certificate, own.key, "nonsense"}).empty());
  // Half of a chain is not a shorter chain.
  CHECK_FALSE(
      fault_of({own.certificate + other.certificate.substr(0, other.certificate.size() / 2), own.key, ""}).empty());
  CHECK(fault_of({own.certificate + other.certificate, own.key, ""}).empty());
}

TEST_CASE("bytes that are no TLS fail and never end the process", "[wire][tls]") {
  const Pair own = make_pair_of("server.example");
  const auto context = context_of({own.certificate, own.key, ""});
  for (const std::string& hostile : {std::string("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), std::string(5000, '\0'),
                                     std::string(5000, '\x16'), std::string("\x16\x03\x01\xff\xff") + "x"}) {
    TlsChannel channel(*context);
    channel.take_input(hostile);
    CHECK(channel.shake_hands() != TlsChannel::State::open);
  }
  // Every byte of a client's first flight, changed.
  Client client(own.certificate);
  client.shake_hands();
  const std::string flight = client.take();
  for (std::size_t at = 0; at < flight.size(); ++at) {
    std::string changed = flight;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    TlsChannel channel(*context);
    channel.take_input(changed);
    CHECK(channel.shake_hands() != TlsChannel::State::open);
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

TEST_CASE("a server under TLS serves requests of every size, one after the other and pipelined", "[wire][tls]") {
  SecureServer under;
  SecureClient client(under.server.port(), under.own.certificate);
  REQUIRE(client.sound());
  bool ended = false;
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4096}, std::size_t{60'000}}) {
    REQUIRE(client.send(post("/x", std::string(size, 'b'))));
    const std::string answer = client.receive(ended);
    CHECK(answer.substr(0, 15) == "HTTP/1.1 200 OK");
    CHECK(answer.size() - (answer.find("\r\n\r\n") + 4) == size);
  }
  std::string pipelined;
  for (int i = 0; i < 200; ++i) pipelined += post("/x", "n" + std::to_string(1000 + i));
  REQUIRE(client.send(pipelined));
  for (int i = 0; i < 200; ++i) {
    REQUIRE(client.receive(ended).ends_with("\r\n\r\nn" + std::to_string(1000 + i)));
  }
}

TEST_CASE("many small records in one piece are served", "[wire][tls]") {
  SecureServer under;
  SecureClient client(under.server.port(), under.own.certificate);
  REQUIRE(client.sound());
  std::string sealed;
  for (const char symbol : post("/x", std::string(3'000, 'c'))) {
    client.tls().write(std::string(1, symbol));
    sealed += client.tls().take();
  }
  REQUIRE(client.raw().send(sealed));
  bool ended = false;
  CHECK(client.receive(ended).ends_with("\r\n\r\n" + std::string(3'000, 'c')));
}

TEST_CASE("the end under TLS is said, so that a cut answer can be told from a whole one", "[wire][tls]") {
  SecureServer under;
  SecureClient client(under.server.port(), under.own.certificate);
  REQUIRE(client.sound());
  REQUIRE(client.send(get("/", "Connection: close\r\n")));
  bool ended = false;
  const std::string answer = client.receive_rest(ended);
  CHECK(answer.find("Connection: close") != std::string::npos);
  CHECK(ended);
}

TEST_CASE("a new certificate serves new connections and leaves the open ones alone", "[wire][tls]") {
  SecureServer under;
  SecureClient before(under.server.port(), under.own.certificate);
  REQUIRE(before.sound());
  const Pair next = make_pair_of("next.example");
  under.identity->replace(context_of({next.certificate, next.key, ""}));
  SecureClient after(under.server.port(), next.certificate);
  CHECK(after.sound());
  SecureClient with_old_trust(under.server.port(), under.own.certificate);
  CHECK_FALSE(with_old_trust.sound());
  bool ended = false;
  for (SecureClient* client : {&before, &after}) {
    REQUIRE(client->send(post("/x", "still here")));
    CHECK(client->receive(ended).ends_with("still here"));
  }
}

TEST_CASE("a handshake that does not end is ended, and so is a client who wants new keys for ever", "[wire][tls]") {
  ServerOptions options;
  options.header_seconds_max = 1;
  options.idle_seconds_max = 1;
  SecureServer under(options);
  RawClient silent(under.server.port());
  RawClient plain(under.server.port());
  plain.send(get("/"));
  bool closed = false;
  const std::string told = plain.receive_rest(closed);
  CHECK(closed);
  CHECK(told.find("HTTP") == std::string::npos);
  CHECK(silent.receive_rest(closed).empty());
  CHECK(closed);
  SecureClient greedy(under.server.port(), under.own.certificate);
  REQUIRE(greedy.sound());
  for (int i = 0; i < 5'000; ++i) {
    greedy.tls().ask_for_new_keys();
    if (!greedy.raw().send(greedy.tls().take())) break;
  }
  greedy.raw().receive_rest(closed);
  CHECK(closed);
  SecureClient next(under.server.port(), under.own.certificate);
  CHECK(next.sound());
}

TEST_CASE("a socket that was handed over is served by every thread and stays open behind us", "[wire][systemd]") {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(socket, 16) == 0);
  for (int life = 0; life < 3; ++life) {
    ServerOptions options;
    options.listening_descriptor = socket;
    options.threads = 2;
    Server server(options, [](Request, const Respond& respond) { respond({200, {}, "served", false}); });
    // A client who comes between two lives waits and is not refused.
    RawClient early(server.port());
    REQUIRE(early.connected());
    early.send(get("/"));
    server.start();
    CHECK(early.receive().body == "served");
    for (int i = 0; i < 20; ++i) {
      RawClient client(server.port());
      client.send(get("/"));
      CHECK(client.receive().body == "served");
    }
  }
  ::close(socket);
}

TEST_CASE("an address may have so many connections and no more, and again when they are closed", "[wire][limits]") {
  ServerOptions options;
  options.connections_of_address_max = 3;
  Server server(options, [](Request, const Respond& respond) { respond({200, {}, "served", false}); });
  server.start();
  const auto served = [](RawClient& client) {
    client.send(get("/"));
    return client.receive().status;
  };
  std::vector<RawClient> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    CHECK(served(clients.back()) == 200);
  }
  {
    RawClient fourth(server.port());
    const auto refused = fourth.receive();
    CHECK(refused.status == 429);
    CHECK(refused.body.find("connections_of_address_full") != std::string::npos);
  }
  for (RawClient& client : clients) CHECK(served(client) == 200);
  clients.clear();
  while (server.connections_open() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  RawClient later(server.port());
  CHECK(served(later) == 200);
}

TEST_CASE("an address that is not counted may have as many as it likes", "[wire][limits]") {
  ServerOptions options;
  options.connections_of_address_max = 1;
  options.counts_connections_of = [](std::string_view address) { return address != "127.0.0.1"; };
  Server server(options, [](Request, const Respond& respond) { respond({200, {}, "served", false}); });
  server.start();
  std::vector<RawClient> clients;
  for (int i = 0; i < 5; ++i) {
    clients.emplace_back(server.port());
    clients.back().send(get("/"));
    CHECK(clients.back().receive().status == 200);
  }
}

}  // namespace
}  // namespace tanbu::http
