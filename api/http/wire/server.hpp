// The HTTP/1.1 server: sockets, deadlines, limits, one request at a time on each connection, in the clear or under TLS.
// It knows no route and no ledger. Requests that the guard refuses never reach the handler.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/wire/guard.hpp"
#include "api/http/wire/message.hpp"

namespace tanbu::http {

class TlsIdentity;

// How much body a target takes, and how long the whole request may take from its first byte.
struct BodyLimit {
  std::size_t bytes_max = 64 * 1024;
  int seconds_max = 30;
};

// Seconds are whole and at least 1; deadlines are looked at four times a second and may be that much late.
struct ServerOptions {
  std::string address = "127.0.0.1";   // an IPv4 or IPv6 address, not a name
  std::uint16_t port = 0;              // 0: any free one, see Server::port
  int threads = 1;                     // each with its own event loop and its own listening socket
  GuardLimits guard;                   // header_bytes_max 8 KiB, header_fields_max 64
  int header_seconds_max = 10;         // from the first byte, or from the connection for its first request; then 408
  int request_seconds_max = 30;        // from the first byte to the last, where body_limit is not given
  int idle_seconds_max = 60;           // between two requests; then the connection is closed without a word
  int write_seconds_max = 30;          // for a response, plus one second for each 16 KiB; then the connection is reset
  int stop_seconds_max = 3;            // what requests in flight get at stop(); at most 4
  std::size_t connections_max = 8192;  // of all threads; one more gets 503
  // Of one address; 0: no such limit. One more gets 429. The second says whose connections are counted; empty: all.
  std::size_t connections_of_address_max = 0;
  std::function<bool(std::string_view address)> counts_connections_of;
  // A socket that is bound already and listens, as systemd hands it over; then address and port are not used. The
  // server works on copies of the descriptor, so that it goes on listening for whoever serves next.
  int listening_descriptor = -1;
  std::shared_ptr<const TlsIdentity> tls;  // null: in the clear
  std::size_t arriving_bytes_max = std::size_t{256}
                                   << 20;                 // unfinished bodies of all connections together; more get 503
  std::size_t unsent_bytes_max = std::size_t{256} << 20;  // answers of all connections that were begun and not taken
                                                          // yet; one more long answer is a 503
  // Asked on a server thread once a head was admitted, and must not throw; empty: 64 KiB within request_seconds_max.
  std::function<BodyLimit(std::string_view method, std::string_view target)> body_limit;
  // Renders what the wire answers by itself (wire problems have status 400, 408, 413, 417, 429, 431, 500 or 503);
  // called on server threads; empty: plain text. The code and the detail are constants. The server closes the
  // connection afterwards.
  std::function<Response(int status, std::string_view code, std::string_view detail)> problem;
};

class Server {
 public:
  // Binds. Throws std::runtime_error if the address cannot be bound, also when another process listens on it.
  Server(ServerOptions options, Handler handler);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::size_t connections_open() const;  // any thread
  void start();
  // Stops accepting, closes idle connections, lets the requests in flight end with their answers and "Connection:
  // close", closes what is left after stop_seconds_max and joins the threads: less than five seconds. Not from a server
  // thread. A second call does nothing. A stopped server does not start again.
  void stop();

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::http
