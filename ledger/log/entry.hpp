// An entry of the log: one line of JSON with fixed members in a fixed order and no white space, so that its bytes
// follow from its values. Not the command itself (only its hash is here) and not a JSON reader. Threading: pure
// functions.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/digest.hpp"

namespace tanbu::log {

inline constexpr std::size_t entry_bytes_max = 32 * 1024;
inline constexpr std::uint64_t entry_index_max = (std::uint64_t{1} << 53) - 1;  // what every JSON reader can hold
inline constexpr std::int64_t entry_time_unix_ms_max = 253'402'300'799'999;     // 9999-12-31T23:59:59.999Z

struct Entry {
  std::uint64_t index;        // 0..entry_index_max
  crypto::Digest previous;    // leaf hash of the entry before; 32 zero bytes at index 0
  std::int64_t time_unix_ms;  // UTC, 0..entry_time_unix_ms_max
  std::string kind;           // [a-z_]{1,40}
  crypto::Digest command;     // SHA-256 of the command's JWS as received
  std::string rules;          // [0-9a-z.-]{1,40}, as a rule a date
  bool operator==(const Entry&) const = default;
};

// Whether every member lies in its range above (and `previous` is zero at index 0).
[[nodiscard]] bool entry_is_valid(const Entry& entry);
// {"v":1,"index":..,"prev":"..","time":"YYYY-MM-DDThh:mm:ss.mmmZ","kind":"..","command":"..","rules":".."}; the entry
// must be valid.
[[nodiscard]] std::string entry_bytes(const Entry& entry);
// Accepts exactly what entry_bytes writes, byte for byte; nullopt for everything else.
[[nodiscard]] std::optional<Entry> parse_entry(std::string_view bytes);

// RFC 3339 in UTC with three decimals and Z; the range of Entry::time_unix_ms.
[[nodiscard]] std::string time_text(std::int64_t time_unix_ms);
[[nodiscard]] std::optional<std::int64_t> parse_time_text(std::string_view text);

}  // namespace tanbu::log
