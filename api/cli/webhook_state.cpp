// The files of webhook_state.hpp: next, dead/<index>, again/<index>.
#include "api/cli/webhook_state.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "api/cli/files.hpp"
#include "crypto/strict_json.hpp"
#include "ledger/log/text.hpp"

namespace tanbu::cli {
namespace {

namespace json = boost::json;

constexpr std::size_t state_bytes_max = 16 * 1024;

// The files of the folder whose names are numbers, in order; others are temporary ones or somebody else's.
std::vector<std::uint64_t> numbered_files(const std::filesystem::path& folder) {
  std::vector<std::uint64_t> numbers;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (const auto number = log::parse_decimal(at->path().filename().string())) numbers.push_back(*number);
  }
  if (error && error != std::errc::no_such_file_or_directory) throw std::system_error(error, folder.string());
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::optional<DeadDelivery> read_dead(const std::filesystem::path& path, std::uint64_t index) {
  const auto text = read_file(path, state_bytes_max);
  if (!text) return std::nullopt;  // taken away in this instant
  DeadDelivery delivery{.index = index, .attempts = 0, .because = "unreadable", .unix_seconds = 0};
  const auto parsed = crypto::parse_strict_json(*text, state_bytes_max);
  const auto* value = std::get_if<json::value>(&parsed);
  if (value == nullptr || !value->is_object()) return delivery;
  const auto& members = value->as_object();
  const auto number = [&](std::string_view name) {
    const auto* found = members.if_contains(name);
    return found != nullptr && found->is_int64() ? found->as_int64() : 0;
  };
  delivery.attempts = number("attempts");
  delivery.unix_seconds = number("unix_seconds");
  if (const auto* because = members.if_contains("because"); because != nullptr && because->is_string())
    delivery.because = std::string(because->as_string());
  return delivery;
}

}  // namespace

std::vector<std::string> WebhookState::names(const std::filesystem::path& ledger) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(ledger / "webhooks", error), end; !error && at != end;
       at.increment(error)) {
    names.push_back(at->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw std::system_error(error, (ledger / "webhooks").string());
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::uint64_t> WebhookState::next() const {
  const auto text = read_file(folder_ / "next", state_bytes_max);
  if (!text) return std::nullopt;
  const auto number =
      text->empty() || text->back() != '\n' ? std::nullopt : log::parse_decimal(text->substr(0, text->size() - 1));
  if (!number)
    throw std::runtime_error((folder_ / "next").string() + " is damaged: write the next entry's index into it");
  return number;
}

void WebhookState::set_next(std::uint64_t index) const {
  make_private_folder(folder_);
  replace_file(folder_ / "next", std::to_string(index) + "\n");
}

std::vector<DeadDelivery> WebhookState::dead() const {
  std::vector<DeadDelivery> found;
  for (const auto index : numbered_files(folder_ / "dead")) {
    if (auto one = read_dead(folder_ / "dead" / std::to_string(index), index)) found.push_back(*std::move(one));
  }
  return found;
}

void WebhookState::bury(const DeadDelivery& delivery) const {
  make_private_folder(folder_ / "dead");
  replace_file(
      folder_ / "dead" / std::to_string(delivery.index),
      json::serialize(json::object{
          {"attempts", delivery.attempts}, {"because", delivery.because}, {"unix_seconds", delivery.unix_seconds}}) +
          "\n");
}

// Whoever asks for it again in this instant must not have his wish taken away with the old one.
void WebhookState::bury_again(const DeadDelivery& delivery) const {
  make_private_folder(folder_);
  const FileLock lock(folder_ / "lock");
  bury(delivery);
  forget_again(delivery.index);
}

bool WebhookState::ask_again(std::uint64_t index) const {
  make_private_folder(folder_);
  const FileLock lock(folder_ / "lock");
  const auto dead = folder_ / "dead" / std::to_string(index);
  if (!read_file(dead, state_bytes_max)) return false;
  make_private_folder(folder_ / "again");
  replace_file(folder_ / "again" / std::to_string(index), "");
  // Between the two it stands in both: delivered once more, and never lost.
  remove_file(dead);
  return true;
}

std::vector<std::uint64_t> WebhookState::asked_again() const { return numbered_files(folder_ / "again"); }

void WebhookState::forget_again(std::uint64_t index) const { remove_file(folder_ / "again" / std::to_string(index)); }

}  // namespace tanbu::cli
