// The way of a request through the application.
#include "api/http/app.hpp"

#include <sys/random.h>

#include <array>
#include <atomic>
#include <cerrno>

#include <chrono>
#include <system_error>

#include "api/http/access.hpp"
#include "api/http/call.hpp"
#include "api/http/compression.hpp"
#include "api/http/field_list.hpp"
#include "api/http/imports.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/limited.hpp"
#include "api/http/lists.hpp"
#include "api/http/reading.hpp"
#include "api/http/request_log.hpp"
#include "api/http/routes.hpp"
#include "api/serving/metrics.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view request_id_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

// What a page of another origin may read of an answer, besides what every page may.
constexpr std::string_view exposed_headers =
    "Content-Disposition, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id";

void add_common_headers(Response& response, const std::string& request_id, bool readable_anywhere) {
  response.headers.emplace_back("X-Request-Id", request_id);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (find_header(response, "Content-Security-Policy") == nullptr) {
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (readable_anywhere) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    response.headers.emplace_back("Access-Control-Expose-Headers", exposed_headers);
  }
  if (find_header(response, "Cache-Control") == nullptr) response.headers.emplace_back("Cache-Control", "no-cache");
}

bool is_read(std::string_view method) { return method == "GET" || method == "HEAD"; }

std::int64_t now_unix_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

// What is left to one asker is nobody else's; an answer that any cache may keep does not tell it.
bool is_for_everybody(const Response& response) {
  const std::string* caching = find_header(response, "Cache-Control");
  return caching != nullptr && caching->find("public") != std::string::npos;
}

// What is known of a request when its answer is given. The route is found after the asker was let in.
struct Traced {
  std::string request_id;
  std::string trace_id;
  std::string client;
  std::string method;
  std::string_view route{};  // of the table, which outlives it
  std::optional<serving::Allowance> allowance{};
  bool readable_anywhere = false;
  SteadyClock::time_point begin = SteadyClock::now();
};

}  // namespace

std::string media_type(const Request& request) {
  std::string_view type = request.header("content-type").value_or("");
  return lower_case(next_part(type, ';'));
}

Response json_response(std::string body) {
  Response response;
  response.headers.emplace_back("Content-Type", "application/json");
  response.body = std::move(body);
  response.body += '\n';
  return response;
}

Response text_response(std::string body, std::string_view content_type) {
  Response response;
  response.headers.emplace_back("Content-Type", content_type);
  response.body = std::move(body);
  return response;
}

void add_tag(Response& response) {
  const auto digest = crypto::sha256(response.body);
  response.headers.emplace_back("ETag", "\"" + crypto::base64url_encode(crypto::as_bytes(digest).substr(0, 16)) + "\"");
}

void add_validator(Response& response, std::string_view cache_control) {
  add_tag(response);
  response.headers.emplace_back("Cache-Control", cache_control);
}

std::string request_id_of(const Request& request) {
  const auto sent = request.header("x-request-id");
  const bool sound = sent && !sent->empty() && sent->size() <= 64 &&
                     sent->find_first_not_of(request_id_alphabet) == std::string_view::npos;
  if (sound) return std::string(*sent);
  return random_id();
}

std::string random_id() {
  std::array<char, 16> bits{};
  if (::getrandom(bits.data(), bits.size(), 0) != static_cast<ssize_t>(bits.size())) {
    throw std::system_error(errno, std::generic_category(), "getrandom");
  }
  return crypto::hex_encode({bits.data(), bits.size()});
}

class App::Inside {
 public:
  Inside(engine::Engine& engine, AppOptions options)
      : log_(std::move(options.log)),
        proxies_(std::move(options.proxies)),
        tls_(options.tls),
        imports_(options.imports),
        feed_(engine, options.feed),
        services_{engine,
                  slow_work_,
                  imports_,
                  std::move(options.version),
                  std::move(options.statement_signer),
                  std::move(options.anchors),
                  options.witnesses,
                  &feed_,
                  &stopping_,
                  std::move(options.limits),
                  std::move(options.metrics)},
        reading_(services_, std::move(options.kept),
                 [this](const Call& call, const std::exception& trouble) { report(call.request_id, trouble); }),
        router_(all_routes()),
        past_work_(options.past_threads, options.past_waiting_max),
        slow_work_(options.slow_threads, options.batches_waiting_max) {}
  ~Inside() { stopping_ = true; }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

  void handle(Request request, Respond respond) {
    imports_.forget_old();
    Call call;
    call.services = &services_;
    call.request = std::move(request);
    call.request_id = request_id_of(call.request);
    call.language = language_of(call.request.header("accept-language"));
    const auto traced = trace(call);
    call.client = traced->client;
    const Finish finish = finisher(traced, std::move(respond));
    if (traced->allowance && !traced->allowance->verdict.allowed) return finish(too_many(call, *traced->allowance));
    const auto target = parse_target(call.request.target);
    if (const auto* fault = std::get_if<TargetFault>(&target)) {
      return finish(call.problem({.code = std::string(fault->code)}));
    }
    auto matched = router_.match(call.request.method, std::get<Target>(target));
    if (const auto* problem = std::get_if<Problem>(&matched)) return finish(call.problem(*problem));
    auto& match = std::get<Matched>(matched);
    call.route = match.route;
    call.values = std::move(match.values);
    traced->route = call.route->pattern;
    if (call.route->command != nullptr) return write(std::move(call), finish);
    if (!call.route->list.empty()) {
      const auto form = form_of_list(call.request);
      if (!form) return finish(call.problem({.code = "not_acceptable"}));
      call.form = *form;
      if (const auto problem = read_asked_fields(call)) return finish(call.problem(*problem));
    }
    if (call.values.number("as_of")) return read_past(std::move(call), finish);
    finish(reading_.answer(call));
  }

 private:
  // A question about the past replays the log, and anybody may ask it: on a server thread a handful of askers would
  // hold up everybody's answers (CWE-400). It has threads of its own, so that it cannot hold up batches either.
  void read_past(Call call, const Finish& finish) {
    const auto waiting = std::make_shared<Call>(std::move(call));
    const bool taken = past_work_.post([this, waiting, finish] {
      try {
        finish(reading_.answer(*waiting));
      } catch (const std::exception& trouble) {
        report(waiting->request_id, trouble);
      }
    });
    if (!taken) finish(waiting->problem({.code = "questions_full", .retry_seconds = 1}));
  }

  // A fault before the command was handed over decided nothing; after that, the engine answers by itself.
  void write(Call call, const Finish& finish) {
    const auto context = std::make_shared<Call>();
    context->request.target = call.request.target;
    context->request_id = call.request_id;
    context->language = call.language;
    try {
      const auto command = call.route->command;
      command(std::move(call), finish);
    } catch (const store::StoreFault&) {
      finish(context->problem({.code = "store_failed", .retry_seconds = 5}));
    } catch (const std::exception& trouble) {
      report(context->request_id, trouble);
      finish(context->problem({.code = "internal"}));
    }
  }

  std::shared_ptr<Traced> trace(const Call& call) {
    auto traced = std::make_shared<Traced>();
    traced->request_id = call.request_id;
    traced->trace_id = trace_id_of(call.request.header("traceparent"));
    traced->client = proxies_.client_of(call.request.headers, call.request.peer_address);
    traced->method = call.request.method;
    traced->readable_anywhere = is_read(call.request.method) && !call.request.header("authorization");
    if (services_.limits)
      traced->allowance = services_.limits->request_from(
          traced->client, proxies_.hands_on(call.request.headers, call.request.peer_address));
    return traced;
  }

  // Adds what every answer has, counts it and writes the log line. The call goes its own way meanwhile.
  Finish finisher(std::shared_ptr<const Traced> traced, Respond respond) {
    return [this, respond = std::move(respond), traced = std::move(traced)](Response response) {
      const bool told = find_header(response, "RateLimit") != nullptr;
      if (traced->allowance && !told && !is_for_everybody(response)) add_allowance(response, *traced->allowance);
      add_common_headers(response, traced->request_id, traced->readable_anywhere);
      if (tls_) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
      const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - traced->begin);
      record(*traced, response, spent.count());
      respond(std::move(response));
    };
  }

  void record(const Traced& traced, const Response& response, std::int64_t spent_us) {
    const std::uint64_t bytes = traced.method == "HEAD" ? 0 : response.body.size();
    if (services_.metrics) {
      services_.metrics->answered({.method = traced.method,
                                   .route = traced.route,
                                   .status = response.status,
                                   .problem_code = response.problem_code,
                                   .seconds = static_cast<double>(spent_us) / 1e6,
                                   .bytes = bytes});
    }
    if (!log_ || !log_->should_log(spdlog::level::info)) return;
    log_->log(spdlog::level::info, log_line({.time_unix_ms = now_unix_ms(),
                                             .request_id = traced.request_id,
                                             .trace_id = traced.trace_id,
                                             .client = traced.client,
                                             .method = traced.method,
                                             .route = traced.route,
                                             .status = response.status,
                                             .problem_code = response.problem_code,
                                             .spent_us = spent_us,
                                             .bytes = bytes}));
  }

  void report(const std::string& request_id, const std::exception& trouble) {
    if (log_) log_->error("{{\"request_id\":\"{}\",\"trouble\":{}}}", request_id, quoted(trouble.what()));
  }

  static std::string quoted(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
  }

  std::atomic<bool> stopping_{false};
  std::shared_ptr<spdlog::logger> log_;
  serving::Proxies proxies_;
  bool tls_;
  Imports imports_;  // before the threads that work for it
  Feed feed_;
  Services services_;
  Reading reading_;
  Router router_;
  // Last, so that their jobs end before what they use.
  SlowWork past_work_;
  SlowWork slow_work_;
};

App::App(engine::Engine& engine, AppOptions options) : inside_(std::make_unique<Inside>(engine, std::move(options))) {}
App::~App() = default;

void App::handle(Request request, Respond respond) { inside_->handle(std::move(request), std::move(respond)); }

Response problem_for_wire(int status, std::string_view code, std::string_view detail) {
  const ProblemText* text = find_problem_text(code);
  Problem problem{.code = std::string(code), .status = status, .detail = std::string(detail)};
  if (text != nullptr) problem.detail += " " + std::string(text->detail_zh);
  if (status == 503 || status == 429) problem.retry_seconds = 1;
  Response response = problem_response(problem, {});
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  return response;
}

BodyLimit body_limit_of_routes(std::string_view method, std::string_view target) {
  if (method != "POST") return {};
  static const Router router(all_routes());
  const auto parsed = parse_target(target);
  const auto* sound = std::get_if<Target>(&parsed);
  const Route* route = sound == nullptr ? nullptr : router.find(method, *sound);
  if (route == nullptr || route->command == nullptr) return {};
  return {route->body_bytes_max, route->request_seconds_max};
}

}  // namespace tanbu::http
