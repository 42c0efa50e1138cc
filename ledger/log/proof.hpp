// Receipts (C2SP tlog-proof): one text that proves offline that an entry is in the log. It carries the entry's bytes,
// its index, the inclusion proof and a checkpoint verbatim. Not here: what the entry says (ledger/log/entry.hpp reads
// it). Threading: pure functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ledger/log/checkpoint.hpp"
#include "ledger/log/fault.hpp"
#include "ledger/log/merkle.hpp"

namespace tanbu::log {

inline constexpr std::size_t receipt_bytes_max = note_bytes_max + 128 * 1024;

struct Receipt {
  std::string entry;  // the leaf's bytes, without a newline
  std::uint64_t index = 0;
  Proof proof;
  std::string checkpoint;  // the signed note, verbatim
  bool operator==(const Receipt&) const = default;
};

[[nodiscard]] std::string write_receipt(const Receipt& receipt);
// Accepts exactly what write_receipt writes; the checkpoint is taken verbatim and not looked at.
// Codes: receipt_too_large, receipt_header, receipt_entry (no `extra` line, or bad base64), receipt_index, receipt_hash
// (a bad or missing line in the proof, or more than 64), receipt_checkpoint (nothing follows the empty line).
[[nodiscard]] Result<Receipt> parse_receipt(std::string_view text);

struct VerifiedReceipt {
  std::string entry;
  std::uint64_t index;
  Checkpoint checkpoint;
  bool operator==(const VerifiedReceipt&) const = default;
};

// Says that the log of that key has committed to exactly these entry bytes at that index. Nothing else in the text is
// vouched for: lines of other keys below the checkpoint may change without a verifier that lacks those keys noticing.
// `origin`, when given, must be the log key's name. Codes: those of parse_receipt and open_checkpoint,
// receipt_other_origin, receipt_not_included.
[[nodiscard]] Result<VerifiedReceipt> verify_receipt(std::string_view text, const Verifier& log,
                                                     std::optional<std::string_view> origin = std::nullopt);
// The same with the key as text; adds the codes of Verifier::parse.
[[nodiscard]] Result<VerifiedReceipt> verify_receipt(std::string_view text, std::string_view log_vkey,
                                                     std::optional<std::string_view> origin = std::nullopt);

}  // namespace tanbu::log
