// The server as a whole: the ports, the threads, the start and the stop. The work is done in loop.cpp and session.cpp.
#include "api/http/wire/server.hpp"

#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "api/http/wire/loop.hpp"
#include "ledger/holds.hpp"

namespace tanbu::http {
namespace {

asio::ip::tcp::endpoint endpoint_of(const ServerOptions& options) {
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) throw std::runtime_error("not an IP address to listen on: " + options.address);
  return {address, options.port};
}

// SO_REUSEPORT would let a second server of the same user share the port silently: half of the clients would talk to
// another ledger. A bind without it fails if anybody is there.
void require_free_port(const asio::ip::tcp::endpoint& endpoint) {
  asio::io_context io;
  Acceptor probe(io.get_executor());
  probe.open(endpoint.protocol());
  probe.set_option(asio::socket_base::reuse_address(true));
  probe.bind(endpoint);
}

}  // namespace

class Server::Inside {
 public:
  Inside(ServerOptions options, Handler handler) : options_(std::move(options)), handler_(std::move(handler)) {
    HOLDS(handler_ != nullptr);
    HOLDS(options_.threads >= 1 && options_.stop_seconds_max >= 0 && options_.stop_seconds_max <= 4);
    for (int i = 0; i < options_.threads; ++i)
      loops_.push_back(std::make_unique<Loop>(options_, handler_, connections_));
    options_.listening_descriptor < 0 ? bind() : adopt();
  }

  void start() {
    HOLDS(threads_.empty() && !stopped_);
    for (const auto& loop : loops_) loop->listen();
    for (const auto& loop : loops_) threads_.emplace_back([&loop = *loop] { loop.run(); });
  }

  void stop() {
    if (std::exchange(stopped_, true)) return;
    for (const auto& loop : loops_) loop->request_stop();
    for (auto& thread : threads_) {
      HOLDS(thread.get_id() != std::this_thread::get_id());  // a server thread would wait for itself
      thread.join();
    }
  }

  std::uint16_t port() const { return port_; }
  std::size_t connections_open() const { return connections_.all(); }

 private:
  void bind() {
    auto endpoint = endpoint_of(options_);
    require_free_port(endpoint);
    for (const auto& loop : loops_) endpoint.port(loop->bind(endpoint));
    port_ = endpoint.port();
  }
  void adopt() {
    for (const auto& loop : loops_) port_ = loop->adopt(options_.listening_descriptor);
  }

  const ServerOptions options_;
  const Handler handler_;
  OpenConnections connections_;
  std::uint16_t port_ = 0;
  bool stopped_ = false;
  std::vector<std::unique_ptr<Loop>> loops_;
  std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, Handler handler)
    : inside_(std::make_unique<Inside>(std::move(options), std::move(handler))) {}
Server::~Server() { stop(); }
std::uint16_t Server::port() const { return inside_->port(); }
std::size_t Server::connections_open() const { return inside_->connections_open(); }
void Server::start() { inside_->start(); }
void Server::stop() { inside_->stop(); }

}  // namespace tanbu::http
