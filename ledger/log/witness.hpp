// What a log says to its witnesses (C2SP tlog-witness v1.0.0): the body of `POST <prefix>/add-checkpoint`. Only the
// bytes: not the HTTP, not the judgement of a witness (whether the old size is the one it holds, whether the proof
// leads there, whether the checkpoint is signed). Threading: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/log/fault.hpp"
#include "ledger/log/merkle.hpp"
#include "ledger/log/note.hpp"

namespace tanbu::log {

inline constexpr std::size_t add_checkpoint_hashes_max = 63;  // tlog-witness v1.0.0, one fewer than a proof may have
// "old ", 20 digits, the hashes and an empty line, above the largest checkpoint.
inline constexpr std::size_t add_checkpoint_bytes_max = note_bytes_max + 4 * 1024;
// The content type of a 409, whose body is the witness's size and a newline.
inline constexpr std::string_view size_content_type = "text/x.tlog.size";

// "old N\n", consistency hashes one a line, an empty line, the checkpoint verbatim.
struct AddCheckpoint {
  std::uint64_t old_size = 0;
  Proof proof;             // at most 63 hashes; empty when old_size is 0 or equal to the checkpoint's
  std::string checkpoint;  // the signed note, verbatim; not empty
  bool operator==(const AddCheckpoint&) const = default;
};

[[nodiscard]] std::string write_add_checkpoint(const AddCheckpoint& request);
// Accepts exactly what write_add_checkpoint writes. The checkpoint is taken verbatim and not looked at, and a proof
// that does not belong to its sizes is left to whoever verifies it: a witness answers 422 to that and 400 to a bad
// shape. Codes: add_checkpoint_old (no canonical `old` line), add_checkpoint_hash (a bad line in the proof, or more
// than 63), add_checkpoint_shape (no empty line, or nothing after it), note_too_large.
[[nodiscard]] Result<AddCheckpoint> parse_add_checkpoint(std::string_view body);

}  // namespace tanbu::log
