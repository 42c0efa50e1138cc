// TLS as bytes in and bytes out, and a server under it, judged by OpenSSL's own client.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tls_peer.hpp"

namespace tanbu::http {
namespace {

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

}  // namespace
}  // namespace tanbu::http
