// An answer that goes on, for as long as both sides want: asking its source, writing what it gives, ending it. Not the
// source: what the bytes mean is the application's.
#include <exception>
#include <utility>

#include "api/http/wire/loop.hpp"

namespace tanbu::http {
namespace {

constexpr std::size_t stream_bytes_max = 64 * 1024;  // asked for at a time
// What the system keeps for a client that does not read. Its own choice grows to megabytes, times all listeners.
constexpr int stream_kernel_bytes = 128 * 1024;

}  // namespace

// The head is about to be written.
void Session::open_stream(std::shared_ptr<ByteSource> stream) {
  stream_ = std::move(stream);
  error_code ignored;
  socket_.set_option(asio::socket_base::send_buffer_size(stream_kernel_bytes), ignored);
  // Nothing more is read but the client's end: without this, one that has gone keeps its place until a write fails.
  begin_ = end_ = 0;
  read();
}

// Everything was taken, or a quarter of a second has gone by with nothing to write.
void Session::write_stream() {
  phase_ = Phase::streaming;
  deadline_ = Clock::time_point::max();
  std::optional<std::string> bytes;
  try {
    if (!loop_.stopping()) bytes = stream_->next(stream_bytes_max);
  } catch (const std::exception&) {
    return close();  // the store failed or memory is short; who listens comes again
  }
  if (!bytes) return linger();
  if (bytes->empty()) return;
  if (tls_) {
    if (!tls_->seal(*bytes)) return close();
    bytes = tls_->take_output();
  }
  out_head_.clear();
  out_body_ = *std::move(bytes);
  out_done_ = 0;
  phase_ = Phase::writing;
  // Who does not take this in time is cut off, like anybody who does not read his answer.
  deadline_ = write_deadline(out_body_.size());
  // Always by way of the loop, so that a long past does not hold up the connections beside it.
  write_rest();
}

}  // namespace tanbu::http
