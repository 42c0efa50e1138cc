// Posts entries to the receivers that the operator named: one thread for each, so that one that is slow or dead delays
// neither the others nor the ledger, which knows nothing of them. Each entry is delivered at least once, in order but
// for those that were given up and asked for again; a receiver drops doubles by the index. What is posted is what the
// feed shows to everybody, in a JWS under the webhook's own key. Not a queue: the log is the queue, and only how far
// each has come is kept. See docs/http-api.md, "Webhooks".
#pragma once
#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/cli/webhook_file.hpp"
#include "ledger/engine/engine.hpp"

namespace tanbu::cli {

inline constexpr std::string_view webhook_type = "tanbu-webhook+jws";

struct WebhooksOptions {
  std::filesystem::path directory;  // the ledger's
  std::vector<Webhook> webhooks;
  std::optional<std::string> ca_file{};   // certificate authorities for https; the machine's when absent
  std::shared_ptr<spdlog::logger> log{};  // JSON lines; none when absent
};

class Webhooks {
 public:
  // Starts at once. The engine must outlive it. Throws when a file of progress cannot be read or written.
  Webhooks(engine::Engine& engine, WebhooksOptions options);
  // Ends a delivery under way within a second; it is made again after the next start.
  ~Webhooks();
  Webhooks(const Webhooks&) = delete;
  Webhooks& operator=(const Webhooks&) = delete;

 private:
  class Sender;
  std::vector<std::unique_ptr<Sender>> senders_;
};

}  // namespace tanbu::cli
