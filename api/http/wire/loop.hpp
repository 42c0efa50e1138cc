// Inside the server: a loop is one thread with its own listening socket, a session is one connection, a small state
// machine on the loop that accepted it. Not for inclusion by anybody outside this folder.
#pragma once
#ifdef __SANITIZE_THREAD__
// The thread sanitizer of gcc does not know fences, and Asio's are only a second lock beside its mutexes here.
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif
#include <atomic>
#include <boost/asio.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "api/http/wire/mailbox.hpp"
#include "api/http/wire/message.hpp"
#include "api/http/wire/server.hpp"
#include "api/http/wire/tls.hpp"

namespace tanbu::http {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;
// The concrete executor: the type-erased one costs an allocation and two virtual calls for each operation.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

class Loop;

// How many connections there are, of all loops together and of each address. Any thread.
class OpenConnections {
 public:
  // The number before this one came.
  std::size_t add() { return all_.fetch_add(1); }
  void remove() { --all_; }
  [[nodiscard]] std::size_t all() const { return all_.load(); }
  // False, and not counted, when the address has `most` already.
  [[nodiscard]] bool add(const std::string& address, std::size_t most) {
    const std::lock_guard lock(mutex_);
    std::size_t& count = of_address_[address];
    if (count >= most) return false;
    ++count;
    return true;
  }
  void remove(const std::string& address) {
    const std::lock_guard lock(mutex_);
    const auto found = of_address_.find(address);
    if (found != of_address_.end() && --found->second == 0) of_address_.erase(found);
  }

 private:
  std::atomic<std::size_t> all_{0};
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> of_address_;  // only of those that have one open
};

// The name under which the connections of an address are counted: the address, or the /64 that it lies in.
[[nodiscard]] std::string counted_as(const std::string& address);

// One connection. Every member function runs on the loop's thread. At most one read is pending at a time (reading_),
// and the memory it reads into (input_, or request_.body while the phase is `body`) is not touched while it is.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // `counted`: the connection was counted for its address, and is to be taken off again.
  Session(Loop& loop, Socket socket, std::string peer_address, bool counted, SessionKey key)
      : loop_(loop),
        socket_(std::move(socket)),
        peer_address_(std::move(peer_address)),
        counted_for_address_(counted),
        key_(key) {}

  void open();
  void refuse(WireProblem problem);
  void on_reply(std::optional<Response> response);
  void on_tick(Clock::time_point now);
  void on_stop(Clock::time_point now);
  void close();
  std::uint64_t generation() const { return key_.generation; }

 private:
  enum class Phase : std::uint8_t { handshake, idle, head, body, handling, writing, streaming, lingering, closed };

  void serve();
  bool admit(std::string_view head);
  void take_body();
  void dispatch();
  void read();
  void read_body();
  void receive(char* room, std::size_t size);
  void receive_sealed(char* room, std::size_t size);
  void on_sealed(const error_code& error, char* room, std::size_t size);
  [[nodiscard]] error_code take_sealed();
  void wait_for_handshake();
  void shake_hands(const error_code& error);
  bool send_sealed();
  void on_read(const error_code& error, std::size_t bytes);
  void take_input(std::size_t bytes);
  void write(Response response);
  void write_rest();
  Clock::time_point write_deadline(std::size_t bytes) const;
  void on_write(const error_code& error, std::size_t bytes);
  void on_written();
  void open_stream(std::shared_ptr<ByteSource> stream);
  void write_stream();
  void linger();
  void release_body();
  void release_answer();
  void make_room();
  std::string_view input() const { return {input_.data() + begin_, end_ - begin_}; }

  Loop& loop_;
  Socket socket_;
  std::string peer_address_;
  bool counted_for_address_;
  SessionKey key_;
  std::unique_ptr<TlsChannel> tls_;  // null: in the clear
  Phase phase_ = Phase::idle;
  bool reading_ = false;
  bool closing_ = false;    // the response being made or written is the last one
  bool head_only_ = false;  // the request is a HEAD
  bool served_before_ = false;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point request_started_{};
  std::vector<char> input_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t searched_ = 0;
  Request request_;
  std::size_t body_bytes_ = 0;      // announced
  std::size_t body_received_ = 0;   // of it, already in request_.body
  std::size_t body_accounted_ = 0;  // what the loop's count of arriving bytes holds for us
  std::string out_head_;
  std::string out_body_;
  std::size_t out_done_ = 0;
  std::size_t out_accounted_ = 0;       // what the loop's count of unsent bytes holds for us
  std::shared_ptr<ByteSource> stream_;  // of an answer that goes on; set until that ends
};

// One thread: its event loop, its listening socket, its connections.
class Loop {
 public:
  Loop(const ServerOptions& options, const Handler& handler, OpenConnections& connections)
      : options_(options),
        handler_(handler),
        connections_(connections),
        io_(1),
        acceptor_(io_.get_executor()),
        timer_(io_.get_executor()),
        mailbox_(std::make_shared<Mailbox>([this] { asio::post(io_, [this] { on_mail(); }); })) {}

  std::uint16_t bind(const asio::ip::tcp::endpoint& endpoint);
  // Listens on a copy of this descriptor.
  std::uint16_t adopt(int listening_descriptor);
  void listen() { acceptor_.listen(4096); }
  void run();
  // Any thread.
  void request_stop() {
    asio::post(io_, [this] { on_stop(); });
  }

  const ServerOptions& options() const { return options_; }
  bool stopping() const { return stopping_; }
  std::string& scratch() { return scratch_; }
  std::vector<char>& sealed_input() { return sealed_input_; }
  OpenConnections& connections() { return connections_; }
  const std::string& date() const { return date_; }
  bool account(std::size_t bytes);
  void unaccount(std::size_t bytes) { arriving_bytes_ -= bytes; }
  // Of answers that their clients have not taken yet.
  [[nodiscard]] bool has_room_unsent(std::size_t bytes) const;
  void account_unsent(std::size_t bytes) { unsent_bytes_ += bytes; }
  void unaccount_unsent(std::size_t bytes) { unsent_bytes_ -= bytes; }
  Response problem(WireProblem problem) const;
  BodyLimit body_limit(const Request& request) const;
  // False if the handler threw.
  bool call_handler(SessionKey key, Request request);
  void deliver_own();
  void remove(SessionKey key);

 private:
  void accept();
  void on_accept(const error_code& error, Socket socket);
  void admit_connection(Socket socket);
  [[nodiscard]] bool counts(const std::string& address) const;
  void arm_timer();
  void on_timer();
  void on_mail();
  void on_stop();
  void deliver(std::vector<Reply>& replies);
  void finish_if_empty();
  template <typename Visit>
  void each_session(Visit visit);

  const ServerOptions& options_;
  const Handler& handler_;
  OpenConnections& connections_;
  asio::io_context io_;
  Acceptor acceptor_;
  Timer timer_;
  std::shared_ptr<Mailbox> mailbox_;
  std::vector<std::shared_ptr<Session>> slots_;
  std::vector<std::uint32_t> free_slots_;
  std::uint64_t generation_ = 0;
  std::size_t arriving_bytes_ = 0;
  std::size_t unsent_bytes_ = 0;
  std::vector<Reply> own_replies_;  // kept for their room
  std::vector<Reply> posted_replies_;
  std::string scratch_;
  std::vector<char> sealed_input_ = std::vector<char>(std::size_t{16} << 10);  // what a socket brought, on its way on
  std::string date_;
  bool accepting_ = false;
  bool delivering_ = false;
  bool stopping_ = false;
  Clock::time_point stop_deadline_ = Clock::time_point::max();
};

}  // namespace tanbu::http
