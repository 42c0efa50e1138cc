// What the operator says about webhooks: to whom the feed is posted, under which key, which kinds of entry, and how
// often a receiver that does not answer is tried again. Read once, when the server starts. Not here: the sending
// (webhooks.hpp). The addresses are the operator's own word; they are asked wherever they lead. See docs/http-api.md.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crypto/jwk.hpp"

namespace tanbu::cli {

// When a delivery is tried again. The pause begins at `first_ms`, is multiplied by `factor` after every failure, never
// exceeds `longest_ms`, and lies by chance up to `jitter_percent` beside that, so that a receiver that comes back is
// not met by everything at once.
struct WebhookRetry {
  std::int64_t first_ms = 1'000;          // 1..86'400'000
  std::int64_t factor = 2;                // 1..10
  std::int64_t longest_ms = 60 * 60'000;  // first_ms..86'400'000
  std::int64_t jitter_percent = 50;       // 0..100
  std::int64_t attempts_max = 12;         // 1..100; then the delivery is dead
};
// The pause after so many failures, of which there is at least one; `chance` is any number. In milliseconds.
[[nodiscard]] std::int64_t pause_ms(const WebhookRetry& retry, std::int64_t failures, std::uint64_t chance);

struct Webhook {
  std::string name;  // [a-z0-9-]{1,40}: the folder of its progress
  std::string base_url;
  std::string path;  // with the query, if there is one
  std::shared_ptr<const crypto::SigningKey> key;
  std::vector<std::string> kinds;     // empty: all
  std::optional<std::uint64_t> from;  // the first entry that it gets; when absent, the first after it was named
  std::int64_t answer_seconds_max = 15;
  WebhookRetry retry;
};

struct WebhookFault {
  std::string detail;  // English; names the member, never a key
};
// {"webhooks":[{"name","url","key_file","kinds"?,"from"?,"answer_seconds_max"?,"retry"?:{...}}]}, strict JSON; a member
// that is unknown is refused. A key file without a slash at its beginning lies beside the file.
[[nodiscard]] std::variant<std::vector<Webhook>, WebhookFault> read_webhooks(const std::filesystem::path& file);

}  // namespace tanbu::cli
