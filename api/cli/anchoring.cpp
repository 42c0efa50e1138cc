#include "api/cli/anchoring.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "api/cli/client.hpp"
#include "api/http/json_writer.hpp"
#include "crypto/timestamp.hpp"

namespace tanbu::cli {
namespace {

using Seconds = std::chrono::seconds;
constexpr long request_seconds_max = 20;
constexpr Seconds first_wait_after_failure{60};
constexpr Seconds longest_wait_after_failure{3600};

struct Target {
  std::string base;
  std::string path;
};

Target target_of(const std::string& url) {
  const auto slash = url.find('/', url.find("://") + 3);
  if (slash == std::string::npos) return {url, "/"};
  return {url.substr(0, slash), url.substr(slash)};
}

}  // namespace

class Anchoring::Inside {
 public:
  Inside(engine::Engine& engine, std::shared_ptr<http::Anchors> anchors, AnchoringOptions options,
         std::shared_ptr<spdlog::logger> log)
      : engine_(engine), anchors_(std::move(anchors)), options_(std::move(options)), log_(std::move(log)) {
    thread_ = std::thread([this] { run(); });
  }

  ~Inside() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
  }

 private:
  void run() {
    Seconds after_failure = first_wait_after_failure;
    for (;;) {
      const std::string fault = anchor_newest();
      Seconds wait = options_.every;
      if (stopping_) return;  // a request that was ended so is no failure
      if (fault.empty()) {
        after_failure = first_wait_after_failure;
      } else {
        say_line("anchor_failed", fault);
        wait = std::min(wait, after_failure);
        after_failure = std::min(after_failure * 2, longest_wait_after_failure);
      }
      std::unique_lock lock(mutex_);
      if (stopped_.wait_for(lock, wait, [this] { return stopping_.load(); })) return;
    }
  }

  // Empty when there is nothing left to stamp. A failure of any kind must not end the server.
  std::string anchor_newest() {
    try {
      const auto newest = newest_checkpoint();
      if (!newest || anchors_->find(newest->size)) return {};
      return stamp(*newest);
    } catch (const std::exception& trouble) {
      return trouble.what();
    }
  }

  std::optional<http::Anchor> newest_checkpoint() {
    std::string note;
    std::optional<log::KeyHistory> keys;
    engine_.with_reader([&](store::Reader& reader) {
      note = reader.head().checkpoint;
      keys = engine_.log_keys(reader);
    });
    const auto own = log::own_checkpoint(note, keys->all());
    const auto opened = keys->open(note);
    if (!log::ok(own) || !log::ok(opened)) return std::nullopt;
    return http::Anchor{
        .size = log::value(opened).size, .time_unix_seconds = 0, .checkpoint = log::value(own), .answer = {}};
  }

  std::string stamp(http::Anchor anchor) {
    const std::string request = crypto::timestamp::make_request(crypto::sha256(anchor.checkpoint));
    const Target target = target_of(options_.url);
    Client client({.base_url = target.base,
                   .ca_file = options_.ca_file,
                   .request_seconds_max = request_seconds_max,
                   .answer_bytes_max = crypto::timestamp::answer_bytes_max});
    client.stop_when(stopping_);
    const HttpResult result = client.post(target.path, "application/timestamp-query", request);
    if (const auto* silent = std::get_if<Unreachable>(&result)) return silent->detail;
    const auto& answer = std::get<HttpAnswer>(result);
    if (answer.status != 200) return "the authority answers with status " + std::to_string(answer.status);
    const auto token = crypto::timestamp::accept_answer(answer.body, request, options_.authorities_pem);
    if (const auto* fault = std::get_if<crypto::timestamp::Fault>(&token)) return fault->code + ": " + fault->detail;
    anchor.time_unix_seconds = std::get<crypto::timestamp::Token>(token).time_unix_seconds;
    anchor.answer = answer.body;
    const std::uint64_t size = anchor.size;
    anchors_->add(std::move(anchor));
    say_line("anchored", "size " + std::to_string(size));
    return {};
  }

  void say_line(std::string_view event, const std::string& detail) {
    if (!log_) return;
    std::string line;
    http::JsonWriter json(line);
    json.open_object().member("event", event).member("detail", detail).close_object();
    log_->info(line);
  }

  engine::Engine& engine_;
  std::shared_ptr<http::Anchors> anchors_;
  AnchoringOptions options_;
  std::shared_ptr<spdlog::logger> log_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::atomic<bool> stopping_{false};  // changed under the mutex
  std::thread thread_;
};

Anchoring::Anchoring(engine::Engine& engine, std::shared_ptr<http::Anchors> anchors, AnchoringOptions options,
                     std::shared_ptr<spdlog::logger> log)
    : inside_(std::make_unique<Inside>(engine, std::move(anchors), std::move(options), std::move(log))) {}
Anchoring::~Anchoring() = default;

}  // namespace tanbu::cli
