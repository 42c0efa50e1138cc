// The HTTP application: from one request to one answer. It joins router, access, handlers and problems, adds the
// headers that every answer has, and writes one log line a request. Not a server: sockets are api/http/wire's.
#pragma once
#include <spdlog/logger.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/anchors.hpp"
#include "api/http/events.hpp"
#include "api/http/imports.hpp"
#include "api/http/kept_answers.hpp"
#include "api/http/wire/server.hpp"
#include "api/serving/networks.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::witnesses {
class Witnesses;
}

namespace tanbu::serving {
class Limits;
class Metrics;
}  // namespace tanbu::serving

namespace tanbu::http {

struct AppOptions {
  std::shared_ptr<spdlog::logger> log;  // JSON lines; none when absent
  int slow_threads = 2;                 // for batches
  std::size_t batches_waiting_max = 8;  // one more gets 503
  int past_threads = 1;                 // for questions about the past, which replay the log
  std::size_t past_waiting_max = 8;     // one more gets 503
  std::string version = "0.1.0";
  std::shared_ptr<const log::Signer> statement_signer{};  // none: the ledger signs no statements
  std::shared_ptr<const Anchors> anchors{};               // none: no anchor is served
  ImportLimits imports{};
  FeedLimits feed{};
  std::shared_ptr<KeptAnswers> kept = std::make_shared<KeptAnswers>();  // none: every answer is made anew
  const witnesses::Witnesses* witnesses = nullptr;  // none: nobody cosigns; must outlive the application
  std::shared_ptr<serving::Limits> limits{};        // none: everybody may come as often as he likes
  std::shared_ptr<serving::Metrics> metrics{};      // none: nothing is counted
  bool tls = false;            // the server speaks TLS itself: browsers are told to come by it alone (RFC 6797)
  serving::Proxies proxies{};  // whose word is taken for where a request comes from; for limits and the log alone
};

class App {
 public:
  // The engine must outlive the application, and the server must be stopped before the application ends: batches in
  // flight are finished first, so the engine must still answer.
  App(engine::Engine& engine, AppOptions options);
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  // A Handler of wire/message.hpp. Any thread.
  void handle(Request request, Respond respond);

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

// For ServerOptions::problem: what the wire refuses by itself, in both languages, because nobody's Accept-Language was
// read.
[[nodiscard]] Response problem_for_wire(int status, std::string_view code, std::string_view detail);
// For ServerOptions::body_limit: what the table of routes allows.
[[nodiscard]] BodyLimit body_limit_of_routes(std::string_view method, std::string_view target);

// The client's X-Request-Id if it is 1 to 64 of [A-Za-z0-9._-], else 32 hexadecimal characters from 128 random bits.
[[nodiscard]] std::string request_id_of(const Request& request);
// The latter alone.
[[nodiscard]] std::string random_id();

}  // namespace tanbu::http
