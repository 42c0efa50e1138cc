// Where connections come from: a socket that somebody else opened, and addresses that may have so many and no more.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "api/http/wire/server.hpp"
#include "raw_client.hpp"

namespace tanbu::http {
namespace {

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
