// A connection's bytes under TLS: the handshake, and opening what came. How an answer is sealed stands with the other
// answers in session.cpp.
#include <exception>
#include <utility>

#include "api/http/wire/loop.hpp"

namespace tanbu::http {
namespace {

// A client may ask for new keys again and again and never read our agreement.
constexpr std::size_t unsent_bytes_max = std::size_t{32} << 10;

bool is_not_yet(const error_code& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace

// Moves what the socket has into the channel.
error_code Session::take_sealed() {
  auto& room = loop_.sealed_input();
  error_code error;
  const std::size_t bytes = socket_.read_some(asio::buffer(room), error);
  if (!error) tls_->take_input({room.data(), bytes});
  return is_not_yet(error) ? error_code{} : error;
}

// What TLS has to say by itself is short, and goes at once or not at all. False when it did not go.
bool Session::send_sealed() {
  const std::string sealed = tls_->take_output();
  error_code error;
  return sealed.empty() || (socket_.write_some(asio::buffer(sealed), error) == sealed.size() && !error);
}

void Session::wait_for_handshake() {
  socket_.async_wait(Socket::wait_read,
                     [self = shared_from_this()](const error_code& error) { self->shake_hands(error); });
}

void Session::shake_hands(const error_code& error) {
  if (phase_ != Phase::handshake) return;
  try {
    if (error || take_sealed()) return close();
    const TlsChannel::State state = tls_->shake_hands();
    // The alert that tells a client why it was refused is sent too.
    const bool sent = send_sealed();
    if (!sent || state == TlsChannel::State::failed) return close();
    if (state == TlsChannel::State::wants_input) return wait_for_handshake();
    phase_ = Phase::idle;
    read();
  } catch (const std::exception&) {
    close();  // out of memory: this connection ends, the others must not
  }
}

// Bytes that are open already are handed on by the loop and not from here: many small records in one piece would
// otherwise be as many calls within each other.
void Session::receive_sealed(char* room, std::size_t size) {
  const auto opened = tls_->open(room, size);
  const bool over = opened.ended || tls_->output_bytes() > unsent_bytes_max;
  if (opened.bytes == 0 && !over) {
    return socket_.async_wait(Socket::wait_read, [self = shared_from_this(), room, size](const error_code& error) {
      self->on_sealed(error, room, size);
    });
  }
  const error_code error = over ? error_code(asio::error::eof) : error_code{};
  asio::post(socket_.get_executor(),
             [self = shared_from_this(), error, bytes = opened.bytes] { self->on_read(error, bytes); });
}

void Session::on_sealed(const error_code& error, char* room, std::size_t size) {
  try {
    const error_code fault = error ? error : take_sealed();
    if (fault || phase_ == Phase::closed) return on_read(fault ? fault : error_code(asio::error::eof), 0);
    receive_sealed(room, size);
  } catch (const std::exception&) {
    reading_ = false;
    close();  // out of memory: this connection ends, the others must not
  }
}

}  // namespace tanbu::http
