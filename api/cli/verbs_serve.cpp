// tanbu serve: engine, application and wire put together and stopped in the right order. It has no privileged way to
// write: what comes in comes through the door that everybody uses.
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>

#include <filesystem>
#include <memory>

#include "api/cli/anchoring.hpp"
#include "api/cli/arguments.hpp"
#include "api/cli/client.hpp"
#include "api/cli/files.hpp"
#include "api/cli/given.hpp"
#include "api/cli/listen.hpp"
#include "api/cli/policy_file.hpp"
#include "api/cli/serve_around.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/verbs.hpp"
#include "api/cli/webhooks.hpp"
#include "api/http/app.hpp"
#include "api/http/wire/server.hpp"
#include "api/serving/metrics.hpp"
#include "api/serving/service_manager.hpp"
#include "api/witnesses/witnesses.hpp"
#include "crypto/timestamp.hpp"
#include "ledger/engine/statement_key.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t certificates_bytes_max = std::size_t{1} << 20;

struct ServeOptions {
  std::string directory;
  std::string listen = "127.0.0.1:8080";
  bool accept_time = false;
  int threads = 2;
  std::string authority_url;
  std::string authority_certificates;
  std::int64_t anchor_every_seconds = 24 * 60 * 60;
  std::string witnesses;  // a policy file
  long witness_seconds_max = 15;
  std::string webhooks;  // a file of webhook_file.hpp
  std::uint64_t unpacked_mebibytes_max = 50;
  AroundOptions around;
};

// An anchor that nobody verified is worthless, so the certificates are as needed as the address.
std::optional<AnchoringOptions> anchoring_of(const ServeOptions& options, const Settings& settings) {
  if (options.authority_url.empty() && options.authority_certificates.empty()) return std::nullopt;
  if (options.authority_url.find('?') != std::string::npos || !base_url_is_valid(options.authority_url))
    stop_usage("--tsa", options.authority_url,
               say("the address of a timestamping authority: http or https", "时间戳机构的 http 或 https 地址"));
  const auto pem = read_file(options.authority_certificates, certificates_bytes_max);
  if (!pem || crypto::timestamp::certificates_in(*pem) == 0)
    stop_usage("--tsa-ca", options.authority_certificates,
               say("the certificates that sign its answers, as PEM", "其签名所依的证书（PEM）"));
  return AnchoringOptions{options.authority_url, *pem, settings.ca_file(),
                          std::chrono::seconds(options.anchor_every_seconds)};
}

std::vector<Webhook> webhooks_of(const ServeOptions& options) {
  if (options.webhooks.empty()) return {};
  auto read = read_webhooks(options.webhooks);
  if (const auto* fault = std::get_if<WebhookFault>(&read))
    throw Stop(Exit::usage, "--webhooks: " + harmless(fault->detail));
  return std::get<std::vector<Webhook>>(std::move(read));
}

// A stop of the process that writes its memory out would write the log's key.
void keep_memory_private() {
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) throw Stop(Exit::failure, "memory: cannot be kept out of crash dumps");
}

std::string_view meaning_of(std::string_view event) {
  if (event == "erase_pending") return "a reader in an old snapshot keeps erased bytes in the write-ahead log";
  if (event == "erase_finished") return "the erased bytes are gone from every file";
  if (event == "clock_suspect") return "the civil clock cannot be right; nothing is decided until it is";
  if (event == "store_failed") return "the store failed; reads are served, writes answer 503";
  if (event == "disk_full") return "the disk is full; reads are served, writes answer 503";
  if (event == "outcome_unknown") return "a commit failed and may be durable all the same; it is settled now";
  return "commands are decided again";
}

std::unique_ptr<engine::Engine> open_engine(const ServeOptions& options, const std::shared_ptr<spdlog::logger>& log,
                                            const std::shared_ptr<serving::Metrics>& metrics) {
  engine::EngineOptions wanted;
  wanted.notice = [log, metrics](std::string_view event) {
    metrics->noticed(event);
    log_event(*log, event, meaning_of(event));
  };
  wanted.directory = options.directory;
  wanted.accept_time = options.accept_time;
  auto opened = engine::Engine::open(std::move(wanted));
  if (const auto* fault = std::get_if<engine::OpenFault>(&opened)) {
    std::string message = fault->code + ": " + fault->detail;
    if (fault->code == "locked") {
      message += "\n";
      message += say("another process serves this folder; talk to it with --url",
                     "另一进程正在使用此目录；请用 --url 与其通信");
    }
    throw Stop(Exit::failure, message);
  }
  return std::get<std::unique_ptr<engine::Engine>>(std::move(opened));
}

// Null when no policy is given.
std::unique_ptr<witnesses::Witnesses> open_witnesses(const ServeOptions& options, const Settings& settings,
                                                     engine::Engine& engine,
                                                     const std::shared_ptr<spdlog::logger>& log) {
  if (options.witnesses.empty()) return nullptr;
  witnesses::Options wanted;
  wanted.directory = options.directory;
  wanted.policy = std::make_shared<const log::Policy>(policy_of_file("--witnesses", options.witnesses));
  wanted.log = log;
  witnesses::TransportLimits limits;
  limits.answer_seconds_max = options.witness_seconds_max;
  limits.ca_file = settings.ca_file();
  wanted.transport = [limits](const std::string& url) {
    return witnesses::curl_transport(submission_prefix(url), limits);
  };
  for (const auto& witness : wanted.policy->witnesses()) {
    if (witness.url.empty() || submission_prefix_is_valid(witness.url)) continue;
    stop_usage("--witnesses", witness.url,
               say("a witness's address is http:// or https:// with a host and nothing but a path",
                   "见证方地址须为 http:// 或 https://，仅含主机与路径"));
  }
  std::vector<std::string> ignored;
  auto opened = witnesses::Witnesses::open(engine, std::move(wanted), ignored);
  if (const auto* fault = std::get_if<witnesses::OpenFault>(&opened)) {
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  }
  for (const auto& file : ignored) {
    log_event(*log, "cosignatures_left_out",
              harmless(file) + " does not verify and is left out; the witnesses will be asked again");
  }
  return std::get<std::unique_ptr<witnesses::Witnesses>>(std::move(opened));
}

http::ServerOptions wire_of(const ServeOptions& options, const serving::Proxies& proxies,
                            const std::shared_ptr<serving::Metrics>& metrics) {
  const auto endpoint = endpoint_argument(options.listen);
  http::ServerOptions wire;
  wire.address = endpoint.address;
  wire.port = endpoint.port;
  wire.threads = options.threads;
  wire.connections_max = options.around.connections_max;
  wire.connections_of_address_max = options.around.connections_of_address_max;
  wire.counts_connections_of = [proxies](std::string_view address) {
    return !serving::is_loopback(address) && !proxies.trusts(address);
  };
  wire.body_limit = http::body_limit_of_routes;
  wire.problem = [metrics](int status, std::string_view code, std::string_view detail) {
    metrics->refused_by_wire(status, code);
    return http::problem_for_wire(status, code, detail);
  };
  return wire;
}

serving::Levels levels_of(engine::Engine& engine, const http::Server& server, const http::TlsIdentity* identity) {
  const engine::Health health = engine.health();
  return {.entries = health.size,
          .queued_commands = health.queued,
          .connections_open = server.connections_open(),
          .ready = health.ready,
          .erasure_pending = health.erasure_pending,
          .certificate_ends_unix_seconds = identity == nullptr ? 0 : identity->current()->expires_unix_seconds(),
          .disk_free_bytes = health.disk_free_bytes};
}

std::shared_ptr<const log::Signer> statement_signer_of(const ServeOptions& options, engine::Engine& engine) {
  auto key = engine::statement_key_of(options.directory, engine);
  if (const auto* fault = std::get_if<engine::OpenFault>(&key))
    throw Stop(Exit::failure, fault->code + ": " + fault->detail);
  return std::get<std::shared_ptr<const log::Signer>>(std::move(key));
}

std::string where(const ServeOptions& options, const http::Server& server, const HandedOver& sockets) {
  if (sockets.serving >= 0) return fmt::format("port {}, handed over by the service manager", server.port());
  return url_of({endpoint_argument(options.listen).address, server.port()},
                options.around.certificate_file.empty() ? "http" : "https");
}

Exit serve(const ServeOptions& options, const Settings& settings) {
  const HandedOver sockets = take_handed_over();
  http::AppOptions app_options;
  app_options.proxies = proxies_of(options.around);
  app_options.limits = limits_of(options.around);
  app_options.imports.unpacked_bytes_max = options.unpacked_mebibytes_max << 20U;
  app_options.metrics = std::make_shared<serving::Metrics>(app_options.version);
  const auto identity = tls_identity_of(options.around);
  auto wire = wire_of(options, app_options.proxies, app_options.metrics);
  wire.listening_descriptor = sockets.serving;
  wire.tls = identity;
  app_options.tls = identity != nullptr;
  const auto metrics_endpoint = metrics_endpoint_of(options.around);
  auto anchoring_options = anchoring_of(options, settings);
  auto webhooks = webhooks_of(options);
  const StopSignals signals(true);
  keep_memory_private();
  // The first line of stdout says that the server is ready; the request log goes to stderr and never mixes with it.
  app_options.log = std::make_shared<spdlog::logger>("http", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  app_options.log->set_pattern("%v");
  const auto engine = open_engine(options, app_options.log, app_options.metrics);
  app_options.statement_signer = statement_signer_of(options, *engine);
  const auto anchors = std::make_shared<http::Anchors>(std::filesystem::path(options.directory) / "anchors");
  for (const std::string& fault : anchors->faults()) log_event(*app_options.log, "anchor_left_out", fault);
  app_options.anchors = anchors;
  const auto cosigners = open_witnesses(options, settings, *engine, app_options.log);
  app_options.witnesses = cosigners.get();
  http::App app(*engine, app_options);
  http::Server server(std::move(wire), [&app](http::Request request, http::Respond respond) {
    app.handle(std::move(request), std::move(respond));
  });
  server.start();
  std::optional<Anchoring> anchoring;
  if (anchoring_options) anchoring.emplace(*engine, anchors, *std::move(anchoring_options), app_options.log);
  const Webhooks senders(*engine, {options.directory, std::move(webhooks), settings.ca_file(), app_options.log});
  print(fmt::format("listening on {}  {}\n", where(options, server, sockets), engine->origin()));
  MetricsPage page(metrics_endpoint, sockets.metrics, app_options.metrics,
                   [&] { return levels_of(*engine, server, identity.get()); });
  if (cosigners) cosigners->start();
  serving::notify_service_manager("READY=1");
  serve_until_signal(signals, options.around, identity.get(), *app_options.log, *app_options.metrics);
  serving::notify_service_manager("STOPPING=1");
  log_event(*app_options.log, "stopping", "no new connection is taken, and what was asked is answered");
  // Questions to witnesses are ended, not awaited. After the server the application finishes its batches, and last of
  // all comes the engine, which answers them until then.
  if (cosigners) cosigners->stop();
  server.stop();
  page.stop();
  return Exit::ok;
}

}  // namespace

void add_serve_verbs(CLI::App& app, Call& call) {
  auto* verb = add_verb(app, "serve", "serve a ledger folder over HTTP", "以 HTTP 提供账本服务");
  auto options = std::make_shared<ServeOptions>();
  verb->add_option("--dir", options->directory, std::string(say("the ledger's folder", "账本目录")))->required();
  verb->add_option("--listen", options->listen,
                   std::string(say("ADDRESS:PORT (127.0.0.1:8080); port 0 takes a free one",
                                   "地址:端口（127.0.0.1:8080）；端口 0 取空闲端口")));
  verb->add_flag(
      "--accept-time", options->accept_time,
      std::string(say("the first entry may lie a day or more after the last", "允许首个条目距末条目一天以上")));
  verb->add_option("--threads", options->threads, std::string(say("threads that serve", "服务线程数")))
      ->check(CLI::Range(1, 256));
  verb->add_option("--tsa", options->authority_url,
                   std::string(say("address of a timestamping authority (RFC 3161) that stamps checkpoints",
                                   "为检查点加盖时间戳的机构地址（RFC 3161）")))
      ->check(not_empty());
  verb->add_option("--tsa-ca", options->authority_certificates,
                   std::string(say("PEM file of the certificates that its answers must be signed under",
                                   "其应答须依之签名的证书文件（PEM）")))
      ->check(not_empty());
  verb->add_option("--tsa-every", options->anchor_every_seconds,
                   std::string(say("seconds between two stamps (86400)", "两次加盖之间的秒数（86400）")))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{31} * 86'400));
  verb->add_option("--witnesses", options->witnesses,
                   std::string(say("policy file; its witnesses with an address are asked to cosign every checkpoint",
                                   "策略文件；将请求其中有地址的见证方为每个检查点联署")))
      ->check(not_empty());
  verb->add_option("--witness-seconds", options->witness_seconds_max,
                   std::string(say("how long a witness may take to answer (15)", "等待见证方应答的秒数（15）")))
      ->check(CLI::Range(1, 300));
  verb->add_option(
      "--webhooks", options->webhooks,
      std::string(say("JSON file of receivers to which entries are posted", "接收条目投递的接收方文件（JSON）")));
  verb->add_option("--unpacked-max", options->unpacked_mebibytes_max,
                   std::string(say("MiB that a posted workbook may have when unpacked (50)",
                                   "提交的工作簿解压后的上限（MiB，默认 50）")))
      ->check(CLI::Range(1, 16'384));
  add_around_options(*verb, options->around);
  verb->callback(
      [options, &call] { call.action = [options](const Settings& settings) { return serve(*options, settings); }; });
}

}  // namespace tanbu::cli
