// One connection: reading a request under its limits and deadlines, handing it on, writing the answer. Not the loop
// that owns it, and not an answer that goes on (session_stream.cpp).
#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include "api/http/wire/guard.hpp"
#include "api/http/wire/head_parser.hpp"
#include "api/http/wire/loop.hpp"
#include "api/http/wire/render.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t input_bytes_first = 4 * 1024;    // what an idle connection holds
constexpr std::size_t body_bytes_first = 8 * 1024;     // a longer body gets room as it arrives, not as it is announced
constexpr std::size_t answer_bytes_short = 16 * 1024;  // a shorter answer is given however many wait unsent
constexpr auto linger_time = std::chrono::seconds(2);
constexpr auto stop_arrival_time = std::chrono::seconds(1);

}  // namespace

void Session::open() {
  request_started_ = Clock::now();
  deadline_ = request_started_ + std::chrono::seconds(loop_.options().header_seconds_max);
  if (!loop_.options().tls) return read();
  try {
    tls_ = std::make_unique<TlsChannel>(*loop_.options().tls->current());
  } catch (const std::bad_alloc&) {
    return close();
  }
  phase_ = Phase::handshake;
  wait_for_handshake();
}

// Reads requests out of the input until one is being handled or more bytes are needed.
void Session::serve() {
  if (phase_ == Phase::idle) {
    phase_ = Phase::head;
    if (served_before_) request_started_ = Clock::now();
    deadline_ = request_started_ + std::chrono::seconds(loop_.options().header_seconds_max);
  }
  const HeadSearch search = find_head_end(input(), searched_);
  const std::size_t head_bytes_max = loop_.options().guard.header_bytes_max;
  if (search.found == HeadSearch::Found::line_ending_bare) return refuse(WireProblem::line_ending_bare);
  if (search.found == HeadSearch::Found::not_yet) {
    if (end_ - begin_ >= head_bytes_max) return refuse(WireProblem::header_too_large);
    searched_ = search.bytes;
    return read();
  }
  searched_ = 0;
  if (!admit(input().substr(0, search.bytes))) return;
  begin_ += search.bytes;
  take_body();
}

// Guard first, then Beast; a refusal has been answered when this returns false.
bool Session::admit(std::string_view head) {
  const GuardVerdict verdict = guard_head(head, loop_.options().guard);
  if (verdict.problem) {
    refuse(*verdict.problem);
    return false;
  }
  request_ = Request{};
  if (!parse_head(head, verdict, request_)) {
    refuse(WireProblem::head_disputed);
    return false;
  }
  head_only_ = request_.method == "HEAD";
  closing_ = verdict.close_wanted;
  const BodyLimit limit = loop_.body_limit(request_);
  if (verdict.body_bytes > limit.bytes_max) {
    refuse(WireProblem::body_too_large);
    return false;
  }
  deadline_ = request_started_ + std::chrono::seconds(limit.seconds_max);
  body_bytes_ = verdict.body_bytes;
  return true;
}

// The part of the body that came together with the head; the rest is read straight into its place.
void Session::take_body() {
  body_received_ = std::min(body_bytes_, end_ - begin_);
  request_.body.assign(input_.data() + begin_, body_received_);
  begin_ += body_received_;
  if (body_received_ == body_bytes_) return dispatch();
  phase_ = Phase::body;
  read_body();
}

void Session::dispatch() {
  phase_ = Phase::handling;
  deadline_ = Clock::time_point::max();
  release_body();
  request_.peer_address = peer_address_;
  served_before_ = true;
  const auto self = shared_from_this();
  if (!loop_.call_handler(key_, std::move(request_))) closing_ = true;
  loop_.deliver_own();
}

void Session::release_answer() { loop_.unaccount_unsent(std::exchange(out_accounted_, 0)); }

void Session::release_body() { loop_.unaccount(std::exchange(body_accounted_, 0)); }

// Moves what is left of the input to the front and makes room behind it, for at most one head.
void Session::make_room() {
  const std::size_t head_bytes_max = loop_.options().guard.header_bytes_max;
  if (begin_ > 0) {
    std::move(input_.begin() + static_cast<std::ptrdiff_t>(begin_), input_.begin() + static_cast<std::ptrdiff_t>(end_),
              input_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == input_.size() && input_.size() < std::max(input_bytes_first, head_bytes_max)) {
    input_.resize(input_.empty() ? input_bytes_first : std::max(input_bytes_first, head_bytes_max));
  } else if (end_ == 0 && input_.size() > input_bytes_first) {
    std::vector<char>(input_bytes_first).swap(input_);
  }
}

void Session::read() {
  if (std::exchange(reading_, true)) return;
  make_room();
  receive(input_.data() + end_, input_.size() - end_);
}

void Session::read_body() {
  if (body_received_ == request_.body.size()) {
    const std::size_t room = std::min(body_bytes_, std::max(body_bytes_first, request_.body.size() * 2));
    // Sixteen megabytes from each of a few hundred strangers would be all our memory; no signature has been checked
    // yet.
    if (!loop_.account(room - body_accounted_)) return refuse(WireProblem::bodies_full);
    body_accounted_ = room;
    request_.body.resize(room);
  }
  reading_ = true;
  receive(request_.body.data() + body_received_, request_.body.size() - body_received_);
}

void Session::receive(char* room, std::size_t size) {
  if (tls_) return receive_sealed(room, size);
  socket_.async_read_some(
      asio::buffer(room, size),
      [self = shared_from_this()](const error_code& error, std::size_t bytes) { self->on_read(error, bytes); });
}

void Session::on_read(const error_code& error, std::size_t bytes) {
  reading_ = false;
  try {
    if (!error) return take_input(bytes);
    // While an answer is on its way, its own write finds out whether the client is still there. One that goes on might
    // not write for long.
    if (phase_ != Phase::writing || stream_) close();
  } catch (const std::exception&) {
    close();  // out of memory: this connection ends, the others must not
  }
}

void Session::take_input(std::size_t bytes) {
  switch (phase_) {
    case Phase::handshake:
      return;
    case Phase::idle:
    case Phase::head:
      end_ += bytes;
      return serve();
    case Phase::body:
      body_received_ += bytes;
      return body_received_ == body_bytes_ ? dispatch() : read_body();
    case Phase::lingering:
      release_body();
      begin_ = end_ = 0;
      return read();
    case Phase::handling:
    case Phase::writing:
    case Phase::streaming:  // the connection ends with its answer: nobody would answer what comes now, so it is not
                            // read on
    case Phase::closed:
      return;
  }
}

// Answers by itself and ends the connection. What is left of the input is never looked at again: behind a head that was
// refused nobody knows where the next request starts.
void Session::refuse(WireProblem problem) {
  closing_ = true;
  write(loop_.problem(problem));
}

void Session::on_reply(std::optional<Response> response) {
  if (phase_ != Phase::handling) return;
  if (!response) return refuse(WireProblem::handler_failed);
  write(std::move(*response));
}

void Session::write(Response response) {
  // A long answer is held until its client has taken it, and many clients that take nothing would be all our memory.
  // Asked before the first byte: an answer that was begun could only be broken off.
  const bool is_long = !head_only_ && response.body.size() > answer_bytes_short;
  if (is_long && !loop_.has_room_unsent(response.body.size())) {
    response = loop_.problem(WireProblem::answers_full);
    closing_ = true;
  }
  closing_ = closing_ || response.close || response.stream || loop_.stopping();
  std::string& head = loop_.scratch();
  head.clear();
  append_response_head(head, response, closing_, loop_.date());
  const bool has_body = !head_only_ && status_has_body(response.status);
  if (!has_body) response.body.clear();
  phase_ = Phase::writing;
  if (has_body && response.stream) open_stream(std::move(response.stream));
  std::string sealed;
  if (tls_) {
    if (!tls_->seal(head) || !tls_->seal(response.body)) return close();
    sealed = tls_->take_output();
    std::string().swap(response.body);
  }
  const std::string& first = tls_ ? sealed : head;
  // One write for head and body, at once: nearly always the socket takes it all and nothing has to be kept.
  error_code error;
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(response.body)};
  out_done_ = socket_.write_some(buffers, error);
  if (error && error != asio::error::would_block && error != asio::error::try_again) return close();
  const std::size_t bytes = first.size() + response.body.size();
  if (out_done_ == bytes) return on_written();
  deadline_ = write_deadline(bytes);
  out_head_ = tls_ ? std::move(sealed) : head;
  out_body_ = std::move(response.body);
  out_accounted_ = bytes;
  loop_.account_unsent(bytes);
  write_rest();
}

Clock::time_point Session::write_deadline(std::size_t bytes) const {
  constexpr std::size_t bytes_per_second_min = 16 * 1024;
  const auto seconds = static_cast<std::size_t>(loop_.options().write_seconds_max) + bytes / bytes_per_second_min;
  return Clock::now() + std::chrono::seconds(seconds);
}

void Session::write_rest() {
  const std::size_t of_head = std::min(out_done_, out_head_.size());
  const std::array<asio::const_buffer, 2> buffers{asio::buffer(out_head_) + of_head,
                                                  asio::buffer(out_body_) + (out_done_ - of_head)};
  socket_.async_write_some(buffers, [self = shared_from_this()](const error_code& error, std::size_t bytes) {
    self->on_write(error, bytes);
  });
}

void Session::on_write(const error_code& error, std::size_t bytes) {
  if (phase_ != Phase::writing) return;
  if (error) return close();
  try {
    out_done_ += bytes;
    if (out_done_ < out_head_.size() + out_body_.size()) return write_rest();
    std::string().swap(out_head_);
    std::string().swap(out_body_);
    release_answer();
    on_written();
    loop_.deliver_own();
  } catch (const std::exception&) {
    close();  // out of memory: this connection ends, the others must not
  }
}

void Session::on_written() {
  if (stream_) return write_stream();
  if (closing_ || loop_.stopping()) return linger();
  phase_ = Phase::idle;
  head_only_ = false;
  if (begin_ < end_) return serve();
  begin_ = end_ = 0;
  deadline_ = Clock::now() + std::chrono::seconds(loop_.options().idle_seconds_max);
  read();
}

// Closing a socket with unread input resets the connection, and the reset overtakes the answer. So we say that we are
// done, and throw away what still comes, for a moment.
void Session::linger() {
  phase_ = Phase::lingering;
  stream_.reset();
  deadline_ = Clock::now() + linger_time;
  if (tls_) {
    tls_->seal_end();
    send_sealed();
  }
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) return close();
  if (reading_) return;  // that read's end continues here
  release_body();
  begin_ = end_ = 0;
  read();
}

void Session::on_tick(Clock::time_point now) {
  if (phase_ == Phase::streaming) return write_stream();
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::head:
      return refuse(loop_.stopping() ? WireProblem::server_stopping : WireProblem::header_timeout);
    case Phase::body:
      return refuse(loop_.stopping() ? WireProblem::server_stopping : WireProblem::request_timeout);
    case Phase::writing: {
      // Without this the kernel would keep the unread response for many minutes.
      error_code ignored;
      socket_.set_option(asio::socket_base::linger(true, 0), ignored);
      return close();
    }
    case Phase::handshake:
    case Phase::idle:
    case Phase::handling:
    case Phase::streaming:
    case Phase::lingering:
    case Phase::closed:
      return close();
  }
}

void Session::on_stop(Clock::time_point now) {
  if (phase_ == Phase::idle || phase_ == Phase::handshake) return close();
  if (phase_ == Phase::streaming) return write_stream();
  if (phase_ == Phase::head || phase_ == Phase::body) deadline_ = std::min(deadline_, now + stop_arrival_time);
}

void Session::close() {
  if (phase_ == Phase::closed) return;
  if (tls_ && phase_ == Phase::idle) {
    tls_->seal_end();
    send_sealed();
  }
  phase_ = Phase::closed;
  stream_.reset();
  release_body();
  release_answer();
  error_code ignored;
  socket_.close(ignored);
  if (counted_for_address_) loop_.connections().remove(counted_as(peer_address_));
  loop_.remove(key_);
}

}  // namespace tanbu::http
