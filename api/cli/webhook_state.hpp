// How far each webhook has come, and what could not be delivered: small files in D/webhooks/NAME, each replaced as a
// whole, so that a process that is killed at any instant delivers something again, but leaves nothing out. The server's
// thread writes `next` and `dead`; the command `tanbu webhooks retry` moves what is dead to `again`, beside a running
// server too. Faults of the machine are std::system_error.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tanbu::cli {

struct DeadDelivery {
  std::uint64_t index = 0;  // of the entry
  std::int64_t attempts = 0;
  std::string because;  // "status 500", or what the connection said
  std::int64_t unix_seconds = 0;
};

class WebhookState {
 public:
  // `ledger` is the ledger's folder. Makes nothing before something is written.
  WebhookState(const std::filesystem::path& ledger, const std::string& name) : folder_(ledger / "webhooks" / name) {}
  // The names of the webhooks that ever sent something in this ledger, in order.
  [[nodiscard]] static std::vector<std::string> names(const std::filesystem::path& ledger);

  // The first entry that is not settled yet; nothing before the first start. Throws std::runtime_error when the file
  // says something else: whoever guesses here leaves entries out.
  [[nodiscard]] std::optional<std::uint64_t> next() const;
  void set_next(std::uint64_t index) const;

  // In order of the entries.
  [[nodiscard]] std::vector<DeadDelivery> dead() const;
  // On the disk when it returns; a second time changes the words alone.
  void bury(const DeadDelivery& delivery) const;
  // The same of one that was asked for again, and is not any more.
  void bury_again(const DeadDelivery& delivery) const;
  // False when it is not dead.
  [[nodiscard]] bool ask_again(std::uint64_t index) const;
  // What was asked for again, in order.
  [[nodiscard]] std::vector<std::uint64_t> asked_again() const;
  void forget_again(std::uint64_t index) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace tanbu::cli
