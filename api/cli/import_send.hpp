// Sends the signed commands of an import through the ledger's batch door, checks what comes back and shows how far it
// is. Holds one request's lines at a time. Knows nothing of files of registries.
#pragma once
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "api/cli/client.hpp"
#include "api/cli/import_outbox.hpp"
#include "api/cli/session.hpp"

namespace tanbu::cli {

// A signed command that the ledger refused.
struct RefusedLine {
  long status = 0;
  std::string code;
  std::string detail;
  // From its own payload: a resumed run knows no more than that.
  std::string kind;
  std::string row;   // "row 5"
  std::string name;  // serial or project
};

// So many refusals of each code are kept for whoever is shown the outcome.
inline constexpr std::size_t refusals_kept_max = 20;

// Of all lines of the outbox, those that an earlier run sent included.
struct SendOutcome {
  std::size_t recorded = 0;  // answered 201
  std::size_t repeated = 0;  // answered 200: the ledger had this very command already; or the project is registered
  std::size_t refused = 0;
  std::map<std::string, std::size_t> refused_by_code;
  std::vector<RefusedLine> refusals;  // the first of each code
  // Every refusal says that the party may not do this; the first one with status 403.
  bool only_not_allowed = true;
};

// Sends all lines of the outbox that have no answer yet, in order. Every accepted line's receipt is verified and must
// be of the command that was sent. `refused` hears of every refusal, in order, those of earlier runs included. Stop
// (unreachable) where the ledger does not answer for as long as the settings allow: the outbox then stays as it is.
[[nodiscard]] SendOutcome send_import(Session& session, ImportOutbox& outbox, std::size_t lines,
                                      const std::function<void(const RefusedLine&)>& refused);

}  // namespace tanbu::cli
