// One thread of the server: accepting, the tick that enforces deadlines, the way back of answers, the end. Not the
// bytes.
#include "api/http/wire/loop.hpp"

#include <fcntl.h>

#include <exception>
#include <system_error>
#include <utility>

#include "api/http/wire/guard.hpp"
#include "api/http/wire/render.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t connections_refused_politely_max = 128;
constexpr auto tick = std::chrono::milliseconds(250);

std::string date_now() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return http_date(std::chrono::duration_cast<std::chrono::seconds>(since_1970).count());
}

}  // namespace

std::uint16_t Loop::bind(const asio::ip::tcp::endpoint& endpoint) {
  using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(asio::socket_base::reuse_address(true));
  acceptor_.set_option(ReusePort(true));
  acceptor_.bind(endpoint);
  return acceptor_.local_endpoint().port();
}

std::uint16_t Loop::adopt(int listening_descriptor) {
  const int copy = ::fcntl(listening_descriptor, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw std::system_error(errno, std::generic_category(), "the socket that was handed over");
  sockaddr_storage name{};
  socklen_t bytes = sizeof name;
  const bool known = ::getsockname(copy, reinterpret_cast<sockaddr*>(&name), &bytes) == 0;
  acceptor_.assign(known && name.ss_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4(), copy);
  // Several loops are woken for one connection, and only one of them gets it.
  acceptor_.non_blocking(true);
  return acceptor_.local_endpoint().port();
}

void Loop::run() {
  mailbox_->open();
  date_ = date_now();
  arm_timer();
  accept();
  while (true) {
    try {
      io_.run();
      break;
    } catch (const std::exception&) {
      // Out of memory outside of any one connection, for instance while accepting: the next tick tries again.
    }
  }
  mailbox_->close();
  slots_.clear();
}

void Loop::accept() {
  if (stopping_ || std::exchange(accepting_, true)) return;
  acceptor_.async_accept(io_.get_executor(), [this](const error_code& error, Socket socket) {
    accepting_ = false;
    on_accept(error, std::move(socket));
  });
}

void Loop::on_accept(const error_code& error, Socket socket) {
  if (stopping_) return;
  // Without descriptors every accept fails at once: the next try waits for the next tick instead of spinning.
  if (error && error != asio::error::connection_aborted) return;
  if (!error) admit_connection(std::move(socket));
  accept();
}

// Without the zone of a link-local address, which names a card of this machine and nothing of the client's.
std::string text_of(const asio::ip::address& address) {
  if (!address.is_v6()) return address.to_string();
  auto v6 = address.to_v6();
  v6.scope_id(0);
  return v6.to_string();
}

// A customer has a /64 of IPv6 for himself, so that whole addresses would count nobody.
std::string counted_as(const std::string& address) {
  error_code error;
  const auto v6 = asio::ip::make_address_v6(address, error);
  if (error || v6.is_v4_mapped()) return address;
  return asio::ip::network_v6(v6, 64).canonical().to_string();
}

void Loop::admit_connection(Socket socket) {
  error_code error;
  const auto peer = socket.remote_endpoint(error);
  if (!error) socket.set_option(asio::ip::tcp::no_delay(true), error);
  if (!error) socket.non_blocking(true, error);
  if (error) return;  // the client has already gone
  const std::size_t open_before = connections_.add();
  const bool polite = open_before < options_.connections_max + connections_refused_politely_max && !options_.tls;
  if (open_before >= options_.connections_max && !polite) return connections_.remove();
  const std::string address = text_of(peer.address());
  const bool counted = counts(address);
  const bool too_many = counted && !connections_.add(counted_as(address), options_.connections_of_address_max);
  // Under TLS nothing can be said before the handshake, whose price is what the limits are there to save.
  if (too_many && !polite) return connections_.remove();
  std::uint32_t slot = static_cast<std::uint32_t>(slots_.size());
  if (free_slots_.empty()) {
    slots_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  const auto session = std::make_shared<Session>(*this, std::move(socket), address, counted && !too_many,
                                                 SessionKey{slot, ++generation_});
  slots_[slot] = session;
  if (open_before >= options_.connections_max) return session->refuse(WireProblem::connections_full);
  if (too_many) return session->refuse(WireProblem::connections_of_address_full);
  session->open();
}

bool Loop::counts(const std::string& address) const {
  if (options_.connections_of_address_max == 0) return false;
  return !options_.counts_connections_of || options_.counts_connections_of(address);
}

void Loop::remove(SessionKey key) {
  slots_[key.slot].reset();
  free_slots_.push_back(key.slot);
  connections_.remove();
  finish_if_empty();
}

template <typename Visit>
void Loop::each_session(Visit visit) {
  for (std::size_t slot = 0; slot < slots_.size(); ++slot) {
    if (const auto session = slots_[slot]) visit(*session);
  }
}

// One timer for all connections of the loop: a timer for each read would cost more than the read.
void Loop::arm_timer() {
  timer_.expires_after(tick);
  timer_.async_wait([this](const error_code& error) {
    if (!error) on_timer();
  });
}

void Loop::on_timer() {
  const auto now = Clock::now();
  date_ = date_now();
  each_session([&](Session& session) {
    try {
      now >= stop_deadline_ ? session.close() : session.on_tick(now);
    } catch (const std::exception&) {
      session.close();  // out of memory: this connection ends, and the timer goes on for the others
    }
  });
  if (stopping_ && !acceptor_.is_open() && slots_.size() == free_slots_.size()) return;
  arm_timer();
  accept();
}

void Loop::on_stop() {
  if (std::exchange(stopping_, true)) return;
  const auto now = Clock::now();
  stop_deadline_ = now + std::chrono::seconds(options_.stop_seconds_max);
  error_code ignored;
  acceptor_.close(ignored);
  each_session([&](Session& session) { session.on_stop(now); });
  finish_if_empty();
}

// run() returns once nothing is pending any more.
void Loop::finish_if_empty() {
  if (stopping_ && slots_.size() == free_slots_.size()) timer_.cancel();
}

void Loop::on_mail() {
  mailbox_->take(posted_replies_);
  deliver(posted_replies_);
  posted_replies_.clear();
  deliver_own();
}

// Handlers that answer at once are served from here, one after the other: from within the handler's call the answer
// would start the next pipelined request, and so on, down the stack.
void Loop::deliver_own() {
  if (std::exchange(delivering_, true)) return;
  for (mailbox_->take_own(own_replies_); !own_replies_.empty(); mailbox_->take_own(own_replies_)) {
    deliver(own_replies_);
    own_replies_.clear();
  }
  delivering_ = false;
}

void Loop::deliver(std::vector<Reply>& replies) {
  for (Reply& reply : replies) {
    const auto session = slots_[reply.key.slot];
    if (!session || session->generation() != reply.key.generation) continue;
    try {
      session->on_reply(std::move(reply.response));
    } catch (const std::exception&) {
      session->close();  // out of memory: this connection ends, the others must not
    }
  }
}

bool Loop::account(std::size_t bytes) {
  const std::size_t share = options_.arriving_bytes_max / static_cast<std::size_t>(options_.threads);
  if (bytes > share || arriving_bytes_ > share - bytes) return false;
  arriving_bytes_ += bytes;
  return true;
}

bool Loop::has_room_unsent(std::size_t bytes) const {
  const std::size_t share = options_.unsent_bytes_max / static_cast<std::size_t>(options_.threads);
  return bytes <= share && unsent_bytes_ <= share - bytes;
}

Response Loop::problem(WireProblem problem) const {
  const WireProblemText text = text_of(problem);
  try {
    if (options_.problem) return options_.problem(text.status, text.code, text.detail);
  } catch (const std::exception&) {
    // The plain form below says the same.
  }
  Response response;
  response.status = text.status;
  response.headers.emplace_back("Content-Type", "text/plain; charset=utf-8");
  response.body = std::string(text.code) + ": " + std::string(text.detail) + "\n";
  return response;
}

BodyLimit Loop::body_limit(const Request& request) const {
  if (options_.body_limit) return options_.body_limit(request.method, request.target);
  return {BodyLimit{}.bytes_max, options_.request_seconds_max};
}

bool Loop::call_handler(SessionKey key, Request request) {
  const auto ticket = std::make_shared<Ticket>(mailbox_, key);
  try {
    handler_(std::move(request), [ticket](Response response) { ticket->answer(std::move(response)); });
    return true;
  } catch (...) {
    // One request's failure is not the process's. If the handler had answered before it threw, that answer stands.
    ticket->give_up();
    return false;
  }
}

}  // namespace tanbu::http
