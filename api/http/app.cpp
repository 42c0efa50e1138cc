// The way of a request through the application.
#include "api/http/app.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>

#include <chrono>
#include <system_error>

#include "api/http/access.hpp"
#include "api/http/call.hpp"
#include "api/http/compression.hpp"
#include "api/http/field_list.hpp"
#include "api/http/imports.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/lists.hpp"
#include "api/http/routes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace tanbu::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view request_id_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";

const std::string* find_header(const Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return &value;
  }
  return nullptr;
}

// Whether If-None-Match names the tag (RFC 9110 section 13.1.2; our tags are strong, so weak comparison is equality).
bool names_tag(std::string_view if_none_match, std::string_view tag) {
  if (if_none_match == "*") return true;
  while (!if_none_match.empty()) {
    std::string_view candidate = next_part(if_none_match, ',');
    if (candidate.substr(0, 2) == "W/") candidate.remove_prefix(2);
    if (candidate == tag) return true;
  }
  return false;
}

// A tag is strong: the same answer in another encoding has other bytes and another tag (RFC 9110 section 8.8.3.3).
void answer_in_gzip(const Request& request, Response& response) {
  if (!has_gzip_form(response)) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!takes_gzip(request)) return;
  for (auto& [name, value] : response.headers) {
    if (name == "ETag") value.insert(value.size() - 1, "-gzip");
  }
  response.body = gzip(response.body);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

void answer_not_modified(const Request& request, Response& response) {
  const auto if_none_match = request.header("if-none-match");
  const std::string* tag = find_header(response, "ETag");
  if (response.status != 200 || !if_none_match || tag == nullptr || !names_tag(*if_none_match, *tag)) return;
  response.status = 304;
  response.body.clear();
}

// Every answer to a read that may be kept has a tag: of its own making, or of its bytes. What concerns somebody is not
// kept by anybody.
void add_missing_tag(Response& response) {
  const std::string* cache = find_header(response, "Cache-Control");
  const bool kept = cache == nullptr || cache->find("no-store") == std::string::npos;
  if (response.status == 200 && kept && !response.stream && find_header(response, "ETag") == nullptr) add_tag(response);
}

void add_common_headers(Response& response, const std::string& request_id, bool readable_anywhere) {
  response.headers.emplace_back("X-Request-Id", request_id);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (find_header(response, "Content-Security-Policy") == nullptr) {
    response.headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (readable_anywhere) response.headers.emplace_back("Access-Control-Allow-Origin", "*");
  if (find_header(response, "Cache-Control") == nullptr) response.headers.emplace_back("Cache-Control", "no-cache");
}

bool is_read(std::string_view method) { return method == "GET" || method == "HEAD"; }

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
        imports_(options.imports),
        feed_(engine, options.feed),
        services_{engine,
                  slow_work_,
                  imports_,
                  std::move(options.version),
                  std::move(options.statement_signer),
                  std::move(options.anchors),
                  options.witnesses,
                  &feed_},
        router_(all_routes()),
        past_work_(options.past_threads, options.past_waiting_max),
        slow_work_(options.slow_threads, options.batches_waiting_max) {}

  void handle(Request request, Respond respond) {
    imports_.forget_old();
    Call call;
    call.services = &services_;
    call.request = std::move(request);
    call.request_id = request_id_of(call.request);
    call.language = language_of(call.request.header("accept-language"));
    Finish finish = finisher(call, std::move(respond));
    const auto target = parse_target(call.request.target);
    if (const auto* fault = std::get_if<TargetFault>(&target)) {
      return finish(call.problem({.code = std::string(fault->code)}));
    }
    auto matched = router_.match(call.request.method, std::get<Target>(target));
    if (const auto* problem = std::get_if<Problem>(&matched)) return finish(call.problem(*problem));
    auto& match = std::get<Matched>(matched);
    call.route = match.route;
    call.values = std::move(match.values);
    if (call.route->command != nullptr) return write(std::move(call), finish);
    if (!call.route->list.empty()) {
      const auto form = form_of_list(call.request);
      if (!form) return finish(call.problem({.code = "not_acceptable"}));
      call.form = *form;
      if (const auto problem = read_asked_fields(call)) return finish(call.problem(*problem));
    }
    if (call.values.number("as_of")) return read_past(std::move(call), finish);
    finish(answered(call));
  }

 private:
  Response answered(Call& call) {
    Response response = call.route->plain != nullptr ? call.route->plain(call) : read(call);
    // A cache that keeps the words of one reader must not give them to one of another language (RFC 9110 12.5.5).
    if (call.route->by_language && response.status == 200) response.headers.emplace_back("Vary", "Accept-Language");
    add_missing_tag(response);
    answer_in_gzip(call.request, response);
    answer_not_modified(call.request, response);
    return response;
  }

  // A question about the past replays the log, and anybody may ask it: on a server thread a handful of askers would
  // hold up everybody's answers (CWE-400). It has threads of its own, so that it cannot hold up batches either.
  void read_past(Call call, const Finish& finish) {
    const auto waiting = std::make_shared<Call>(std::move(call));
    const bool taken = past_work_.post([this, waiting, finish] {
      try {
        finish(answered(*waiting));
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

  // Adds what every answer has and writes the log line. Holds copies, because the call goes its own way.
  Finish finisher(const Call& call, Respond respond) {
    const bool authorized = call.request.header("authorization").has_value();
    return [this, respond = std::move(respond), request_id = call.request_id, method = call.request.method,
            path = std::string(call.path()), authorized, begin = SteadyClock::now()](Response response) {
      add_common_headers(response, request_id, is_read(method) && !authorized);
      const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin);
      write_log(request_id, method, path, response.status, spent.count());
      respond(std::move(response));
    };
  }

  Response read(Call& call) {
    try {
      Response response;
      services_.engine.with_reader([&](store::Reader& reader) { response = read_with(call, reader); });
      return response;
    } catch (const store::StoreFault&) {
      return call.problem({.code = "store_failed", .retry_seconds = 5});
    } catch (const std::exception& trouble) {
      // The text stays in the log: it may speak of files and statements that are nobody's business.
      report(call.request_id, trouble);
      return call.problem({.code = "internal"});
    }
  }

  Response read_with(Call& call, store::Reader& reader) {
    auto judged = authenticate(call.request.header("authorization"), services_.engine, reader);
    if (const auto* fault = std::get_if<TokenFault>(&judged)) return call.problem({.code = std::string(fault->code)});
    call.who = std::get<std::optional<PartyId>>(std::move(judged));
    Response response = call.route->read(call, reader);
    if (call.route->access == Access::by_right) {
      response.headers.emplace_back("Vary", "Authorization");
      if (call.who && find_header(response, "Cache-Control") == nullptr) {
        response.headers.emplace_back("Cache-Control", "private, no-store");
      }
    }
    return response;
  }

  void report(const std::string& request_id, const std::exception& trouble) {
    if (log_) log_->error("{{\"request_id\":\"{}\",\"trouble\":{}}}", request_id, quoted(trouble.what()));
  }

  // The path is what a stranger sent. It stands in quotes with everything escaped that could end a line, so that
  // nobody can write lines of his own into the log (CWE-117).
  static std::string quoted(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
  }

  void write_log(const std::string& request_id, const std::string& method, const std::string& path, int status,
                 std::int64_t spent_us) {
    if (!log_ || !log_->should_log(spdlog::level::info)) return;
    std::string line = "{\"request_id\":";
    append_json_text(line, request_id);
    line += ",\"method\":";
    append_json_text(line, method);
    line += ",\"path\":";
    append_json_text(line, path);
    line += ",\"status\":" + std::to_string(status) + ",\"ms\":" + std::to_string(spent_us / 1000) + "." +
            std::to_string(spent_us / 100 % 10) + "}";
    log_->log(spdlog::level::info, line);
  }

  std::shared_ptr<spdlog::logger> log_;
  Imports imports_;  // before the threads that work for it
  Feed feed_;
  Services services_;
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
  if (status == 503) problem.retry_seconds = 1;
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
