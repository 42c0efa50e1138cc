// Sends the signed commands of an import through the ledger's batch door, checks what comes back and shows how far it
// is. Knows nothing of files of registries.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "api/cli/client.hpp"
#include "api/cli/import_outbox.hpp"
#include "api/cli/session.hpp"

namespace tanbu::cli {

// Of all lines of the outbox, those that an earlier run sent included.
struct SendOutcome {
  std::size_t recorded = 0;  // answered 201
  std::size_t repeated = 0;  // answered 200: the ledger had this very command already
  std::vector<AnsweredLine> refused;
};

// A line of moving text on stderr: done of total, rows a second, time left. Appears after one second, only on a
// terminal, and leaves nothing behind.
class Progress {
 public:
  explicit Progress(std::size_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::size_t done);

 private:
  std::size_t total_;
  std::int64_t started_ms_;
  std::int64_t shown_ms_ = 0;
  bool visible_ = false;
};

// How many of the lines from `begin` on fit into one request: at most 2'000 and 8 MiB, at least one.
[[nodiscard]] std::size_t lines_of_chunk(const std::vector<std::string>& lines, std::size_t begin);

// Sends all lines of the outbox that have no answer yet, in order. Every accepted line's receipt is verified and must
// be of the command that was sent. Stop (unreachable) where the ledger does not answer for as long as the settings
// allow: the outbox then stays as it is.
[[nodiscard]] SendOutcome send_import(Session& session, ImportOutbox& outbox, const std::vector<std::string>& lines);

}  // namespace tanbu::cli
