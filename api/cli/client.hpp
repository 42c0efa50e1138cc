// The HTTP side of the command line, on libcurl: one request, one answer. It follows no redirects (a redirect would
// carry an access token to a host that nobody named), knows no command and trusts nothing that it reads.
#pragma once
#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tanbu::cli {

struct HttpAnswer {
  long status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; the last of repeated ones
  std::string body;
};

// No complete answer came. What was sent may or may not have arrived.
struct Unreachable {
  std::string detail;
};
using HttpResult = std::variant<HttpAnswer, Unreachable>;

struct ClientOptions {
  std::string base_url;  // http or https, no user, no query, no slash at the end
  std::optional<std::string> ca_file;
  long connect_seconds_max = 5;
  long request_seconds_max = 120;
  std::size_t answer_bytes_max = std::size_t{64} << 20;
  bool answer_is_cut = false;  // beyond that it is thrown away, instead of being a fault
};

// Whether a base URL is one: scheme http or https, a host, no user name, no query, no fragment.
[[nodiscard]] bool base_url_is_valid(const std::string& url);
// True where what is sent crosses a network unprotected: http to anything but this machine.
[[nodiscard]] bool travels_in_clear(const std::string& url);
// RFC 3986: everything but unreserved characters as %XX; for one segment of a path or one value of a query.
[[nodiscard]] std::string percent_encoded(std::string_view text);

class Client {
 public:
  // The base URL must be valid. Belongs to one thread.
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Once `stop` is true, a request that is under way ends as Unreachable within a second. Must outlive the client.
  void stop_when(const std::atomic<bool>& stop);

  // `path` begins with a slash. A token goes into the Authorization field.
  [[nodiscard]] HttpResult get(const std::string& path, const std::optional<std::string>& token = std::nullopt);
  [[nodiscard]] HttpResult post(const std::string& path, const std::string& media_type, const std::string& body,
                                const std::optional<std::string>& token = std::nullopt);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::cli
