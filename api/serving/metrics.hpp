// What a server counts, and its page in the text format of Prometheus. Every label has few values, all of them our own:
// patterns of routes and stable codes, never a path, a party or an address.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace tanbu::serving {

// What is asked when the page is made.
struct Levels {
  std::uint64_t entries = 0;
  std::uint64_t queued_commands = 0;
  std::uint64_t connections_open = 0;
  bool ready = false;
  bool erasure_pending = false;
  std::int64_t certificate_ends_unix_seconds = 0;  // 0: no TLS
  std::int64_t disk_free_bytes = -1;               // -1: unknown
};

struct AnsweredRequest {
  std::string_view method{};
  std::string_view route{};  // its pattern; empty: none was found
  int status = 0;
  std::string_view problem_code{};  // empty: no problem
  double seconds = 0;
  std::uint64_t bytes = 0;
};

// Any thread. Copes without anybody who asks for the page: what it holds is bounded by routes, statuses and codes.
class Metrics {
 public:
  explicit Metrics(std::string version);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void answered(const AnsweredRequest& request);
  // A problem that was no answer of its own: a line of a batch.
  void refused(std::string_view code);
  // What the wire answered before any route was known.
  void refused_by_wire(int status, std::string_view code);
  // What the engine noticed: store_failed, outcome_unknown, ...
  void noticed(std::string_view event);
  void tls_reloaded(bool well);
  [[nodiscard]] std::string page(const Levels& levels);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace tanbu::serving
