#include "api/cli/serve_around.hpp"

#include <fmt/format.h>

#include <csignal>
#include <utility>

#include "api/cli/exit.hpp"
#include "api/cli/terminal.hpp"
#include "api/http/app.hpp"
#include "api/http/json_writer.hpp"
#include "api/serving/service_manager.hpp"

namespace tanbu::cli {
namespace {

using http::TlsContext;
using http::TlsFault;

void read_again(const AroundOptions& options, http::TlsIdentity& identity, spdlog::logger& log,
                serving::Metrics& metrics) {
  auto read = [&options]() -> std::variant<std::shared_ptr<const TlsContext>, TlsFault> {
    try {
      return read_tls(options);
    } catch (const std::exception& trouble) {  // a file that nobody but root may read must not end the server
      return TlsFault{trouble.what()};
    }
  }();
  const auto* fault = std::get_if<TlsFault>(&read);
  metrics.tls_reloaded(fault == nullptr);
  if (fault != nullptr) return log_event(log, "tls_kept", fault->detail);
  identity.replace(std::get<std::shared_ptr<const TlsContext>>(std::move(read)));
  log_event(log, "tls_reloaded", "new connections get the certificate that was read");
}

}  // namespace

HandedOver take_handed_over() {
  HandedOver sockets;
  for (const auto& socket : serving::take_handed_sockets()) {
    if (!serving::is_listening(socket.descriptor)) throw Stop(Exit::failure, "LISTEN_FDS: no socket that listens");
    int& place = socket.name == "metrics" ? sockets.metrics : sockets.serving;
    if (place >= 0) throw Stop(Exit::failure, "LISTEN_FDS: more than one socket to serve on");
    place = socket.descriptor;
  }
  return sockets;
}

void log_event(spdlog::logger& log, std::string_view event, std::string_view detail) {
  std::string line;
  http::JsonWriter(line).open_object().member("event", event).member("detail", detail).close_object();
  log.info(line);
}

MetricsPage::MetricsPage(const std::optional<Endpoint>& endpoint, int handed_descriptor,
                         std::shared_ptr<serving::Metrics> metrics, std::function<serving::Levels()> levels) {
  if (!endpoint && handed_descriptor < 0) return;
  http::ServerOptions wire;
  if (endpoint) wire.address = endpoint->address;
  if (endpoint) wire.port = endpoint->port;
  wire.listening_descriptor = handed_descriptor;
  wire.connections_max = 64;
  wire.problem = http::problem_for_wire;
  server_.emplace(std::move(wire), [metrics = std::move(metrics), levels = std::move(levels)](
                                       const http::Request& request, const http::Respond& respond) {
    const bool asked = (request.method == "GET" || request.method == "HEAD") && request.target == "/metrics";
    if (!asked) return respond(http::problem_for_wire(404, "not_found", ""));
    respond({200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics->page(levels()), false});
  });
  server_->start();
  if (handed_descriptor < 0)
    print(fmt::format("metrics on {}/metrics\n", url_of({endpoint->address, server_->port()})));
}

void MetricsPage::stop() {
  if (server_) server_->stop();
}

void serve_until_signal(const StopSignals& signals, const AroundOptions& options, http::TlsIdentity* identity,
                        spdlog::logger& log, serving::Metrics& metrics) {
  while (signals.wait() == SIGHUP) {
    if (identity != nullptr) {
      read_again(options, *identity, log, metrics);
    } else {
      log_event(log, "reload_nothing", "without TLS there is nothing to read again");
    }
  }
}

}  // namespace tanbu::cli
