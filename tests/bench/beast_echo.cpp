#include "tests/bench/beast_echo.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <thread>
#include <vector>

namespace tanbu::bench {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using asio::ip::tcp;

// One connection, for as long as its client wants.
class Conversation : public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(tcp::socket socket, const std::string& body) : socket_(std::move(socket)), body_(body) {}

  void listen() {
    request_ = {};
    bhttp::async_read(socket_, buffer_, request_,
                      [self = shared_from_this()](const beast::error_code& error, std::size_t) {
                        if (!error) self->answer();
                      });
  }

 private:
  void answer() {
    response_ = {bhttp::status::ok, 11};
    response_.set(bhttp::field::content_type, "application/json");
    response_.keep_alive(request_.keep_alive());
    response_.body() = body_;
    response_.prepare_payload();
    bhttp::async_write(socket_, response_, [self = shared_from_this()](const beast::error_code& error, std::size_t) {
      if (!error) self->listen();
    });
  }

  tcp::socket socket_;
  const std::string& body_;
  beast::flat_buffer buffer_;
  bhttp::request<bhttp::string_body> request_;
  bhttp::response<bhttp::string_body> response_;
};

}  // namespace

class BeastEcho::Inside {
 public:
  Inside(int threads, std::string body)
      : body_(std::move(body)), acceptor_(io_, {asio::ip::address_v4::loopback(), 0}) {
    accept();
    for (int thread = 0; thread < threads; ++thread) threads_.emplace_back([this] { io_.run(); });
  }
  ~Inside() {
    io_.stop();
    for (std::thread& thread : threads_) thread.join();
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept(asio::make_strand(io_), [this](const beast::error_code& error, tcp::socket socket) {
      if (error) return;
      socket.set_option(tcp::no_delay(true));
      std::make_shared<Conversation>(std::move(socket), body_)->listen();
      accept();
    });
  }

  std::string body_;
  asio::io_context io_;
  tcp::acceptor acceptor_;
  std::vector<std::thread> threads_;
};

BeastEcho::BeastEcho(int threads, std::string body) : inside_(std::make_unique<Inside>(threads, std::move(body))) {}
BeastEcho::~BeastEcho() = default;
std::uint16_t BeastEcho::port() const { return inside_->port(); }

}  // namespace tanbu::bench
