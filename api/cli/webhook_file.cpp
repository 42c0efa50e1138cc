// Reading of the file of webhooks, member by member.
#include "api/cli/webhook_file.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>
#include <stdexcept>

#include "api/cli/client.hpp"
#include "api/cli/files.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/commands.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t webhook_file_bytes_max = 256 * 1024;
constexpr std::size_t webhooks_max = 32;  // each has a thread
constexpr std::int64_t day_ms = 86'400'000;

// Ends the reading; never leaves this file.
struct Unsound : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Takes members out of an object one after the other; what is left at the end is unknown.
class Members {
 public:
  Members(const json::value& value, std::string where) : where_(std::move(where)) {
    if (!value.is_object()) throw Unsound(where_ + " is no object");
    left_ = value.as_object();
  }
  [[nodiscard]] std::optional<json::value> take(std::string_view name) {
    const auto* found = left_.if_contains(name);
    if (found == nullptr) return std::nullopt;
    json::value value = *found;
    left_.erase(name);
    return value;
  }
  [[nodiscard]] std::string text(std::string_view name) {
    const auto value = take(name);
    if (!value || !value->is_string()) throw Unsound(where_ + " needs the text " + std::string(name));
    return std::string(value->as_string());
  }
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view name, std::int64_t smallest, std::int64_t largest) {
    const auto value = take(name);
    if (!value) return std::nullopt;
    if (!value->is_int64() || value->as_int64() < smallest || value->as_int64() > largest) {
      throw Unsound(where_ + ": " + std::string(name) + " lies between " + std::to_string(smallest) + " and " +
                    std::to_string(largest));
    }
    return value->as_int64();
  }
  void end() const {
    if (!left_.empty()) throw Unsound(where_ + " has an unknown member: " + std::string(left_.begin()->key()));
  }
  [[nodiscard]] const std::string& where() const { return where_; }

 private:
  std::string where_;
  json::object left_;
};

bool is_webhook_name(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

void read_url(const std::string& url, const std::string& where, Webhook& webhook) {
  const auto host = url.find("://");
  const auto slash = host == std::string::npos ? host : url.find_first_of("/?", host + 3);
  webhook.base_url = url.substr(0, slash);
  webhook.path = slash == std::string::npos ? "/" : url.substr(slash);
  const bool whole = webhook.path.front() == '/' && webhook.path.find_first_of("# \t\r\n\\") == std::string::npos;
  if (!whole || !base_url_is_valid(webhook.base_url)) throw Unsound(where + ": url is an http or https address");
}

std::shared_ptr<const crypto::SigningKey> read_key(const std::string& name, const std::filesystem::path& folder,
                                                   const std::string& where) {
  auto key = crypto::read_key_file(folder / name);  // an absolute name replaces the folder
  if (const auto* fault = std::get_if<crypto::KeyFileFault>(&key))
    throw Unsound(where + ": key_file: " + fault->detail);
  return std::make_shared<const crypto::SigningKey>(std::get<crypto::SigningKey>(std::move(key)));
}

std::vector<std::string> read_kinds(const std::optional<json::value>& value, const std::string& where) {
  std::vector<std::string> kinds;
  if (!value) return kinds;
  if (!value->is_array() || value->as_array().empty())
    throw Unsound(where + ": kinds is a list of kinds, and not empty");
  for (const auto& one : value->as_array()) {
    const auto& known = all_kinds();
    const bool is_kind =
        one.is_string() && std::find(known.begin(), known.end(), std::string_view(one.as_string())) != known.end();
    if (!is_kind) throw Unsound(where + ": kinds names something that is no kind of command");
    kinds.emplace_back(one.as_string());
  }
  return kinds;
}

WebhookRetry read_retry(const std::optional<json::value>& value, const std::string& where) {
  WebhookRetry retry;
  if (!value) return retry;
  Members members(*value, where + ": retry");
  retry.first_ms = members.number("first_ms", 1, day_ms).value_or(retry.first_ms);
  retry.factor = members.number("factor", 1, 10).value_or(retry.factor);
  retry.longest_ms =
      members.number("longest_ms", retry.first_ms, day_ms).value_or(std::max(retry.first_ms, retry.longest_ms));
  retry.jitter_percent = members.number("jitter_percent", 0, 100).value_or(retry.jitter_percent);
  retry.attempts_max = members.number("attempts_max", 1, 100).value_or(retry.attempts_max);
  members.end();
  return retry;
}

Webhook read_webhook(const json::value& value, std::size_t number, const std::filesystem::path& folder) {
  Members members(value, "webhook " + std::to_string(number));
  const std::string& where = members.where();
  Webhook webhook;
  webhook.name = members.text("name");
  if (!is_webhook_name(webhook.name)) throw Unsound(where + ": name is 1 to 40 of a-z, 0-9 and -");
  read_url(members.text("url"), where, webhook);
  webhook.key = read_key(members.text("key_file"), folder, where);
  webhook.kinds = read_kinds(members.take("kinds"), where);
  if (const auto from = members.number("from", 0, std::int64_t{1} << 53))
    webhook.from = static_cast<std::uint64_t>(*from);
  webhook.answer_seconds_max = members.number("answer_seconds_max", 1, 300).value_or(webhook.answer_seconds_max);
  webhook.retry = read_retry(members.take("retry"), where);
  members.end();
  return webhook;
}

std::vector<Webhook> read_all(const std::filesystem::path& file) {
  const auto text = read_file(file, webhook_file_bytes_max);
  if (!text) throw Unsound("there is no such file");
  const auto parsed = crypto::parse_strict_json(*text, webhook_file_bytes_max);
  if (const auto* fault = std::get_if<crypto::JsonFault>(&parsed)) {
    throw Unsound("no strict JSON: " + fault->code + " at byte " + std::to_string(fault->offset));
  }
  Members members(std::get<json::value>(parsed), "the file");
  const auto list = members.take("webhooks");
  members.end();
  if (!list || !list->is_array() || list->as_array().size() > webhooks_max) {
    throw Unsound("webhooks is a list of at most " + std::to_string(webhooks_max));
  }
  std::vector<Webhook> webhooks;
  std::set<std::string> names;
  for (const auto& one : list->as_array()) {
    webhooks.push_back(read_webhook(one, webhooks.size() + 1, std::filesystem::absolute(file).parent_path()));
    if (!names.insert(webhooks.back().name).second) throw Unsound("two webhooks have the name " + webhooks.back().name);
  }
  return webhooks;
}

}  // namespace

std::int64_t pause_ms(const WebhookRetry& retry, std::int64_t failures, std::uint64_t chance) {
  std::int64_t pause = retry.first_ms;
  for (std::int64_t failure = 1; failure < failures && pause < retry.longest_ms; ++failure) pause *= retry.factor;
  pause = std::min(pause, retry.longest_ms);
  const std::int64_t side = pause * retry.jitter_percent / 100;
  const auto width = static_cast<std::uint64_t>(2 * side + 1);
  return pause - side + static_cast<std::int64_t>(chance % width);
}

std::variant<std::vector<Webhook>, WebhookFault> read_webhooks(const std::filesystem::path& file) {
  try {
    return read_all(file);
  } catch (const Unsound& unsound) {
    return WebhookFault{file.string() + ": " + unsound.what()};
  }
}

}  // namespace tanbu::cli
