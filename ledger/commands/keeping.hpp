// Keeping the book itself: erasing what the law wants gone, and stating what the state adds up to (formats sections 24
// and 25), and changing the key that signs its checkpoints (formats section 30).
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

// From this entry on a second key signs every checkpoint beside the one in force (formats section 30).
struct AddLogKeyCommand {
  std::string log_vkey;
  std::string reason;
};

// From this entry on the key signs no checkpoint, and it never returns.
struct RetireLogKeyCommand {
  std::string log_vkey;
  std::string reason;
};

}  // namespace tanbu
