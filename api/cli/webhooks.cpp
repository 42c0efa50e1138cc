// The thread of each webhook: what is next, posting it, trying again, giving up.
#include "api/cli/webhooks.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>

#include "api/cli/client.hpp"
#include "api/cli/webhook_state.hpp"
#include "api/http/events.hpp"
#include "api/http/json_writer.hpp"
#include "crypto/jws.hpp"
#include "ledger/log/entry.hpp"

namespace tanbu::cli {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds look_every{250};         // for new entries, and for what is asked for again
constexpr Milliseconds after_a_fault{5'000};    // of this machine: a full disk, a store that recovers
constexpr std::size_t entries_looked_at = 100;  // of one reading
constexpr std::size_t receiver_bytes_max = 64 * 1024;

}  // namespace

class Webhooks::Sender {
 public:
  Sender(engine::Engine& engine, Webhook webhook, const WebhooksOptions& options)
      : engine_(engine),
        webhook_(std::move(webhook)),
        state_(options.directory, webhook_.name),
        log_(options.log),
        client_({.base_url = webhook_.base_url,
                 .ca_file = options.ca_file,
                 .request_seconds_max = static_cast<long>(webhook_.answer_seconds_max),
                 .answer_bytes_max = receiver_bytes_max,
                 .answer_is_cut = true}),
        random_(std::random_device{}()) {
    const auto kept = state_.next();
    next_ = kept ? *kept : webhook_.from.value_or(engine_.health().size);
    // Written before anything is sent: entries that come while the server is down belong to this webhook from now on.
    if (!kept) state_.set_next(next_);
    client_.stop_when(stopping_);
    thread_ = std::thread([this] { run(); });
  }

  ~Sender() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    stopped_.notify_all();
    thread_.join();
  }

 private:
  // Delivered, where it is neither.
  struct Outcome {
    bool is_stopped = false;
    std::optional<DeadDelivery> dead{};
  };

  void run() {
    while (!stopping_) {
      Milliseconds pause = look_every;
      try {
        if (send_again() || send_next()) continue;
      } catch (const std::exception& trouble) {
        say_line("webhook_fault", std::nullopt, trouble.what());
        pause = after_a_fault;
      }
      wait(pause);
    }
  }

  void wait(Milliseconds pause) {
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, pause, [this] { return stopping_.load(); });
  }

  // True when there was something to do. Of entries that nobody asked for, progress is kept at the end of a reading.
  bool send_next() {
    const std::uint64_t size = engine_.health().size;
    if (next_ >= size) return false;
    std::vector<store::StoredEntry> entries;
    engine_.with_reader([&](store::Reader& reader) {
      entries = reader.entries({.from = next_, .before = size, .limit = entries_looked_at});
    });
    for (const auto& stored : entries) {
      if (!is_wanted(stored)) continue;
      const auto outcome = deliver(stored);
      if (outcome.is_stopped) return true;
      if (outcome.dead) state_.bury(*outcome.dead);
      move_to(stored.index.value + 1);
    }
    if (!entries.empty()) move_to(entries.back().index.value + 1);
    return !entries.empty();
  }

  void move_to(std::uint64_t next) {
    if (next == next_) return;
    // First what is known here: where the disk is full, nothing is posted again and again while it stays so.
    next_ = next;
    state_.set_next(next);
  }

  bool send_again() {
    const auto asked = state_.asked_again();
    if (asked.empty()) return false;
    std::optional<store::StoredEntry> stored;
    engine_.with_reader([&](store::Reader& reader) { stored = reader.entry({asked.front()}); });
    const auto outcome = stored ? deliver(*stored) : Outcome{};
    if (outcome.is_stopped) return true;
    outcome.dead ? state_.bury_again(*outcome.dead) : state_.forget_again(asked.front());
    return true;
  }

  [[nodiscard]] bool is_wanted(const store::StoredEntry& stored) const {
    const auto& kinds = webhook_.kinds;
    if (kinds.empty()) return true;
    const auto entry = log::parse_entry(stored.entry);
    HOLDS(entry.has_value());  // we wrote it
    return std::find(kinds.begin(), kinds.end(), entry->kind) != kinds.end();
  }

  Outcome deliver(const store::StoredEntry& stored) {
    std::string trouble;
    for (std::int64_t attempt = 1; attempt <= webhook_.retry.attempts_max; ++attempt) {
      trouble = post(stored);
      if (stopping_ && !trouble.empty()) return {.is_stopped = true};
      if (trouble.empty()) {
        say_line("webhook_delivered", stored.index, {});
        return {};
      }
      say_line("webhook_failed", stored.index, trouble);
      if (attempt == webhook_.retry.attempts_max) break;
      wait(Milliseconds(pause_ms(webhook_.retry, attempt, random_())));
      if (stopping_) return {.is_stopped = true};
    }
    say_line("webhook_dead", stored.index, trouble);
    return {.dead = DeadDelivery{.index = stored.index.value,
                                 .attempts = webhook_.retry.attempts_max,
                                 .because = trouble,
                                 .unix_seconds = engine_.now().unix_ms / 1000}};
  }

  // Empty when the receiver has taken it: any status of the two hundreds. Signed anew each time, because the time is
  // that of the sending: a receiver may refuse what is old.
  std::string post(const store::StoredEntry& stored) {
    const auto result =
        client_.post(webhook_.path, "application/jose", crypto::sign_jws(webhook_type, payload(stored), *webhook_.key));
    if (const auto* silent = std::get_if<Unreachable>(&result)) return silent->detail;
    const auto status = std::get<HttpAnswer>(result).status;
    return status >= 200 && status < 300 ? std::string() : "status " + std::to_string(status);
  }

  [[nodiscard]] std::string payload(const store::StoredEntry& stored) const {
    std::string text;
    http::JsonWriter json(text);
    json.open_object().member("delivery", webhook_.name + "/" + std::to_string(stored.index.value));
    json.member("origin", engine_.origin()).member("time", log::time_text(engine_.now().unix_ms));
    std::string event;
    http::append_event(event, stored);
    json.name("event").raw(event).close_object();
    return text;
  }

  void say_line(std::string_view event, std::optional<EntryIndex> index, const std::string& detail) {
    if (!log_) return;
    std::string line;
    http::JsonWriter json(line);
    json.open_object().member("event", event).member("webhook", webhook_.name);
    if (index) json.member("index", index->value);
    json.member_unless_empty("detail", detail).close_object();
    log_->info(line);
  }

  engine::Engine& engine_;
  const Webhook webhook_;
  const WebhookState state_;
  std::shared_ptr<spdlog::logger> log_;
  std::atomic<bool> stopping_{false};  // changed under the mutex
  Client client_;
  std::mt19937_64 random_;  // for jitter alone
  std::uint64_t next_ = 0;
  std::mutex mutex_;
  std::condition_variable stopped_;
  std::thread thread_;
};

Webhooks::Webhooks(engine::Engine& engine, WebhooksOptions options) {
  for (Webhook& webhook : options.webhooks)
    senders_.push_back(std::make_unique<Sender>(engine, std::move(webhook), options));
}
Webhooks::~Webhooks() = default;

}  // namespace tanbu::cli
