// Keeping the book itself: erasing what the law wants gone, and stating what the state adds up to (formats sections 24
// and 25).
#pragma once
#include "ledger/commands/common.hpp"

namespace tanbu {

// The command of an earlier entry is erased; the entry, its place in the tree and its effect stay.
struct RedactCommand {
  EntryIndex entry;
  std::string reason;
  std::string authority;  // the law or order under which it is done
};

// What the whole state adds up to after the first `size` entries.
struct RecordStateDigestCommand {
  std::uint64_t size = 0;
  std::string sha256;  // hex
};

}  // namespace tanbu
