// What becomes of a command: the five kinds of answer. The HTTP room turns them into statuses and texts; nothing here
// speaks HTTP.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "ledger/events.hpp"
#include "ledger/form.hpp"
#include "ledger/refusal.hpp"

namespace tanbu::engine {

// The command is an entry, durable, under a published checkpoint.
struct Accepted {
  EntryIndex index;
  std::string kind;
  std::string entry;    // the exact line
  std::string receipt;  // tlog-proof text against the first checkpoint that covers the entry
  Decision decision;
  bool replayed = false;  // the same payload was accepted before; this is that answer again
};

// Nobody can read it: framing, JOSE or JSON. HTTP 400.
struct Unreadable {
  std::string code;
  std::string detail;
};

// Sound JSON with faults of form, all of them. HTTP 422.
struct FaultyForm {
  std::vector<FormFault> faults;
};

// The machine cannot decide or keep it now. Nothing was decided, except for outcome_unknown: ask again with the same
// command.
struct Unavailable {
  std::string code;  // queue_full, clock_suspect, outcome_unknown, store_failed, disk_full, log_key_missing, stopping
  int retry_seconds = 1;
};

using Answer = std::variant<Accepted, Refused, Unreadable, FaultyForm, Unavailable>;

// What becomes of commands that stand or fall together. Recorded: every one of them is an entry now or was one before.
// Not recorded: nothing of the group was written and no id was spent.
struct GroupAnswer {
  bool recorded = false;
  // Of the log when the group was decided. Where it was not recorded, entries from here on are those that it would have
  // become, also where a refusal names one of them as what it collides with.
  std::uint64_t size_before = 0;
  // One for each command, in order: Accepted or Refused, and Unavailable for an entry of before that could not be read
  // back. Accepted without an entry line is what the command would have become.
  std::vector<Answer> answers;
};
// Commands of one group at most.
inline constexpr std::size_t group_commands_max = 10'000;

}  // namespace tanbu::engine
