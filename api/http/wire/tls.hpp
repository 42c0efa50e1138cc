// TLS as a transformation of bytes: what a socket brought goes in, what a socket is to carry comes out. It touches no
// socket and no file and has no clock, so the session's reads, writes and deadlines stay the ones of plain HTTP. TLS
// 1.2 and 1.3 with forward secrecy and authenticated encryption only; ALPN http/1.1.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

// OpenSSL's own names of its types, so that nobody who includes this needs OpenSSL's headers.
struct ssl_ctx_st;
struct ssl_st;

namespace tanbu::http {

// Texts in PEM.
struct TlsTexts {
  std::string certificates{};  // the server's own, then what leads from it to a root
  std::string key{};
  std::string client_authorities{};  // not empty: a client must show a certificate under one of these
};

struct TlsFault {
  std::string detail;
};

// What a server shows and demands, checked when it is made. Any thread.
class TlsContext {
 public:
  [[nodiscard]] static std::variant<std::shared_ptr<const TlsContext>, TlsFault> make(const TlsTexts& texts);
  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }
  // When the server's own certificate ends.
  [[nodiscard]] std::int64_t expires_unix_seconds() const { return expires_unix_seconds_; }

 private:
  struct Free {
    void operator()(ssl_ctx_st* context) const;
  };
  TlsContext() = default;
  std::unique_ptr<ssl_ctx_st, Free> context_;
  std::int64_t expires_unix_seconds_ = 0;
};

// The context that new connections get. Connections that are open keep theirs. Any thread.
class TlsIdentity {
 public:
  explicit TlsIdentity(std::shared_ptr<const TlsContext> first) : current_(std::move(first)) {}
  [[nodiscard]] std::shared_ptr<const TlsContext> current() const {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void replace(std::shared_ptr<const TlsContext> next) {
    const std::lock_guard lock(mutex_);
    current_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const TlsContext> current_;
};

// One connection's state. After `failed` or an end nothing but take_output() may be called.
class TlsChannel {
 public:
  enum class State : std::uint8_t { wants_input, open, failed };
  struct Opened {
    std::size_t bytes = 0;
    bool ended = false;  // by the client's farewell or by a fault; no more will come
  };

  explicit TlsChannel(const TlsContext& context);
  ~TlsChannel();
  TlsChannel(const TlsChannel&) = delete;
  TlsChannel& operator=(const TlsChannel&) = delete;

  // Bytes from the socket.
  void take_input(std::string_view sealed);
  // Goes on with the handshake as far as the input allows.
  [[nodiscard]] State shake_hands();
  // Opens what has come, at most `size` bytes of it. No bytes and no end: more input is wanted.
  [[nodiscard]] Opened open(char* room, std::size_t size);
  // False when the connection cannot carry it any more.
  [[nodiscard]] bool seal(std::string_view plain);
  // Says farewell, so that the other side can tell a whole answer from one that was cut off.
  void seal_end();
  // Bytes for the socket.
  [[nodiscard]] std::string take_output();
  [[nodiscard]] std::size_t output_bytes() const;

 private:
  ssl_st* connection_;
};

}  // namespace tanbu::http
