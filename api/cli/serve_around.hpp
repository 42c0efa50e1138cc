// What stands around the served ledger while it runs: sockets from the service manager, the page of metrics, the
// certificate that is read again. Not the ledger and not its routes.
#pragma once
#include <spdlog/logger.h>

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "api/cli/serve_options.hpp"
#include "api/http/wire/server.hpp"
#include "api/serving/metrics.hpp"

namespace tanbu::cli {

// Sockets that systemd opened for us: one to serve on, and one named "metrics". -1: none.
struct HandedOver {
  int serving = -1;
  int metrics = -1;
};
[[nodiscard]] HandedOver take_handed_over();

void log_event(spdlog::logger& log, std::string_view event, std::string_view detail);

// GET /metrics on a listener of its own: who may see it is another question than who may ask the ledger. Nothing where
// no address and no socket is given.
class MetricsPage {
 public:
  MetricsPage(const std::optional<Endpoint>& endpoint, int handed_descriptor, std::shared_ptr<serving::Metrics> metrics,
              std::function<serving::Levels()> levels);
  void stop();

 private:
  std::optional<http::Server> server_;
};

// Serves until a signal says to end. SIGHUP reads the certificate again; where it cannot be used, the old one stays.
// `identity` is null where nothing is served under TLS.
void serve_until_signal(const StopSignals& signals, const AroundOptions& options, http::TlsIdentity* identity,
                        spdlog::logger& log, serving::Metrics& metrics);

}  // namespace tanbu::cli
