#include "api/serving/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>
#include <tuple>

namespace tanbu::serving {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

// A read takes well under a millisecond, a command about as long as the disk's sync, a batch up to minutes.
const Histogram::BucketBoundaries second_bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                0.25,  0.5,    1,     2.5,  5,     10,   60};
constexpr std::string_view no_route = "none";

}  // namespace

struct Metrics::Inside {
  prometheus::Registry registry;
  Family<Counter>& requests = BuildCounter()
                                  .Name("tanbu_http_requests_total")
                                  .Help("Requests that were answered, by method, pattern of the route and status")
                                  .Register(registry);
  Family<Histogram>& seconds = BuildHistogram()
                                   .Name("tanbu_http_request_duration_seconds")
                                   .Help("From a whole request to its answer, by pattern of the route")
                                   .Register(registry);
  Family<Counter>& bytes = BuildCounter()
                               .Name("tanbu_http_response_bytes_total")
                               .Help("Bytes of answers' bodies, by pattern of the route")
                               .Register(registry);
  Family<Counter>& problems = BuildCounter()
                                  .Name("tanbu_problems_total")
                                  .Help("Answers that are problems, and refused lines of batches, by stable code")
                                  .Register(registry);
  Family<Counter>& events = BuildCounter()
                                .Name("tanbu_engine_events_total")
                                .Help("What the writer noticed, by event; store faults among them")
                                .Register(registry);
  Family<Counter>& reloads = BuildCounter()
                                 .Name("tanbu_tls_reloads_total")
                                 .Help("How often the certificate was read again, by outcome")
                                 .Register(registry);
  Family<Gauge>& versions =
      BuildGauge().Name("tanbu_build_info").Help("1, with the version as a label").Register(registry);

  struct Series {
    Counter* requests = nullptr;
    Histogram* seconds = nullptr;
    Counter* bytes = nullptr;
  };
  std::mutex mutex;
  std::map<std::tuple<std::string, std::string, int>, Series, std::less<>> known;  // of method, route and status

  Series& series_of(std::string_view method, std::string_view route, int status) {
    const std::lock_guard lock(mutex);
    const auto found = known.find(std::tuple(method, route, status));
    if (found != known.end()) return found->second;
    const std::string pattern(route);
    return known
        .emplace(std::tuple(std::string(method), pattern, status),
                 Series{&requests.Add(
                            {{"method", std::string(method)}, {"route", pattern}, {"status", std::to_string(status)}}),
                        &seconds.Add({{"route", pattern}}, second_bounds), &bytes.Add({{"route", pattern}})})
        .first->second;
  }

  Gauge& gauge(const char* name, const char* help) {
    return BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
  Gauge& entries = gauge("tanbu_log_entries", "Entries of the log");
  Gauge& queued = gauge("tanbu_queue_commands", "Commands that wait for the writer");
  Gauge& connections = gauge("tanbu_http_connections_open", "Connections that are open");
  Gauge& ready = gauge("tanbu_ready", "1 when the server is ready, as GET /readyz says");
  Gauge& erasure = gauge("tanbu_erasure_pending", "1 while erased bytes may still lie in a file");
  Gauge& disk = gauge("tanbu_disk_free_bytes", "Bytes that are free where the ledger lies; -1 when unknown");
  Gauge& certificate = gauge("tanbu_tls_certificate_not_after_seconds",
                             "When the certificate ends, in seconds since 1970; 0 without TLS");
};

Metrics::Metrics(std::string version) : inside_(std::make_unique<Inside>()) {
  inside_->versions.Add({{"version", std::move(version)}}).Set(1);
  for (const char* outcome : {"loaded", "kept"}) inside_->reloads.Add({{"outcome", outcome}});
  // So that an alert on their growth sees the first one too.
  for (const char* event : {"store_failed", "disk_full", "outcome_unknown", "clock_suspect"})
    inside_->events.Add({{"event", event}});
}
Metrics::~Metrics() = default;

void Metrics::answered(const AnsweredRequest& request) {
  const auto& series =
      inside_->series_of(request.method, request.route.empty() ? no_route : request.route, request.status);
  series.requests->Increment();
  series.seconds->Observe(request.seconds);
  series.bytes->Increment(static_cast<double>(request.bytes));
  if (!request.problem_code.empty()) refused(request.problem_code);
}

void Metrics::refused(std::string_view code) { inside_->problems.Add({{"code", std::string(code)}}).Increment(); }

// Neither method nor time is known: the head may have been anything, or never have come.
void Metrics::refused_by_wire(int status, std::string_view code) {
  inside_->requests.Add({{"method", "none"}, {"route", "none"}, {"status", std::to_string(status)}}).Increment();
  refused(code);
}

void Metrics::noticed(std::string_view event) { inside_->events.Add({{"event", std::string(event)}}).Increment(); }

void Metrics::tls_reloaded(bool well) { inside_->reloads.Add({{"outcome", well ? "loaded" : "kept"}}).Increment(); }

std::string Metrics::page(const Levels& levels) {
  inside_->entries.Set(static_cast<double>(levels.entries));
  inside_->queued.Set(static_cast<double>(levels.queued_commands));
  inside_->connections.Set(static_cast<double>(levels.connections_open));
  inside_->ready.Set(levels.ready ? 1 : 0);
  inside_->erasure.Set(levels.erasure_pending ? 1 : 0);
  inside_->disk.Set(static_cast<double>(levels.disk_free_bytes));
  inside_->certificate.Set(static_cast<double>(levels.certificate_ends_unix_seconds));
  return prometheus::TextSerializer().Serialize(inside_->registry.Collect());
}

}  // namespace tanbu::serving
