// How a session follows the log from the pinned key to its next one: see rotation.hpp. The pin stays as long as the
// newest checkpoint bears a line of the pinned key, and moves when it does not any more.
#include <fmt/format.h>

#include "api/cli/exit.hpp"
#include "api/cli/rotation.hpp"
#include "api/cli/session.hpp"
#include "api/cli/terminal.hpp"
#include "crypto/strict_json.hpp"

namespace tanbu::cli {
namespace {

constexpr std::size_t line_bytes_max = 64 * 1024;

// The command in the one NDJSON line of /v1/commands that is about this entry; "" where there is none.
std::string command_in(std::string_view lines, std::uint64_t entry) {
  const auto parsed = crypto::parse_strict_json(lines.substr(0, lines.find('\n')), line_bytes_max);
  const auto* line = std::get_if<boost::json::value>(&parsed);
  if (line == nullptr || number_at(*line, "index") != entry) return {};
  return text_at(*line, "command");
}

}  // namespace

RotationSource Session::rotation_source() {
  RotationSource source;
  source.keys = [this] {
    std::vector<ClaimedKey> claimed;
    const auto info = json_of(get_unjudged("/v1/log"));
    const auto* keys = at(info, "keys").if_array();
    if (keys == nullptr) return claimed;
    for (const auto& key : *keys) {
      const auto from = number_at(key, "from_entry");
      if (from) claimed.push_back({text_at(key, "vkey"), *from});
    }
    return claimed;
  };
  source.receipt = [this](std::uint64_t entry) {
    const auto answer = fetch_unjudged(fmt::format("/v1/entries/{}/receipt", entry));
    return answer.status == 200 ? answer.body : std::string();
  };
  source.command = [this](std::uint64_t entry) {
    const auto answer = fetch_unjudged(fmt::format("/v1/commands?from={}&limit=1", entry));
    return answer.status == 200 ? command_in(answer.body, entry) : std::string();
  };
  return source;
}

void Session::follow_log_key(const std::string& note) {
  const Pin before = ledger();
  if (log::ok(log::open_checkpoint(note, verifiers_of(before), {}))) return;
  const auto steps = find_successions(before, note, rotation_source());
  if (!steps) return;  // whoever judges the note says that it is not signed
  for (const Succession& step : *steps) {
    // The checkpoint that both keys signed must continue what was seen under the old one.
    stop_unless_consistent(pins_.see(ledger(), step.checkpoint, proofs()));
    pin_ = pins_.move(ledger(), step.vkey);
    verifier_.reset();
  }
  move_told_ = explain_move(before, ledger(), *steps);
}

log::Result<log::Checkpoint> Session::open(const std::string& note) {
  auto opened = log::open_checkpoint(note, keys(), {});
  // The pin moves as it does for every checkpoint: with all that is demanded of one.
  if (!log::ok(opened) && find_successions(ledger(), note, rotation_source())) {
    see_checkpoint(note);
    opened = log::open_checkpoint(note, keys(), {});
  }
  if (!log::ok(opened)) return std::get<log::Fault>(opened);
  return log::value(std::move(opened)).checkpoint;
}

}  // namespace tanbu::cli
