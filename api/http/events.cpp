// GET /v1/events: a page of lines, or a stream that goes on.
#include "api/http/events.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>

#include "api/http/handlers.hpp"
#include "api/http/json_writer.hpp"
#include "api/http/lists.hpp"
#include "api/serving/networks.hpp"
#include "ledger/log/entry.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view lines_type = "application/x-ndjson";
constexpr std::string_view stream_type = "text/event-stream";
// How soon a listener whose connection ended comes again, in milliseconds.
constexpr std::string_view stream_begin = "retry: 2000\n\n";
constexpr std::string_view heartbeat = ": alive\n\n";
constexpr std::size_t events_at_once = 100;

// One listener. It never looks beyond what the engine calls committed: rows of a batch whose outcome is not known yet
// may be visible to a reader and vanish again, and an event cannot be taken back.
class Listener final : public ByteSource {
 public:
  Listener(engine::Engine& engine, std::uint64_t next, int heartbeat_seconds, std::shared_ptr<void> place)
      : engine_(engine),
        next_(next),
        silence_max_(std::chrono::seconds(heartbeat_seconds)),
        spoke_(SteadyClock::now()),
        place_(std::move(place)) {}

  std::optional<std::string> next(std::size_t bytes_max) override {
    std::string bytes;
    const std::uint64_t size = engine_.health().size;
    if (next_ < size) {
      engine_.with_reader([&](store::Reader& reader) {
        for (const auto& stored : reader.entries({.from = next_, .before = size, .limit = events_at_once})) {
          if (bytes.size() >= bytes_max) break;
          bytes += "id: " + std::to_string(stored.index.value) + "\ndata: ";
          append_event(bytes, stored);
          bytes += "\n\n";
          next_ = stored.index.value + 1;
        }
      });
    }
    const auto now = SteadyClock::now();
    if (bytes.empty() && now - spoke_ >= silence_max_) bytes = heartbeat;
    if (!bytes.empty()) spoke_ = now;
    return bytes;
  }

 private:
  engine::Engine& engine_;
  std::uint64_t next_;
  SteadyClock::duration silence_max_;
  SteadyClock::time_point spoke_;
  std::shared_ptr<void> place_;
};

Response stream_response(const Call& call, std::uint64_t next) {
  auto listener = call.services->feed->listen(next, call.client);
  if (!listener) return call.problem({.code = "listeners_full", .retry_seconds = 5});
  Response response = text_response(std::string(stream_begin), stream_type);
  response.stream = std::move(listener);
  response.headers.emplace_back("Cache-Control", "no-store");
  response.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy that waits for more would show nothing
  return response;
}

Response lines_response(const Call& call, store::Reader& reader, std::uint64_t next, std::uint64_t size) {
  const auto limit = static_cast<std::size_t>(call.values.number("limit").value_or(page_limit_default));
  std::string body;
  std::uint64_t after = next;
  for (const auto& stored : reader.entries({.from = next, .before = size, .limit = limit})) {
    append_event(body, stored);
    body += '\n';
    after = stored.index.value + 1;
  }
  Response response = text_response(std::move(body), lines_type);
  add_validator(response, "public, no-cache");
  if (next < after && after < size) {
    response.headers.emplace_back("Link", "</v1/events?after=" + std::to_string(after - 1) +
                                              "&limit=" + std::to_string(limit) + ">; rel=\"next\"");
  }
  return response;
}

}  // namespace

void append_event(std::string& out, const store::StoredEntry& stored) {
  const auto entry = log::parse_entry(stored.entry);
  HOLDS(entry.has_value());  // we wrote it
  JsonWriter json(out);
  json.open_object().member("index", stored.index.value).member("kind", entry->kind);
  json.member("time", log::time_text(entry->time_unix_ms)).member("entry", stored.entry);
  json.member("leaf", log::digest_to_base64(stored.leaf)).close_object();
}

// Who listens, in all and of each client.
struct Feed::Places {
  std::mutex mutex{};
  std::size_t all = 0;
  std::map<std::string, std::size_t> of_client{};

  bool take(const std::string& client, const FeedLimits& limits) {
    const std::lock_guard lock(mutex);
    const auto found = of_client.find(client);
    const bool client_is_full =
        !client.empty() && found != of_client.end() && found->second >= limits.listeners_of_client_max;
    if (all >= limits.listeners_max || client_is_full) return false;
    ++of_client[client];
    ++all;
    return true;
  }
  void give_back(const std::string& client) {
    const std::lock_guard lock(mutex);
    --all;
    const auto found = of_client.find(client);
    if (--found->second == 0) of_client.erase(found);
  }
};

Feed::Feed(engine::Engine& engine, FeedLimits limits)
    : engine_(engine), limits_(limits), places_(std::make_shared<Places>()) {}

std::shared_ptr<ByteSource> Feed::listen(std::uint64_t next, const std::string& client) {
  const std::string counted =
      serving::is_loopback(client) ? std::string() : serving::network_of_address(client).value_or(client);
  if (!places_->take(counted, limits_)) return nullptr;
  std::shared_ptr<void> place(nullptr, [places = places_, counted](void*) { places->give_back(counted); });
  return std::make_shared<Listener>(engine_, next, limits_.heartbeat_seconds, std::move(place));
}

Response read_events(const Call& call, store::Reader& reader) {
  // What the engine has settled, as far as this snapshot shows it.
  const std::uint64_t size = std::min(call.engine().health().size, reader.head().size);
  auto after = call.values.number("after");
  // A browser that comes again keeps the address, so what it has seen since counts more.
  if (const auto seen = call.request.header("last-event-id"); seen && !seen->empty()) {
    after = log::parse_decimal(*seen);
    if (!after) {
      return call.problem({.code = "parameter_invalid",
                           .detail = "Last-Event-ID is the index of an entry.",
                           .detail_zh = "Last-Event-ID 应为条目序号。"});
    }
  }
  if (after && *after >= size) return call.problem({.code = "event_unknown"});
  const std::uint64_t next = after ? *after + 1 : 0;
  const bool streams = wanted(call.request, stream_type) > wanted(call.request, lines_type);
  if (streams && call.values.has("limit")) {
    return call.problem({.code = "parameter_invalid",
                         .detail = "A stream has no end: limit belongs to the lines.",
                         .detail_zh = "事件流没有终点：limit 仅用于逐行形式。",
                         .parameter = "limit"});
  }
  Response response = streams ? stream_response(call, next) : lines_response(call, reader, next, size);
  response.headers.emplace_back("Vary", "Accept, Last-Event-ID");
  return response;
}

}  // namespace tanbu::http
