// Where an audit reads a log from: a ledger's own database, or a URL through functions that somebody fills. A source
// hands over bytes and judges none of them. Threading: a source belongs to one thread at a time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "audit/report.hpp"
#include "audit/state.hpp"
#include "crypto/digest.hpp"

namespace tanbu::audit {

// The source cannot be read (further): becomes a finding with this code, never an exception out of an audit. Codes:
// database_missing, database_unfit, database_unreadable, database_damaged, and for a URL source_unreachable or
// source_malformed.
struct SourceFault : std::runtime_error {
  SourceFault(std::string fault_code, const std::string& words)
      : std::runtime_error(words), code(std::move(fault_code)) {}
  std::string code;
};

struct SourceEntry {
  std::uint64_t index = 0;             // the place where the source keeps it
  std::string line;                    // the exact bytes, no newline
  std::optional<std::string> command;  // the JWS; absent when withheld or erased
  // Copies that only a database keeps beside the line.
  std::optional<std::string> leaf;
  std::optional<std::string> effects;
  // The entry that erased the command by law, as the source says.
  std::optional<std::uint64_t> erased_by{};
};

struct SourceCheckpoint {
  std::uint64_t size = 0;  // under which the source files it
  std::string note;
};

struct SourceTile {
  std::string hashes;               // 32 bytes each
  std::optional<std::string> root;  // where the source keeps the hash above the tile
};

// An accepted entry as the audit understood it; `decision` only where rules were replayed.
struct ReplayedEntry {
  const SourceEntry& source;
  const crypto::Digest& leaf;
  const Envelope* envelope = nullptr;  // absent where the command is withheld or unreadable
  crypto::Digest payload{};
  const Decision* decision = nullptr;
};

class Source {
 public:
  virtual ~Source() = default;
  // The log's verifier key as the source states it (D/log.vkey, GET /v1/log); may be empty.
  [[nodiscard]] virtual std::string log_vkey() = 0;
  // How many entries the source claims to have. Fixed for the life of the source: a log that grows meanwhile is audited
  // up to here.
  [[nodiscard]] virtual std::uint64_t size() = 0;
  // Entries at `from` and after, ascending by index, at most `limit`, only below size(); empty only when there are
  // none.
  [[nodiscard]] virtual std::vector<SourceEntry> entries(std::uint64_t from, std::size_t limit) = 0;
  // The stored checkpoint with the smallest size above this one. A URL has only its newest.
  [[nodiscard]] virtual std::optional<SourceCheckpoint> checkpoint_after(std::uint64_t size) = 0;
  // The first `width` (1..256) hashes of a tile; nothing when the source does not have it.
  [[nodiscard]] virtual std::optional<SourceTile> tile(unsigned level, std::uint64_t number, unsigned width) = 0;
  // Whether tiles of fewer than 256 hashes can be asked for.
  [[nodiscard]] virtual bool serves_partial_tiles() const = 0;
  // All entries of a kind, in order. Looked at before everything else, so nothing in them is known to be sound.
  [[nodiscard]] virtual std::vector<SourceEntry> entries_of_kind(const std::string& kind) = 0;
  // Whether commands may be absent by right. Where not, an absent command is a finding.
  [[nodiscard]] virtual bool may_withhold() const = 0;
  // What the source keeps of an entry besides the log, compared by the source's own reading. Called in order.
  [[nodiscard]] virtual std::vector<Finding> compare_entry(const ReplayedEntry&) { return {}; }
  // What the source keeps besides the log as a whole; `state` only where everything was replayed. `compared` is set
  // when tables were compared with the state.
  [[nodiscard]] virtual std::vector<Finding> compare_end(const State* /*state*/, bool& /*compared*/) { return {}; }
};

// A log reached through functions, for instance over HTTP. Every function may throw SourceFault. `size` must come from
// the checkpoint that `checkpoint` answers; `entries`, `tile` and `command` then ask for what lies below it.
struct LogFunctions {
  std::string log_vkey;
  std::uint64_t size = 0;
  std::string checkpoint;  // the signed note
  // Lines of up to `limit` entries from `from` on (an entry bundle or a part of it), in order.
  std::function<std::vector<std::string>(std::uint64_t from, std::size_t limit)> entries;
  // The JWS of each of `count` entries from `from` on; nothing in the place of a command that is withheld.
  std::function<std::vector<std::optional<std::string>>(std::uint64_t from, std::size_t count)> commands;
  std::function<std::optional<std::string>(unsigned level, std::uint64_t number, unsigned width)> tile;
  // The entry that erased this entry's command by law, asked after `commands`; may be left out.
  std::function<std::optional<std::uint64_t>(std::uint64_t index)> erased_by{};
};
[[nodiscard]] std::unique_ptr<Source> callback_source(LogFunctions functions);

}  // namespace tanbu::audit
