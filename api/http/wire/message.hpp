// A request and a response as the layers above the wire see them. Not a parser and not a socket: plain values.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tanbu::http {

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

// One request whose framing was unambiguous (guard.hpp) and whose body is complete.
struct Request {
  std::string method;  // one of the methods guard.hpp knows, upper case
  std::string target;  // origin-form (RFC 9112 section 3.2.1) as received: starts with '/', visible ASCII, not decoded
  HeaderFields headers;  // names in lower case, values as received without the blanks around them
  std::string body;      // exactly Content-Length bytes
  std::string peer_address;

  // The first value of the field. The guard has refused repeated Host, Content-Length, Content-Type and Authorization;
  // any other field may stand several times.
  std::optional<std::string_view> header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers) {
      if (name == lower_case_name) return std::string_view(value);
    }
    return std::nullopt;
  }
};

// An answer that goes on. The connection asks for more each time the client has taken everything, and a few times a
// second while there is nothing: what a slow client does not take is never made, let alone kept. Belongs to one
// connection, but may be made and destroyed on any thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // The next bytes, about `bytes_max` at most; empty when there are none now, nothing when there will never be more.
  // Called on one of the server's threads: it must not block for long. What it throws ends the connection.
  [[nodiscard]] virtual std::optional<std::string> next(std::size_t bytes_max) = 0;
};

// One answer. The server writes Content-Length, Connection and Date itself and ignores them here, together with every
// other field that speaks of framing; control characters in names and values never reach the wire.
struct Response {
  int status = 200;  // 200..599
  HeaderFields headers;
  std::string body;  // for HEAD: the body GET would have got; its length is announced and it is not sent
  bool close = false;
  // Goes on behind the body until it or the connection ends; such an answer has no Content-Length and ends with the
  // connection (RFC 9112 section 6.3 rule 8). Never asked for HEAD, or when the status has no body.
  std::shared_ptr<ByteSource> stream{};
  std::string problem_code{};  // stable, where the answer is a problem; for logs and counts, never sent
};

// Gives the answer of one request. May be called from any thread, exactly once; a second call is a bug of the caller
// and aborts. If every copy is destroyed uncalled, the client gets 500 and the connection is closed. Calling it after
// the client has gone or after the server was destroyed is allowed and does nothing.
using Respond = std::function<void(Response)>;

// Called on one of the server's own threads, which serves nobody else meanwhile: it must not block for long. What it
// throws becomes a 500.
using Handler = std::function<void(Request, Respond)>;

}  // namespace tanbu::http
